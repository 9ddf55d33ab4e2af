"""The shown form of an address: readable, and never misleading.

Only what a reader cannot take for something else is decoded: letters, marks and digits of one script in a
label of the host (after Unicode UTS 39 and Chromium's rules for such names), and letters in a path. Delimiters,
blanks, invisible signs and signs that change the direction of a text stay escaped.
"""

import re
from unicodedata import category, name, normalize
from urllib.parse import unquote_to_bytes

import ada_url

from aggregator.errors import AddressError
from aggregator.urls.compared import canonical
from aggregator.urls.written import Address, parse

# Scripts that one word may mix.
_MIXTURES = (
    frozenset(["CJK", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA"]),
    frozenset(["CJK", "BOPOMOFO"]),
    frozenset(["CJK", "HANGUL"]),
)
# Letters that look like Latin ones, from Chromium's list: a label of nothing else misleads.
_LOOKALIKES = frozenset("асԁеһіјӏорԛѕԝхуъЬҽпгѵѡαικνρυωηοτχβϲ")
# Letters of Latin alphabets that are no letter with a mark, and look like no other.
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzßàæçèðéøþđħłŋœ")
_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_UNSAFE = re.compile(r"[^\x21-\x7e]")
_RIGHT_TO_LEFT = ("HEBREW", "ARABIC", "SYRIAC", "THAANA", "NKO")


def to_show(url: str) -> str:
    """Returns an address for readers. Whoever enters it comes to the same page.

    A text that is no address comes back with all its signs outside ASCII escaped.
    """
    try:
        address = parse(url)
    except AddressError:
        return _UNSAFE.sub(_escape, url)
    labels = [_show_label(label) for label in address.host.split(".")]
    shown = address._replace(host=".".join(labels))
    if not any(_is_right_to_left(character) for label in labels for character in label):
        shown = _decode_words(shown)
    return str(shown) if _leads_to(str(shown), url) else str(address)


def _escape(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found.group().encode(errors="surrogatepass"))


def _leads_to(shown: str, url: str) -> bool:
    try:
        return canonical(shown) == canonical(url)
    except AddressError:
        return False


def _show_label(label: str) -> str:
    """Returns a label of a host in letters where they mislead nobody, else as it is."""
    if not label.startswith("xn--"):
        return label
    letters = ada_url.idna.decode(label)
    return letters if letters != label and _is_clear(letters) else label


def _is_clear(label: str) -> bool:
    letters = [each for each in label if each not in "-0123456789"]
    scripts = frozenset(_get_script(each) for each in letters if not category(each).startswith("M"))
    if any(category(each)[0] not in "LMN" for each in letters):
        return False
    if scripts == {"LATIN"}:
        return all(normalize("NFD", each)[0] in _LATIN for each in letters)
    if len(scripts) > 1 and not any(scripts <= mixture for mixture in _MIXTURES):
        return False
    return bool(scripts) and not set(letters) <= _LOOKALIKES


def _get_script(character: str) -> str:
    return name(character, "").partition(" ")[0]


def _is_right_to_left(character: str) -> bool:
    return _get_script(character) in _RIGHT_TO_LEFT


def _decode_words(address: Address) -> Address:
    """Returns an address with the letters of its path, query and fragment decoded."""
    path, query, fragment = (
        _ESCAPED.sub(_decode, part) for part in (address.path, address.query, address.fragment)
    )
    return address._replace(path=path, query=query, fragment=fragment)


def _decode(found: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(found.group()).decode()
    except UnicodeDecodeError:
        return found.group()
    # A mark without its letter would sit on a delimiter.
    if category(text[0]).startswith("M"):
        return found.group()
    return "".join(each if category(each)[0] in "LMN" else _quote(each) for each in text)


def _quote(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
