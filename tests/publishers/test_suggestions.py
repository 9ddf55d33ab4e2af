"""`source owners` suggests which sources belong together; it proves nothing and changes nothing."""

import json

import pytest

from aggregator.api import Aggregator
from aggregator.model import Feed, Source
from aggregator.results import OwnerSuggestion
from tests.conftest import Ask

NOW = "2026-03-01T06:00:00Z"


def add(opened: Aggregator, domain: str, name: str = "", *, group: str = "", feed: str = "") -> int:
    store = opened.store
    source = Source(domain, name, publisher_group=group)
    source_id = store.sources.upsert(source, NOW)
    if feed:
        store.sources.add_feed(Feed(f"https://{domain}/feed", domain), source_id, NOW)
        store.main.execute("UPDATE feeds SET body_hash = ? WHERE source_id = ?", [feed, source_id])
    return source_id


def publish(opened: Aggregator, source_id: int, url: str, *, canonical: str = "") -> int:
    db = opened.store.main
    story = db.execute(
        "INSERT INTO stories (created_at) VALUES (?) RETURNING id", [NOW]
    ).fetchone()[0]
    article = db.execute(
        """INSERT INTO articles (story_id, source_id, url, canonical_url, text_hash, title, first_seen,
             fetched_at, text) VALUES (?, ?, ?, ?, '', '', ?, ?, '') RETURNING id""",
        [story, source_id, url, canonical or url, NOW, NOW],
    ).fetchone()[0]
    db.execute("INSERT INTO url_aliases (url, article_id) VALUES (?, ?)", [url, article])
    return int(article)


def redirect(opened: Aggregator, url: str, article_id: int) -> None:
    opened.store.addresses.add_claims([(url, article_id, False)])


@pytest.fixture
def two(opened: Aggregator) -> tuple[Aggregator, int, int]:
    """Two sources that have nothing in common."""
    return opened, add(opened, "a.com", "Morning"), add(opened, "b.com", "Evening")


def suggested(opened: Aggregator) -> list[OwnerSuggestion]:
    return opened.sources.suggest_owners()


def test_sources_that_have_nothing_in_common_are_not_suggested(
    two: tuple[Aggregator, int, int],
) -> None:
    opened, a, b = two
    publish(opened, a, "https://a.com/1")
    publish(opened, b, "https://b.com/1")
    assert suggested(opened) == []


def test_redirects_in_one_direction_look_like_a_move_and_in_both_like_one_publisher(
    two: tuple[Aggregator, int, int],
) -> None:
    opened, a, b = two
    publish(opened, a, "https://a.com/1")
    redirect(opened, "https://a.com/1", publish(opened, b, "https://b.com/1"))
    [moved] = suggested(opened)
    assert moved == OwnerSuggestion(
        "a.com", "b.com", "moved", ["1 article of a.com redirected to b.com"],
        "aggregator source move a.com b.com",
    )  # fmt: skip
    publish(opened, b, "https://b.com/2")
    redirect(opened, "https://b.com/2", publish(opened, a, "https://a.com/2"))
    publish(opened, b, "https://b.com/3")
    [both] = suggested(opened)
    assert (both.looks_like, len(both.reasons)) == ("one_publisher", 2)
    assert both.command == "aggregator source merge b.com a.com"  # b.com has more articles


def test_the_same_feed_or_the_same_name_looks_like_one_publisher(opened: Aggregator) -> None:
    add(opened, "a.com", "The Evening Post", feed="same")
    add(opened, "b.com", "evening POST", feed="same")
    add(opened, "c.com", "Post", feed="other")
    add(opened, "d.com", "Post")
    [found] = suggested(opened)
    assert (found.a, found.b, found.looks_like) == ("a.com", "b.com", "one_publisher")
    assert found.reasons == [
        "a feed of a.com is the same as one of b.com",
        "both are called The Evening Post",
    ]


def test_a_name_of_many_sources_says_nothing(opened: Aggregator) -> None:
    for number in range(5):
        add(opened, f"p{number}.com", "Daily News")
    assert suggested(opened) == []


@pytest.mark.parametrize(("canonical", "others", "found"), [(3, 3, 1), (3, 4, 0), (2, 0, 0)])
def test_canonical_addresses_of_most_articles_at_another_source_look_like_one_publisher(
    two: tuple[Aggregator, int, int], canonical: int, others: int, found: int
) -> None:
    opened, a, _ = two
    for number in range(canonical):
        publish(opened, a, f"https://a.com/{number}", canonical=f"https://www.b.com/{number}")
    for number in range(others):
        publish(opened, a, f"https://a.com/x{number}", canonical=f"https://a.com/y{number}")
    suggestions = suggested(opened)
    assert [each.looks_like for each in suggestions] == ["one_publisher"] * found
    if found:
        [reason] = suggestions[0].reasons
        assert reason == "3 of 6 articles of a.com declare an address of b.com"


def test_what_trust_txt_says_looks_like_one_owner_until_both_are_in_one_group(
    two: tuple[Aggregator, int, int],
) -> None:
    opened, _, _ = two
    groups = opened.store.publisher_groups
    groups.replace_claims("a.com", [("controlledby", "b.com"), ("control", "nobody.com")])
    [found] = suggested(opened)
    assert (found.looks_like, found.reasons) == (
        "one_owner",
        ["trust.txt of a.com says that it is controlled by b.com"],
    )
    assert found.command == (
        "aggregator source add https://a.com/ --group 'b.com' && "
        "aggregator source add https://b.com/ --group 'b.com'"
    )
    groups.set_group("b.com", "Group")
    assert suggested(opened)[0].command == "aggregator source add https://a.com/ --group 'Group'"
    groups.set_group("a.com", "Group")
    assert suggested(opened) == []


def test_a_further_domain_is_the_source_and_no_suggestion(
    two: tuple[Aggregator, int, int],
) -> None:
    opened, a, b = two
    opened.store.source_domains.add(b, "old-b.com", "former", "operator", NOW)
    opened.store.publisher_groups.replace_claims("old-b.com", [("control", "b.com")])
    for number in range(3):
        publish(opened, a, f"https://a.com/{number}", canonical=f"https://old-b.com/{number}")
        publish(opened, b, f"https://b.com/{number}", canonical=f"https://old-b.com/{number}")
    assert [(each.a, each.b) for each in suggested(opened)] == [("b.com", "a.com")]


def test_the_clearest_come_first(opened: Aggregator) -> None:
    a, b = add(opened, "a.com", "Morning Post"), add(opened, "b.com")
    add(opened, "c.com", "Morning Post")
    opened.store.publisher_groups.replace_claims("a.com", [("control", "b.com")])
    publish(opened, b, "https://b.com/1")
    assert [each.looks_like for each in suggested(opened)] == ["one_publisher", "one_owner"]
    redirect(opened, "https://b.com/1", publish(opened, a, "https://a.com/1"))
    assert [each.looks_like for each in suggested(opened)] == ["moved", "one_publisher"]
    assert len(suggested(opened)[0].reasons) == 2


def test_the_command_lists_them_for_people_and_for_programs(ask: Ask, opened: Aggregator) -> None:
    opened.sources.add([(Source("a.com", "The Evening Post"), ())])
    says = "pairs of sources that may belong together"
    assert ask("source", "owners").stderr == f"{says}: 0\n"
    opened.sources.add([(Source("b.com", "The Evening Post"), ())])
    done = ask("source", "owners")
    assert (done.exit_code, done.stderr) == (0, f"{says}: 1\n")
    assert "aggregator source merge a.com b.com" in done.stdout
    [row] = json.loads(ask("source", "owners", "--json").stdout)
    assert row["reasons"] == ["both are called The Evening Post"]
