"""What others attest of a page: signed manifests (C2PA), and captures by web archives. Part of the model.

Every other module imports these types from `aggregator.model`.
"""

from dataclasses import dataclass
from typing import Literal

ManifestPlace = Literal["text", "html", "image"]
ManifestState = Literal["trusted", "untrusted", "mismatch", "unreadable"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A signed manifest (C2PA) that a page carries, and what checking it showed.

    state: trusted (signature and hash hold, and the signer is of the trust list), untrusted (they hold,
    the signer is not), mismatch (it was made for another content), unreadable.
    """

    place: ManifestPlace
    state: ManifestState
    signer: str = ""  # name of the certificate's subject
    issuer: str = ""  # of the certificate
    fingerprint: str = ""  # SHA-256 of the signer's certificate, hexadecimal
    signed_at: str | None = None  # as the signature or its time stamp says
    trust_list: str = ""  # the one that holds the signer
    title: str = ""  # as the manifest says
    detail: str = ""  # why it does not hold


@dataclass(frozen=True, slots=True)
class TrustList:
    """Certificates of issuers and signers that the operator trusts to sign content (C2PA)."""

    name: str = ""  # of its file
    certificates: str = ""  # PEM


NO_TRUST = TrustList()  # nobody is trusted


@dataclass(frozen=True, slots=True)
class Capture:
    """The first capture of an address by a web archive, as its TimeMap (RFC 7089) says."""

    archive: str  # host
    url: str  # of the original
    memento: str  # address of the capture
    captured_at: str
    observed_at: str
