"""Mobile, AMP and regional sites with a domain of their own become variants where both sides say so."""

import pytest

from aggregator.api import Aggregator
from aggregator.publishers.variants import Variant, select_variants
from tests.publishers.test_suggestions import add, publish

MAIN, MOBILE = "paper.com", "paper-mobile.com"


def select(
    *,
    articles: int = 5,
    declared: int = 4,
    control: bool = False,
    redirected: int = 0,
) -> list[Variant]:
    return select_variants(
        {MAIN: 40, MOBILE: articles},
        {(MOBILE, MAIN): declared, (MOBILE, MOBILE): articles - declared},
        [(MAIN, MOBILE)] if control else [],
        [(MAIN, MOBILE, redirected)],
    )


def test_canonical_addresses_alone_are_the_word_of_a_copier() -> None:
    assert select(declared=5) == []


def test_the_main_site_says_so_by_trust_txt_or_by_redirects() -> None:
    says = f"4 of 5 articles name {MAIN}, and "
    assert select(control=True) == [Variant(MAIN, MOBILE, f"{says}trust.txt of {MAIN} names it")]
    assert select(redirected=3) == [
        Variant(MAIN, MOBILE, f"{says}3 articles of {MAIN} redirect to it")
    ]


@pytest.mark.parametrize(("articles", "declared", "control", "redirected"), [
    (5, 4, False, 2), (5, 3, True, 0), (4, 4, True, 0),
])  # fmt: skip
def test_less_is_not_enough(articles: int, declared: int, control: bool, redirected: int) -> None:
    found = select(articles=articles, declared=declared, control=control, redirected=redirected)
    assert found == []


def test_the_word_of_the_variant_alone_and_that_of_a_third_site_do_not_count() -> None:
    declared = {(MOBILE, MAIN): 5}
    for says in ((MOBILE, MAIN), ("third.com", MOBILE)):
        assert select_variants({MAIN: 9, MOBILE: 5}, declared, [says], []) == []
    assert select_variants({MOBILE: 5}, declared, [(MAIN, MOBILE)], []) == []


def test_two_sites_that_name_each_other_are_left_to_the_operator() -> None:
    declared = {(MOBILE, MAIN): 5, (MAIN, MOBILE): 5}
    both = [(MAIN, MOBILE), (MOBILE, MAIN)]
    assert select_variants({MAIN: 5, MOBILE: 5}, declared, both, []) == []


def test_a_proven_variant_is_a_further_domain_of_the_main_source(opened: Aggregator) -> None:
    add(opened, MAIN)
    mobile = add(opened, MOBILE)
    for number in range(5):
        url = f"https://{MOBILE}/{number}"
        publish(opened, mobile, url, canonical=f"https://www.{MAIN}/{number}")
    assert opened.sources.join_variants() == []
    opened.store.publisher_groups.replace_claims(MAIN, [("control", MOBILE)])
    [joined] = opened.sources.join_variants()
    assert (joined.source, joined.domain, joined.articles) == (MAIN, MOBILE, 5)
    [row] = opened.sources.get(MOBILE).domains
    assert (row.domain, row.kind, row.basis) == (MOBILE, "variant", "canonical")
    assert opened.sources.join_variants() == []
