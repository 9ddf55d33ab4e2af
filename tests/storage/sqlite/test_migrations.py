"""A database of every older version is migrated by the first writing verb; reading refuses it."""

import gzip
import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

import aggregator
from aggregator.cli import cli
from aggregator.errors import NewerDatabase, OlderDatabase
from storage.sqlite import migrations
from storage.store import open_for_reading, open_for_writing, private_path
from tests import takedowns
from tests.corpus import STORM, VALLEY, WIRE
from tests.databases import make

DATABASES = Path(__file__).parents[2] / "databases"
# Small databases that each older version wrote: NAME.db.gz, NAME-private.db.gz, and in NAME.json
# what that version exported.
OLDER = sorted(path.stem for path in DATABASES.glob("*.json"))


def unpack(name: str, folder: Path) -> Path:
    """Unpack both files of an older version; returns the path of the main file."""
    path = folder / "news.db"
    for suffix, target in (("", path), ("-private", private_path(path))):
        packed = (DATABASES / f"{name}{suffix}.db.gz").read_bytes()
        target.write_bytes(gzip.decompress(packed))
    return path


def schema_of(path: Path) -> dict[str, str]:
    """The statement of each table, index and trigger, without comments, quotes and white space."""
    db = sqlite3.connect(path)
    rows = db.execute("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = {name: re.sub(r"--[^\n]*|[\s\"]", "", sql) for name, sql in rows}
    db.close()
    return found


def versions(path: Path) -> tuple[int, int]:
    found = []
    for file in (path, private_path(path)):
        db = sqlite3.connect(file)
        found.append(db.execute("PRAGMA user_version").fetchone()[0])
        db.close()
    return found[0], found[1]


CURRENT = (
    migrations.current_version(migrations.main_migrations),
    migrations.current_version(migrations.private_migrations),
)


def test_there_is_a_database_of_every_older_version() -> None:
    assert [f"v{number}" for number in range(1, max(CURRENT))] == OLDER


def test_a_database_of_this_version_can_be_made_before_the_schema_changes(tmp_path: Path) -> None:
    name = make.make(tmp_path)
    assert name == f"v{max(CURRENT)}"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{name}-private.db.gz",
        f"{name}.db.gz",
        f"{name}.json",
    ]
    made = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    older = json.loads((DATABASES / "v1.json").read_text(encoding="utf-8"))
    assert [row["url"] for row in made["stories"]] == [row["url"] for row in older["stories"]]


@pytest.mark.parametrize("name", OLDER)
def test_a_migrated_file_has_the_schema_of_a_new_one(name: str, tmp_path: Path) -> None:
    path = unpack(name, tmp_path)
    open_for_writing(path).close()
    (tmp_path / "new").mkdir()
    new = tmp_path / "new" / "news.db"
    open_for_writing(new).close()
    assert schema_of(path) == schema_of(new)
    assert schema_of(private_path(path)) == schema_of(private_path(new))
    assert versions(path) == versions(new) == CURRENT


@pytest.mark.parametrize("name", OLDER)
def test_nothing_stored_is_lost(name: str, tmp_path: Path) -> None:
    path = unpack(name, tmp_path)
    expected = json.loads((DATABASES / f"{name}.json").read_text(encoding="utf-8"))
    with aggregator.connect(path) as news:
        store = news.store
        rows = "SELECT url, story_id, title FROM articles ORDER BY url"
        assert list(store.main.query(rows)) == expected["stories"]
        copies = "SELECT article_id, story_id, relation, containment FROM copies ORDER BY 1, 2"
        assert {tuple(row.values()) for row in store.main.query(copies)} >= {
            (row["article_id"], row["story_id"], row["relation"], row["containment"])
            for row in expected["copies"]
        }
        cases = "SELECT number, state FROM takedown_cases ORDER BY number DESC"
        assert list(store.private_file().query(cases)) == expected["cases"]
        assert [f.says for f in store.check_integrity() if f.level == "fail"] == []
        assert store.main.execute("SELECT count(*) FROM merged_leaders").fetchone()[0] == 1
        assert store.main.execute(
            "SELECT publisher_group FROM sources WHERE id = 1"
        ).fetchone() == ("Wire Group",)


@pytest.mark.parametrize("name", OLDER)
def test_a_migrated_file_can_be_used(name: str, tmp_path: Path) -> None:
    """A copy finds its original; what was erased stays out; the hidden case runs to its end."""
    from aggregator.model import Page, Record

    path = unpack(name, tmp_path)
    records = [
        Record(Page("https://later.example/storm", b""), text="\n".join(STORM)),
        Record(Page("https://erased.example/1", b""), text="A text at an address taken down."),
    ]
    with aggregator.connect(path) as news:
        report = news.ingest(records, workers=1)
        assert (report.new, report.tombstoned) == (1, 1)
        story = news.store.main.execute("SELECT story_id FROM articles WHERE url = ?", [WIRE])
        later = "SELECT story_id FROM articles WHERE url = 'https://later.example/storm'"
        assert news.store.main.execute(later).fetchone() == story.fetchone()
        news.takedowns.run()
        states = "SELECT state FROM takedown_cases"
        assert {row[0] for row in news.store.private_file().execute(states)} == {"closed"}
        assert next(iter(news.search("harvest"))) is not None
        assert news.store.main.execute("SELECT 1 FROM url_aliases WHERE url = ?", [VALLEY])


@pytest.mark.parametrize("name", OLDER)
def test_a_text_that_an_older_version_took_down_is_refused_in_disguise_too(
    name: str, tmp_path: Path
) -> None:
    erased = takedowns.text(40)
    with aggregator.connect(unpack(name, tmp_path)) as news:
        for number, text in enumerate((erased, "\u200b".join(erased))):
            found = takedowns.put(news, f"https://again.example/{number}", text)
            assert found.status == "tombstoned", number


@pytest.mark.parametrize("name", OLDER)
def test_texts_of_an_older_version_are_signed_again_and_found_in_disguise(
    name: str, tmp_path: Path
) -> None:
    with aggregator.connect(unpack(name, tmp_path)) as news:
        news.finalize()
        assert not news.store.signatures.are_outdated()
        copy = "\n".join(STORM).replace("e", "\u0435").replace("a", "a\u2060")
        stored = takedowns.put(news, "https://later.example/storm", copy)
        assert stored.article_id is not None
        assert news.article(stored.article_id).story_id == news.article(WIRE).story_id


@pytest.mark.parametrize("name", OLDER)
def test_addresses_of_an_older_file_keep_leading_to_their_articles(
    name: str, tmp_path: Path
) -> None:
    path = unpack(name, tmp_path)
    joined = "https://valley.example/bees/wrongly-joined"
    db = sqlite3.connect(path)
    db.execute(
        "INSERT INTO url_aliases (url, article_id) SELECT ?, id FROM articles WHERE url = ?",
        [joined, VALLEY],
    )
    before = db.execute("SELECT url, article_id FROM url_aliases ORDER BY url").fetchall()
    db.commit()
    db.close()
    with aggregator.connect(path) as news:
        rows = "SELECT url, article_id FROM url_aliases ORDER BY url"
        assert news.store.main.execute(rows).fetchall() == before
        kept = takedowns.put(news, joined, "\n".join(STORM))  # another text, as in version 2
        assert (kept.status, kept.article_id) == ("changed", news.article_id(VALLEY))


@pytest.mark.parametrize("name", OLDER)
def test_a_backup_is_made_before_and_reading_asks_for_the_migration(
    name: str, tmp_path: Path
) -> None:
    path = unpack(name, tmp_path)
    before = path.read_bytes()
    outdated = sum(was < now for was, now in zip(versions(path), CURRENT, strict=True))
    with pytest.raises(OlderDatabase, match="takedown run`; it makes a backup"):
        open_for_reading(path)
    assert path.read_bytes() == before
    open_for_writing(path).close()
    backups = sorted(entry.name for entry in tmp_path.iterdir() if ".before-" in entry.name)
    assert len(backups) == outdated
    assert versions(path) == CURRENT
    kept = sqlite3.connect(tmp_path / next(name for name in backups if "private" not in name))
    assert kept.execute("PRAGMA user_version").fetchone()[0] == int(name.removeprefix("v"))
    kept.close()
    open_for_reading(path).close()


@pytest.mark.parametrize("name", OLDER)
def test_a_step_that_fails_leaves_the_older_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = unpack(name, tmp_path)
    schema, version = schema_of(path), versions(path)

    def fail(*_: object) -> None:
        raise RuntimeError("half-way")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_write_application_id_and_version", fail)
        with pytest.raises(RuntimeError):
            open_for_writing(path)
    assert (schema_of(path), versions(path)) == (schema, version)
    open_for_writing(path).close()
    assert versions(path) == CURRENT


def test_an_older_program_refuses_a_newer_file(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    open_for_writing(path).close()
    for file in (path, private_path(path)):
        raw = sqlite3.connect(file)
        was = raw.execute("PRAGMA user_version").fetchone()[0]
        raw.execute(f"PRAGMA user_version={was + 1}")
        raw.close()
        before = file.read_bytes()
        for opening in (open_for_writing, open_for_reading):
            with pytest.raises(NewerDatabase):
                opening(path)
        assert file.read_bytes() == before
        raw = sqlite3.connect(file)
        raw.execute(f"PRAGMA user_version={was}")
        raw.close()


@pytest.mark.parametrize("name", OLDER)
def test_an_article_hidden_by_an_older_version_can_be_restored(name: str, tmp_path: Path) -> None:
    path = unpack(name, tmp_path)
    with aggregator.connect(path) as news:
        [case] = [
            row
            for row in news.store.private_file().query("SELECT * FROM takedown_cases")
            if row["state"] == "hidden"
        ]
        news.takedowns.decide(case["number"], accept=False)
        url = "SELECT field_origins FROM articles WHERE url = 'https://hidden.example/1'"
        assert json.loads(news.store.main.execute(url).fetchone()[0]) is not None


@pytest.mark.parametrize("name", OLDER)
def test_the_first_verb_that_writes_migrates_and_verbs_that_read_work_then(
    name: str, tmp_path: Path
) -> None:
    path = unpack(name, tmp_path)
    refused = CliRunner().invoke(cli, ["--db", str(path), "status"])
    assert refused.exit_code == 1
    assert "takedown run" in refused.stderr
    for verb in (["takedown", "run"], ["status"]):
        assert CliRunner().invoke(cli, ["--db", str(path), *verb]).exit_code == 0
