"""Which articles a request affects."""

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
