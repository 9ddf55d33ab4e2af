"""Which search strings of a work only the work uses: what others say too proves nothing."""

from collections.abc import Iterable, Iterator

from aggregator.takedown.rules import byte_search
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.search_strings import encode_utf8, fold_as_index

CHUNK_CHARACTERS = 1 << 20  # of the texts, searched together
LOOSE_KINDS = ("word", "name")  # these count in any spelling; phrases and addresses as written


def exclude_shared_strings(
    search: PreparedSearch, texts: Iterable[str], names: Iterable[str] = ()
) -> PreparedSearch:
    """Returns the search without the strings that occur in these texts, and without words and names
    that occur in `names`.

    A string is dropped at its first occurrence, so common words cost one chunk only.
    """
    for text in _join_chunks(texts):
        spellings = (text.lower(), fold_as_index(text))
        hits = byte_search.find_strings(search, encode_utf8(text))
        hits |= set().union(*(_find_words(search, spelling) for spelling in spellings))
        search = byte_search.without_strings(search, hits) if hits else search
    for text in _join_chunks(names):
        for spelling in (text, text.lower(), fold_as_index(text)):
            hits = _find_words(search, spelling)
            search = byte_search.without_strings(search, hits) if hits else search
    return search


def _find_words(search: PreparedSearch, text: str) -> set[int]:
    hits = byte_search.find_strings(search, encode_utf8(text))
    return {hit for hit in hits if search.strings[hit].kind in LOOSE_KINDS}


def _join_chunks(texts: Iterable[str]) -> Iterator[str]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size > CHUNK_CHARACTERS:
            yield "\n".join(chunk)
            chunk, size = [], 0
    yield "\n".join(chunk)
