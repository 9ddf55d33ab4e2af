"""Makes certificates, and signs texts, pages and pictures with them as C2PA specifies.

`c2pa` has functions for content that it has no format for, which its Python classes do not offer: the
manifest is signed with a hash and a place that the caller computed. They are called directly here.
"""

import base64
import ctypes
import hashlib
import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import c2pa
import c2pa_text
from c2pa import c2pa as native
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

STORE = b"application/c2pa"
START = datetime(2025, 1, 1)  # noqa: DTZ001 - certificates are in UTC
YEARS = timedelta(days=3650)

_Bytes = ctypes.POINTER(ctypes.c_ubyte)
_PLACEHOLDER = native._lib.c2pa_builder_data_hashed_placeholder
_PLACEHOLDER.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_void_p]
_PLACEHOLDER.restype = ctypes.c_int64
_SIGN = native._lib.c2pa_builder_sign_data_hashed_embeddable
_SIGN.argtypes = [ctypes.c_void_p] * 2 + [ctypes.c_char_p] * 2 + [ctypes.c_void_p] * 2
_SIGN.restype = ctypes.c_int64


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority with its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> str:
        """Returns the certificate as PEM."""
        return to_pem(self.certificate)


@dataclass(frozen=True, slots=True)
class Identity:
    """A newsroom that signs: its key, its certificate and the authority that issued it."""

    name: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    authority: Authority

    @property
    def pem(self) -> str:
        """Returns the certificate as PEM."""
        return to_pem(self.certificate)

    @property
    def secret_pem(self) -> str:
        """Returns the key as PEM."""
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @property
    def fingerprint(self) -> str:
        """Returns the SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def to_pem(certificate: x509.Certificate) -> str:
    """Returns a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def make_authority(name: str = "Press Certificates") -> Authority:
    """Returns a new authority that signs its own certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _start_certificate(name, name, key).add_extension(
        x509.BasicConstraints(True, None), True
    )
    usage = {"key_cert_sign": True, "crl_sign": True}
    builder = builder.add_extension(_make_usage(**usage), True)
    return Authority(key, builder.sign(key, hashes.SHA256()))


def make_identity(
    name: str,
    authority: Authority,
    *,
    serial: int | None = None,
    usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.EMAIL_PROTECTION,
) -> Identity:
    """Returns a new key with a certificate of the authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    builder = _start_certificate(name, str(issuer), key, serial)
    builder = builder.add_extension(x509.BasicConstraints(False, None), True)
    builder = builder.add_extension(_make_usage(digital_signature=True), True)
    builder = builder.add_extension(
        x509.ExtendedKeyUsage([usage]), usage == ExtendedKeyUsageOID.TIME_STAMPING
    )
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), False
    )
    return Identity(name, key, builder.sign(authority.key, hashes.SHA256()), authority)


def _start_certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    serial: int | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_make_name(subject))
        .issuer_name(_make_name(issuer))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(START + YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )


def _make_name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
        ]
    )


def _make_usage(**given: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})


def sign_text(
    text: str, identity: Identity, title: str = "", rest: str = "", time_stamps: str = ""
) -> str:
    """Returns a text in NFC with its manifest: after `text`, before `rest`.

    `time_stamps` is the address of an authority that stamps the signature.
    """
    text, rest = (unicodedata.normalize("NFC", part) for part in (text, rest))
    wrapper, _ = make_wrapper(text.encode(), rest.encode(), identity, title, time_stamps)
    return text + wrapper + rest


def make_wrapper(
    before: bytes, after: bytes, identity: Identity, title: str = "", time_stamps: str = ""
) -> tuple[str, bytes]:
    """Returns the characters that carry the manifest of a text, and the manifest store in them."""
    builder, signer = _start_manifest(identity, title, "text/plain", time_stamps)
    size = len(_reserve(builder, signer))
    length = c2pa_text.worst_case_wrapper_byte_length(size)
    store = _sign_hash(builder, signer, hashlib.sha256(before + after), len(before), length)
    return c2pa_text.encode_wrapper_padded(store, length), store


def sign_page(html: str, identity: Identity, title: str = "") -> str:
    """Returns a page with its manifest in a script at the end of its head."""
    builder, signer = _start_manifest(identity, title, "text/html")
    size = len(_reserve(builder, signer))
    frame = c2pa_text.embed_html_inline(html, b"\0" * size)
    page = frame.html.encode()
    end = frame.exclusion_start + frame.exclusion_length
    covered = hashlib.sha256(page[: frame.exclusion_start] + page[end:])
    store = _sign_hash(builder, signer, covered, frame.exclusion_start, frame.exclusion_length)
    signed: str = c2pa_text.embed_html_inline(html, store).html
    return signed


def sign_picture(picture: bytes, media_type: str, identity: Identity, title: str = "") -> bytes:
    """Returns a picture with its manifest."""
    builder, signer = _start_manifest(identity, title, media_type)
    signed = io.BytesIO()
    builder.sign(signer, media_type, io.BytesIO(picture), signed)
    return signed.getvalue()


def _start_manifest(
    identity: Identity, title: str, media_type: str, time_stamps: str = ""
) -> tuple[Any, Any]:
    key = identity.secret_pem.encode()
    chain = (identity.pem + identity.authority.pem).encode()
    signer = c2pa.Signer.from_info(
        c2pa.C2paSignerInfo(b"es256", chain, key, time_stamps.encode() or None)
    )
    created = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits",
    }
    definition = {
        "title": title,
        "format": media_type,
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
    return c2pa.Builder(definition), signer


def _reserve(builder: Any, signer: Any) -> bytes:
    """Returns a manifest of the size of the one that will be signed."""
    result = _Bytes()
    handle = ctypes.cast(builder._handle, ctypes.c_void_p)
    size = _PLACEHOLDER(handle, signer.reserve_size(), STORE, ctypes.byref(result))
    return _take(size, result)


def _sign_hash(builder: Any, signer: Any, covered: Any, start: int, length: int) -> bytes:
    assertion = {
        "exclusions": [{"start": start, "length": length}],
        "name": "jumbf manifest",
        "alg": "sha256",
        "hash": list(covered.digest()),
        "pad": [],
    }
    result = _Bytes()
    size = _SIGN(
        ctypes.cast(builder._handle, ctypes.c_void_p),
        ctypes.cast(signer._handle, ctypes.c_void_p),
        json.dumps(assertion).encode(),
        STORE,
        None,
        ctypes.byref(result),
    )
    return _take(size, result)


def _take(size: int, result: Any) -> bytes:
    """Returns bytes that the library made, and frees its copy."""
    if size < 0:
        raise RuntimeError(str(native._read_native_error()))
    taken = ctypes.string_at(result, size)
    native._lib.c2pa_free(result)
    return taken


def to_data_address(picture: bytes, media_type: str) -> str:
    """Returns a picture as a `data:` address."""
    return f"data:{media_type};base64,{base64.b64encode(picture).decode()}"
