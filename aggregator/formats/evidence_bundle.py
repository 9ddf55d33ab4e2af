"""A verdict as a signed file to cite: an HTML page that contains the same as JSON.

The parts of a bundle are chained: the hash of each covers its content and the hash before it, so the
last one, `head`, covers the whole. The signature covers the format and the head.
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec

from aggregator.errors import EvidenceError
from aggregator.formats import evidence_pages, evidence_signing
from aggregator.formats.evidence_format import FORMAT, PARTS, hash_part, replace_surrogates
from aggregator.formats.evidence_former import FORMER_PARTS, render_former_page
from aggregator.results import EvidenceBundle, EvidencePart, TimeStamp, convert, to_json_value


def sign_parts(parts: Mapping[str, object], secret: bytes) -> EvidenceBundle:
    """Return parts (see `evidence_format.PARTS`) as a bundle: chained, and signed with a secret key."""
    chain, before = [], ""
    for name in PARTS:
        content = replace_surrogates(to_json_value(parts[name]))
        before = hash_part(before, name, content)
        chain.append(EvidencePart(name, content, before))
    message = evidence_signing.make_signed_message(FORMAT, before)
    return EvidenceBundle(FORMAT, chain, before, evidence_signing.sign(secret, message))


def add_time_stamp(bundle: EvidenceBundle, stamp: TimeStamp) -> EvidenceBundle:
    """Return a bundle with a time stamp of its signed bytes."""
    return msgspec.structs.replace(bundle, time_stamp=stamp)


def read_json(value: dict[str, Any]) -> EvidenceBundle:
    """Return the JSON of a bundle as one. Raises msgspec.ValidationError for other names or types."""
    return convert(value, EvidenceBundle)


def get_signed_message(bundle: EvidenceBundle) -> bytes:
    """Return the bytes that the signature and the time stamp of a bundle cover."""
    return evidence_signing.make_signed_message(bundle.format, bundle.head)


def render_page(bundle: EvidenceBundle) -> str:
    """Return a bundle as one HTML page that loads nothing, with its JSON inside.

    Raises EvidenceError when the data holds a value that its format does not know.
    """
    parts: dict[str, Any] = {part.part: part.content for part in bundle.chain}
    data = json.dumps(to_json_value(bundle)).replace("<", "\\u003c")
    try:
        if bundle.format in FORMER_PARTS:
            return render_former_page(parts, bundle.head, data)
        return evidence_pages.render("evidence-3.html", data, **parts, head=bundle.head)
    except (KeyError, ValueError, ArithmeticError) as error:
        raise EvidenceError(f"the data of the page cannot be shown: {error}") from error
