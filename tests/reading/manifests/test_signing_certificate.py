"""The signer's certificate in a manifest store: found where it is clear, and no other bytes harm."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.manifests import signing_certificate
from tests import signing

PAPER = signing.make_identity("The Linden Paper", signing.make_authority())
STORE = signing.make_wrapper(b"The ferry sails.", b"", PAPER)[1]
LABEL = STORE[STORE.index(b"urn:c2pa:") :].partition(b"\0")[0].decode()


def box(kind: bytes, *payloads: bytes) -> bytes:
    payload = b"".join(payloads)
    return (8 + len(payload)).to_bytes(4) + kind + payload


def superbox(label: str, *content: bytes) -> bytes:
    return box(b"jumb", box(b"jumd", bytes(17), label.encode(), b"\0"), *content)


def make_store(*signatures: bytes) -> bytes:
    boxes = (superbox("c2pa.signature", box(b"cbor", signature)) for signature in signatures)
    return superbox("c2pa", superbox("urn:x", *boxes))


# [protected {33: 'cert'}, {}, null, 'sig'] and forms of it that readers could read in two ways
SIGNATURE = b"\xd2\x84\x48\xa1\x18\x21\x44cert\xa0\xf6\x43sig"
HEX_OF_CERT = "06298432e8066b29e2223bcc23aa9504b56ae508fabf3435508869b9c3190e22"


def test_the_certificate_of_the_signer_is_found() -> None:
    assert signing_certificate.find_fingerprint(STORE, LABEL) == PAPER.fingerprint
    assert signing_certificate.find_fingerprint(STORE, "urn:c2pa:other") == ""


def test_the_first_certificate_of_a_chain_is_the_signer() -> None:
    alone = signing_certificate.find_fingerprint(make_store(SIGNATURE), "urn:x")
    assert alone == HEX_OF_CERT
    chain = b"\xd2\x84\x4e\xa1\x18\x21\x82\x44cert\x44root\xa0\xf6\x43sig"
    assert signing_certificate.find_fingerprint(make_store(chain), "urn:x") == HEX_OF_CERT


def test_what_can_be_read_in_two_ways_names_nobody() -> None:
    for store in (
        make_store(SIGNATURE, SIGNATURE),
        make_store(SIGNATURE + b"\0"),
        make_store(SIGNATURE.replace(b"\xa0\xf6", b"\xa1\x18\x21\x44evil\xf6")),
        make_store(
            SIGNATURE.replace(b"\x48\xa1", b"\x4f\xa2").replace(
                b"cert\xa0", b"cert\x18\x21\x44evil\xa0"
            )
        ),
        make_store(
            SIGNATURE.replace(b"\x44cert", b"\x5f\x44cert\xff").replace(b"\x48\xa1", b"\x4a\xa1")
        ),
        make_store(b"\x82\x40\xa0"),
        make_store(b"\x81" * 100),
        box(b"jumb") + make_store(SIGNATURE)[:-1],
    ):
        assert signing_certificate.find_fingerprint(store, "urn:x") == ""


@given(st.binary(max_size=200))
def test_no_signature_is_an_error(signature: bytes) -> None:
    found = signing_certificate.find_fingerprint(make_store(signature), "urn:x")
    assert found == "" or len(found) == 64


@given(st.binary(max_size=120), st.integers(0, len(STORE) - 1))
def test_no_store_is_an_error(part: bytes, at: int) -> None:
    changed = STORE[:at] + part + STORE[at + len(part) :]
    found = signing_certificate.find_fingerprint(changed, LABEL)
    assert found == "" or len(found) == 64
