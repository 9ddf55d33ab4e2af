"""The letters that the matches of a pattern begin with, and the text that they hold."""

import pytest

from aggregator.reading.phrases.pattern_letters import find_required_text, list_first_letters


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("source", "s"),
        ("(?:quelle|via) x", "qv"),
        ("(?:dieser |der )?artikel", "da"),
        (r"\(?with", "(w"),
        ("[fp]oto", "fp"),
        (r"\d+ comments", "0123456789"),
        ("b(?:a|c)|d", "bd"),
        (r"(?:a|b)*c{0,3}d", "abcd"),
    ],
)
def test_the_first_letters_of_a_pattern_are_listed(pattern: str, letters: str) -> None:
    assert list_first_letters(pattern) == frozenset(letters)


@pytest.mark.parametrize("pattern", [".{1,80} is", "§ wrote", r"\w+", "[^a]b", "(?:a)?", "[a-z]b"])
def test_a_pattern_that_begins_with_anything_has_no_first_letters(pattern: str) -> None:
    assert list_first_letters(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r".{1,80} is an? (?:news )?aggregator\b", "aggregator"),
        ("…sign up (?:for|to) (?:our|my)", "sign up "),
        ("§ sitesinden (?:alıntı|alın)", " sitesinden "),
        ("ab?c", "a"),
        ("one|two", ""),
    ],
)
def test_the_longest_text_that_each_match_holds_is_found(pattern: str, text: str) -> None:
    assert find_required_text(pattern) == text
