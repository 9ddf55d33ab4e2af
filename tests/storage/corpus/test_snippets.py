"""Snippets: the part of a text in which the words of a query are."""

import time

import pytest

from storage.corpus.snippets import WORDS, make_snippet

BEFORE = "Nothing of note happened on the quay that year. " * 10
SENTENCE = "The café at Zürich’s harbour was closed on Monday, police said. "
TEXT = BEFORE + SENTENCE + "More of it followed in the days after. " * 20


@pytest.mark.parametrize(
    ("terms", "marked"),
    [
        (["harbour"], "[harbour]"),
        (["HARBOUR"], "[harbour]"),
        (["cafe"], "[café]"),
        (["zurich"], "[Zürich]’s"),
        (["on monday"], "closed [on Monday], police"),
        (["police", "harbour"], "[harbour] was closed on Monday, [police]"),
    ],
)
def test_what_was_searched_for_is_marked(terms: list[str], marked: str) -> None:
    assert marked in make_snippet(TEXT, terms)


def test_a_part_of_a_word_is_not_marked() -> None:
    assert "[" not in make_snippet(TEXT, ["harb"])


def test_the_part_with_the_most_different_words_is_shown() -> None:
    text = "police " * 60 + "\n" + BEFORE + "The police found the lantern. " + BEFORE
    assert "The [police] found the [lantern]" in make_snippet(text, ["police", "lantern"])


def test_a_snippet_is_short_and_shows_where_the_text_goes_on() -> None:
    snippet = make_snippet(TEXT, ["harbour"])
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet.split()) <= WORDS + 2


def test_of_a_text_without_the_words_the_start_is_shown() -> None:
    assert make_snippet(TEXT, ["lantern"]).startswith("Nothing of note")
    assert make_snippet("", ["lantern"]) == ""


def test_a_snippet_of_a_script_without_spaces_is_short_too() -> None:
    text = "東京都は二十一日、新しい計画を発表した。" * 200
    snippet = make_snippet(text, ["新しい計画を発表した"])
    assert "[新しい計画を発表した]" in snippet
    assert len(snippet) < 500


def test_a_long_text_and_a_long_query_take_linear_time() -> None:
    def measure(size: int) -> float:
        start = time.process_time()
        make_snippet("a b c " * size, ["a", "b", "c d"] * 1000)
        return time.process_time() - start

    assert measure(80_000) < 12 * max(measure(20_000), 0.01)
