"""A mail address is one address, which an answer can be sent to."""

import pytest

from aggregator.mail_addresses import encode_domain, is_mail_address


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("a.b+c@x-y.example", "a.b+c@x-y.example"),
        ("a@b\u00fccher.example", "a@xn--bcher-kva.example"),
        ("\u00fc@b\u00fccher.example", ""),
        ("a@x", ""),
        ("a@x.example,b@x.example", ""),
        ("A <a@x.example>", ""),
        ('"a b"@x.example', ""),
        ("a@[192.0.2.1]", ""),
        ("a@x.example ", ""),
        ("a" * 65 + "@x.example", ""),
        ("a@" + "x." * 200 + "example", ""),
    ],
)
def test_a_mail_address_is_one_that_any_server_takes(given: str, address: str) -> None:
    assert encode_domain(given) == address
    assert is_mail_address(given) == (given.isascii() and bool(address))
