"""Which repeated lines of a site are boilerplate."""

import pytest

from aggregator.linking import boilerplate
from aggregator.linking.words import hash_line
from tests import takedowns as world


@pytest.mark.parametrize(("words", "is_boilerplate"), [(60, True), (61, False)])
def test_a_line_of_more_than_sixty_words_is_a_paragraph(words: int, is_boilerplate: bool) -> None:
    repeated = " ".join(f"word{number}" for number in range(words))
    texts = [f"{world.text(seed)}\n{repeated}" for seed in range(5)]
    counts = boilerplate.count_repeats(texts)
    assert (hash_line(repeated) in counts.lines) is is_boilerplate
