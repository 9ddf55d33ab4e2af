"""The gate: what of a text is shown."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.rights.decide import decide
from aggregator.rights.gate import shorten, show_text
from aggregator.statements import Statement

NOW = "2026-11-28T12:00:00Z"
TEXT = "The council met on Monday. It decided to mend the bridge.\nRead more in our shop."


def test_a_short_text_is_shown_as_it_is() -> None:
    assert shorten(TEXT, 40) == TEXT


def test_a_long_text_is_cut_after_its_words() -> None:
    assert shorten(TEXT, 3) == "The council met …"


def test_two_characters_of_a_script_without_spaces_are_a_word() -> None:
    assert shorten("東京都知事は月曜日に会見した", 3) == "東京都知事は …"


def test_no_more_characters_are_shown_than_the_page_allows() -> None:
    permissions = decide([Statement("max-snippet", "20")], NOW).permissions
    assert show_text(permissions, TEXT) == "The council met on …"


def test_withheld_lines_are_left_out() -> None:
    permissions = decide([], NOW, withheld=["Read more in our shop."]).permissions
    assert (
        show_text(permissions, TEXT) == "The council met on Monday. It decided to mend the bridge."
    )


def test_nothing_is_shown_where_nothing_may_be() -> None:
    assert show_text(decide([Statement("nosnippet")], NOW).permissions, TEXT) == ""


@given(st.text(max_size=300), st.integers(0, 50), st.integers(0, 100))
def test_a_limit_is_never_exceeded(text: str, words: int, characters: int) -> None:
    shown = shorten(text, words, characters)
    assert len(shown) <= characters
    assert text.startswith(shown.removesuffix(" …").rstrip()) or not shown
