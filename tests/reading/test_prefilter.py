"""The length of a text in tokens."""

from aggregator.reading import (
    prefilter,
)


def test_a_text_without_spaces_is_measured_by_its_letters() -> None:
    assert prefilter.count_tokens(("川にかかる橋", "two words")) == 5
