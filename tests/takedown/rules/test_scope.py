"""Which articles a request affects."""

import pytest

from aggregator.takedown.rules import scope


def test_copies_of_the_text_are_hidden_and_partial_copies_left_to_a_person() -> None:
    members = [(2, "syndicated"), (3, "partial"), (4, "wrapped"), (5, "partial"), (1, "identical")]
    affected = scope.list_affected_articles(1, members, [(8, "quote"), (9, "version")])
    assert [(row.article_id, row.relation, row.action) for row in affected] == [
        (1, "requested", "hide"),
        (2, "syndicated", "hide"),
        (4, "wrapped", "hide"),
        (3, "partial", "list"),
        (5, "partial", "list"),
        (8, "quote", "list"),
        (9, "version", "list"),
    ]


def test_an_article_that_is_a_copy_and_a_quote_is_listed_once() -> None:
    affected = scope.list_affected_articles(1, [(2, "abridged")], [(2, "quote")])
    assert [(row.article_id, row.action) for row in affected] == [(1, "hide"), (2, "hide")]


@pytest.mark.parametrize(
    ("relation", "share", "expected"),
    [
        ("wrapped", 0.75, "wrapped"),
        ("wrapped", 0.5, "wrapped"),
        ("wrapped", 0.4, "collection"),  # most of the page is others' work
        ("abridged", 0.9, "abridged"),
        ("identical", 1.0, "identical"),
        (None, 0.2, "partial"),  # a member that shares little with the requested article
    ],
)
def test_a_page_that_is_mostly_other_text_counts_as_a_collection(
    relation: str | None, share: float, expected: str
) -> None:
    assert scope.relation_to_work(relation, share) == expected
