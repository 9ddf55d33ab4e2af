"""A verifier of evidence files of format 3 as docs/evidence.md describes them: nothing of ours is imported.

    python independent_verifier.py FILE PUBLIC_KEY

It needs Python and the package cryptography. It checks the hashes and the signature. It does not check the page
around the data: read the data, not the page.
"""

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "aggregator-evidence-3"
PARTS = [
    "about", "verdict", "members", "texts", "comparisons", "no_copies", "evidence", "not_checked",
    "would_change", "history",
]  # fmt: skip


def read_data(file: bytes) -> dict[str, Any]:
    """Step 1: the JSON of a page or of a JSON file."""
    text = file.decode("utf-8")
    start = '<script type="application/json" id="evidence">'
    if not text.startswith("{"):
        text = text.split(start, 1)[1].split("</script>", 1)[0]

    def reject_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name occurs twice")
        return dict(pairs)

    data: dict[str, Any] = json.loads(text, object_pairs_hook=reject_twice)
    return data


def verify(file: bytes, public_key: str) -> dict[str, Any]:
    """Steps 2 to 5: returns the parts by name. Raises ValueError when something does not match."""
    data = read_data(file)
    names = {"format", "chain", "head", "signature"}
    if not names <= set(data) <= names | {"time_stamp"} or data["format"] != FORMAT:
        raise ValueError("not this format, or unknown names")
    if [link["part"] for link in data["chain"]] != PARTS:
        raise ValueError("other parts")
    before = ""
    for link in data["chain"]:
        value = [before, link["part"], link["content"]]
        canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(canonical.encode("utf-8")).hexdigest()
        if before != link["hash"] or set(link) != {"part", "content", "hash"}:
            raise ValueError(f"the part {link['part']} was changed")
    if before != data["head"]:
        raise ValueError("the head is another one")
    signature = data["signature"]
    if signature["algorithm"] != "Ed25519" or signature["public_key"] != public_key:
        raise ValueError("signed with another key")
    if not re.fullmatch("[0-9a-f]{128}", signature["value"]):
        raise ValueError("no signature")
    message = f"{FORMAT}\n{data['head']}\n".encode("ascii")
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature["value"]), message)
    except InvalidSignature as error:
        raise ValueError("the signature does not hold") from error
    parts = {link["part"]: link["content"] for link in data["chain"]}
    if parts["about"]["signed_by"] != hashlib.sha256(bytes.fromhex(public_key)).hexdigest():
        raise ValueError("the file names another key")
    return parts


if __name__ == "__main__":
    about = verify(Path(sys.argv[1]).read_bytes(), sys.argv[2])["about"]
    sys.stdout.write(json.dumps(about, indent=1))
