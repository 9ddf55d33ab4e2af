"""Where watches meet storage: what is new of each, and what is to be read again for them."""

import hmac
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from aggregator import clock, trace, urls, watching
from aggregator.errors import AddressError, NotStored, UsageError
from aggregator.model import Row
from aggregator.watching import Fact, corrections
from storage.corpus import search
from storage.corpus.stories import Stories
from storage.frontier.sources import Sources
from storage.private.keys import Keys
from storage.private.watches import WatchedData, Watches
from storage.sqlite.connection import Database, explained
from storage.store import Store

KINDS = ("story", "source", "query")
AT_ONCE = 500  # matches of a query in one report; the next one goes on after them
FEED = 50  # items of a feed
AGAIN = 200  # pages that are read again at a time,
AGAIN_AFTER = 3600  # seconds after they were last read,
GONE_AFTER = 86_400  # seconds, where the last look came to nothing,
AGAIN_WITHIN = 30 * 86_400  # and in stories of a source that were decided this lately
EVER = ""  # before every instant
KEY = "watches"


@dataclass(frozen=True, slots=True)
class Report:
    """What is new of one watch, and what to note once it was told."""

    watch: Row
    items: list[Row]
    states: dict[str, str]
    at: Row  # `reported_at` and `article_id`: up to where was looked


def as_row(found: Report) -> Row:
    """A report as it is shown."""
    return {
        "watch": {name: found.watch[name] for name in ("id", "kind", "value", "name")},
        "since": found.watch["reported_at"],
        "until": found.at["reported_at"],
        "items": found.items,
    }


def add(store: Store, kind: str, value: str, name: str, now: str) -> Row:
    """Watch a story, a source or the articles that hold some words, from now on.

    A source need not be stored: its text may be, in others' articles. Raises NotStored, Tombstoned,
    UsageError.
    """
    private = store.private_file()
    value = checked(store, kind, value)
    with explained(store.path):
        Keys(private).ensure(KEY)
        at = {"reported_at": now, "article_id": WatchedData(store.main).newest_article()}
        watch = {"kind": kind, "value": value, **at}
        known = {fact.key: fact.state for fact in _facts(store.main, watch, EVER)}
        watch_id = Watches(private).add(kind, value, name, known, at)
        return get(store, watch_id)


def get(store: Store, watch_id: int) -> Row:
    """One watch. Raises NotStored."""
    possible = store.private is not None and 0 < watch_id < 1 << 63
    found = Watches(store.private_file()).get(watch_id) if possible else None
    if found is None:
        raise NotStored(f"no watch {watch_id}: `aggregator watch list` shows all")
    return found


def listed(store: Store) -> list[Row]:
    """Every watch, with the path of its feed on the web pages."""
    if store.private is None:
        return []
    return [{**row, "feed": feed_path(store, row)} for row in Watches(store.private).listed()]


def feed_path(store: Store, watch: Row) -> str:
    """Where a watch's feed is served. Nobody can guess it: it holds a keyed hash of the watch."""
    said = f"{watch['id']} {watch['created_at']}".encode()
    token = hmac.new(Keys(store.private_file()).key(KEY), said, "sha256").hexdigest()[:32]
    return f"/watch/{watch['id']}/{token}.atom"


def report(store: Store, watch: Row, now: str) -> Report:
    """What is new of a watch since the last report that was told."""
    at = {"reported_at": now, "article_id": WatchedData(store.main).newest_article()}
    with explained(store.path):
        since = watching.day_before(watch["reported_at"])
        facts = _facts(store.main, watch, since)
        told = Watches(store.private_file()).told(watch["id"])
    states = {fact.key: fact.state for fact in facts if told.get(fact.key) != fact.state}
    if watch["kind"] == "query":  # its articles are told apart by their ids
        states = {}
        if len(facts) == AT_ONCE:
            at["article_id"] = facts[-1].row["article_id"]
    return Report(watch, watching.news(facts, told), states, at)


def note(store: Store, told: Report) -> None:
    """A report was told: the next one begins where it ended."""
    with explained(store.path):
        Watches(store.private_file()).tell(told.watch["id"], told.states, told.at)


def with_news(store: Store, now: str) -> tuple[int, int]:
    """How many watches have something to tell, and how many there are."""
    found = Watches(store.private).listed() if store.private is not None else []
    return sum(bool(report(store, watch, now).items) for watch in found), len(found)


def latest(store: Store, watch: Row, now: str) -> list[Row]:
    """The newest things known of a watch, whether they were told or not: for its feed."""
    if watch["kind"] == "query":
        rows = WatchedData(store.main).matches(watch["value"], 0, FEED, newest=True)
        facts = watching.matched(rows)
    else:
        since = clock.later(now, -AGAIN_WITHIN)
        facts = [fact for fact in _facts(store.main, watch, since) if not fact.quiet]
    newest = sorted(facts, key=lambda fact: (fact.when, fact.key), reverse=True)[:FEED]
    return [{**watching.item(fact), "key": f"{fact.key} {fact.state}"} for fact in newest]


def pages(store: Store, now: str) -> list[str]:
    """Addresses of what is watched that are to be read again, those first that wait for longest."""
    read: dict[str, str] = {}
    for watch in Watches(store.private).listed() if store.private is not None else []:
        for story_id in _watched_stories(store.main, watch, clock.later(now, -AGAIN_WITHIN)):
            carriers = WatchedData(store.main).carriers(story_id)
            if len(carriers) > 1 or watch["kind"] == "story":
                read |= {row["url"]: row["read_at"] for row in carriers}
    tried = WatchedData(store.main).tried(list(read))
    due = {}
    for url, at in read.items():
        last, failed = tried.get(url, (at, False))
        if max(at, last) <= clock.later(now, -GONE_AFTER if failed else -AGAIN_AFTER):
            due[url] = max(at, last)
    return sorted(due, key=lambda url: due[url])[:AGAIN]


def _watched_stories(db: Database, watch: Row, since: str) -> list[int]:
    if watch["kind"] == "story":
        story_id = Stories(db).resolve(int(watch["value"]))
        return [] if story_id is None else [story_id]
    if watch["kind"] == "source":
        return _stories_of_source(db, watch["value"], since)[0]
    return []


def _stories_of_source(db: Database, source: str, since: str) -> tuple[list[int], set[int]]:
    """Stories decided since that concern a source; those of them whose origin it is, unstored."""
    outside = {key for key, url in WatchedData(db).outside(since) if _site(url) == source}
    return sorted(outside.union(WatchedData(db).stories_of(source, since))), outside


def checked(store: Store, kind: str, value: str) -> str:
    """The value as it is kept. Raises NotStored, Tombstoned, UsageError."""
    if kind == "source":
        return _domain(store.main, value)
    if kind == "query":
        if not search.expression(value):
            raise UsageError("a query needs a word: `aggregator watch add --query WORDS`")
        return value
    return str(trace.story_id(store, value))


def _domain(db: Database, text: str) -> str:
    """The domain that `text` names: itself, or the address of one of its pages."""
    for known in (text, text.lower()):
        if Sources(db).source_id(known) is not None:
            return known
    with suppress(AddressError):
        domain = urls.site(text if "://" in text else f"https://{text}")
        if "." in domain:
            return domain
    raise UsageError(f"{text} is no domain: name one, such as paper.example")


def _facts(db: Database, watch: Row, since: str) -> list[Fact]:
    if watch["kind"] == "query":
        after = watch["article_id"]
        return watching.matched(
            WatchedData(db).matches(watch["value"], after, AT_ONCE, newest=False)
        )
    if watch["kind"] == "story":
        return _of_story(db, watch["value"])
    return [fact for part in _of_source(db, watch["value"], since) for fact in part]


def _of_story(db: Database, value: str) -> list[Fact]:
    story_id = Stories(db).resolve(int(value))
    story = WatchedData(db).story(story_id) if story_id is not None else None
    if story is None:
        return []
    carriers = WatchedData(db).carriers(story["story_id"])
    changed = corrections.corrections(db, story, carriers)
    return watching.of_story(story, carriers, changed, value) if carriers else []


def _of_source(db: Database, source: str, since: str) -> Iterator[list[Fact]]:
    found, outside = _stories_of_source(db, source, since)
    for story_id in found:
        story = WatchedData(db).story(story_id)
        if story is None:
            continue
        carriers = WatchedData(db).carriers(story_id)
        changed = corrections.corrections(db, story, carriers)
        yield watching.of_source(source, story, carriers, changed, outside=story_id in outside)


def _site(url: str) -> str:
    try:
        return urls.site(url)
    except AddressError:
        return ""
