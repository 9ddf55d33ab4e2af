"""The search for many strings at once finds what a plain search finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aggregator.takedown.rules import byte_search, search_strings
from aggregator.takedown.rules.search_strings import SearchString, Work

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=8, max_size=40).map(" ".join)


@given(LINES, st.binary(max_size=200), st.binary(max_size=200))
def test_every_phrase_is_found_at_any_position(line: str, before: bytes, after: bytes) -> None:
    phrases = [phrase.encode() for phrase in search_strings.split_into_phrases(line)]
    search = byte_search.prepare_search(SearchString("phrase", phrase) for phrase in phrases)
    hits = byte_search.find_strings(search, before + line.encode() + after)
    assert hits == set(range(len(search.strings)))


@given(
    st.lists(st.binary(min_size=1, max_size=40), unique=True, max_size=20), st.binary(max_size=400)
)
def test_the_quick_search_finds_what_a_plain_search_finds(parts: list[bytes], data: bytes) -> None:
    data += b"".join(parts[::2])
    search = byte_search.prepare_search(SearchString("word", part) for part in parts)
    plain_hits = {i for i, part in enumerate(parts) if part in data}
    assert byte_search.find_strings(search, data) == plain_hits
    long = {i for i in plain_hits if len(parts[i]) >= byte_search.LONG_BYTES}
    assert byte_search.find_long_strings(search, data) == long


def test_no_string_is_found_in_random_bytes() -> None:
    noise = np.random.default_rng(1).bytes(1 << 20)
    work = Work(("A title of five words",), ("Jane Roux",), ("harbour cranes ferries " * 9,), ())
    search = byte_search.prepare_search(search_strings.make_search_strings(work))
    assert len(search.strings) > 8
    assert not byte_search.find_strings(search, noise)
