"""Decodes the bytes of a page by its byte order mark, header, meta tag and content.

A byte order mark is always right. Valid UTF-8 beyond ASCII is no accident. Then the header counts
before the page's own declaration, each if the bytes fit it; last, the charset is guessed by content.
"""

import codecs
import re

MAX_BYTES = 6 * 1024 * 1024  # of one page: no article is longer, and trees cost memory
UTF16_SAMPLE = 32  # bytes by which UTF-16 is detected
SAMPLE = 64 * 1024  # bytes by which a charset is guessed

_UTF16_MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_XML_ENCODING = re.compile(
    rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# Browsers read these charsets as the larger set on the right (WHATWG Encoding Standard).
_WHATWG_ALIASES = {
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
# No text holds them; NUL ends strings in C.
_CONTROL_CODES = [*range(9), 11, 12, *range(14, 32), 127]
# The charsets that pages use; a guess among all charsets would return those of old computers.
_WEB_CHARSETS = [
    *("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "koi8_u", "cp874"),
    *("big5", "cp932", "cp949", "euc_jp", "gb18030"),
]
# Languages in Latin letters that are not written in Windows-1252.
_CHARSET_OF_LANGUAGE = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("az", "tr"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "vi": "cp1258",
}
_HTML_LANGUAGE = re.compile(rb"""<html[^>]{0,300}?\blang\s*=\s*["']?([a-z]{2})\b""", re.IGNORECASE)
_TAG = re.compile(rb"<[^>]{0,2000}>")
_ASCII = bytes(range(128))
_BLANK_CONTROLS = bytes(32 if byte in _CONTROL_CODES else byte for byte in range(256))


def decode_page(body: bytes, content_type: str = "", *, limit: int = MAX_BYTES) -> tuple[str, str]:
    """Returns the text of a page, of its first `limit` bytes, and the name of its charset. Never raises.

    Valid UTF-8 beyond ASCII is UTF-8 whatever was declared: other charsets almost never look so.
    A declaration that the bytes contradict is ignored for a guess by content.
    """
    body = body[:limit]
    for mark, name in _UTF16_MARKS:
        if body.startswith(mark):
            return _blank_control_characters(body[len(mark) :].decode(name, "replace")), name
    utf16 = _detect_utf16(body[:UTF16_SAMPLE])
    if utf16:
        return _blank_control_characters(body.decode(utf16, "replace")), utf16
    if b"\x1b" in body:  # ISO-2022 switches its alphabets with it
        text, name = _decode_with_fallbacks(body, content_type)
        return _blank_control_characters(text), name
    return _decode_with_fallbacks(body.translate(_BLANK_CONTROLS), content_type)


def _detect_utf16(start: bytes) -> str | None:
    """Returns the UTF-16 variant of a page without a mark: its markup is ASCII, every other byte is zero."""
    zeros_at_even, zeros_at_odd = start[::2].count(0), start[1::2].count(0)
    if (
        len(start) < UTF16_SAMPLE
        or max(zeros_at_even, zeros_at_odd) < UTF16_SAMPLE * 3 // 8
        or min(zeros_at_even, zeros_at_odd)
    ):
        return None
    return "utf-16-be" if zeros_at_even else "utf-16-le"


def _blank_control_characters(text: str) -> str:
    return text.translate(dict.fromkeys(_CONTROL_CODES, " "))


def list_declared_charsets(body: bytes, content_type: str = "") -> list[str]:
    """Returns the charsets declared for a page: by the header, then by the page itself."""
    charsets = [match.group(1) for match in [_HEADER_CHARSET.search(content_type)] if match]
    head = body[:4096]
    charsets += [
        m.group(1).decode("ascii", "replace")
        for m in (_META_CHARSET.search(head), _XML_ENCODING.search(head))
        if m
    ]
    known = (_normalize_charset(name) for name in charsets)
    return list(dict.fromkeys(name for name in known if name))


def _decode_with_fallbacks(body: bytes, content_type: str) -> tuple[str, str]:
    """Decode by the first declared charset that fits, with UTF-8 before all but ISO-2022; else guess."""
    body = body.removeprefix(codecs.BOM_UTF8)
    names = list_declared_charsets(body, content_type)
    if "cp1252" in names and not _is_latin_script(body):
        names.remove("cp1252")  # the default of servers; any bytes fit it
    for name in (*_list_iso2022_charsets(body, names), "utf-8", *names):
        text = _decode_strictly(body, name)
        if text is not None:
            return text, name
    if _is_mostly_utf8(body):
        return body.decode("utf-8", "replace"), "utf-8"
    name = _guess_charset(body) or next((name for name in names if name != "utf-8"), "cp1252")
    return body.decode(name, "replace"), name


def _list_iso2022_charsets(body: bytes, declared: list[str]) -> list[str]:
    """Returns the declared variants of ISO-2022, else Japanese if its escape sequence is present.

    ISO-2022 consists of ASCII bytes, so it also decodes as UTF-8.
    """
    names = [name for name in declared if name.startswith("iso2022")]
    is_japanese = not names and (b"\x1b$B" in body or b"\x1b$@" in body)
    return ["iso2022_jp"] if is_japanese else names


def _decode_strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError):
        return None


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether few bytes are broken among many valid sequences, as in a text cut within a letter."""
    sample = body[:SAMPLE].decode("utf-8", "replace")
    broken = sample.count("\ufffd")
    foreign = len(sample) - len(sample.encode("ascii", "ignore"))
    return broken * 10 <= foreign


def _guess_charset(body: bytes) -> str | None:
    """Returns a charset by content, or None.

    For Latin letters the declared language decides: the few letters beyond ASCII fit several charsets.
    """
    text = _TAG.sub(b" ", body[:SAMPLE])
    if _is_latin_script(body):
        language = _HTML_LANGUAGE.search(body[:4096])
        return _CHARSET_OF_LANGUAGE.get(
            language.group(1).decode().lower() if language else "", "cp1252"
        )
    from charset_normalizer import from_bytes  # slow to load and to run; few pages need it

    guess = from_bytes(text, cp_isolation=_WEB_CHARSETS).best()
    return _normalize_charset(guess.encoding) if guess else None


def _is_latin_script(body: bytes) -> bool:
    """Whether most letters are ASCII, as in every text in Latin letters."""
    text = _TAG.sub(b" ", body[:SAMPLE])
    foreign = len(text.translate(None, _ASCII))
    return foreign * 3 < len(text.translate(None, _ASCII[: ord("A")]))


def _normalize_charset(name: str) -> str | None:
    try:
        codec = codecs.lookup(name.strip()).name
    except LookupError:
        return None
    if codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-7", "utf-8-sig"):
        return "utf-8"  # a declaration that is readable as ASCII cannot be in UTF-16
    return _WHATWG_ALIASES.get(codec, codec)
