"""`--no-archive`, the setting `archive`, and what `doctor` says of the archive."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.links import sketch_index
from storage.store import open_for_reading, open_for_writing
from tests.conftest import Ask
from tests.stored_texts import part, words

OLD = words(400, 1)
REPRINT = {"id": "reprint", "url": "https://paper.example/reprint", "text": part(OLD, 0.2, 0.7)}


@pytest.fixture
def ingest(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[dict[str, str]], str], None]:
    """Ingest rows into a database whose sketch index holds 60 articles."""
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", 3000)

    def start(rows: list[dict[str, str]], *options: str) -> None:
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        assert ask("ingest", "-", *options, given=lines).exit_code == 0

    return start


def make_older_articles() -> list[dict[str, str]]:
    texts = [OLD, *(words(400, 100 + seed) for seed in range(99))]
    return [
        {"id": str(i), "url": f"https://s{i}.example/{i}", "text": text}
        for i, text in enumerate(texts)
    ]


def is_linked(path: Path) -> bool:
    query = "SELECT story_id FROM articles WHERE external_id IN ('0', 'reprint')"
    with open_for_reading(path) as store:
        (one,), (two,) = store.main.execute(query).fetchall()
        return bool(one == two)


def is_empty(path: Path) -> bool:
    with open_for_reading(path) as store:
        return store.archive.is_empty()


Ingest = Callable[..., None]


def test_articles_are_archived_and_asked_for_unless_that_is_switched_off(
    ask: Ask, ingest: Ingest, tmp_path: Path
) -> None:
    path = tmp_path / "aggregator.db"
    ingest(make_older_articles(), "--no-archive")
    assert is_empty(path)
    (tmp_path / "aggregator.toml").write_text("archive = false\n")
    assert ask("recluster").exit_code == 0
    assert is_empty(path)
    (tmp_path / "aggregator.toml").write_text("")
    assert ask("recluster", "--no-archive").exit_code == 0
    assert is_empty(path)
    assert ask("recluster").exit_code == 0
    assert not is_empty(path)
    ingest([REPRINT], "--no-archive")
    assert not is_linked(path)
    ask("recluster")
    assert is_linked(path)


def test_a_reprint_of_an_archived_article_is_linked_by_ingest(
    ask: Ask, ingest: Ingest, tmp_path: Path
) -> None:
    ingest(make_older_articles())
    ingest([REPRINT])
    assert is_linked(tmp_path / "aggregator.db")


def test_doctor_finds_and_repairs_an_archive_that_disagrees(
    ask: Ask, ingest: Ingest, tmp_path: Path
) -> None:
    ingest(make_older_articles())
    assert "the archive holds the older articles" in ask("doctor").stdout
    with open_for_writing(tmp_path / "aggregator.db") as store, store.archive.transaction() as db:
        db.execute("DELETE FROM archive WHERE id >> 52 = 9")
    done = ask("doctor")
    assert (done.exit_code, "fail  the archive and the signatures disagree" in done.stdout) == (
        1,
        True,
    )
    assert ask("doctor", "--repair").exit_code == 0
    ingest([REPRINT])
    assert is_linked(tmp_path / "aggregator.db")


def test_crawl_opens_the_database_as_the_setting_and_the_option_say(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator import crawl

    opened = []

    def run(*_: object, archive: bool, **__: object) -> crawl.CrawlReport:
        opened.append(archive)
        return crawl.CrawlReport()

    monkeypatch.setattr(crawl, "run", run)
    asked = ("crawl", "--due", "--contact", "ops@example.org")
    assert ask(*asked).exit_code == 0
    assert ask(*asked, "--no-archive").exit_code == 0
    monkeypatch.setenv("AGGREGATOR_ARCHIVE", "no")
    assert ask(*asked).exit_code == 0
    assert opened == [True, False, False]
