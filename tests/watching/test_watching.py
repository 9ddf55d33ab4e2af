"""Watching: news of a story, a source or some words is reported once, over several days of real ingest."""

import json
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

import aggregator
from aggregator import ingest, labels, watching
from aggregator.api import Aggregator
from aggregator.cli import text_events
from aggregator.config import ServeConfig
from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.ingest import StoreResult
from aggregator.jobs import finalize
from aggregator.model import Page, Record
from aggregator.results import Passage, Publisher, ReportItem
from aggregator.watching import Fact, Subject, reports
from aggregator.watching.repositories import MainRepositories, PrivateRepositories
from aggregator.web.app import create_app
from tests import corpus
from tests.conftest import Ask
from tests.crawling import World
from tests.empty_database import copy_empty_database
from tests.related_texts import NEWS, ROUND_UP, make_report, make_round_up
from tests.reserving import reserve
from tests.site_server import serving

TITLE = "Storm closes the harbour of Port Linden"
BARE, LATE = "https://bare.example/storm", "https://late.example/storm"
CORRECTED = tuple(
    paragraph.replace("Nobody was hurt", "Two dockers were hurt") for paragraph in corpus.STORM
)


def day(number: int) -> str:
    return f"2026-03-{number:02d}T08:00:00Z"


@dataclass
class Days:
    """A database into which pages are ingested day by day."""

    opened: Aggregator

    @property
    def main(self) -> MainRepositories:
        return MainRepositories.of(self.opened.store)

    @property
    def private(self) -> PrivateRepositories:
        return PrivateRepositories.of(self.opened.store)

    def put(
        self, number: int, url: str, text: Sequence[str] = corpus.STORM, end: str = ""
    ) -> StoreResult:
        page = corpus.page(TITLE, tuple(text), end).encode()
        fetched = Page(url, page, fetched_at=day(number), found_at=day(number))
        store = self.opened.store
        repositories = ingest.IngestRepositories.of(store)
        kept = ingest.store_article(repositories, ingest.prepare(fetched), day(number))
        finalize.finalize(repositories.stories, store.verdicts, store.sources, day(number))
        return kept

    def watch(self, kind: str, value: str, number: int = 1, name: str = "") -> int:
        return reports.add_watch(
            self.main, self.private, kind, value, name=name, now=day(number)
        ).id

    def news(self, number: int, watch_id: int = 1, *, peek: bool = False) -> list[ReportItem]:
        watch = self.opened.watches.get(watch_id)
        pending = reports.make_report(self.main, self.private, watch, day(number))
        if not peek:
            reports.mark_reported(self.private, pending)
        return pending.report.items

    def reported(self, number: int, watch_id: int = 1) -> set[tuple[str, str]]:
        """Kind and source of each item of a report."""
        return {(item.what, item.source or "") for item in self.news(number, watch_id)}


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Days]:
    with aggregator.connect(copy_empty_database(tmp_path / "aggregator.db")) as opened:
        yield Days(opened)


@pytest.fixture
def storm(days: Days) -> Days:
    """The original on day 1, a copy with and one without credit on day 2."""
    days.put(1, corpus.WIRE)
    days.watch("story", "1", name="the storm")
    days.put(2, corpus.DIGEST, end=corpus.CREDIT)
    days.put(2, BARE)
    return days


# A story


def test_new_copies_are_reported_once_with_their_credit(storm: Days) -> None:
    assert storm.news(1, peek=True)  # peeking marks nothing as reported
    assert storm.reported(2) == {("copy", "digest.example"), ("uncredited_copy", "bare.example")}
    assert storm.news(2) == []
    assert storm.news(3) == []
    storm.put(4, LATE)
    assert storm.reported(4) == {("uncredited_copy", "late.example")}


def test_a_collection_is_reported_and_other_texts_of_a_form_are_not(opened: Aggregator) -> None:
    news = [Record(Page(url, b""), text=text, title=url) for url, text in NEWS.items()]
    report = Record(Page("https://tide.example/1", b""), text=make_report(1), title="Tides")
    opened.ingest([*news, report], workers=1)
    for url in (next(iter(NEWS)), "https://tide.example/1"):
        opened.watches.add("story", str(opened.article(url).story_id))
    round_up = Record(Page(ROUND_UP, b""), text=make_round_up(*NEWS.values()), title="The week")
    other_day = Record(Page("https://tide.example/2", b""), text=make_report(2), title="Tides")
    opened.ingest([round_up, other_day], workers=1)
    [item] = [item for report in opened.watches.pending_reports() for item in report.items]
    assert (item.what, item.url) == ("collection", ROUND_UP)
    assert item.says == labels.ROLES["collection"]


def test_articles_from_before_the_watch_are_not_reported(storm: Days) -> None:
    later = storm.watch("story", "1", 2)
    assert storm.news(3, later) == []


def test_credit_that_is_added_or_removed_later_is_reported(storm: Days) -> None:
    storm.news(2)
    assert storm.put(3, BARE, end=corpus.CREDIT).status == "changed"
    [item] = storm.news(3)
    assert (item.what, item.source, item.when) == ("credit_added", "bare.example", day(3))
    assert "links to its source" in item.says
    storm.put(4, BARE)
    [item] = storm.news(4)
    assert (item.what, item.source) == ("credit_gone", "bare.example")


def test_a_page_that_is_read_again_unchanged_is_counted_as_known(storm: Days) -> None:
    assert storm.put(3, BARE).status == "known"
    assert (
        storm.put(2, BARE, end=corpus.CREDIT).status == "known"
    )  # an older copy of the page changes nothing
    assert storm.reported(3) == {("copy", "digest.example"), ("uncredited_copy", "bare.example")}


def test_a_correction_is_followed_through_its_copies(storm: Days) -> None:
    storm.news(2)
    storm.put(3, corpus.WIRE, CORRECTED)
    # The copies were not read since the change, so they may not be called carriers.
    assert storm.reported(3) == {
        ("correction_unread", "digest.example"),
        ("correction_unread", "bare.example"),
    }
    storm.put(4, corpus.DIGEST, CORRECTED, end=corpus.CREDIT)
    storm.put(4, BARE)
    items = {item.source: item for item in storm.news(4)}
    assert items["digest.example"].what == "correction_followed"
    carried = items["bare.example"]
    assert (carried.what, carried.when) == ("correction_carried", day(4))
    passage = carried.passage
    assert (passage.was, passage.now) == ("Nobody was", "Two dockers were")
    assert (passage.observed_at, passage.changed_at) == (day(1), day(3))
    assert storm.news(5) == []
    storm.put(6, BARE, corpus.STORM[1:])
    assert storm.reported(6) == {("correction_gone", "bare.example")}


def test_a_later_copy_with_the_former_passage_is_reported(
    storm: Days,
) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    storm.news(3)
    storm.put(4, LATE)
    assert storm.reported(4) == {
        ("uncredited_copy", "late.example"),
        ("correction_carried", "late.example"),
    }


def test_a_copy_that_was_always_right_is_not_reported(storm: Days) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    storm.news(3)
    storm.put(4, LATE, CORRECTED)
    assert storm.reported(4) == {("uncredited_copy", "late.example")}


def test_a_passage_that_changed_twice_is_reported_once(storm: Days) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    twice = [paragraph.replace("Two dockers", "Three dockers") for paragraph in CORRECTED]
    storm.put(4, corpus.WIRE, twice)
    carried = [item for item in storm.news(5) if item.source == "bare.example"]
    passages = {item.passage.now: item.passage.was for item in carried if item.passage}
    assert passages == {"Three dockers were": "Nobody was"}


def test_without_an_original_the_changes_of_all_members_are_followed(days: Days) -> None:
    days.put(1, corpus.WIRE)
    days.put(1, BARE)
    days.put(1, LATE)
    assert days.opened.story(1).verdict == "undetermined"
    watch = days.watch("story", "1")
    days.put(2, BARE, CORRECTED)
    days.put(3, LATE, CORRECTED)  # it follows, so it corrects nothing
    days.put(3, corpus.WIRE)
    [item] = days.news(3, watch)
    assert (item.what, item.source) == ("correction_carried", "wire.example")
    assert item.says == "still carries a passage that bare.example has changed"


def test_a_changed_verdict_is_reported(storm: Days) -> None:
    storm.news(2)
    other = "https://elsewhere.example/news/storm-in-port-linden"
    link = f'<p><a href="{other}">Read original article here</a></p>'
    for url in (corpus.WIRE, corpus.DIGEST, BARE):
        storm.put(3, url, end=link)
    [item] = [item for item in storm.news(3) if item.what == "verdict_changed"]
    assert "before: original stored here" in item.says
    assert "published elsewhere" in item.says
    assert item.url == other


def test_a_watch_follows_a_story_that_was_merged(days: Days) -> None:
    days.put(1, corpus.WIRE)
    days.put(1, BARE, corpus.BEES)
    story = days.opened.article(BARE).story_id
    watch = days.watch("story", str(story))
    days.put(2, BARE)
    assert days.opened.article(BARE).story_id == 1
    assert ("copy", "wire.example") in days.reported(2, watch)  # new for a watch of the other story


def test_a_taken_down_article_is_in_no_report(storm: Days) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    source = storm.watch("source", "wire.example", 3)
    query = storm.watch("query", "harbour", 1)
    storm.put(4, LATE)
    filed = storm.opened.takedowns.file(claimant="Wire", reason="ours", url=BARE)
    assert filed.state == "hidden"
    gone = [item.source for item in storm.news(5) + storm.news(5, source) + storm.news(5, query)]
    assert "bare.example" not in gone
    assert storm.opened.takedowns.run()[0].state == "closed"
    watch = storm.opened.watches.get(query)
    assert reports.make_feed(storm.main, watch, day(6)).items == []


def test_a_story_that_is_gone_cannot_be_watched(storm: Days, ask: Ask) -> None:
    storm.opened.takedowns.file(claimant="Wire", reason="ours", url=corpus.WIRE)
    storm.opened.takedowns.run()
    assert storm.news(5) == []
    with pytest.raises(Tombstoned):
        storm.watch("story", "1", 5)
    storm.opened.close()
    assert ask("watch", "add", "--story", "1").exit_code == 5


def test_a_takedown_is_proven_although_a_watch_holds_a_word_of_the_work(storm: Days) -> None:
    storm.watch("query", "Ilse Marrow blankets")
    storm.opened.takedowns.file(claimant="Wire", reason="ours", url=corpus.WIRE)
    assert storm.opened.takedowns.run()[0].state == "closed"


def test_the_python_api_returns_the_same_report(storm: Days) -> None:
    storm.opened.watches.add("query", "blankets", name="relief")
    [first, second] = storm.opened.watches.pending_reports(mark=False)
    assert {item.source for item in first.items} == {"digest.example", "bare.example"}
    assert (second.watch.name, second.items) == ("relief", [])
    reports = storm.opened.watches.pending_reports()
    assert next(reports).items == first.items
    reports.close()  # an item counts as reported once the next one is read
    assert [report.items for report in storm.opened.watches.pending_reports()] == [first.items, []]
    assert [report.items for report in storm.opened.watches.pending_reports()] == [[], []]


# A source


def test_a_watched_source_gets_copies_of_its_text_reported(days: Days) -> None:
    days.put(1, corpus.WIRE)
    watch = days.watch("source", "wire.example")
    days.put(2, corpus.WIRE.replace("storm", "bees"), corpus.BEES)
    assert days.news(2, watch) == []  # its own articles are not reported
    days.put(3, corpus.DIGEST, end=corpus.CREDIT)
    days.put(3, BARE, corpus.BEES)
    assert days.reported(3, watch) == {
        ("copy", "digest.example"),
        ("copy", "bare.example"),  # who was first is not known yet, so no copy is named
    }
    days.put(4, corpus.WIRE, CORRECTED)
    assert ("correction_unread", "digest.example") in days.reported(4, watch)


def test_a_watched_source_gets_its_own_copies_reported(days: Days) -> None:
    days.put(1, corpus.WIRE)
    watch = days.watch("source", "digest.example")
    days.put(2, corpus.DIGEST, end=corpus.CREDIT)
    days.put(3, BARE)
    [item] = days.news(3, watch)
    assert (item.what, item.source) == ("own_copy", "digest.example")
    assert item.says.endswith("; the text comes from wire.example")
    days.put(4, corpus.WIRE, CORRECTED)
    days.put(5, corpus.DIGEST, end=corpus.CREDIT)
    assert days.reported(5, watch) == {("correction_carried", "digest.example")}


def test_a_watched_source_that_is_not_crawled_gets_credits_reported(days: Days) -> None:
    watch = days.watch("source", "https://www.financial-daily.com/")
    link = '<p><a href="https://www.financial-daily.com/content/1f2e">Read original article here</a></p>'
    days.put(2, corpus.DIGEST, end=link)
    days.put(3, BARE)
    items = days.news(3, watch)
    assert {item.source for item in items} == {"digest.example", "bare.example"}
    assert days.news(3, watch) == []


# Words


def test_words_are_matched_in_new_articles_only(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    days.put(1, corpus.WIRE)
    watch = days.watch("query", '"port authority" -bees')
    assert days.news(1, watch) == []
    for number, url in enumerate((corpus.DIGEST, BARE, LATE), start=2):
        days.put(number, url)
    days.put(5, corpus.VALLEY, corpus.BEES)
    monkeypatch.setattr(reports, "MAX_MATCHES", 2)  # the rest comes with the next report
    assert days.reported(6, watch) == {("match", "digest.example"), ("match", "bare.example")}
    assert days.reported(6, watch) == {("match", "late.example")}
    assert days.news(6, watch) == []


def test_no_words_are_no_query(days: Days) -> None:
    for words in ("", "  ", "-only", '"!"'):
        with pytest.raises(UsageError, match="needs a word"):
            days.watch("query", words)
    for name in ("", "no domain", "nodots", "http://"):
        with pytest.raises(UsageError, match="no domain"):
            days.watch("source", name)


# Facts and reported states


states = st.dictionaries(
    st.sampled_from(["article:1", "article:2", "passage:1:1:0", "passage:1:2:9"]),
    st.sampled_from(["carried", "unread", "followed", "gone"]),
)


@given(st.lists(states, max_size=6))
def test_every_change_is_reported_exactly_once(steps: list[dict[str, str]]) -> None:
    reported: dict[str, str] = {}
    by = Publisher(1, "paper.example", "", "the original")
    passage = Passage(1, 0, "t", "t", by, "", "", "", "", False)
    subject = Subject(1, "https://paper.example/1", "", "paper.example", "", 1)
    for step in steps:
        facts = [
            Fact(key, state, "t", subject, passage)
            if "passage" in key
            else Fact(key, f"uncredited_copy {_credit(state)}", "t", subject)
            for key, state in step.items()
        ]
        changed = [fact for fact in facts if reported.get(fact.key) != fact.state]
        assert len(watching.list_news(facts, reported)) == len(changed)
        reported |= {fact.key: fact.state for fact in facts}
        assert watching.list_news(facts, reported) == []


def _credit(state: str) -> str:
    return {"carried": "none", "unread": "named"}.get(state, "exact_link")


def test_no_word_of_a_report_accuses() -> None:
    words = [
        *labels.ROLES.values(),
        *labels.CREDITS.values(),
        *labels.VERDICTS.values(),
        *labels.CORRECTION_STATES.values(),
        *(says for _, says in watching._PASSAGES.values()),
    ]
    for said in words:
        assert not {"stole", "stolen", "theft", "pirate", "plagiar", "lied", "failed"} & set(
            said.split()
        )


# The command


@pytest.fixture
def small(storm: Days) -> Path:
    """That database, closed, for the command."""
    path = storm.opened.store.path
    storm.opened.close()
    return path


def test_the_command_prints_news_once(ask: Ask, small: Path) -> None:
    done = ask("watch", "run")
    assert done.exit_code == 0
    assert "digest.example: credited copy; links to its source" in done.stdout
    assert "bare.example: copy, no credit found" in done.stdout
    done = ask("watch", "run")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "nothing new" in done.stderr


def test_the_docs_show_a_report_as_it_is_printed(storm: Days, ask: Ask) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    storm.put(4, BARE)
    storm.opened.close()
    printed = ask("watch", "run", "1").stdout
    page = Path(__file__).parents[2].joinpath("docs/watching.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert len(shown.splitlines()) == 5
    for line in shown.splitlines():
        assert line.rstrip("…") in printed, line


def test_peek_leaves_news_for_the_next_report(ask: Ask, small: Path) -> None:
    [first] = json.loads(ask("watch", "run", "--peek", "--json").stdout)
    [again] = json.loads(ask("watch", "run", "1", "--json").stdout)
    assert first["items"] == again["items"] != []
    assert set(first["watch"]) == {"id", "kind", "value", "name"}
    assert first["since"] == day(1)


def test_a_report_that_could_not_be_written_is_reported_again(
    storm: Days, monkeypatch: pytest.MonkeyPatch, ask: Ask
) -> None:
    storm.opened.close()

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(text_events, "write_watch_report", full)
        assert ask("watch", "run").exit_code == 1
    assert "bare.example" in ask("watch", "run").stdout


def test_watches_are_listed_and_removed(ask: Ask, small: Path) -> None:
    assert ask("watch", "add", "--query", "harbour", "--name", "ports").exit_code == 0
    rows = json.loads(ask("watch", "list", "--json").stdout)
    assert [(row["kind"], row["value"], row["name"]) for row in rows] == [
        ("story", "1", "the storm"),
        ("query", "harbour", "ports"),
    ]
    assert ask("watch", "remove", "2", "9").exit_code == 4
    assert len(json.loads(ask("watch", "list", "--json").stdout)) == 2
    assert ask("watch", "remove", "2", "--dry-run").exit_code == 0
    assert ask("watch", "remove", "2", "1").exit_code == 0
    assert "nothing is watched" in ask("watch", "list").stderr
    with sqlite3.connect(small.with_name("aggregator-private.db")) as private:
        assert private.execute("SELECT count(*) FROM watch_reports").fetchone() == (0,)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["--story", "1", "--query", "x"], 2),
        (["--story", "99"], 4),
        (["--source", "no domain"], 2),
        (["--query", "-"], 2),
        (["--source", "wire.example", "--dry-run"], 0),
    ],
)
def test_a_watch_that_cannot_be_added_is_reported(
    ask: Ask, small: Path, arguments: list[str], code: int
) -> None:
    done = ask("watch", "add", *arguments)
    assert done.exit_code == code, done.output
    assert len(json.loads(ask("watch", "list", "--json").stdout)) == 1
    assert ask("watch", "run", "99").exit_code == 4


def test_without_a_database_nothing_is_watched(ask: Ask, tmp_path: Path) -> None:
    for verb in (["add", "--query", "x"], ["list"], ["run"], ["remove", "1"]):
        assert ask("watch", *verb).exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_an_ingest_ends_with_how_many_watches_have_news(ask: Ask, tmp_path: Path) -> None:
    line = "watches has news: `aggregator watch run`"
    corpus.write(tmp_path / "first.jsonl", corpus.ROWS[0])
    corpus.write(tmp_path / "second.jsonl", corpus.ROWS[1])
    assert "watch" not in ask("ingest", "first.jsonl").stderr
    ask("watch", "add", "--story", "1")
    ask("watch", "add", "--query", "honey")
    assert "watch" not in ask("ingest", "first.jsonl").stderr
    assert f"1 of 2 {line}" in ask("ingest", "second.jsonl").stderr


def test_the_main_file_does_not_contain_what_is_watched(storm: Days, tmp_path: Path) -> None:
    storm.watch("query", "zugzwang", 2)
    path = storm.opened.store.path
    storm.opened.close()
    assert b"zugzwang" not in path.read_bytes()
    assert b"zugzwang" in path.with_name("aggregator-private.db").read_bytes()


# The pages


def test_the_story_page_and_the_command_show_copies_of_a_corrected_passage(
    storm: Days, ask: Ask
) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    storm.put(4, BARE)
    page = LexborHTMLParser(TestClient(create_app(storm.opened, ServeConfig())).get("/s/1").text)
    [section] = page.css("section[aria-labelledby=changed]")
    assert [section.css_first(tag).text() for tag in ("del", "ins")] == [
        "Nobody was",
        "Two dockers were",
    ]
    shown = " ".join(section.text().split())
    assert "Still with the former passage: bare.example." in shown
    assert "With the former passage when last read, before the change: digest.example." in shown
    storm.opened.close()
    done = ask("story", "1").stdout
    assert "[-Nobody was-] {+Two dockers were+}" in done
    assert "still with the former passage: bare.example" in done


def test_a_page_with_nosnippet_is_not_quoted(storm: Days) -> None:
    storm.put(3, corpus.WIRE, CORRECTED)
    reserve(storm.opened.store.path, corpus.WIRE, "nosnippet")
    page = TestClient(create_app(storm.opened, ServeConfig())).get("/s/1").text
    assert "asks that its words are not shown" in page
    assert "dockers" not in page


def test_the_feed_of_a_watch_needs_its_secret_address(storm: Days) -> None:
    storm.watch("query", "harbour <b>& quay", 1)
    storm.watch("query", "harbour", 1)
    feeds = [watch.feed for watch in storm.opened.watches.all()]
    client = TestClient(create_app(storm.opened, ServeConfig()))
    atom = "{http://www.w3.org/2005/Atom}"
    for feed in feeds:
        answer = client.get(feed)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        assert answer.headers["cache-control"] == "no-store"
    document = ET.fromstring(client.get(feeds[0]).content)
    titles = [entry.findtext(f"{atom}title") for entry in document.iter(f"{atom}entry")]
    assert "bare.example: copy, no credit found" in titles
    before = client.get(feeds[0]).text
    assert storm.news(3) != []
    assert client.get(feeds[0]).text == before  # reading the feed marks nothing as reported
    for wrong in (
        feeds[0].replace("/1/", "/3/"),
        f"{feeds[0][:-6]}.atom",
        "/watch/1/.atom",
        "/watch/99/" + feeds[0].rpartition("/")[2],
        "/watch/1/ü.atom",
    ):
        assert client.get(wrong).status_code == 404, wrong
    assert "/watch/" not in client.get("/").text


# Reading again


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "aggregator.db")


def command(world: World, ask: Ask) -> Callable[..., str]:
    config = world.path.with_suffix(".toml")
    config.write_text(
        f'[crawl]\nallow_hosts = ["{world.sites.allow[0]}"]\nresolve = ["{world.sites.resolve[0]}"]\n'
        "delay = 0.0\nworkers = 1\n"
    )

    def run(*arguments: str) -> str:
        done = ask(*arguments)
        assert done.exit_code == 0, done.output
        return done.stdout + done.stderr

    return run


def test_crawl_watched_finds_the_correction(
    world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = command(world, ask)
    wire, copy = "http://wire.example/storm", "http://bare.example/storm"
    credit = f'<p><a href="{wire}">Read original article here</a></p>'
    world.sites.pages.update(
        {
            "wire.example/storm": corpus.page(TITLE, corpus.STORM),
            "bare.example/storm": corpus.page(TITLE, corpus.STORM, credit),
            "other.example/bees": corpus.page("Bees", corpus.BEES),
        }
    )
    world.crawl(wire)
    world.crawl(copy, "http://other.example/bees")
    run("watch", "add", "--story", "1")
    assert "nothing watched is due to be read again" in run("crawl", "--watched")
    monkeypatch.setattr(reports, "REFETCH_AFTER", -60)
    world.sites.pages["wire.example/storm"] = corpus.page(TITLE, CORRECTED)
    world.sites.asked.clear()
    with sqlite3.connect(
        world.path
    ) as db:  # our clock has whole seconds: set them to have been read before
        db.execute("UPDATE articles SET fetched_at = '2026-01-01T00:00:00Z'")
        db.execute("UPDATE frontier SET next_due = '2026-01-01T00:00:00Z'")
    said = run("crawl", "--watched")
    assert world.sites.paths("wire.example") == world.sites.paths("bare.example") == ["/storm"]
    assert world.sites.paths("other.example") == []
    assert "1 of 1 watches has news" in said
    assert "bare.example" in run("watch", "run")
    del world.sites.pages["bare.example/storm"]
    assert ask("crawl", "--watched").exit_code == 0
    world.sites.asked.clear()
    run("crawl", "--watched")  # a missing page waits for a day
    assert world.sites.paths("bare.example") == []
    assert world.sites.paths("wire.example") == ["/storm"]


def test_an_unknown_watch_raises_not_stored(days: Days) -> None:
    for key in (0, -1, 7, 1 << 80):
        with pytest.raises(NotStored):
            days.opened.watches.get(key)
