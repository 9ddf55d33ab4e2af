"""Mail addresses that an answer can be sent to, over any server."""

import re

MAX_LENGTH = 254  # characters (RFC 5321)

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)


def is_mail_address(text: str) -> bool:
    """Returns whether a text is one address that any server takes, and that adds nothing to a header."""
    return len(text) <= MAX_LENGTH and bool(_ADDRESS.fullmatch(text))


def encode_domain(text: str) -> str:
    """Returns a mail address with its domain as ASCII; empty for a text that is none, or that a server may refuse."""
    name, _, domain = text.rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return ""
    address = f"{name}@{domain}"
    return address if is_mail_address(address) else ""
