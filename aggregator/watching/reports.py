"""Reports on watches: what is new of each, and which pages are due to be read again for them."""

import hmac
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aggregator import clock, urls, watching
from aggregator.errors import AddressError, NotStored, UsageError
from aggregator.model import Row
from aggregator.results import Correction, PendingCount, Report, Watch, WatchFeed, WatchRef, convert
from aggregator.trace import lookup
from aggregator.watching import Fact, corrections
from aggregator.watching.repositories import MainRepositories, PrivateRepositories
from storage.corpus.search import build_fts_expression
from storage.corpus.watched_data import Carrier, StoryVerdict
from storage.frontier.sources import Sources
from storage.private.watches import ReportEnd

MAX_MATCHES = 500  # matches of a query in one report; the next report continues after them
MAX_FEED_ITEMS = 50
MAX_PAGES = 200  # pages that are read again at a time
REFETCH_AFTER = 3600  # seconds after a page was last read
RETRY_AFTER = 86_400  # seconds after a fetch of it failed
REFETCH_WITHIN = 30 * 86_400  # seconds since the verdict on a story of a watched source
FIRST_INSTANT = ""  # before every instant
KEY = "watches"


@dataclass(frozen=True, slots=True)
class PendingReport:
    """A report, and what to store once it was delivered."""

    report: Report
    states: dict[str, str]  # by key of a fact
    end: ReportEnd


def add_watch(
    main: MainRepositories,
    private: PrivateRepositories,
    kind: str,
    value: str,
    *,
    name: str = "",
    now: str,
) -> Watch:
    """Watch a story, a source or the articles that contain some words, from now on.

    A source need not be stored: other sources may carry its text. Raises NotStored, Tombstoned,
    UsageError.
    """
    value = normalize_value(main, kind, value)
    private.keys.create_if_missing(KEY)
    end = ReportEnd(now, main.watched.get_highest_article_id())
    facts = _list_facts(main, kind, value, end.article_id, FIRST_INSTANT)
    reported = {fact.key: fact.state for fact in facts}
    watch_id = private.watches.add(kind, value, name, reported, end)
    return get_watch(private, watch_id)


def get_watch(private: PrivateRepositories, watch_id: int) -> Watch:
    """Return one watch. Raises NotStored."""
    row = private.watches.get(watch_id) if 0 < watch_id < 1 << 63 else None
    if row is None:
        raise make_watch_not_stored_error(watch_id)
    return _make_watch_with_feed_path(private, row)


def make_watch_not_stored_error(watch_id: int) -> NotStored:
    """Return the error for a watch that does not exist."""
    return NotStored(f"no watch {watch_id}: `aggregator watch list` shows all")


def list_watches(private: PrivateRepositories) -> list[Watch]:
    """Return every watch, oldest first."""
    return [_make_watch_with_feed_path(private, row) for row in private.watches.list_all()]


def _make_watch_with_feed_path(private: PrivateRepositories, row: Row) -> Watch:
    """Add the path of a watch's feed. It cannot be guessed: it contains a keyed hash of the watch."""
    message = f"{row['id']} {row['created_at']}".encode()
    token = hmac.new(private.keys.require_key(KEY), message, "sha256").hexdigest()[:32]
    return convert({**row, "feed": f"/watch/{row['id']}/{token}.atom"}, Watch)


def make_report(
    main: MainRepositories, private: PrivateRepositories, watch: Watch, now: str
) -> PendingReport:
    """Return what is new of a watch since its last report."""
    newest = main.watched.get_highest_article_id()
    since = watching.day_before(watch.reported_at)
    facts = _list_facts(main, watch.kind, watch.value, watch.article_id, since)
    reported = private.watches.reported_states(watch.id)
    states = {fact.key: fact.state for fact in facts if reported.get(fact.key) != fact.state}
    if watch.kind == "query":  # its articles are new by their ids
        states = {}
        if len(facts) == MAX_MATCHES:
            newest = facts[-1].subject.article_id or newest
    named = WatchRef(watch.id, watch.kind, watch.value, watch.name)
    report = Report(named, watch.reported_at, now, watching.list_news(facts, reported))
    return PendingReport(report, states, ReportEnd(now, newest))


def mark_reported(private: PrivateRepositories, pending: PendingReport) -> None:
    """Store that a report was delivered: the next one begins where it ended."""
    private.watches.mark_reported(pending.report.watch.id, pending.states, pending.end)


def count_pending(main: MainRepositories, private: PrivateRepositories, now: str) -> PendingCount:
    """Return how many watches have news, and how many there are."""
    every = list_watches(private)
    reports = (make_report(main, private, watch, now).report for watch in every)
    return PendingCount(sum(bool(report.items) for report in reports), len(every))


def make_feed(main: MainRepositories, watch: Watch, now: str) -> WatchFeed:
    """Return the latest items of a watch, newest first, reported or not."""
    facts = _list_latest_facts(main, watch, now)
    newest = sorted(facts, key=lambda fact: (fact.when, fact.key), reverse=True)[:MAX_FEED_ITEMS]
    return WatchFeed(watch, [watching.make_feed_item(fact) for fact in newest])


def is_feed_path(watch: Watch, path: str) -> bool:
    """Whether this is the secret path of a watch's feed; compared in constant time."""
    return hmac.compare_digest(watch.feed.encode(), path.encode("utf-8", "replace"))


def _list_latest_facts(main: MainRepositories, watch: Watch, now: str) -> list[Fact]:
    if watch.kind == "query":
        rows = main.watched.find_matching_articles(watch.value, 0, MAX_FEED_ITEMS, newest=True)
        return watching.list_match_facts(rows)
    since = clock.add_seconds(now, -REFETCH_WITHIN)
    facts = _list_facts(main, watch.kind, watch.value, watch.article_id, since)
    return [fact for fact in facts if not fact.quiet]


def list_pages_to_refetch(main: MainRepositories, watches: Sequence[Watch], now: str) -> list[str]:
    """Return the addresses of watched pages that are due to be read again, longest ago first."""
    read_at: dict[str, str] = {}
    for watch in watches:
        for story_id in _list_watched_story_ids(
            main, watch, clock.add_seconds(now, -REFETCH_WITHIN)
        ):
            carriers = main.watched.list_carriers(story_id)
            if len(carriers) > 1 or watch.kind == "story":
                read_at |= {row.url: row.read_at for row in carriers}
    fetches = main.watched.get_last_fetches(list(read_at))
    due = {}
    for url, at in read_at.items():
        last, failed = fetches.get(url, (at, False))
        if max(at, last) <= clock.add_seconds(now, -RETRY_AFTER if failed else -REFETCH_AFTER):
            due[url] = max(at, last)
    return sorted(due, key=lambda url: due[url])[:MAX_PAGES]


def _list_watched_story_ids(main: MainRepositories, watch: Watch, since: str) -> list[int]:
    if watch.kind == "story":
        story_id = main.stories.resolve_redirect(int(watch.value))
        return [] if story_id is None else [story_id]
    if watch.kind == "source":
        return _list_source_and_unstored_origin_story_ids(main, watch.value, since)[0]
    return []


def _list_source_and_unstored_origin_story_ids(
    main: MainRepositories, source: str, since: str
) -> tuple[list[int], set[int]]:
    """Return the stories decided since then that concern a source, and those of them that name it
    as an origin that is not stored."""
    present = main.sources.find_present_domain(source) or source
    further = main.sources.map_further_domains()
    origins = main.watched.list_outside_origins(since)
    sites = ((story_id, _parse_site(url)) for story_id, url in origins)
    outside = {story_id for story_id, site in sites if further.get(site, site) == present}
    return sorted(
        outside.union(main.watched.list_decided_stories_of_source(source, since))
    ), outside


def normalize_value(main: MainRepositories, kind: str, value: str) -> str:
    """Return the value of a watch as it is stored. Raises NotStored, Tombstoned, UsageError."""
    if kind == "source":
        return _normalize_domain(main.sources, value)
    if kind == "query":
        if not build_fts_expression(value):
            raise UsageError("a query needs a word: `aggregator watch add --query WORDS`")
        return value
    return str(lookup.require_current_story_id(main.stories, main.tombstones, value))


def _normalize_domain(sources: Sources, text: str) -> str:
    """Return the domain that `text` names: itself, or that of the address of a page."""
    for known in (text, text.lower()):
        if present := sources.find_present_domain(known):
            return present
    with suppress(AddressError):
        domain = urls.site(text if "://" in text else f"https://{text}")
        if "." in domain:
            return sources.find_present_domain(domain) or domain
    raise UsageError(f"{text} is no domain: name one, such as paper.example")


def _list_facts(
    main: MainRepositories, kind: str, value: str, after: int, since: str
) -> list[Fact]:
    """Return the facts of a watch: of a query, articles above the id `after`; of a source, stories
    decided since `since`."""
    if kind == "query":
        rows = main.watched.find_matching_articles(value, after, MAX_MATCHES, newest=False)
        return watching.list_match_facts(rows)
    if kind == "story":
        return _list_story_facts(main, value)
    return [fact for facts in _list_source_facts(main, value, since) for fact in facts]


def _list_story_facts(main: MainRepositories, value: str) -> list[Fact]:
    story_id = main.stories.resolve_redirect(int(value))
    story = main.watched.get_story_verdict(story_id) if story_id is not None else None
    if story is None:
        return []
    carriers = main.watched.list_carriers(story.story_id)
    changed = _list_corrections(main, story, carriers)
    if not carriers:
        return []
    absences = watching.list_absence_facts(main.absences.list_of_story(story.story_id))
    return [*watching.list_story_facts(story, carriers, changed, value), *absences]


def _list_source_facts(main: MainRepositories, source: str, since: str) -> Iterator[list[Fact]]:
    source = main.sources.find_present_domain(source) or source
    story_ids, outside = _list_source_and_unstored_origin_story_ids(main, source, since)
    for story_id in story_ids:
        story = main.watched.get_story_verdict(story_id)
        if story is None:
            continue
        carriers = main.watched.list_carriers(story_id)
        changed = _list_corrections(main, story, carriers)
        yield watching.list_source_facts(
            source, story, carriers, changed, outside=story_id in outside
        )
        gone = main.absences.list_of_story(story_id)
        yield watching.list_absence_facts(row for row in gone if row.source == source)


def _list_corrections(
    main: MainRepositories, story: StoryVerdict, carriers: Sequence[Carrier]
) -> list[Correction]:
    original_id, verdict = story.original_article_id, story.verdict
    return corrections.list_corrections(main.watched, main.articles, original_id, verdict, carriers)


def _parse_site(url: str) -> str:
    """Return the site of an address, "" for one that is none."""
    try:
        return urls.site(url)
    except AddressError:
        return ""
