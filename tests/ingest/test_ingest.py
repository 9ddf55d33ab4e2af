"""Ingest: one transaction for each article, the same result every time."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aggregator
from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.errors import ReadingError
from aggregator.formats import records
from aggregator.ingest import IngestRepositories, StoreResult
from aggregator.ingest.provenance import collect_addresses
from aggregator.model import Article, Page, Record
from aggregator.stories.apply import new_articles
from storage.sqlite.packing import unpack_row
from tests import corpus
from tests.empty_database import copy_empty_database

NOW = "2026-03-05T12:00:00Z"
HTML = corpus.page("A harvest", corpus.BEES).encode()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Aggregator]:
    with aggregator.connect(copy_empty_database(tmp_path / "aggregator.db")) as found:
        yield found


def store(opened: Aggregator, item: Page | Record, now: str = NOW) -> StoreResult:
    repositories = IngestRepositories.of(opened.store)
    return ingest.store_article(repositories, ingest.prepare(item), now)


def row(opened: Aggregator, article_id: int | None) -> dict[str, object]:
    found = opened.store.main.query("SELECT * FROM articles WHERE id = ?", [article_id])
    return unpack_row("articles", next(iter(found)))


def test_a_page_keeps_its_provenance(opened: Aggregator) -> None:
    page = Page(
        "https://short.example/x",
        HTML,
        final_url="https://paper.example/news/1?utm_source=mail",
        redirects=("https://hop.example/1",),
        headers=(("content-type", "text/html"), ("set-cookie", "secret=1")),
        fetched_at="2026-03-05T11:59:00Z",
        found_at="2026-03-05T11:00:00Z",
        last_absent="2026-03-05T10:45:00Z",
    )
    kept = store(opened, page)
    assert kept.status == "new"
    stored = row(opened, kept.article_id)
    assert stored["url"] == "https://paper.example/news/1"
    assert (stored["first_seen"], stored["last_absent"]) == (page.found_at, page.last_absent)
    assert stored["fetched_at"] == page.fetched_at
    assert "hop.example" in str(stored["provenance"])
    assert "secret" not in str(stored["provenance"])
    assert sha256(HTML).hexdigest() in str(stored["provenance"])
    for known in (
        "https://short.example/x",
        "https://hop.example/1",
        "https://paper.example/news/1",
    ):
        assert opened.article_id(known) == kept.article_id


def test_the_same_page_under_another_address_is_the_same_article(opened: Aggregator) -> None:
    first = store(opened, Page("https://paper.example/1", HTML))
    moved = Page("https://paper.example/2", HTML, final_url="https://paper.example/1#top")
    assert store(opened, moved) == StoreResult("known", first.article_id)
    assert opened.article_id("https://paper.example/2") == first.article_id


def test_a_canonical_address_on_another_site_is_no_identity(opened: Aggregator) -> None:
    first = store(opened, Page("https://paper.example/1", HTML))
    link = b'<link rel="canonical" href="https://paper.example/1"></head>'
    copy = store(opened, Page("https://copier.example/x", HTML.replace(b"</head>", link)))
    assert copy.status == "new"
    assert copy.article_id != first.article_id


@pytest.mark.parametrize(
    ("canonical", "known"),
    [
        ("https://paper.co.uk/real", True),
        ("https://www.paper.co.uk/real", True),
        ("https://paper.co.uk/", False),  # every article of a careless site declares this
        ("https://other.example/real", False),
        ("", False),
    ],
)
def test_which_declared_address_counts(canonical: str, known: bool) -> None:
    article = Article("https://paper.co.uk/1", canonical, "t", "x", "x")
    found = collect_addresses(Page("https://paper.co.uk/1?fbclid=3", b""), article).all
    assert found[0] == "https://paper.co.uk/1"
    assert (canonical in found) is known
    assert len(found) == len(set(found))


def test_a_change_of_words_keeps_the_first_claims(opened: Aggregator) -> None:
    first = Record(
        Page("https://p.example/1", b""),
        text="\n".join(corpus.BEES),
        title="One",
        published="2026-03-01",
    )
    later = Record(
        Page("https://p.example/1", b""),
        text="\n".join([*corpus.BEES, "A correction was added."]),
        title="Two",
        published="2026-01-01",
    )
    kept = store(opened, first)
    assert store(opened, later, "2026-03-06T12:00:00Z") == StoreResult("changed", kept.article_id)
    stored = row(opened, kept.article_id)
    assert (stored["title"], stored["published"]) == ("Two", "2026-03-01")
    assert stored["first_seen"] == NOW
    [version] = opened.versions(kept.article_id or 0)
    assert (version.title, version.replaced_at) == ("One", "2026-03-06T12:00:00Z")
    assert store(opened, later) == StoreResult("known", kept.article_id)


def test_an_earlier_first_seen_that_a_record_supplies_is_stored(opened: Aggregator) -> None:
    def seen(at: str | None) -> StoreResult:
        return store(
            opened,
            Record(Page("https://p.example/1", b""), text="\n".join(corpus.BEES), first_seen=at),
        )

    kept = seen("2026-03-03T00:00:00Z")
    for given_at in ("2026-03-04T00:00:00Z", None, "2026-03-02T00:00:00Z"):
        assert seen(given_at).status == "known"
    assert row(opened, kept.article_id)["first_seen"] == "2026-03-02T00:00:00Z"


def test_one_file_can_hold_the_texts_of_many_publishers(opened: Aggregator) -> None:
    for n, name in enumerate(["First Times", "Second Post", "third.example", ""]):
        text = "\n".join(corpus.BEES) + f" Edition {n}."
        store(
            opened,
            Record(Page(f"https://archive.example/{n}", b""), text=text, source=name or None),
        )
    sources = {(row.domain, row.name) for row in opened.export("sources")}
    assert sources == {
        ("archive.example", "First Times"),
        ("Second Post", "Second Post"),
        ("third.example", ""),
    }


def test_a_page_that_is_no_article_is_not_stored(opened: Aggregator) -> None:
    kept = store(opened, Page("https://p.example/", b"<title>x</title>"))
    assert kept.status == "rejected"
    assert kept.reason
    assert opened.status().articles == 0


def test_a_failure_during_storing_leaves_nothing_of_the_article(
    opened: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("half-way")

    with monkeypatch.context() as patched:
        patched.setattr(new_articles, "add_leaders", fail)
        with pytest.raises(RuntimeError):
            store(opened, Page("https://p.example/1", HTML))
    for table in ("articles", "stories", "url_aliases", "index_entries", "sources"):
        assert opened.store.main.table(table).count == 0, table
    assert store(opened, Page("https://p.example/1", HTML)).status == "new"


def test_the_result_does_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    path = corpus.write(tmp_path / "c.jsonl")
    results = []
    for count in (1, 2):
        with aggregator.connect(tmp_path / f"{count}.db") as opened:
            opened.ingest(records.read_records(path), workers=count)
            results.append([*opened.export("articles"), *opened.export("copies")])
    assert results[0] == results[1]


def test_unreadable_records_are_counted_beside_good_ones(opened: Aggregator) -> None:
    done: list[int] = []
    items = [
        ReadingError("line 1: not JSON"),
        Record(Page("https://p.example/1", b""), text="\n".join(corpus.BEES)),
        ReadingError("line 3: not JSON"),
    ]
    report = opened.ingest(items, workers=1, progress=done.append)
    assert (report.new, report.unreadable) == (1, 2)
    assert report.errors == ["line 1: not JSON", "line 3: not JSON"]
    assert done == [1, 2, 3]


@settings(max_examples=60)
@given(body=st.binary(max_size=3000), extra=st.text(max_size=300))
def test_preparing_a_page_never_raises(body: bytes, extra: str) -> None:
    for page in (body, body + extra.encode("utf-8", "replace"), HTML[:400] + body + HTML[400:]):
        prepared = ingest.prepare(Page("https://p.example/1", page, fetched_at=clock.now()))
        assert prepared.page.body == b""
        assert (prepared.signature is None) == (not isinstance(prepared.outcome, Article))


def test_the_hash_of_a_page_is_that_of_the_wording_and_claims_that_are_stored(
    opened: Aggregator,
) -> None:
    def read(text: tuple[str, ...], end: str, at: str) -> tuple[str, dict[str, str]]:
        body = corpus.page("Bees", text, end).encode()
        kept = store(opened, Page(corpus.VALLEY, body, fetched_at=at), at)
        found = json.loads(str(row(opened, kept.article_id)["provenance"]))
        hashes = {name: found[name] for name in ("page_sha256", "page_fetched_at")}
        return kept.status, {"own": sha256(body).hexdigest(), **hashes}

    days = [f"2026-03-0{day}T06:00:00Z" for day in range(1, 5)]
    status, first = read(corpus.BEES, "", days[0])
    assert (status, first["page_sha256"]) == ("new", first["own"])
    status, same = read(corpus.BEES, "<!-- another advertisement -->", days[1])
    assert (status, same["page_sha256"]) == ("known", first["own"])
    status, credited = read(corpus.BEES, corpus.CREDIT, days[2])
    assert (status, credited["page_sha256"]) == ("changed", credited["own"])
    status, longer = read((*corpus.BEES, "A correction was added."), "", days[3])
    assert (status, longer["page_sha256"]) == ("changed", longer["own"])
    assert longer["page_fetched_at"] == days[3]
