"""Finds names of parties in lines, whatever script they are in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from aggregator.attribution.parties import Party

MAX_SEARCHED = 40  # names that are each looked for in a line before it is divided into words
MAX_NAME_WORDS = 16  # of names that are found; a longer one is a sentence
# Words are runs of letters and digits; in scripts that are written without blanks, single characters.
_UNSPACED = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ARTICLES = frozenset(["the", "der", "die", "das", "le", "la", "les", "el"])


class FoundName(NamedTuple):
    """A name in a line: whose it is, and the words it takes."""

    party: Party
    start: int  # number of its first word
    end: int  # number of the word after its last one


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Parties by the words of their names, in lower case."""

    parties: dict[str, tuple[str, Party]] = field(default_factory=dict)  # words -> name, party
    first_words: set[str] = field(default_factory=set)

    @classmethod
    def from_names(cls, names: Iterable[tuple[str, Party]]) -> "NameIndex":
        """Indexes names; of several parties of one name, the first is kept."""
        index = cls()
        for name, party in names:
            if key := _make_key(name):
                index.parties.setdefault(key, (name, party))
                index.first_words.add(key.partition(" ")[0])
        return index

    def may_hold_name(self, line: str) -> bool:
        """Whether a line may hold a name; answered for few names only, as it looks for each of them."""
        if len(self.first_words) > MAX_SEARCHED:
            return True
        folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", line)).casefold()
        return any(word in folded for word in self.first_words)

    def find(self, words: list[str]) -> list[FoundName]:
        """Returns the names among the words of a line, of those that overlap the first and longest."""
        folded = [word.casefold() for word in words]
        found: list[FoundName] = []
        start = 0
        while start < len(words):
            match = self._find_longest(words, folded, start)
            if match:
                found.append(match)
            start = match.end if match else start + 1
        return found

    def _find_longest(self, words: list[str], folded: list[str], start: int) -> FoundName | None:
        if folded[start] not in self.first_words:
            return None
        for end in range(min(start + MAX_NAME_WORDS, len(words)), start, -1):
            name, party = self.parties.get(" ".join(folded[start:end]), ("", None))
            if party and not (end == start + 1 and _is_common_word(name, words[start])):
                return FoundName(party, start, end)
        return None


def split_words(text: str) -> list[str]:
    """Returns the words of a text, with the case they have; invisible characters part no word."""
    return _WORD.findall(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def count_words(words: Iterable[str]) -> int:
    """Counts words; two characters of a script without blanks are one, a number is none."""
    halves = sum(
        1 if len(word) == 1 and not word.isascii() else 2 for word in words if not word.isdigit()
    )
    return (halves + 1) // 2


@lru_cache(maxsize=8192)  # the names of a corpus return with every story
def _make_key(name: str) -> str:
    """Returns the words of a name in lower case, without a leading article; empty where it cannot be found."""
    words = [word.casefold() for word in split_words(name)]
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    is_findable = len(words) <= MAX_NAME_WORDS and len("".join(words)) > 1
    return " ".join(words) if is_findable else ""


def _is_common_word(name: str, word: str) -> bool:
    """Whether a word in small letters is no name, as names of one word begin with a capital: `time`, `Time`."""
    return word.islower() and name[:1].isupper()
