"""Parses author names from fields and bylines into a list of people and organisations."""

import html
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from aggregator.reading.html_cleanup import ELEMENT_EDGE

MAX_FIELD = 2_000  # characters of a field that are read; blanks are folded, because patterns would take too long
MAX_SIGNED = 100  # lines of a page that begin like a byline
MAX_AUTHORS = 20
LOOKAHEAD = 400  # characters after a "By" that are searched
MAX_NAME = 80  # characters; longer is a sentence

# The words before the names in a byline. To add one, add a line.
_BYLINE_WORDS = (
    r"(?:article|contributed|posted|published|recommended|report|reported|review|story|text|words|written)\s+by|by"  # en
    r"|authors?(?:\(s\))?"  # en
    r"|ein\s+artikel\s+von|geschrieben\s+von|von"  # de
    r"|écrit\s+par|publié\s+par|par"  # fr
    r"|escrito\s+por|por"  # es, pt
    r"|scritto\s+da|a\s+cura\s+di"  # it
    r"|geschreven\s+door|door"  # nl
    r"|tekst|autor|autora|auteur|autore|автор|text"
)
_BYLINE_PREFIX = re.compile(
    rf"^\s*(?:(?:{_BYLINE_WORDS}|foto|photo)\b\s*[:\-–—]?\s+|(?:{_BYLINE_WORDS})\s*:\s*)",
    re.IGNORECASE,
)
# A line that begins like a byline, and what follows; in scripts without spaces only after a mark.
_SIGNED_LINE = re.compile(
    rf"{ELEMENT_EDGE}\s{{0,80}}+[(|·•–—-]?\s?(?=[abcdegprstvwéа作记記责責撰文])(?:(?:{_BYLINE_WORDS})(?:\s?[:–—-]\s?|\s)|"
    rf"(?:作者|记者|記者|责编|責編|责任编辑|撰文|文)\s?[:：/]\s?)([^{ELEMENT_EDGE}]{{0,120}}){ELEMENT_EDGE}",
    re.IGNORECASE,
)
_CONJUNCTION = r"(?:[,;&、]|\b(?:and|und|et|y|e|en|og|och|ja|и|та|ve|i)\b)"
_ENDS_WITH_CONJUNCTION = re.compile(rf"{_CONJUNCTION}\s*$", re.IGNORECASE)
_BEGINS_WITH_CONJUNCTION = re.compile(rf"^\s*{_CONJUNCTION}", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\s*(?:;|\||\n|\s/\s|,|、|\s+&\s+|\s+(?:and|und|et|y|e|en|og|och|ja|и|та|ve|i)\s+)\s*"
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|redakteur\w*|"
    r"korrespondent\w*|redact\w+|periodista|journaliste|giornalista|editora?|chief|director|coordinator|"
    r"producer|author|staff|senior|freelance\w*|bureau|for|expert|founder|co-founder|manager|specialist)\b",
    re.IGNORECASE,
)
# Degrees and suffixes that follow a name.
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
_NAME_TAIL = re.compile(
    r"\s*(?:\([^)]*\)|\[[^\]]*\]|[-–—|•·]\s.*|\bon\s+(?:\w+\s+\d|\w{3,6}day\b).*|\d{1,2}[./]\d.*|"
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?)$",
    re.IGNORECASE,
)


def parse_author_field(values: Iterable[str]) -> tuple[str, ...]:
    """Returns the names in fields of any shape, without "By", dates, addresses and repetition."""
    by_key: dict[str, str] = {}
    for value in values:
        for name in _split_names(html.unescape(value[:MAX_FIELD])):
            if _is_possible_name(name):
                by_key.setdefault(name.casefold(), name)
    return tuple(by_key.values())[:MAX_AUTHORS]


def parse_organisations(values: Iterable[str]) -> tuple[str, ...]:
    """Returns the names of organisations, which may hold an "and" or a comma."""
    names = (_trim_name(strip_byline_prefix(html.unescape(value[:MAX_FIELD]))) for value in values)
    return tuple(dict.fromkeys(name for name in names if _is_possible_name(name)))


def parse_byline(text: str) -> tuple[str, ...]:
    """Returns the names in a byline as shown on the page, which may also hold a role or a date."""
    first_line = next((line for line in text.split("\n") if line.strip()), "")
    names = parse_author_field([first_line])
    return tuple(name for name in names if len(name.split()) <= 5 and not name[:1].islower())


def find_byline_names(text: str) -> tuple[str, ...]:
    """Returns the names after the first "By" that begins an element's text and is followed by names.

    Names may continue in further elements, such as links: "By", "Ann Lee", "and", "Bo Ek".
    """
    text = f"{ELEMENT_EDGE}{text}{ELEMENT_EDGE}"
    for match in islice(_SIGNED_LINE.finditer(text), MAX_SIGNED):
        following = text[match.end() : match.end() + LOOKAHEAD]
        first = " ".join(match[1].split())
        names = parse_byline(_join_continued_lines(first, _split_elements(following)))
        if names and all(_is_full_name(name) for name in names):
            return names
    return ()


def _split_elements(text: str) -> list[str]:
    """Returns the texts of the elements, blanks folded, without empty ones."""
    return [line for line in (" ".join(part.split()) for part in text.split(ELEMENT_EDGE)) if line]


def parse_marked_element(text: str) -> tuple[str, ...]:
    """Returns the names in an element marked as byline, which may also hold a role, a date or a link."""
    lines = _split_elements(text)
    names = find_byline_names(text)
    if names or not lines:
        return names
    names = parse_byline(_join_continued_lines(lines[0], lines[1:9]))
    is_split_name = len(lines) == 2 and all(" " not in line for line in lines)
    return parse_byline(" ".join(lines)) if is_split_name or not names else names


def parse_author_link(text: str) -> tuple[str, ...]:
    """Returns the names in a link that may be anything: only names of several capitalised words count."""
    names = parse_byline(" ".join(text.split()))
    return names if all(_is_full_name(name) for name in names) else ()


def _is_full_name(name: str) -> bool:
    """Whether a name has several capitalised words, or one in a script without capitals."""
    words = name.split()
    if not name.isascii() and len(words) == 1:
        return not name[:1].isupper()  # scripts without spaces have no capitals
    return len(words) > 1 and not any(word[:1].islower() for word in words if len(word) > 3)


def _join_continued_lines(byline_text: str, next_lines: Sequence[str]) -> str:
    """Append to a byline the lines that a conjunction at either edge connects with it."""
    for line in next_lines:
        goes_on = _ENDS_WITH_CONJUNCTION.search(byline_text) or _BEGINS_WITH_CONJUNCTION.search(
            line
        )
        if byline_text and not goes_on:
            break
        byline_text = f"{byline_text} {line}".strip()
    return byline_text


def strip_byline_prefix(text: str) -> str:
    """Returns a byline without the words before the names."""
    return _BYLINE_PREFIX.sub("", text)


def _split_names(value: str) -> list[str]:
    """Split a field into names, without degrees and roles."""
    value = "\n".join(" ".join(line.split()) for line in value[:MAX_FIELD].splitlines())
    value = _BYLINE_PREFIX.sub("", value.strip())
    parts = [part for part in map(str.strip, _SEPARATOR.split(value)) if part]
    one_person = _join_family_first(value, parts)
    if one_person:
        return one_person
    names = parts[:1] + [part for part in parts[1:] if not _is_degree_or_role(part)]
    return [_trim_name(name) for name in names]


def _is_degree_or_role(part: str) -> bool:
    return bool(_DEGREE.match(part) or _ROLE.search(part))


def _trim_name(name: str) -> str:
    return _NAME_TAIL.sub("", " ".join(name.split())).strip(' ,.:-–—|•·"“”()（）')


def _join_family_first(value: str, parts: list[str]) -> list[str]:
    """Returns the name of one person written as `Doe, Jane`; [] for any other value."""
    has_one_comma = value.count(",") == 1 and ", " in value
    if has_one_comma and len(parts) == 2 and all(" " not in part for part in parts):
        return [f"{parts[1]} {parts[0]}"]
    return []


def _is_possible_name(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name) and len(name.split()) <= 7
