"""Bytes to text: byte order mark, header, meta and content are heard, and none is believed blindly.

A byte order mark is never wrong. Valid UTF-8 beyond ASCII is no accident. Then a header is believed
before what the page says of itself, each as far as the bytes fit; at last the content is judged.
"""

import codecs
import re

MAX_BYTES = 6 * 1024 * 1024  # of one page: beyond it no article goes on, and trees cost memory
START = 32  # bytes by which UTF-16 is told
SAMPLE = 64 * 1024  # bytes the content is judged by when nothing declared fits

_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# Browsers read these names as the wider set beside them (WHATWG Encoding Standard).
_WIDER = {
    "ascii": "cp1252",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
# Languages of which nearly every undeclared page that is not UTF-8 is in cp1252.
_WESTERN = frozenset(
    [
        "Danish",
        "Dutch",
        "English",
        "Finnish",
        "French",
        "German",
        "Italian",
        "Norwegian",
        "Portuguese",
        "Spanish",
        "Swedish",
    ]
)
_CONTROL = [*range(9), 11, 12, *range(14, 32), 127]  # no text holds them; NUL ends strings in C
# What pages are written in; a guess among all charsets there are finds those of old computers.
_ON_THE_WEB = [
    *("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "koi8_u", "cp874"),
    *("big5", "cp932", "cp949", "euc_jp", "gb18030"),
]
# Languages in Latin letters that are not written in Windows-1252.
_LATIN = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("az", "tr"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "vi": "cp1258",
}
_TONGUE = re.compile(rb"""<html[^>]{0,300}?\blang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^>]{0,2000}>")
_ASCII = bytes(range(128))
_NO_CONTROL = bytes(32 if byte in _CONTROL else byte for byte in range(256))


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of a page and the name of its charset. Never raises.

    Valid UTF-8 beyond ASCII is UTF-8 whatever was declared: other charsets almost never look so.
    A declaration that the bytes contradict gives way to what the content looks like.
    """
    body = body[:MAX_BYTES]
    for mark, name in _WIDE:
        if body.startswith(mark):
            return _printable(body[len(mark) :].decode(name, "replace")), name
    unmarked = _wide(body[:START])
    if unmarked:
        return _printable(body.decode(unmarked, "replace")), unmarked
    if b"\x1b" in body:  # what ISO-2022 changes its alphabets with
        text, name = _decode(body, content_type)
        return _printable(text), name
    return _decode(body.translate(_NO_CONTROL), content_type)


def _wide(start: bytes) -> str | None:
    """Which UTF-16 a page without a mark begins in: markup is ASCII, every other byte of it nothing."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if len(start) < START or max(first, second) < START * 3 // 8 or min(first, second):
        return None
    return "utf-16-be" if first else "utf-16-le"


def _printable(text: str) -> str:
    return text.translate(dict.fromkeys(_CONTROL, " "))


def declared(body: bytes, content_type: str = "") -> list[str]:
    """The charsets a page is said to be in: header first, then its own words."""
    found = [match.group(1) for match in [_HEADER.search(content_type)] if match]
    head = body[:4096]
    found += [
        m.group(1).decode("ascii", "replace") for m in (_META.search(head), _XML.search(head)) if m
    ]
    names = (_known(name) for name in found)
    return list(dict.fromkeys(name for name in names if name))


def _decode(body: bytes, content_type: str) -> tuple[str, str]:
    body = body.removeprefix(codecs.BOM_UTF8)
    names = declared(body, content_type)
    # ISO-2022 is ASCII to the eye, and so is UTF-8 to the decoder: here the declaration counts, or
    # the sign by which Japanese begins.
    first = [name for name in names if name.startswith("iso2022")]
    if not first and (b"\x1b$B" in body or b"\x1b$@" in body):
        first = ["iso2022_jp"]
    if "cp1252" in names and not _is_latin(body):
        names.remove("cp1252")  # what servers say by default; any bytes fit it
    for name in (*first, "utf-8", *names):
        text = _strict(body, name)
        if text is not None:
            return text, name
    if _mostly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    name = _looks_like(body) or next((name for name in names if name != "utf-8"), "cp1252")
    return body.decode(name, "replace"), name


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _mostly_utf8(body: bytes) -> bool:
    """A few broken bytes among many good sequences, such as a text cut in the middle of a letter."""
    sample = body[:SAMPLE].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    foreign = len(sample) - len(sample.encode("ascii", "ignore"))
    return broken * 10 <= foreign


def _looks_like(body: bytes) -> str | None:
    """A charset by content. Texts in Latin letters are told apart by their language alone: the few
    letters beyond ASCII fit several charsets equally well."""
    words = _MARKUP.sub(b" ", body[:SAMPLE])
    if _is_latin(body):
        tongue = _TONGUE.search(body[:4096])
        return _LATIN.get(tongue.group(1).decode().lower() if tongue else "", "cp1252")
    from charset_normalizer import from_bytes  # slow to load and to run; few pages need it

    best = from_bytes(words, cp_isolation=_ON_THE_WEB).best()
    return _known(best.encoding) if best else None


def _is_latin(body: bytes) -> bool:
    """Whether most letters are ASCII, as in every text in Latin letters."""
    words = _MARKUP.sub(b" ", body[:SAMPLE])
    foreign = len(words.translate(None, _ASCII))
    return foreign * 3 < len(words.translate(None, _ASCII[: ord("A")]))


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip()).name
    except LookupError:
        return None
    if found in ("utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-8-sig"):
        return "utf-8"  # a declaration that could be read cannot have been UTF-16
    return _WIDER.get(found, found)
