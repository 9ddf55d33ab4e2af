"""The strings to search a file for, to prove that a work is gone from it.

A search string is a phrase of eight words as it was written, a word as it was written and as the
full-text index folds it, a title, a byline or an address. `byte_search` searches for these strings.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phrase", "word", "name", "address"]

PHRASE_WORDS = 8
MIN_BYTES = 6  # of a word: shorter ones occur by chance
MAX_PHRASES = 20_000  # of one text; of a longer text every n-th phrase
MIN_TITLE_WORDS = 4  # a shorter title or line may be anybody's words

# Scripts without spaces between words: two characters count as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_TOKEN = re.compile(f"[{_UNSPACED}]{{1,2}}|[^\\s{_UNSPACED}]+")
_WORD = re.compile(r"\w+")
_COMBINING_MARKS = re.compile("[\u0300-\u036f]")
_AFTER_ADDRESS = ('"', "\n", " ", ")", "<", "#")  # what follows an address in JSON and in texts


@dataclass(frozen=True, slots=True)
class Work:
    """The words and addresses of one article that is taken down.

    `repeated` is its text with what its site repeats in other articles: that is not the work's own.
    """

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    texts: tuple[str, ...]
    addresses: tuple[str, ...]
    repeated: str = ""


@dataclass(frozen=True, slots=True)
class SearchString:
    """Bytes to search a file for, and what they are in the work."""

    kind: Kind
    data: bytes


def make_publisher_strings(works: Iterable[Work], publishers: Iterable[str]) -> set[SearchString]:
    """Returns the strings of those titles and bylines of works that are the name of a publisher."""
    known = {_fold_name(name) for name in publishers}
    names = {name for work in works for name in (*work.titles, *work.authors)}
    own = sorted(name for name in names if _fold_name(name) in known)
    return set(_make_name_strings(own))


def _fold_name(name: str) -> str:
    return name.strip().casefold()


def make_search_strings(work: Work) -> list[SearchString]:
    """Returns every distinct string that would show the work is still in a file.

    Search for them in texts that end with a line feed: an address counts only where it ends, since a
    longer one is the address of another page.
    """
    addresses = [strip_scheme(url) + end for url in work.addresses for end in _AFTER_ADDRESS]
    strings = [
        *_written_forms("address", addresses),
        *_make_name_strings([*work.titles, *work.authors]),
        *_written_forms("phrase", _own_phrases(work)),
        *_words_of_texts([*work.titles, *work.texts]),
    ]
    return list(dict.fromkeys(strings))


def _make_name_strings(names: Sequence[str]) -> Iterator[SearchString]:
    worded = [name for name in names if _WORD.search(name)]
    return _written_forms("name", [*worded, *(name.lower() for name in worded)])


def _own_phrases(work: Work) -> list[str]:
    """The phrases of a work's texts that its site does not repeat."""
    own = dict.fromkeys(_phrases_of_texts(work.texts[:1]))
    repeated = set(split_into_phrases(work.repeated)).difference(own)
    former = dict.fromkeys(_phrases_of_texts(work.texts[1:]))
    return [phrase for phrase in own | former if phrase not in repeated]


def strip_scheme(url: str) -> str:
    """Returns an address without its scheme and `www.`, which do not distinguish pages."""
    return url.partition("://")[2].removeprefix("www.") or url


def split_into_phrases(text: str) -> list[str]:
    """Returns the overlapping phrases of eight words of each line; a shorter line is one phrase.

    Lines of fewer than `MIN_TITLE_WORDS` words have none.
    """
    phrases = [phrase for line in text.splitlines() for phrase in _phrases_of_line(line)]
    step = max(1, -(-len(phrases) // MAX_PHRASES))
    return phrases[::step]


def _phrases_of_line(line: str) -> list[str]:
    spans = [token.span() for token in _TOKEN.finditer(line)]
    if len(spans) < MIN_TITLE_WORDS:
        return []
    last_starts = max(1, len(spans) - PHRASE_WORDS + 1)
    ends = [spans[min(i + PHRASE_WORDS, len(spans)) - 1][1] for i in range(last_starts)]
    return [line[spans[i][0] : end] for i, end in enumerate(ends)]


def fold_as_index(text: str) -> str:
    """Returns a text as the full-text index spells it: in lower case, without accents."""
    text = text.lower()
    if text.isascii():
        return text
    return _COMBINING_MARKS.sub("", unicodedata.normalize("NFKD", text))


def count_by_kind(strings: Iterable[SearchString]) -> dict[Kind, int]:
    """Returns how many strings there are of each kind; addresses are not counted."""
    kinds = [string.kind for string in strings]
    counted: tuple[Kind, ...] = ("phrase", "word", "name")
    return {kind: kinds.count(kind) for kind in counted}


def is_unspaced(character: str) -> bool:
    """Is this a character of a script without spaces between words?"""
    return re.match(f"[{_UNSPACED}]", character) is not None


def count_words(text: str) -> int:
    """Returns the number of words; of a script without spaces, two characters are one."""
    return len(_TOKEN.findall(text))


def _phrases_of_texts(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from split_into_phrases(text)


def _words_of_texts(texts: Iterable[str]) -> Iterator[SearchString]:
    for word in sorted({word for text in texts for word in _WORD.findall(text)}):
        for spelling in dict.fromkeys((word, word.lower(), fold_as_index(word))):
            data = encode_utf8(spelling)
            if len(data) >= MIN_BYTES:
                yield SearchString("word", data)


def _written_forms(kind: Kind, texts: Iterable[str]) -> Iterator[SearchString]:
    """Texts as they are stored in a column and, where that differs, inside JSON of two kinds."""
    for text in texts:
        escaped = (json.dumps(text, ensure_ascii=escape_all)[1:-1] for escape_all in (False, True))
        yield from (
            SearchString(kind, encode_utf8(form)) for form in dict.fromkeys([text, *escaped])
        )


def encode_utf8(text: str) -> bytes:
    """Returns a text in UTF-8, also where it holds halves of surrogate pairs."""
    return text.encode("utf-8", "surrogatepass")
