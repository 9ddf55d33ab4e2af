"""The check of an evidence file of any format, without network and without database."""

import json
from collections.abc import Collection
from typing import Any

import msgspec

from aggregator.errors import EvidenceError
from aggregator.formats import evidence_signing, evidence_time_stamps
from aggregator.formats.evidence_bundle import get_signed_message, read_json, render_page
from aggregator.formats.evidence_format import FORMAT, PARTS, hash_former_part, hash_part
from aggregator.formats.evidence_former import FORMER_PARTS
from aggregator.results import EvidenceBundle, VerifiedEvidence, convert

FIELDS = {**FORMER_PARTS, FORMAT: PARTS}  # of the parts of each format
NO_TIME_STAMP = "it has no time stamp"
SCRIPT_START, SCRIPT_END = '<script type="application/json" id="evidence">', "</script>"


def verify_bundle(
    data: bytes, known_keys: Collection[str] = (), roots: bytes | None = None
) -> VerifiedEvidence:
    """Verify an evidence file, HTML or JSON; returns what it is about and who signed it.

    `known_keys`: public keys or fingerprints that are known. `roots`: the certificates, PEM, of
    authorities whose time stamps are trusted. Raises EvidenceError, which says what does not match.
    """
    text = _decode(data)
    embedded = None if text.startswith("{") else _find_embedded_data(text)
    bundle = _read_bundle(text if embedded is None else embedded)
    _check_chain(bundle)
    fingerprint = _check_signature(bundle)
    if embedded is not None and text != render_page(bundle):
        raise EvidenceError("what the page shows is not what its data says")
    proven = _check_time_stamp(bundle, roots)
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


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise EvidenceError("this is no evidence file: it is not UTF-8") from error


def _find_embedded_data(text: str) -> str | None:
    """Return the text of the first script with data on a page; None where no such script ends."""
    _, start, rest = text.partition(SCRIPT_START)
    data, end, _ = rest.partition(SCRIPT_END)
    return data if start and end else None


def _read_bundle(text: str) -> EvidenceBundle:
    """Return the JSON of a bundle, with the parts and fields of its format and no others."""
    try:
        value = json.loads(
            text, object_pairs_hook=_reject_duplicates, parse_constant=_reject_constant
        )
        bundle = read_json(value)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise EvidenceError(f"this is no evidence file: {error}") from error
    fields = FIELDS.get(bundle.format)
    if fields is None or [link.part for link in bundle.chain] != list(fields):
        raise EvidenceError(f"this is no evidence file of the format {' or '.join(FIELDS)}")
    for link in bundle.chain:
        try:
            msgspec.convert(link.content, fields[link.part])
        except (ValueError, msgspec.ValidationError) as error:
            raise EvidenceError(f"the part “{link.part}”: {error}") from error
    return bundle


def _reject_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a JSON object. Raises ValueError where one name has two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_chain(bundle: EvidenceBundle) -> None:
    hash_link = hash_former_part if bundle.format in FORMER_PARTS else hash_part
    before = ""
    for link in bundle.chain:
        try:
            before = hash_link(before, link.part, link.content)
        except UnicodeEncodeError as error:
            raise EvidenceError(f"the part “{link.part}” holds half a character") from error
        if before != link.hash:
            raise EvidenceError(f"the part “{link.part}” was changed, or one before it")
    if before != bundle.head:
        raise EvidenceError("the hash of the whole does not match its parts")
    if convert_about(bundle)["format"] != bundle.format:
        raise EvidenceError("the file names two formats")


def _check_signature(bundle: EvidenceBundle) -> str | None:
    """Return the fingerprint of the key that signed a bundle; None for a former format, which has none."""
    signature = bundle.signature
    if bundle.format in FORMER_PARTS:
        if signature or bundle.time_stamp:
            raise EvidenceError(f"a file of the format {bundle.format} has no signature")
        return None
    if signature is None:
        raise EvidenceError("the signature was taken out")
    evidence_signing.verify_signature(signature, get_signed_message(bundle))
    fingerprint = evidence_signing.compute_fingerprint(signature.public_key)
    about: Any = bundle.chain[0].content
    if about["signed_by"] != fingerprint:
        raise EvidenceError("another key signed the file than the one it names")
    return fingerprint


def _check_time_stamp(bundle: EvidenceBundle, roots: bytes | None) -> dict[str, str | None]:
    """Return since when a bundle is proven to exist, by whom, or why no time is proven."""
    if bundle.time_stamp is None or roots is None:
        note = evidence_time_stamps.NO_ROOTS if bundle.time_stamp else NO_TIME_STAMP
        return {"time_proven": None, "time_authority": None, "time_note": note}
    message = get_signed_message(bundle)
    at, authority = evidence_time_stamps.verify_time_stamp(bundle.time_stamp, message, roots)
    return {"time_proven": at, "time_authority": authority, "time_note": ""}
