"""The header of a mail, field by field, as it was sent: bounded in number and length, decoded, never raising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import Address, AddressHeader, BaseHeader

from aggregator.mail_addresses import encode_domain

MAX_FIELDS = 1_000  # of one mail that are read
MAX_HEADER = 200_000  # bytes of the header that are read
MAX_VALUE = 4_000  # characters of one field that are read
MAX_FROM = 1_000  # characters of a From field: the parser of addresses takes quadratic time
MAX_NAME = 200  # characters of a person's name
MAX_SUBJECT = 300
MAX_RECIPIENT_FIELDS = 4  # of one mail that are read
MAX_IDS = 50  # mails that a reply names

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,10}:(.*)", re.DOTALL)
_LINE_END = re.compile(rb"\r\n|\r|\n")

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,253}")


@dataclass(frozen=True, slots=True)
class HeaderFields:
    """The fields of a header in order, with names in lower case; too many or too long ones are cut."""

    fields: tuple[tuple[str, str], ...]

    def get_all(self, name: str) -> list[str]:
        """Returns the values of every field of a name, from the top."""
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> str:
        """Returns the first value of a name; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail says it is from. `is_single`: one From field with one address, and no group."""

    name: str = ""
    address: str = ""
    is_single: bool = False


def split_header(raw: bytes) -> HeaderFields:
    """Returns the fields of the header of a mail. Takes linear time."""
    return HeaderFields(tuple(_list_fields(raw)))


def _list_fields(raw: bytes) -> Iterator[tuple[str, str]]:
    lines: list[bytes] = []
    count = 0
    for line in _list_lines(raw[:MAX_HEADER]):
        if line[:1] in (b" ", b"\t"):
            lines.append(line)
            continue
        yield from _make_field(lines)
        lines = [line]
        count += 1
        if not line or count > MAX_FIELDS:
            return
    yield from _make_field(lines)


def _list_lines(raw: bytes) -> Iterator[bytes]:
    start = 0
    for end in _LINE_END.finditer(raw):
        yield raw[start : end.start()]
        start = end.end()
    yield raw[start:]


def _make_field(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    found = _FIELD.fullmatch(b"".join(lines)[:MAX_VALUE]) if lines else None
    if found:
        value = found[2].decode("utf-8", "replace").strip()
        yield found[1].decode("ascii").lower(), value


def read_sender(header: HeaderFields) -> Sender:
    """Returns who the From field names; an address that is unusual in form is left out."""
    given = header.get_all("from")
    addresses, is_plain = _parse_addresses(given[0][:MAX_FROM]) if given else ([], False)
    if not addresses:
        return Sender()
    first = addresses[0]
    is_single = len(given) == 1 and len(addresses) == 1 and is_plain and len(given[0]) <= MAX_FROM
    name = clean_line(_decode_words(str(first.display_name)))[:MAX_NAME]
    return Sender(name, encode_domain(f"{first.username}@{first.domain}".lower()), is_single)


def _parse_addresses(value: str) -> tuple[list[Address], bool]:
    """Returns the addresses of a field, and whether it is well-formed and has no group."""
    try:
        parsed = policy.default.header_factory("from", _CONTROLS.sub(" ", value))
    except Exception:  # the library's parser raises errors of any kind for such a field
        return [], False
    assert isinstance(parsed, BaseHeader)
    assert isinstance(parsed, AddressHeader)
    has_group = any(group.display_name is not None for group in parsed.groups)
    return list(parsed.addresses), not (parsed.defects or has_group)


def read_subject(header: HeaderFields) -> str:
    """Returns the subject as one line."""
    return clean_line(_decode_words(header.get("subject")))[:MAX_SUBJECT]


def read_message_id(header: HeaderFields) -> str:
    """Returns the Message-ID with its brackets; empty where there is none."""
    found = MESSAGE_ID.search(header.get("message-id"))
    return found.group() if found else ""


def list_named_mails(header: HeaderFields) -> tuple[str, ...]:
    """Returns the ids of the mails that a mail replies to, the nearest one first."""
    references = MESSAGE_ID.findall(header.get("references"))
    ids = [*MESSAGE_ID.findall(header.get("in-reply-to")), *reversed(references)]
    return tuple(dict.fromkeys(ids))[:MAX_IDS]


def list_recipients(header: HeaderFields) -> tuple[str, ...]:
    """Returns the mail addresses to which a mail is directed, in lower case."""
    values = [*header.get_all("to"), *header.get_all("cc")][:MAX_RECIPIENT_FIELDS]
    return tuple(dict.fromkeys(name.lower() for name in _ADDRESS.findall("\n".join(values))))


def clean_line(text: str) -> str:
    """Returns a text as one line, without characters that steer a terminal or a mail."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _decode_words(value: str) -> str:
    """Returns a value with its encoded words (RFC 2047) decoded, as far as they can be."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):  # an unknown charset, or words that are none
        return value
