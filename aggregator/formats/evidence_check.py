"""The check of an evidence file of any format, without network and without database."""

from collections.abc import Collection
from typing import Any

from aggregator.errors import EvidenceError
from aggregator.formats import signed_bundles
from aggregator.formats.evidence_bundle import render_page
from aggregator.formats.evidence_format import FORMAT, PARTS, hash_former_part, hash_part
from aggregator.formats.evidence_former import FORMER_PARTS
from aggregator.results import EvidenceBundle, VerifiedEvidence, convert

FIELDS = {**FORMER_PARTS, FORMAT: PARTS}  # of the parts of each format
SCRIPT_START, SCRIPT_END = '<script type="application/json" id="evidence">', "</script>"


def verify_bundle(
    data: bytes, known_keys: Collection[str] = (), roots: bytes | None = None
) -> VerifiedEvidence:
    """Verify an evidence file, HTML or JSON; returns what it is about and who signed it.

    `known_keys`: public keys or fingerprints that are known. `roots`: the certificates, PEM, of
    authorities whose time stamps are trusted. Raises EvidenceError, which says what does not match.
    """
    text = signed_bundles.decode_text(data, "evidence file")
    embedded = None if text.startswith("{") else _find_embedded_data(text)
    found_text = text if embedded is None else embedded
    bundle = signed_bundles.read_bundle(found_text, FIELDS, "evidence file")
    signed_bundles.check_chain(
        bundle, hash_former_part if bundle.format in FORMER_PARTS else hash_part
    )
    fingerprint = _check_signature(bundle)
    if embedded is not None and text != render_page(bundle):
        raise EvidenceError("what the page shows is not what its data says")
    proven = signed_bundles.check_time_stamp(bundle, roots)
    about = dict(convert_about(bundle))
    signer = "none" if fingerprint is None else "unknown"
    if bundle.signature and {fingerprint, bundle.signature.public_key} & set(known_keys):
        signer = "known"
    found = {"page_checked": embedded is not None, "signer": signer, "fingerprint": fingerprint}
    return convert({**about, "head": bundle.head, **found, **proven}, VerifiedEvidence)


def convert_about(bundle: EvidenceBundle) -> dict[str, Any]:
    """Return what a bundle says about itself, in the fields that all formats have."""
    about: Any = bundle.chain[0].content
    return {name: about[name] for name in ("format", "software", "as_of", "story_id", "title")}


def _find_embedded_data(text: str) -> str | None:
    """Return the text of the first script with data on a page; None where no such script ends."""
    _, start, rest = text.partition(SCRIPT_START)
    data, end, _ = rest.partition(SCRIPT_END)
    return data if start and end else None


def _check_signature(bundle: EvidenceBundle) -> str | None:
    """Return the fingerprint of the key that signed a bundle; None for a former format, which has none."""
    if bundle.format not in FORMER_PARTS:
        return signed_bundles.check_signature(bundle)
    if bundle.signature or bundle.time_stamp:
        raise EvidenceError(f"a file of the format {bundle.format} has no signature")
    return None
