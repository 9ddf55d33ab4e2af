"""Who signs: author names out of fields and bylines, as a list of people and organisations."""

import html
import re
from collections.abc import Iterable

MAX_FIELD = (
    2_000  # characters of a field of names; its blanks are folded, or patterns take for ever
)
MAX_AUTHORS = 20
MAX_NAME = 80  # characters; longer is a sentence

# The word before the names in a byline, by language.
_BY = re.compile(
    r"^\s*(?:written\s+by|words\s+by|posted\s+by|published\s+by|story\s+by|review\s+by|reported\s+by|report\s+by|by"  # en
    r"|geschrieben\s+von|ein\s+artikel\s+von|von"  # de
    r"|écrit\s+par|publié\s+par|par"  # fr
    r"|escrito\s+por|por"  # es, pt
    r"|scritto\s+da|a\s+cura\s+di"  # it
    r"|geschreven\s+door|door"  # nl
    r"|tekst|autor|autora|author|auteur|autore|автор|text|foto|photo)\b\s*[:\-–—]?\s+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?:;|\||\n|\s/\s|,|\s+&\s+|\s+(?:and|und|et|y|e|en|og|och|ja|и|та|ve|i)\s+)\s*"
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|redakteur\w*|"
    r"korrespondent\w*|redact\w+|periodista|journaliste|giornalista|editora?|chief|director|"
    r"producer|author|staff|senior|freelance\w*|bureau|for)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3,}|[<>{}=]|^(?:admin|administrator|author|by|unknown|none|null|n/?a|user|guest|"
    r"share|follow|view (?:all|more) posts?|more|published|updated|read more|facebook|twitter|linkedin|home|"
    r"written by|words|about|contact|comments?|leave a comment|editor|staff)$|"
    r"^(?:(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?|(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?)\.?(?:\s+\d.*)?$|^[\w-]+\.[a-z]{2,6}$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|[-–—|•·]\s.*|\bon\s+\w+\s+\d.*|\d{1,2}[./]\d.*)$")


def authors(values: Iterable[str]) -> tuple[str, ...]:
    """Names out of fields of any shape: without "By", dates, addresses and repetition."""
    found: dict[str, str] = {}
    for value in values:
        for name in _split(html.unescape(value)):
            if _is_name(name):
                found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MAX_AUTHORS]


def byline(text: str) -> tuple[str, ...]:
    """Names out of a byline as shown on the page, which may hold a role or a date as well."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    return tuple(
        name for name in authors([first]) if len(name.split()) <= 5 and name[:1] != name[:1].lower()
    )


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
    kept = [people[0], *(part for part in people[1:] if not _ROLE.search(part))] if people else []
    return [_TAIL.sub("", " ".join(part.split())).strip(" ,.:-–—|•·") for part in kept]


def _family_first(value: str, people: list[str]) -> list[str]:
    """`Doe, Jane` is one person."""
    if value.count(",") == 1 and len(people) == 2 and all(" " not in part for part in people):
        return [f"{people[1]} {people[0]}"]
    return []


def _is_name(name: str) -> bool:
    return 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name) and len(name.split()) <= 7
