"""Whether a collection credits the original of a story that it carries."""

import pytest

from aggregator.attribution import find_credit
from aggregator.model import Credit, Original, SourceTrace
from tests.attribution.members import link, named, page, trace

PAPER = page(1, "paper.example", source_name="Linden Paper")
COPY = page(2, "copier.example", source_name="Copier")
HERE = Original(PAPER.url, "Linden Paper", "Storm", 1)
OUTSIDE = Original("https://far.example/storm", "The Far Paper")


def credit(original: Original, *traces: SourceTrace) -> Credit | None:
    return find_credit(page(9, "roundup.example", *traces), [PAPER, COPY], original, {})


@pytest.mark.parametrize(
    ("original", "given", "expected"),
    [
        (HERE, link(PAPER.url), "exact_link"),
        (HERE, trace("body_link", PAPER.url), "exact_link"),
        (HERE, link("https://paper.example/"), "site_link"),
        (HERE, named("Linden Paper"), "named"),
        (HERE, link(COPY.url), "none"),  # it credits the copy
        (HERE, link("https://elsewhere.example/bees"), "none"),  # for another text that it carries
        (OUTSIDE, link("https://far.example/storm"), "exact_link"),
        (OUTSIDE, named("The Far Paper"), "named"),
        (OUTSIDE, link(PAPER.url), "none"),
    ],
)
def test_only_a_credit_to_the_original_counts(
    original: Original, given: SourceTrace, expected: Credit
) -> None:
    assert credit(original, given) == expected


def test_the_most_exact_of_several_credits_counts() -> None:
    assert credit(HERE, named("Linden Paper"), link(PAPER.url), link(COPY.url)) == "exact_link"


def test_a_page_without_credits_gives_none() -> None:
    assert credit(HERE) == "none"


def test_nothing_is_said_where_no_original_is_known() -> None:
    assert credit(Original(), link(PAPER.url)) is None
