"""Strings that other articles use too are no proof and are not searched for."""

from aggregator.takedown.rules import byte_search, exclusive_strings
from aggregator.takedown.rules.search_strings import SearchString

PHRASE = SearchString("phrase", b"the harbour of Port Linden closed on Tuesday")
WORD = SearchString("word", b"harbour")
NAME = SearchString("name", b"Ostrander")
ADDRESS = SearchString("address", b"https://wire.example/storm")
SEARCH = byte_search.prepare_search([PHRASE, WORD, NAME, ADDRESS])


def left(texts: list[str], names: list[str]) -> set[SearchString]:
    return set(exclusive_strings.exclude_shared_strings(SEARCH, texts, names).strings)


def test_without_other_texts_every_string_is_searched_for() -> None:
    assert left([], []) == {PHRASE, WORD, NAME, ADDRESS}


def test_a_string_that_an_article_uses_is_left_out() -> None:
    assert left([f"He wrote: {PHRASE.data.decode()}."], []) == {NAME, ADDRESS}
    assert left([f"See {ADDRESS.data.decode()}"], []) == {PHRASE, WORD, NAME}


def test_words_are_compared_in_any_spelling_and_phrases_as_written() -> None:
    assert left(["HARBOUR hárbour"], []) == {PHRASE, NAME, ADDRESS}
    assert PHRASE in left([PHRASE.data.decode().upper()], [])


def test_names_of_others_leave_out_words_and_names_only() -> None:
    others = [PHRASE.data.decode(), NAME.data.decode(), ADDRESS.data.decode()]
    assert left([], others) == {PHRASE, ADDRESS}


def test_each_of_many_long_texts_counts() -> None:
    filler = "x " * exclusive_strings.CHUNK_CHARACTERS
    assert left([filler, WORD.data.decode(), filler, ADDRESS.data.decode()], []) == {PHRASE, NAME}
