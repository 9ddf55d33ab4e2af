"""The text of a mail: its plain parts, else its HTML. Attachments and attached mails are never opened.

The parser of the standard library takes time that grows with the number of parts times that of lines, and with
the square of the length of some fields: what is beyond the limits below is refused before it is parsed. Its older
policy is taken here: the newer one takes a second for a single long field.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from typing import cast

from aggregator.errors import ReadingError
from aggregator.reading.charset import decode_page
from aggregator.reading.mail_html import read_mail_html

MAX_PARTS = 60  # of one mail, those within others included
MAX_LINES_BY_PARTS = 3_000_000  # lines of a mail times its parts: a second
MAX_CONTENT_FIELD = 4_000  # bytes of a field that says what a part is
MAX_TEXT = 300_000  # characters of a mail that are read

_LINE_END = re.compile(rb"\r\n?")
_PART = re.compile(rb"content-type", re.IGNORECASE)
_CONTENT_FIELD = re.compile(
    rb"^content-[a-z-]{1,60}[ \t]{0,10}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class MailBody:
    """What a mail says: the text of its plain parts, and that of its parts in HTML."""

    content_type: str
    plain: str
    html: str


def read_body(raw: bytes) -> MailBody:
    """Returns the texts of a mail. Raises ReadingError, in one line, for one that is not read."""
    raw = _LINE_END.sub(b"\n", raw)
    _check_cost(raw)
    try:
        message = BytesParser().parsebytes(raw)
        content_type = message.get_content_type()
        texts = {"text/plain": "", "text/html": ""}
        for part in _list_text_parts(message):
            texts[part.get_content_type()] += _decode(part) + "\n"
    except Exception as error:  # the library raises errors of any kind for a broken mail
        raise ReadingError(f"the mail is malformed ({type(error).__name__})") from error
    html = read_mail_html(texts["text/html"]) if texts["text/html"].strip() else ""
    return MailBody(content_type, texts["text/plain"].strip()[:MAX_TEXT], html[:MAX_TEXT])


def _check_cost(raw: bytes) -> None:
    parts = len(_PART.findall(raw))
    if parts > MAX_PARTS:
        raise ReadingError(f"the mail has {parts} parts, of which at most {MAX_PARTS} are read")
    if raw.count(b"\n") * (parts + 1) > MAX_LINES_BY_PARTS:
        raise ReadingError("the mail has too many parts and lines to be read")
    if any(len(found.group()) > MAX_CONTENT_FIELD for found in _CONTENT_FIELD.finditer(raw)):
        raise ReadingError("a field of the mail that says what a part is, is too long")


def _list_text_parts(message: Message) -> Iterator[Message]:
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart():
            if part.get_content_maintype() == "multipart":
                waiting.extend(reversed(cast("list[Message]", part.get_payload())))
        elif part.get_content_type() in ("text/plain", "text/html") and not _is_attached(part):
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _decode(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    return decode_page(data, str(part.get("content-type", "")))[0]
