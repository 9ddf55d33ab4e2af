"""What is found of a work in the fields of rows: which of it is kept, and why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from aggregator.takedown.rules import byte_search, places, search_strings
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.places import Reason
from aggregator.takedown.rules.search_strings import SearchString, encode_utf8
from aggregator.takedown.types import FieldPlace


@dataclass(frozen=True, slots=True)
class Finding:
    """Strings of works in one field of a row; `reason` says why they are kept, None: they are not."""

    place: FieldPlace
    strings: frozenset[SearchString]
    reason: Reason | None


def judge_field(
    search: PreparedSearch, place: FieldPlace, text: str, is_said: Callable[[str], bool]
) -> Iterator[Finding]:
    """Yields what a field holds of the works, by the reason for which it is kept.

    `is_said` answers whether an article that stays says a phrase.
    """
    by_reason: dict[Reason | None, set[SearchString]] = {}
    for string in find_in_text(search, text):
        reason = _reason_to_keep(place, string, text)
        if reason is None and string.kind != "address" and is_said(decode(string)):
            reason = places.OTHER_WORKS
        by_reason.setdefault(reason, set()).add(string)
    for reason, strings in by_reason.items():
        yield Finding(place, frozenset(strings), reason)


def contains_quotation(search: PreparedSearch, text: str) -> bool:
    """Does a text hold an address, a phrase or a name of the works? Single words may be anybody's."""
    return any(
        string.kind != "word" and not _is_one_word_of_many(string, text)
        for string in find_in_text(search, text)
    )


def find_in_text(search: PreparedSearch, text: str) -> list[SearchString]:
    """Returns the strings of works that a text holds: names and words only where they are whole words."""
    hits = byte_search.find_strings(search, encode_utf8(f"{text}\n"))
    found = (search.strings[hit] for hit in sorted(hits))
    return [
        string
        for string in found
        if string.kind in ("address", "phrase") or _holds_whole_words(text, decode(string))
    ]


def holds_mostly(search: PreparedSearch, text: str) -> bool:
    """Do at least half of a text's phrases come from the works?"""
    phrases = search_strings.split_into_phrases(text)
    found = [string for string in find_in_text(search, text) if string.kind == "phrase"]
    return 2 * len(found) >= len(phrases) > 0


@lru_cache(maxsize=4096)
def decode(string: SearchString) -> str:
    """Returns a search string as text."""
    return string.data.decode("utf-8", "surrogatepass")


def collect_strings(findings: Iterable[Finding]) -> set[SearchString]:
    """Returns all strings that were found."""
    return {string for finding in findings for string in finding.strings}


def _reason_to_keep(place: FieldPlace, string: SearchString, text: str) -> Reason | None:
    """Why a string is kept where it was found, whoever else says it."""
    field = (place.table, place.column)
    if place.table in places.RECORD_TABLES:
        return places.RECORDS
    if field in places.WORK_FIELDS:
        return places.OTHER_WORKS
    if place.table in places.PROGRAM_TABLES or field in places.NAME_FIELDS:
        return places.NAMES
    if string.kind == "word" or _is_one_word_of_many(string, text):
        return places.SINGLE_WORDS
    return None


def _is_one_word_of_many(string: SearchString, text: str) -> bool:
    """Is it a name of one word, and not all that a field, or a text in JSON, says?"""
    name = decode(string)
    if string.kind != "name" or search_strings.count_words(name) > 1:
        return False
    return name != text.strip() and f'"{name}"' not in text


def _holds_whole_words(text: str, words: str) -> bool:
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        before, after = text[start - 1 : start], text[end : end + 1]
        if _is_edge(before, words[0]) and _is_edge(after, words[-1]):
            return True
        start = text.find(words, start + 1)
    return False


def _is_edge(outside: str, inside: str) -> bool:
    """Does a word end between these neighbours? Between characters of a script without spaces, always."""
    return not (outside.isalnum() and inside.isalnum()) or search_strings.is_unspaced(inside)
