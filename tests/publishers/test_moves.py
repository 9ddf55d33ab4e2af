"""What is stored of a site that may have moved, and the move itself."""

import pytest

from aggregator.api import Aggregator
from aggregator.model import Entry, Feed
from aggregator.publishers.moves import Lead, read_evidence, store_proven_moves
from aggregator.publishers.repositories import PublisherRepositories
from aggregator.publishers.rules import RedirectedArticle
from storage.frontier.interface import CrawlScope
from tests import corpus
from tests.publishers.test_suggestions import NOW, add, publish, redirect

OLD, NEW = "old-paper.com", "new-paper.com"
TO_NEW = {OLD: Lead(NEW, NOW)}
LATER = "2026-03-02T06:00:00Z"


@pytest.fixture
def moving(opened: Aggregator) -> Aggregator:
    """Three articles of the old site whose addresses redirected to the same ones at the new one."""
    old, new = add(opened, OLD, "The Paper"), add(opened, NEW)
    for number in range(3):
        publish(opened, old, f"https://{OLD}/{number}")
        redirect(opened, f"https://{OLD}/{number}", publish(opened, new, f"https://{NEW}/{number}"))
    opened.store.main.execute(
        """UPDATE articles SET story_id = (SELECT o.story_id FROM articles o
             WHERE o.url = replace(articles.url, 'new-', 'old-')) WHERE url LIKE '%//new-paper.com/%'"""
    )
    return opened


def move(opened: Aggregator, leads: dict[str, Lead] = TO_NEW) -> list[str]:
    """Moves what is proven; returns the new domains."""
    repositories = PublisherRepositories.of(opened.store)
    return [joined.source for joined in store_proven_moves(repositories, leads, LATER)]


def set_text(opened: Aggregator, url: str, *paragraphs: str) -> None:
    row = ["\n".join(paragraphs), url]
    opened.store.main.execute("UPDATE articles SET text = ? WHERE url = ?", row)


def evidence(opened: Aggregator, lead: Lead = TO_NEW[OLD]) -> set[RedirectedArticle]:
    found = read_evidence(PublisherRepositories.of(opened.store), OLD, lead)
    assert found is not None
    return set(found.redirected)


def test_a_proven_move_takes_the_new_site_in(moving: Aggregator) -> None:
    assert move(moving) == [NEW]
    found = moving.sources.get(OLD)
    assert (found.domain, found.name, found.site) == (NEW, "The Paper", f"https://{NEW}/")
    assert (found.articles, found.domains[0].added_at) == (6, LATER)
    assert move(moving) == []  # its former domain leads nowhere


def test_two_redirects_are_not_enough_where_the_site_has_more_articles(moving: Aggregator) -> None:
    moving.store.main.execute("DELETE FROM address_claims WHERE url = ?", [f"https://{OLD}/1"])
    assert move(moving) == []


def test_the_texts_are_compared_where_the_paths_differ(moving: Aggregator) -> None:
    article = publish(moving, moving.store.sources.source_id(NEW) or 0, f"https://{NEW}/renamed")
    redirect(moving, f"https://{OLD}/0", article)
    set_text(moving, f"https://{OLD}/0", *corpus.STORM)
    set_text(moving, f"https://{NEW}/renamed", *corpus.STORM)
    renamed = RedirectedArticle(f"https://{OLD}/0", f"https://{NEW}/renamed", True)
    assert renamed in evidence(moving)
    set_text(moving, f"https://{NEW}/renamed", *corpus.BEES)
    assert renamed not in evidence(moving)


def test_pages_that_its_feed_listed_and_that_were_never_read_there_count_too(
    opened: Aggregator,
) -> None:
    old, new = add(opened, OLD, feed="hash"), add(opened, NEW, feed="other")
    db = opened.store.main
    for number, site in enumerate((OLD, OLD, NEW)):
        article = publish(opened, new, f"https://{NEW}/{number}")
        feed = opened.store.sources.feed_id(f"https://{site}/feed")
        db.execute("UPDATE articles SET feed_id = ? WHERE id = ?", [feed, article])
        opened.store.addresses.add_agreed([(f"https://{OLD}/{number}", article)])
    assert evidence(opened) == {
        RedirectedArticle(f"https://{OLD}/{n}", f"https://{NEW}/{n}", False) for n in range(2)
    }
    assert old
    assert move(opened, {OLD: Lead(NEW, "")}) == [NEW]


@pytest.mark.parametrize(("seen", "until", "moved"), [
    ("2026-03-01T06:00:00Z", "", []),  # while the old site published
    ("2026-03-01T07:00:00Z", "2026-03-01T07:00:00Z", []),  # while it answered
    ("2026-03-01T07:00:00Z", "2026-03-01T06:30:00Z", [NEW]),
])  # fmt: skip
def test_articles_of_its_own_show_a_publisher_that_was_there_before(
    moving: Aggregator, seen: str, until: str, moved: list[str]
) -> None:
    db, new = moving.store.main, moving.store.sources.source_id(NEW) or 0
    for number in range(3):
        publish(moving, new, f"https://{NEW}/own/{number}")
    db.execute("UPDATE articles SET first_seen = ? WHERE url LIKE '%/own/%'", [seen])
    assert move(moving, {OLD: Lead(NEW, until)}) == moved


def test_two_sites_of_different_publisher_groups_stay_apart(moving: Aggregator) -> None:
    moving.store.publisher_groups.set_group(OLD, "One")
    moving.store.publisher_groups.set_group(NEW, "Another")
    assert move(moving) == []
    moving.store.publisher_groups.set_group(NEW, "One")
    assert move(moving) == [NEW]


def test_a_site_of_which_a_crawl_is_fetching_a_feed_is_left_for_the_next_time(
    moving: Aggregator,
) -> None:
    store = moving.store
    new = store.sources.source_id(NEW) or 0
    store.sources.add_feed(Feed(f"https://{NEW}/feed", NEW), new, NOW)
    [feed] = store.frontier.lease_due_feeds("it", CrawlScope(), now=LATER, due_by=LATER, limit=9)
    assert move(moving) == []
    assert moving.sources.get(NEW).articles == 3
    store.frontier.fail_feed(feed.id, "HTTP 500", LATER)
    store.frontier.release_leases("it")
    assert move(moving) == [NEW]


def test_a_page_that_a_crawl_is_fetching_gets_its_outcome(moving: Aggregator) -> None:
    frontier, new = moving.store.frontier, moving.store.sources.source_id(NEW)
    entry = Entry(f"https://{NEW}/now")
    frontier.add_pages([entry], feed_id=None, source_id=new, last_absent=None, now=LATER)
    [page] = frontier.lease_due_pages("another", CrawlScope(), now=LATER, limit=9)
    assert move(moving) == [NEW]
    frontier.finish_page(page.id, "failed", now=page.found_at, outcome="HTTP 404")
    assert moving.status().feeds.pages_waiting == 0


@pytest.mark.parametrize("leads", [
    {OLD: Lead("nobody.com", NOW)}, {"nobody.com": Lead(NEW, NOW)}, {OLD: Lead(OLD, NOW)}, {},
])  # fmt: skip
def test_sites_that_are_no_sources_or_one_are_left_alone(
    moving: Aggregator, leads: dict[str, Lead]
) -> None:
    assert move(moving, leads) == []


def test_a_lead_to_a_former_domain_is_no_move(moving: Aggregator) -> None:
    moving.sources.move(NEW, "newest-paper.com")
    assert move(moving) == []


def test_attribution_sees_which_addresses_of_other_sources_redirected_to_a_member(
    moving: Aggregator,
) -> None:
    def redirected() -> dict[str, tuple[str, ...]]:
        story_id = moving.article(f"https://{NEW}/1").story_id
        members = moving.store.verdicts.members(story_id)
        return {member.url: member.redirected_from for member in members}

    old, new = f"https://{OLD}/1", f"https://{NEW}/1"
    assert redirected() == {old: (), new: (old,)}
    move(moving)
    assert redirected() == {old: (), new: ()}  # it is one publisher now


# Which articles are fetched once more


def to_check(opened: Aggregator, limit: int = 9, since: str = NOW) -> list[str]:
    source_id = opened.store.sources.source_id(OLD) or 0
    return opened.store.redirects.list_addresses_to_check(source_id, since, limit)


def test_the_latest_articles_are_checked_unless_that_is_known_or_failed(opened: Aggregator) -> None:
    old, new = add(opened, OLD), add(opened, NEW)
    urls = [f"https://{OLD}/{number}" for number in range(5)]
    for hour, url in enumerate(urls):
        article = publish(opened, old, url)
        seen = [f"2026-03-01T{hour:02}:00:00Z", article]
        opened.store.main.execute("UPDATE articles SET first_seen = ? WHERE id = ?", seen)
    publish(opened, new, f"https://{NEW}/0")
    assert to_check(opened) == urls[::-1]
    assert to_check(opened, limit=2) == [urls[4], urls[3]]
    redirect(opened, urls[4], publish(opened, new, f"https://{NEW}/4"))
    opened.store.frontier.make_page_due(urls[3], NOW)
    [page] = opened.store.frontier.lease_due_pages("me", CrawlScope(), now=NOW, limit=9)
    assert urls[3] in to_check(opened)
    opened.store.frontier.finish_page(page.id, "failed", now=page.found_at, outcome="HTTP 404")
    assert to_check(opened) == [urls[2], urls[1], urls[0]]


def test_nothing_is_checked_while_an_article_was_read_again_lately(moving: Aggregator) -> None:
    moving.store.main.execute("DELETE FROM address_claims")
    assert len(to_check(moving)) == 3
    moving.store.main.execute(
        "UPDATE articles SET read_at = ? WHERE url = ?", [NOW, f"https://{OLD}/2"]
    )
    assert to_check(moving) == []
    assert len(to_check(moving, since=LATER)) == 3


def test_the_first_article_of_the_story_that_may_have_moved_from_another_source_is_found(
    opened: Aggregator,
) -> None:
    find = opened.store.redirects.find_possibly_moved
    sources = [add(opened, domain) for domain in ("a.com", "b.com", "c.com")]
    ids = [
        publish(opened, source, f"https://www.{domain}{path}")
        for source, domain, path in zip(
            (*sources, sources[2]), ["a.com", "b.com", "c.com", "c.com"], ("/x", "/x?p=1", "/x/", "/"),
            strict=True,
        )
    ]  # fmt: skip
    assert find(ids[2]) is None  # each is in a story of its own
    opened.store.main.execute("UPDATE articles SET story_id = 1")
    assert find(ids[2]) == "https://www.a.com/x"
    assert find(ids[1]) is None
    assert find(ids[3]) is None  # a front page is at every site
    for number in range(2):
        feed = Feed(f"https://b.com/{number}", "b.com")
        opened.store.sources.add_feed(feed, sources[1], NOW)
        assert find(ids[3]) is None  # one of its feeds answers
        opened.store.main.execute("UPDATE feeds SET failures = 1 WHERE url = ?", [feed.url])
        assert find(ids[3]) == "https://www.b.com/x?p=1"
    opened.store.main.execute("UPDATE articles SET source_id = ?", [sources[2]])
    assert find(ids[2]) is None
