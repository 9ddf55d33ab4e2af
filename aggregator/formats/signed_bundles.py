"""What evidence files and receipts have in common: parts that are chained, a signature and a time stamp.

The hash of each part covers its content and the hash before it, so the last one, `head`, covers the whole.
The signature and the time stamp cover the format and the head.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from aggregator.errors import EvidenceError
from aggregator.formats import evidence_signing, evidence_time_stamps
from aggregator.formats.evidence_format import hash_part, replace_surrogates
from aggregator.results import EvidenceBundle, EvidencePart, TimeStamp, convert, to_json_value

NO_TIME_STAMP = "it has no time stamp"

Parts = Mapping[str, Any]  # the type of each part by its name, in order


def sign_parts(format_name: str, parts: Mapping[str, object], secret: bytes) -> EvidenceBundle:
    """Return parts, in their order, as a bundle: chained, and signed with a secret key."""
    chain, before = [], ""
    for name, part in parts.items():
        content = replace_surrogates(to_json_value(part))
        before = hash_part(before, name, content)
        chain.append(EvidencePart(name, content, before))
    message = evidence_signing.make_signed_message(format_name, before)
    return EvidenceBundle(format_name, chain, before, evidence_signing.sign(secret, message))


def add_time_stamp(bundle: EvidenceBundle, stamp: TimeStamp) -> EvidenceBundle:
    """Return a bundle with a time stamp of its signed bytes."""
    return msgspec.structs.replace(bundle, time_stamp=stamp)


def get_signed_message(bundle: EvidenceBundle) -> bytes:
    """Return the bytes that the signature and the time stamp of a bundle cover."""
    return evidence_signing.make_signed_message(bundle.format, bundle.head)


def decode_text(data: bytes, what: str) -> str:
    """Return the text of a file. Raises EvidenceError; `what` names the kind of file."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise EvidenceError(f"this is no {what}: it is not UTF-8") from error


def read_bundle(text: str, formats: Mapping[str, Parts], what: str) -> EvidenceBundle:
    """Return the JSON of a bundle, with the parts and fields of its format and no others.

    Raises EvidenceError; `what` names the kind of file.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_reject_duplicates, parse_constant=_reject_constant
        )
        bundle = convert(value, EvidenceBundle)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise EvidenceError(f"this is no {what}: {error}") from error
    fields = formats.get(bundle.format)
    if fields is None or [link.part for link in bundle.chain] != list(fields):
        raise EvidenceError(f"this is no {what} of the format {' or '.join(formats)}")
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


def check_chain(
    bundle: EvidenceBundle, hash_link: Callable[[str, str, object], str] = hash_part
) -> None:
    """Check the hash of each part and of the whole. Raises EvidenceError, which names the changed part."""
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
    about: Any = bundle.chain[0].content
    if about["format"] != bundle.format:
        raise EvidenceError("the file names two formats")


def check_signature(bundle: EvidenceBundle) -> str:
    """Return the fingerprint of the key that signed a bundle. Raises EvidenceError."""
    if bundle.signature is None:
        raise EvidenceError("the signature was taken out")
    evidence_signing.verify_signature(bundle.signature, get_signed_message(bundle))
    fingerprint = evidence_signing.compute_fingerprint(bundle.signature.public_key)
    about: Any = bundle.chain[0].content
    if about["signed_by"] != fingerprint:
        raise EvidenceError("another key signed the file than the one it names")
    return fingerprint


def check_time_stamp(bundle: EvidenceBundle, roots: bytes | None) -> dict[str, str | None]:
    """Return since when a bundle is proven to exist, by whom, or why no time is proven."""
    if bundle.time_stamp is None or roots is None:
        note = evidence_time_stamps.NO_ROOTS if bundle.time_stamp else NO_TIME_STAMP
        return {"time_proven": None, "time_authority": None, "time_note": note}
    message = get_signed_message(bundle)
    at, authority = evidence_time_stamps.verify_time_stamp(bundle.time_stamp, message, roots)
    return {"time_proven": at, "time_authority": authority, "time_note": ""}
