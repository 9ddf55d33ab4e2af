"""Checks a signed manifest (C2PA) with the library of its makers: signature, signer, and what it is of.

`c2pa` is imported here only, when there is a manifest. It makes no request: what it could fetch is
switched off. It is native code, and input is hostile: pages are read in worker processes.
"""

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from aggregator.model import Manifest, ManifestPlace, ManifestState, TrustList
from aggregator.reading.manifests import signing_certificate
from aggregator.reading.manifests.text_manifests import SignedPassage, UnreadableManifest

MAX_NAME = 200  # characters of a name or title
MAX_DETAIL = 200
HASHES = ("sha256", "sha384", "sha512")  # that the specification allows
STORE_TYPE = "application/c2pa"

# Codes of the specification (2.4, 15.2).
_SIGNED = "claimSignature.validated"
_TRUSTED = "signingCredential.trusted"
_TIME_TRUSTED = "timeStamp.trusted"  # anybody can make time stamps of any time
_HASH_HOLDS = ("assertion.dataHash.match", "assertion.bmffHash.match", "assertion.boxesHash.match")
# The library knows no texts: it always reports that the place of the manifest is wrong. That the hash
# holds is required as a success. Trust is judged by the trust list.
_NOT_JUDGED = frozenset(["assertion.dataHash.mismatch", "signingCredential.untrusted"])
_ABOUT_SIGNER = ("signingCredential.", "claimSignature.outsideValidity", "timeStamp.")


@dataclass(frozen=True, slots=True)
class CheckedManifest:
    """What a manifest says, and what checking its signature showed."""

    signer: str
    issuer: str
    fingerprint: str
    signed_at: str | None
    title: str
    successes: frozenset[str]  # codes of the specification
    failures: frozenset[str]
    data_hash: Mapping[str, Any] = field(default_factory=dict)  # the assertion c2pa.hash.data

    @property
    def exclusion(self) -> tuple[int, int] | None:
        """Where the manifest is in the signed content: start and length in bytes; None: it does not say."""
        exclusions: list[Any] = self.data_hash.get("exclusions") or []
        if len(exclusions) != 1:
            return None
        start, length = exclusions[0].get("start"), exclusions[0].get("length")
        return (start, length) if isinstance(start, int) and isinstance(length, int) else None


def read_store(store: bytes, content: bytes, trust: TrustList) -> CheckedManifest:
    """Returns the active manifest of a store, checked against the content. Raises UnreadableManifest."""
    return _read_with_library(content, STORE_TYPE, store, trust)


def read_picture(picture: bytes, media_type: str, trust: TrustList) -> CheckedManifest:
    """Returns the active manifest that a picture holds, checked. Raises UnreadableManifest."""
    return _read_with_library(picture, media_type, None, trust)


def _read_with_library(
    content: bytes, media_type: str, store: bytes | None, trust: TrustList
) -> CheckedManifest:
    import c2pa

    try:
        with (
            c2pa.Context.from_dict(_make_settings(trust)) as context,
            c2pa.Reader(media_type, io.BytesIO(content), store, context=context) as reader,
        ):
            summary, details = json.loads(reader.json()), json.loads(reader.crjson())
    except (c2pa.C2paError, ValueError, RecursionError) as error:
        raise UnreadableManifest(clean_text(str(error), MAX_DETAIL)) from error
    return _make_checked(summary, details, store or b"")


def _make_settings(trust: TrustList) -> dict[str, Any]:
    """Returns settings of the library: whose certificates are trusted as issuers, and no requests."""
    return {
        "verify": {"verify_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False},
        "trust": {"trust_anchors": trust.certificates} if trust.certificates else {},
    }


def _make_checked(summary: Any, details: Any, source: bytes) -> CheckedManifest:
    """Returns the active manifest of a store. Raises UnreadableManifest for one of another form."""
    try:
        label = summary["active_manifest"]
        active = next(each for each in details["manifests"] if each["label"] == label)
        signature, results = active.get("signature", {}), active["validationResults"]
        certificate = signature.get("certificateInfo", {})
        listed = summary["manifests"][label]
        return CheckedManifest(
            signer=_choose_name(certificate.get("subject", {})),
            issuer=_choose_name(certificate.get("issuer", {})),
            fingerprint=signing_certificate.find_fingerprint(source, label),
            signed_at=_parse_time(listed.get("signature_info", {}).get("time")),
            title=clean_text(str(listed.get("title") or ""), MAX_NAME),
            successes=_list_codes(results.get("success", [])),
            failures=_list_codes(results.get("failure", [])),
            data_hash=active["assertions"].get("c2pa.hash.data", {}),
        )
    except (KeyError, StopIteration, TypeError, AttributeError, ValueError) as error:
        raise UnreadableManifest("its form is unknown") from error


def _choose_name(party: Mapping[str, Any]) -> str:
    """Returns the name of a certificate's subject or issuer: the organisation, else the common name."""
    return clean_text(str(party.get("O") or party.get("CN") or ""), MAX_NAME)


def clean_text(text: str, length: int) -> str:
    """Returns a text of a stranger in one line, printable, not longer than so many characters."""
    printable = "".join(each if each.isprintable() else " " for each in text[: 4 * length])
    return " ".join(printable.split())[:length]


def _parse_time(value: Any) -> str | None:
    """Returns the time of a signature as an instant in UTC; None if there is none."""
    from aggregator.reading.dates import parse_numeric_date

    claimed = parse_numeric_date(value) if isinstance(value, str) else None
    return claimed.value if claimed and claimed.precision == "instant" else None


def _list_codes(entries: Any) -> frozenset[str]:
    return frozenset(str(entry["code"]) for entry in entries)


@lru_cache(maxsize=1)
def _list_fingerprints(certificates: str) -> frozenset[str]:
    """Returns the SHA-256 of each certificate of a trust list, in hexadecimal."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    listed = x509.load_pem_x509_certificates(certificates.encode()) if certificates else []
    return frozenset(each.fingerprint(hashes.SHA256()).hex() for each in listed)


def find_signed_passage(
    checked: CheckedManifest, passages: Iterable[SignedPassage]
) -> SignedPassage | None:
    """Returns the first passage whose hash is the signed one."""
    name, encoded = str(checked.data_hash.get("alg")), str(checked.data_hash.get("hash"))
    if name not in HASHES:
        return None
    for passage in passages:
        digest = hashlib.new(name, passage.before + passage.after).digest()
        if encoded == f"b64'{base64.b64encode(digest).decode()}'":
            return passage
    return None


def make_manifest(
    place: ManifestPlace, checked: CheckedManifest, trust: TrustList, problem: str = ""
) -> Manifest:
    """Returns what is kept of a manifest. `problem`: why it is of another content, if that is known."""
    is_listed = _is_listed(checked, trust)
    state, detail = judge(checked, is_listed=is_listed, problem=problem)
    kept = Manifest(place, state, title=checked.title, detail=detail)
    if _SIGNED not in checked.successes:  # then the names are anybody's words
        return kept
    return replace(
        kept,
        signer=checked.signer,
        issuer=checked.issuer,
        fingerprint=checked.fingerprint,
        signed_at=checked.signed_at if _TIME_TRUSTED in checked.successes else None,
        trust_list=trust.name if is_listed else "",
    )


def _is_listed(checked: CheckedManifest, trust: TrustList) -> bool:
    """Whether a trust list has the signer or who issued the signer's certificate."""
    if _TRUSTED in checked.successes:
        return True
    return checked.fingerprint in _list_fingerprints(trust.certificates)


def judge(
    checked: CheckedManifest, *, is_listed: bool, problem: str = ""
) -> tuple[ManifestState, str]:
    """Returns the state of a manifest, and why it does not hold.

    `is_listed`: a trust list has the signer. `problem`: why it is of another content, if that is known.
    """
    failures = checked.failures - _NOT_JUDGED
    about_signer = {code for code in failures if code.startswith(_ABOUT_SIGNER)}
    if others := sorted(failures - about_signer):
        return "mismatch", f"the manifest was changed or is not valid ({others[0]})"
    if _SIGNED not in checked.successes:
        return "mismatch", "the manifest is not signed"
    if problem or checked.successes.isdisjoint(_HASH_HOLDS):
        return "mismatch", problem or "it was made for another page, or the page was changed since"
    if about_signer:
        return "untrusted", f"the certificate does not count ({min(about_signer)})"
    return ("trusted", "") if is_listed else ("untrusted", "the signer is not of the trust list")
