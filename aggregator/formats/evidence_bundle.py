"""A verdict as a signed file to cite: an HTML page that contains the same as JSON.

How its parts are chained and signed is in `signed_bundles`.
"""

import json
from collections.abc import Mapping
from typing import Any

from aggregator.errors import EvidenceError
from aggregator.formats import evidence_pages, signed_bundles
from aggregator.formats.evidence_format import FORMAT, PARTS
from aggregator.formats.evidence_former import FORMER_PARTS, render_former_page
from aggregator.results import EvidenceBundle, convert, to_json_value


def sign_parts(parts: Mapping[str, object], secret: bytes) -> EvidenceBundle:
    """Return parts (see `evidence_format.PARTS`) as a bundle: chained, and signed with a secret key."""
    return signed_bundles.sign_parts(FORMAT, {name: parts[name] for name in PARTS}, secret)


def read_json(value: dict[str, Any]) -> EvidenceBundle:
    """Return the JSON of a bundle as one. Raises msgspec.ValidationError for other names or types."""
    return convert(value, EvidenceBundle)


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
