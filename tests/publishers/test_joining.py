"""Sources moved, made one and parted, through the API and the command, with all that follows from it."""

import json
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.model import Feed, Page, Record, Source
from aggregator.publishers import joining
from aggregator.publishers.repositories import PublisherRepositories
from tests import corpus
from tests.conftest import Ask

WIRE, DIGEST, VALLEY = "wire.example", "digest.example", "valley.example"
AGAIN = "https://digest.example/again/storm"


def roles(opened: Aggregator) -> dict[str, str | None]:
    return {copy.url: copy.role for copy in opened.export("copies")}


def put(opened: Aggregator, url: str, *paragraphs: str, source: str | None = None) -> str:
    """Stores a text; returns what became of it."""
    record = Record(Page(url, b""), text="\n".join(paragraphs), title=url, source=source)
    done = opened.ingest([record], workers=1)
    return next(name for name in ("new", "changed", "known") if getattr(done, name))


# One source of two


def test_a_copy_becomes_the_same_publisher_s_and_a_split_undoes_it(opened: Aggregator) -> None:
    assert roles(opened)[corpus.DIGEST] == "credited_copy"
    joined = opened.sources.merge(WIRE, DIGEST, reason="the wire's own digest")
    assert (joined.source, joined.domain, joined.articles, joined.feeds) == (WIRE, DIGEST, 1, 0)
    assert roles(opened)[corpus.DIGEST] == "same_owner"
    [row] = opened.sources.get(DIGEST).domains
    assert (row.domain, row.kind, row.basis, row.detail) == (
        DIGEST, "merged", "operator", "the wire's own digest",
    )  # fmt: skip
    assert opened.sources.get(corpus.DIGEST).domain == WIRE
    parted = opened.sources.split(DIGEST)
    assert (parted.source, parted.domain, parted.articles) == (WIRE, DIGEST, 1)
    assert roles(opened)[corpus.DIGEST] == "credited_copy"
    assert opened.sources.get(WIRE).domains == []


def test_a_variant_is_marked_as_one(opened: Aggregator) -> None:
    opened.sources.merge(WIRE, DIGEST, variant=True)
    assert [row.kind for row in opened.sources.get(WIRE).domains] == ["variant"]


def test_an_interrupted_merge_is_completed_by_the_same_call(
    opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(opened, "https://digest.example/bees", *corpus.BEES)
    monkeypatch.setattr(joining, "BLOCK_SIZE", 1)
    repositories = PublisherRepositories.of(opened.store)
    move_some = repositories.domains.move_some_articles
    with monkeypatch.context() as interrupted:

        def move_one(merged_id: int, kept_id: int, limit: int) -> int:
            if move_some(merged_id, kept_id, limit) == 1 and counted():
                raise KeyboardInterrupt
            return limit

        counts = iter((False, True))
        counted = lambda: next(counts)  # noqa: E731
        interrupted.setattr(
            type(repositories.domains), "move_some_articles", staticmethod(move_one)
        )
        with pytest.raises(KeyboardInterrupt):
            joining.merge_sources(repositories, WIRE, DIGEST, "2026-03-09T00:00:00Z")
    assert opened.sources.get(DIGEST).domain == DIGEST
    joining.merge_sources(repositories, WIRE, DIGEST, "2026-03-09T00:00:00Z")
    assert opened.sources.get(DIGEST).domain == WIRE
    assert opened.sources.get(WIRE).articles == 3


def test_what_is_read_at_a_merged_domain_later_belongs_to_the_source(opened: Aggregator) -> None:
    opened.sources.merge(WIRE, DIGEST)
    assert put(opened, "https://digest.example/bees", *corpus.BEES) == "new"
    assert opened.article("https://digest.example/bees").source == WIRE
    assert put(opened, "https://elsewhere.example/x", *corpus.BEES[:1] * 2, source=DIGEST) == "new"
    assert opened.article("https://elsewhere.example/x").source == WIRE
    assert {row.domain for row in opened.sources.all()} == {WIRE, VALLEY}


def test_an_article_that_a_takedown_hid_is_put_back_to_the_source_that_took_its_own_in(
    opened: Aggregator,
) -> None:
    case = opened.takedowns.file(claimant="C", reason="mine", url=corpus.DIGEST)
    with pytest.raises(Tombstoned):
        opened.article(corpus.DIGEST)
    opened.sources.merge(VALLEY, DIGEST)
    opened.takedowns.decide(case.number, accept=False)
    assert opened.article(corpus.DIGEST).source == VALLEY


# Moved


def test_a_page_at_the_new_domain_is_the_stored_article_if_path_and_text_are_the_same(
    opened: Aggregator,
) -> None:
    opened.sources.move(WIRE, "https://www.new-wire.com/start")
    found = opened.sources.get(WIRE)
    assert (found.domain, found.site) == ("new-wire.com", "https://www.new-wire.com/")
    moved = "https://www.new-wire.com/storm"
    assert put(opened, moved, *corpus.STORM) == "known"
    assert opened.article(moved).url == corpus.WIRE
    assert put(opened, "https://www.new-wire.com/other", *corpus.STORM) == "new"
    assert put(opened, "https://www.new-wire.com/storm?v=2", *corpus.STORM) == "new"


def test_an_article_does_not_claim_the_address_that_it_has_itself(opened: Aggregator) -> None:
    """Its former address redirects to the new one: that is no redirect to another article."""
    opened.sources.move(WIRE, "new-wire.example")
    html = corpus.page("Storm closes the harbour of Port Linden", corpus.STORM).encode()
    moved = "https://new-wire.example/storm"
    page = Page(corpus.WIRE, html, moved, redirects=(corpus.WIRE,))
    opened.ingest([page], workers=1)
    assert opened.article(moved).id == opened.article(corpus.WIRE).id
    assert opened.store.addresses.list_claimants(corpus.WIRE) == []


def test_the_same_path_with_another_text_or_at_a_stranger_s_site_is_another_article(
    opened: Aggregator,
) -> None:
    opened.sources.move(WIRE, "new-wire.example")
    assert put(opened, "https://new-wire.example/storm", *corpus.BEES) == "new"
    assert put(opened, "https://stranger.example/storm", *corpus.STORM) == "new"
    assert opened.article("https://stranger.example/storm").source == "stranger.example"


def test_a_move_takes_in_the_source_that_is_at_the_new_domain(opened: Aggregator) -> None:
    opened.sources.add([(Source(DIGEST), (Feed("https://digest.example/feed", DIGEST),))])
    moved = opened.sources.move(WIRE, DIGEST)
    assert (moved.source, moved.domain, moved.articles, moved.feeds) == (DIGEST, WIRE, 1, 1)
    found = opened.sources.get(DIGEST)
    assert (found.domain, found.articles, len(found.feeds)) == (DIGEST, 2, 1)
    assert [(row.domain, row.kind) for row in found.domains] == [(WIRE, "former")]
    assert roles(opened)[corpus.DIGEST] == "same_owner"


def test_a_domain_that_another_source_had_before_is_not_taken(opened: Aggregator) -> None:
    opened.sources.move(WIRE, "new-wire.example")
    with pytest.raises(UsageError, match=r"further domain of new-wire\.example"):
        opened.sources.move(DIGEST, WIRE)
    assert opened.sources.get(DIGEST).domain == DIGEST


def test_a_link_to_the_former_domain_is_read_as_one_to_the_source(opened: Aggregator) -> None:
    """As an origin that is not stored: it has the name that the source has."""
    opened.sources.add([(Source("harbour.example", "The Harbour Post"), ())])
    opened.sources.move("harbour.example", "post.example")
    end = '<p><a href="https://harbour.example/1">Read original article here</a></p>'
    page = Page("https://aside.example/1", corpus.page("Bees and honey", corpus.BEES, end).encode())
    opened.ingest([page], workers=1)
    answer = opened.trace("https://aside.example/1")
    assert (answer.verdict, answer.original.name) == ("original_outside", "The Harbour Post")


def test_a_watch_on_the_former_domain_goes_on(opened: Aggregator) -> None:
    watch = opened.watches.add("source", WIRE)
    opened.sources.move(WIRE, "new-wire.example")
    assert opened.watches.get(watch.id).value == WIRE
    put(opened, AGAIN, *corpus.STORM)
    [report] = opened.watches.pending_reports()
    assert [item.url for item in report.items] == [AGAIN]
    assert opened.watches.add("source", WIRE).value == "new-wire.example"


# At the command line


def test_merge_move_and_split_say_what_they_did(ask: Ask, filled: Path) -> None:
    done = ask("source", "merge", WIRE, DIGEST, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        0, {"source": WIRE, "domain": DIGEST, "articles": 1, "feeds": 0},
    )  # fmt: skip
    assert done.stderr == f"{DIGEST} is a further domain of {WIRE}; articles moved: 1, feeds: 0\n"
    done = ask("source", "move", WIRE, "new-wire.example")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith(f"new-wire.example is the domain, {WIRE} a former one;")
    shown = json.loads(ask("source", "show", DIGEST, "--json").stdout)
    assert [row["domain"] for row in shown["domains"]] == [DIGEST, WIRE]
    done = ask("source", "split", DIGEST)
    assert (done.exit_code, done.stderr) == (
        0, f"{DIGEST} is no longer of new-wire.example; articles moved: 1, feeds: 0\n",
    )  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), [
    (["merge", WIRE, DIGEST], f"{DIGEST} is a further domain of {WIRE}; articles moved: 1"),
    (["move", WIRE, DIGEST], f"{DIGEST} is the domain, {WIRE} a former one; articles moved: 1"),
])  # fmt: skip
def test_a_dry_run_says_what_would_be_done(
    ask: Ask, filled: Path, arguments: list[str], says: str
) -> None:
    done = ask("source", *arguments, "--dry-run")
    assert done.exit_code == 0
    assert done.stderr.startswith(f"would be: {says}")
    assert done.stderr.endswith("nothing was changed\n")
    assert ask("source", "show", DIGEST).stdout.split()[1] == DIGEST


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (["merge", WIRE, "nobody.example"], 4, "no source nobody.example"),
    (["merge", "nobody.example", WIRE], 4, "no source nobody.example"),
    (["merge", WIRE, f"https://{WIRE}/x"], 2, "are one source already"),
    (["move", "nobody.example", "x.example"], 4, "no source nobody.example"),
    (["move", WIRE, WIRE], 2, "is the present domain"),
    (["move", WIRE, "no domain"], 2, "not an http(s) address"),
    (["split", WIRE], 4, "no further domain"),
    (["split", "nobody.example"], 4, "no further domain"),
])  # fmt: skip
@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_what_cannot_be_joined_is_one_line_of_why(
    ask: Ask, filled: Path, arguments: list[str], code: int, says: str, dry_run: list[str]
) -> None:
    done = ask("source", *arguments, *dry_run)
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert says in done.stderr


def test_a_source_that_is_not_stored_is_none_to_split(opened: Aggregator) -> None:
    with pytest.raises(NotStored, match="further domain"):
        opened.sources.split("nobody.example", dry_run=True)
