"""What a comment quotes of an article is left out where the article may not be quoted."""

import pytest

from aggregator import linking
from aggregator.linking.quotations import leave_out_quotations
from aggregator.linking.unstored import Prints, read_text_fingerprints
from tests import takedowns

KEY = b"k" * 32
SHORT, LONG = takedowns.text(3, 24), takedowns.text(4, 120)


def read_prints(text: str) -> Prints:
    made = linking.make_text_fingerprints(KEY, 7, text, linking.NO_BOILERPLATE)
    prints = read_text_fingerprints(KEY, 7, made)
    assert prints
    return prints


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("is_stored", [True, False], ids=["stored", "unstored"])
def test_quoted_words_are_left_out(text: str, is_stored: bool) -> None:  # a parameter of the test
    quoted = linking.shingles(text) if is_stored else read_prints(text)
    words = " ".join(text.split()[40:90])
    shown = leave_out_quotations(f"I was there. {words} So it was.", quoted)
    left = [word for word in words.split() if word in shown]
    assert shown.startswith("I was there. ")
    assert shown.endswith("So it was.")
    assert len(left) <= (2 if is_stored or text == SHORT else 20)


@pytest.mark.parametrize("quoted", [linking.shingles(SHORT), read_prints(SHORT)], ids=["s", "u"])
def test_own_words_stay(quoted: "linking.Shingles | Prints") -> None:
    said = takedowns.text(9, 12)
    assert leave_out_quotations(said, quoted) == said
    few = " ".join(SHORT.split()[10:15])
    assert leave_out_quotations(f"He says {few} again.", quoted) == f"He says {few} again."


@pytest.mark.parametrize("said", ["", "No", "Two words"])
def test_a_short_comment_stays(said: str) -> None:
    assert leave_out_quotations(said, linking.shingles(SHORT)) == said
