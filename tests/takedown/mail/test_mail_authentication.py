"""What counts of Authentication-Results: the top field of the own server, and an aligned signature."""

import pytest

from aggregator.takedown.mail.message import read_message
from tests.mail_servers import AUTHSERV_ID, make_mail

PASS = f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d=wire.example\n"


def signed_by(
    headers: str, *, sender: str = "Nora <nora@wire.example>", own: str = AUTHSERV_ID
) -> str:
    """The domain whose signature counts."""
    return read_message(make_mail("text", sender=sender, headers=headers), (), own).signing_domain


@pytest.mark.parametrize(
    "value",
    [
        f"{AUTHSERV_ID}; dkim=pass header.d=wire.example",
        f"{AUTHSERV_ID} 1; dkim=pass header.d=wire.example",
        f"{AUTHSERV_ID.upper()}; DKIM=PASS header.d=Wire.Example",
        f"{AUTHSERV_ID} (a (nested) comment); dkim=pass (good; key) header.d=wire.example header.s=mail",
        f'{AUTHSERV_ID}; dkim=pass reason="signature; fine" header.d="wire.example"',
        f"{AUTHSERV_ID}; dkim = pass header . d = wire.example",
        f"{AUTHSERV_ID};\n\tspf=fail smtp.mailfrom=x@y.example;\n\tdkim=pass header.d=wire.example",
        f"{AUTHSERV_ID}; dkim/1=pass header.d=wire.example",
        f"{AUTHSERV_ID}; dkim=pass header.d=mail.wire.example header.b=ab/c+d=",
        f"{AUTHSERV_ID}; dkim=fail header.d=other.example; dkim=pass header.d=wire.example",
    ],
)
def test_an_aligned_signature_counts(value: str) -> None:
    assert signed_by(f"Authentication-Results: {value}\n") == "wire.example"


@pytest.mark.parametrize(
    "value",
    [
        f"{AUTHSERV_ID}; none",
        f"{AUTHSERV_ID}; dkim=none",
        f"{AUTHSERV_ID}; dkim=fail header.d=wire.example",
        f"{AUTHSERV_ID}; dkim=pass",
        f"{AUTHSERV_ID}; dkim=pass header.d=other.example",
        f"{AUTHSERV_ID}; dkim=pass header.d=wire.example.evil.example",
        f"{AUTHSERV_ID}; dkim=pass header.d=example",
        f"{AUTHSERV_ID}; dkim=pass header.d=evil.example header.d=wire.example",
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom=wire.example",
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom=\"x; dkim=pass header.d=wire.example\"",
        f"{AUTHSERV_ID}; spf=pass (x; dkim=pass header.d=wire.example)",
        f"{AUTHSERV_ID} (; dkim=pass header.d=wire.example",
        f"{AUTHSERV_ID} 2; dkim=pass header.d=wire.example",
        f"mx.evil.example; dkim=pass header.d=wire.example ({AUTHSERV_ID})",
        f"{AUTHSERV_ID}.evil.example; dkim=pass header.d=wire.example",
    ],
)  # fmt: skip
def test_nothing_else_counts(value: str) -> None:
    assert signed_by(f"Authentication-Results: {value}\n") == ""


def test_without_the_name_of_the_own_server_nothing_counts() -> None:
    assert signed_by(PASS, own="") == ""


def test_a_field_below_that_of_the_own_server_does_not_count() -> None:
    assert signed_by(f"Authentication-Results: {AUTHSERV_ID}; dkim=none\n{PASS}") == ""


def test_a_field_of_another_server_above_is_passed_over() -> None:
    assert signed_by(f"Authentication-Results: other.example; dkim=fail\n{PASS}") == "wire.example"


@pytest.mark.parametrize(
    "sender",
    [
        "nora@wire.example, eve@evil.example",
        "nora@wire.example <eve@evil.example>",
        "Wire: nora@wire.example;",
        "nora@wire.example\nFrom: eve@evil.example",
        "",
        "nora@wïre.example",
        "nora@xn--wre-9ma.example",
        '"nora@wire.example" <eve@evil.example>',
    ],
)
def test_an_unclear_sender_proves_nothing(sender: str) -> None:
    ace = PASS + "X-A: 1\n"
    assert signed_by(ace, sender=sender) == ""


@pytest.mark.parametrize(
    ("signer", "sender", "proven"),
    [
        ("wire.co.uk", "a@news.wire.co.uk", "news.wire.co.uk"),
        ("mail.wire.co.uk", "a@wire.co.uk", "wire.co.uk"),
        ("mail.wire.co.uk", "a@news.wire.co.uk", ""),
        ("ire.co.uk", "a@wire.co.uk", ""),
        ("students.wire.example", "eve@students.wire.example", "students.wire.example"),
        ("other.co.uk", "a@wire.co.uk", ""),
        ("b.com.np", "a@a.com.np", ""),
        ("one.wordpress.com", "a@one.wordpress.com", "one.wordpress.com"),
        ("two.blogspot.com", "a@one.blogspot.com", ""),
    ],
)
def test_domains_align_by_the_list_of_public_suffixes(
    signer: str, sender: str, proven: str
) -> None:
    headers = f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d={signer}\n"
    assert signed_by(headers, sender=sender) == proven


def test_a_public_suffix_is_nobodys_domain() -> None:
    headers = f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d=co.uk\n"
    assert signed_by(headers, sender="a@wire.co.uk") == ""


def test_no_signature_counts_for_an_address_in_the_subject_alone() -> None:
    """A signature need not cover the subject, so that others can change it."""
    subject = "Remove https://wire.example/1"
    mail = make_mail("See the subject.", subject=subject, headers=PASS)
    assert read_message(mail, (), AUTHSERV_ID).signing_domain == ""
    mail = make_mail("Remove https://wire.example/1", subject=subject, headers=PASS)
    assert read_message(mail, (), AUTHSERV_ID).signing_domain == "wire.example"
