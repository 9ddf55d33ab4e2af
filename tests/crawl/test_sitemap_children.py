"""Sitemaps of an index are polled while it names them, within the number of feeds of a source."""

from datetime import date, timedelta

from aggregator.crawl.listing_age import split_by_age
from aggregator.crawl.sitemap_children import DAYS_KEPT, plan_children, select_allowed
from aggregator.model import Entry

SITE = "https://paper.example"
FIRST = date(2026, 1, 1)


def make_day(day: int) -> str:
    return f"{FIRST + timedelta(days=day)}"


def test_a_sitemap_that_is_not_named_for_long_is_polled_no_more() -> None:
    known = {"/old": "2026-03-01T00:00:00Z", "/late": "2026-03-04T00:00:00Z"}
    plan = plan_children(["/new"], known, room=5, now="2026-03-16T00:00:00Z")
    assert (plan.added, plan.dropped, plan.cut) == (("/new",), ("/old",), 0)


def test_a_sitemap_that_an_index_forgets_once_is_polled_still() -> None:
    plan = plan_children([], {"/a": "2026-03-01T00:00:00Z"}, room=5, now="2026-03-02T00:00:00Z")
    assert plan.dropped == ()


def test_a_new_sitemap_takes_the_room_of_the_one_that_is_longest_unnamed() -> None:
    known = {"/b": "2026-03-02T00:00:00Z", "/a": "2026-03-01T00:00:00Z"}
    plan = plan_children(["/new"], known, room=0, now="2026-03-03T00:00:00Z")
    assert (plan.added, plan.dropped, plan.cut) == (("/new",), ("/a",), 0)


def test_what_finds_no_room_is_counted() -> None:
    known = {"/a": "2026-03-01T00:00:00Z"}
    plan = plan_children(["/a", "/b", "/c"], known, room=1, now="2026-03-03T00:00:00Z")
    assert (plan.added, plan.dropped, plan.cut) == (("/b",), (), 1)


def test_one_sitemap_a_day_is_read_for_ten_years() -> None:
    known: dict[str, str] = {}
    for day in range(3653):
        now = f"{make_day(day)}T12:00:00Z"
        named = [f"/sitemap-{make_day(each)}.xml" for each in range(day, max(day - 50, -1), -1)]
        plan = plan_children(named, known, room=200 - len(known), now=now)
        assert plan.cut == 0
        for url in plan.dropped:
            del known[url]
        known |= dict.fromkeys(named, now)
    assert len(known) <= 50 + DAYS_KEPT + 1


def test_an_index_names_sitemaps_of_its_own_site_and_of_hosts_that_robots_txt_names() -> None:
    named = ["https://maps.paper.co.uk/a", "https://cdn.example/b", "https://other.example/c"]
    index = "https://www.paper.co.uk/index.xml"
    assert select_allowed(named, index) == (named[0],)
    assert select_allowed(named, index, {"cdn.example"}) == tuple(named[:2])


def test_old_entries_of_a_sitemap_are_apart() -> None:
    dates = ("2026-02-03T11:00:00Z", "2026-02-03", "2026-02-02", None, "2019-05-01T00:00:00Z")
    entries = [Entry(f"{SITE}/{n}", published=day) for n, day in enumerate(dates)]
    fresh, old = split_by_age(entries, now="2026-03-05T12:00:00Z", max_age_days=30)
    assert [entry.url[-1] for entry in fresh] == ["1", "3"]
    assert [entry.url[-1] for entry in old] == ["0", "2", "4"]
