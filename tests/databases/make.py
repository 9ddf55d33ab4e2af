"""Makes a small database of the current version, to keep before the schema changes.

    .venv/bin/python -m tests.databases.make

It writes vN.db.gz, vN-private.db.gz and vN.json beside this script, N being the version.
"""

import gzip
import json
import tempfile
from pathlib import Path

import aggregator
from aggregator.api import Aggregator
from aggregator.model import Entry, Feed, Source
from storage.sqlite import migrations
from storage.store import private_path
from tests import corpus, takedowns

NOW = "2026-02-28T00:00:00Z"
FOOTER = "Subscribe to our letter and never miss a story from the valley again, every day at six."


def make(folder: Path) -> str:
    """Make a database with a row in nearly every table; returns the name of its files."""
    name = f"v{max(map(migrations.current_version, (migrations.main_migrations, migrations.private_migrations)))}"
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "news.db"
        with aggregator.connect(path) as news:
            _fill(news)
            expected = _describe(news)
        for suffix, file in (("", path), ("-private", private_path(path))):
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            (folder / f"{name}{suffix}.db.gz").write_bytes(packed)
    (folder / f"{name}.json").write_text(json.dumps(expected, indent=1), encoding="utf-8")
    return name


def _fill(news: Aggregator) -> None:
    _add_source(news)
    for row in corpus.ROWS:
        text = "\n".join(corpus.STORM if "storm" in row["url"] else corpus.BEES)
        takedowns.put(news, str(row["url"]), text)
    for seed in range(6):
        takedowns.put(
            news, f"https://site{seed % 2}.example/{seed}", f"{takedowns.text(seed)}\n{FOOTER}"
        )
    for seed, url in (
        (40, "erased.example/1"),
        (41, "hidden.example/1"),
        (50, "m.example/1"),
        (51, "m.example/2"),
    ):
        takedowns.put(news, f"https://{url}", takedowns.text(seed))
    news.finalize()
    stories = {row.url: row.story_id for row in news.export("articles")}
    first, second = stories["https://m.example/1"], stories["https://m.example/2"]
    news.decisions.merge(first, second, reason="one report in two wordings")
    news.decisions.pin_original(news.article_id(corpus.VALLEY), reason="archive")
    news.watches.add("story", str(stories[corpus.WIRE]), name="the storm")
    list(news.watches.pending_reports(mark=True))
    news.comments.post(
        news.article_id(corpus.VALLEY), "A comment.", name="Ann", email="ann@x.example"
    )
    takedowns.file_case(news, "https://erased.example/1")
    news.takedowns.run()
    takedowns.file_case(news, "https://hidden.example/1")


def _add_source(news: Aggregator) -> None:
    store = news.store
    source = Source("wire.example", "The Wire", kind="agency", publisher_group="Wire Group")
    feed = Feed("https://wire.example/feed.xml", "wire.example", "feed", "Wire")
    with store.sources.transaction():
        source_id = store.sources.upsert(source, NOW)
        store.sources.add_feed(feed, source_id, NOW)
        store.publisher_groups.replace_claims("wire.example", [("control", "digest.example")])
        store.site_boilerplate.replace(source_id, {"line": {123: 3}, "shingle": {456: 5}})
    entry = Entry("https://wire.example/next", title="Next", published=NOW)
    store.frontier.add_pages([entry], feed_id=1, source_id=source_id, last_absent=None, now=NOW)
    run = store.crawl_runs.start("due", NOW)
    store.crawl_runs.end(run, {"fetched": 3}, NOW)


def _describe(news: Aggregator) -> dict[str, object]:
    """What the database holds, as the test of migrations compares it."""
    articles = [
        {"url": row.url, "story_id": row.story_id, "title": row.title}
        for row in news.export("articles")
    ]
    names = ("article_id", "story_id", "relation", "containment")
    return {
        "stories": sorted(articles, key=lambda row: str(row["url"])),
        "copies": [{name: getattr(row, name) for name in names} for row in news.export("copies")],
        "cases": [
            {"number": case.number, "state": case.state} for case in news.takedowns.list_cases()
        ],
    }


if __name__ == "__main__":
    make(Path(__file__).parent)
