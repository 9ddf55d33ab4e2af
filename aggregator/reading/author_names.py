"""Who signs: author names out of fields and bylines, as a list of people and organisations."""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from aggregator.reading.html_cleanup import EDGE

MAX_FIELD = (
    2_000  # characters of a field that are read; blanks are folded, or patterns take for ever
)
MAX_SIGNED = 100  # lines of a page that begin like a byline
MAX_AUTHORS = 20
FOLLOWING = 400  # characters behind a "By" that are looked at
MAX_NAME = 80  # characters; longer is a sentence

# The words before the names in a byline. To add one, add a line.
_WORDS = (
    r"(?:article|contributed|posted|published|recommended|report|reported|review|story|text|words|written)\s+by|by"  # en
    r"|authors?(?:\(s\))?"  # en
    r"|ein\s+artikel\s+von|geschrieben\s+von|von"  # de
    r"|écrit\s+par|publié\s+par|par"  # fr
    r"|escrito\s+por|por"  # es, pt
    r"|scritto\s+da|a\s+cura\s+di"  # it
    r"|geschreven\s+door|door"  # nl
    r"|tekst|autor|autora|auteur|autore|автор|text"
)
_BY = re.compile(
    rf"^\s*(?:(?:{_WORDS}|foto|photo)\b\s*[:\-–—]?\s+|(?:{_WORDS})\s*:\s*)", re.IGNORECASE
)
# A line that begins like a byline, with what stands behind; in scripts without spaces after a mark only.
_SIGNED = re.compile(
    rf"{EDGE}\s{{0,80}}+[(|·•–—-]?\s?(?=[abcdegprstvwéа作记記责責撰文])(?:(?:{_WORDS})(?:\s?[:–—-]\s?|\s)|"
    rf"(?:作者|记者|記者|责编|責編|责任编辑|撰文|文)\s?[:：/]\s?)([^{EDGE}]{{0,120}}){EDGE}",
    re.IGNORECASE,
)
_JOINED = r"(?:[,;&、]|\b(?:and|und|et|y|e|en|og|och|ja|и|та|ve|i)\b)"
_GOES_ON = re.compile(rf"{_JOINED}\s*$", re.IGNORECASE)
_GOES_BACK = re.compile(rf"^\s*{_JOINED}", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s*(?:;|\||\n|\s/\s|,|、|\s+&\s+|\s+(?:and|und|et|y|e|en|og|och|ja|и|та|ve|i)\s+)\s*"
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|redakteur\w*|"
    r"korrespondent\w*|redact\w+|periodista|journaliste|giornalista|editora?|chief|director|coordinator|"
    r"producer|author|staff|senior|freelance\w*|bureau|for|expert|founder|co-founder|manager|specialist)\b",
    re.IGNORECASE,
)
# What stands behind a name and is none.
_DEGREE = re.compile(
    r"^(?:B\.?A|B\.?Sc?|CFP|CPA|D\.?O|D\.?D\.?S|D\.?V\.?M|Esq|J\.?D|Jr|LL\.?M|M\.?A|M\.?B\.?A|M\.?D|M\.?P\.?H|M\.?Sc?|"
    r"Ph\.?\s?D|P\.?E|R\.?D\.?N?|R\.?N|Sr)\.?\*?$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3,}|[<>{}=*]|^(?:admin|administrator|author|by|unknown|none|null|n/?a|user|guest|"
    r"share|follow|view (?:all|more) posts?|more|published|updated|read more|facebook|twitter|linkedin|home|"
    r"written by|posted by|words|about|contact|comments?|leave a comment|editor|staff|name|here|skip to content|"
    r"sign (?:in|up)|log ?in|learn more|(?:about )?the author|subscribe|search|menu|date|category|topic)$|"
    r"^(?:(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?|(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?)\.?(?:\s+\d.*)?$|^[\w-]+\.[a-z]{2,6}$|"
    r"^(?-i:[a-z])[\w-]*(?:\.[\w-]+)+$|^(?:\d[\d:.]*\s*(?:[ap]m)?$|[&/+])",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\([^)]*\)|\[[^\]]*\]|[-–—|•·]\s.*|\bon\s+(?:\w+\s+\d|\w{3,6}day\b).*|\d{1,2}[./]\d.*|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?)$",
    re.IGNORECASE,
)


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """Names out of fields of any shape: without "By", dates, addresses and repetition."""
    found: dict[str, str] = {}
    for value in values:
        for name in _split(html.unescape(value[:MAX_FIELD])):
            if _is_name(name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_AUTHORS]


def organisations(values: Iterable[str]) -> tuple[str, ...]:
    """Names of organisations, which may hold an "and" or a comma."""
    told = (_trimmed(_BY.sub("", html.unescape(value[:MAX_FIELD]))) for value in values)
    return tuple(dict.fromkeys(name for name in told if _is_name(name)))


def byline(text: str) -> tuple[str, ...]:
    """Names out of a byline as shown on the page, which may hold a role or a date as well."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return tuple(
        name for name in authors([first]) if len(name.split()) <= 5 and not name[:1].islower()
    )


def signed(text: str) -> tuple[str, ...]:
    """The names behind the first "By" that begins the text of an element and names somebody.

    They may go on in elements of their own, as links do: "By", "Ann Lee", "and", "Bo Ek".
    """
    text = f"{EDGE}{text}{EDGE}"
    for found in islice(_SIGNED.finditer(text), MAX_SIGNED):
        following = text[found.end() : found.end() + FOLLOWING]
        told = byline(_joined(" ".join(found[1].split()), _lines(following)))
        if told and all(_is_full(name) for name in told):
            return told
    return ()


def _lines(text: str) -> list[str]:
    """The text of elements without white space and without empty ones."""
    return [line for line in (" ".join(part.split()) for part in text.split(EDGE)) if line]


def marked(text: str) -> tuple[str, ...]:
    """Names out of an element marked as byline, which may hold a role, a date or a link as well."""
    lines = _lines(text)
    told = signed(text)
    if told or not lines:
        return told
    told = byline(_joined(lines[0], lines[1:9]))
    alone = len(lines) == 2 and all(" " not in line for line in lines)
    return byline(" ".join(lines)) if alone or not told else told


def linked(text: str) -> tuple[str, ...]:
    """Names out of a link that may be anything else: each of several words with capitals."""
    told = byline(" ".join(text.split()))
    return told if all(_is_full(name) for name in told) else ()


def _is_full(name: str) -> bool:
    words = name.split()
    if not name.isascii() and len(words) == 1:
        return not name[:1].isupper()  # scripts without spaces, which have no capitals either
    return len(words) > 1 and not any(word[:1].islower() for word in words if len(word) > 3)


def _joined(said: str, following: Sequence[str]) -> str:
    for line in following:
        if said and not _GOES_ON.search(said) and not _GOES_BACK.search(line):
            break
        said = f"{said} {line}".strip()
    return said


def without_by(text: str) -> str:
    """A byline without the word before the names."""
    return _BY.sub("", text)


def _split(value: str) -> list[str]:
    value = "\n".join(" ".join(line.split()) for line in value[:MAX_FIELD].splitlines())
    value = _BY.sub("", value.strip())
    parts = [part.strip() for part in _SEPARATOR.split(value)]
    people = [part for part in parts if part]
    if len(people) > 1 and any(" " not in part for part in people) and ", " in value:
        joined = _family_first(value, people)
        if joined:
            return joined
    kept = people[:1] + [
        part for part in people[1:] if not _DEGREE.match(part) and not _ROLE.search(part)
    ]
    return [_trimmed(part) for part in kept]


def _trimmed(name: str) -> str:
    return _TAIL.sub("", " ".join(name.split())).strip(' ,.:-–—|•·"“”()（）')


def _family_first(value: str, people: list[str]) -> list[str]:
    """`Doe, Jane` is one person."""
    if value.count(",") == 1 and len(people) == 2 and all(" " not in part for part in people):
        return [f"{people[1]} {people[0]}"]
    return []


def _is_name(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name) and len(name.split()) <= 7
