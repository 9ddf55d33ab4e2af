"""What proves that a site moved: redirects of its own server, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publishers.rules import (
    MoveEvidence,
    RedirectedArticle,
    describe_move,
    is_move_proven,
    select_proving,
)

OLD, NEW = "old-paper.com", "new-paper.org"


def redirected(number: int, new_path: str = "", *, same_text: bool = False) -> RedirectedArticle:
    path = f"/2026/{number}"
    return RedirectedArticle(
        f"https://www.{OLD}{path}", f"https://{NEW}{new_path or path}", same_text
    )


def moved(*redirects: RedirectedArticle, stored: int = 30, own: int = 0) -> MoveEvidence:
    return MoveEvidence(OLD, NEW, redirects, stored, own)


THREE = tuple(redirected(number) for number in range(3))


def test_three_articles_that_redirect_to_the_same_path_prove_a_move() -> None:
    assert is_move_proven(moved(*THREE))
    assert describe_move(moved(*THREE)) == f"the feed and 3 articles of {OLD} redirect to {NEW}"


@pytest.mark.parametrize(("count", "stored", "proven"), [
    (2, 30, False), (2, 3, False), (2, 2, True), (1, 1, False), (2, 0, True), (1, 0, False),
])  # fmt: skip
def test_a_site_of_two_articles_moves_with_both_and_one_is_never_enough(
    count: int, stored: int, proven: bool
) -> None:
    assert is_move_proven(moved(*THREE[:count], stored=stored)) == proven


def test_the_same_text_counts_at_any_path_and_another_text_at_another_path_does_not() -> None:
    renamed = [redirected(n, f"/news/{n}", same_text=True) for n in range(3)]
    assert is_move_proven(moved(*renamed))
    assert not is_move_proven(moved(*(replace(each, has_same_text=False) for each in renamed)))


def test_one_page_to_which_everything_redirects_is_no_move() -> None:
    """A front page, or an article with the same text several times."""
    assert not is_move_proven(moved(*(redirected(n, "/sale", same_text=True) for n in range(9))))


def test_one_address_that_led_to_several_pages_counts_once() -> None:
    several = [replace(redirected(1, f"/{n}", same_text=True)) for n in range(5)]
    assert not is_move_proven(moved(*several))


@pytest.mark.parametrize(("own", "proven"), [(0, True), (2, True), (3, False)])
def test_a_publisher_with_articles_of_its_own_is_not_joined(own: int, proven: bool) -> None:
    assert is_move_proven(moved(*THREE, own=own)) == proven


def test_sites_of_two_publisher_groups_are_not_joined() -> None:
    assert not is_move_proven(replace(moved(*THREE), is_one_group=False))


@pytest.mark.parametrize(("old", "new"), [
    ("https://old-paper.com/@jane/{n}", "https://new-paper.org/@jane/{n}"),
    ("https://other.com/{n}", "https://new-paper.org/{n}"),
    ("https://old-paper.com/{n}", "https://elsewhere.org/{n}"),
    ("https://old-paper.com/go?u={n}", "https://new-paper.org/go?u=x{n}"),
])  # fmt: skip
def test_other_sites_parts_of_one_author_and_open_redirects_prove_nothing(
    old: str, new: str
) -> None:
    redirects = (RedirectedArticle(old.format(n=n), new.format(n=n), False) for n in range(5))
    assert not is_move_proven(moved(*redirects))


def test_a_site_of_many_authors_is_nobody_s_new_domain() -> None:
    redirects = tuple(
        RedirectedArticle(f"https://{OLD}/{n}", f"https://medium.com/@jane/{n}", True)
        for n in range(5)
    )
    assert not is_move_proven(MoveEvidence(OLD, "medium.com", redirects, 5, 0))


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=12),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_no_proof_without_two_articles_that_lead_to_two_pages(
    pairs: list[tuple[int, int, bool]], stored: int, own: int
) -> None:
    evidence = moved(
        *(redirected(a, f"/2026/{b}", same_text=same) for a, b, same in pairs),
        stored=stored,
        own=own,
    )
    proving = select_proving(evidence)
    assert all(
        a == b or same
        for a, b, same in pairs
        if redirected(a, f"/2026/{b}", same_text=same) in proving
    )
    if is_move_proven(evidence):
        assert len({each.old_url for each in proving}) >= 2
        assert len({each.new_url for each in proving}) >= 2
        assert own <= 2
    bigger = replace(evidence, own_articles=own + 1)
    assert is_move_proven(evidence) or not is_move_proven(bigger)
