"""`init` and `source` at the command line."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Ask

FEED = "https://nation.africa/kenya/rss.xml"
ADD = ("source", "add", "https://nation.africa/kenya/news", "--feed", FEED)


@pytest.fixture
def added(ask: Ask) -> Ask:
    assert ask(*ADD, "--name", "Nation", "--country", "ke").exit_code == 0
    return ask


def shown(ask: Ask, domain: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(ask("source", "show", domain, "--json").stdout)
    return found


# init


def test_init_sets_up_some_countries_and_prints_the_next_step(ask: Ask, tmp_path: Path) -> None:
    done = ask("init", "--country", "KE, fr", "--contact", "ops@example.org")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "next: aggregator crawl --due"
    assert (tmp_path / "aggregator.toml").read_text() == '[crawl]\ncontact = "ops@example.org"\n'
    listed = json.loads(ask("source", "list", "--json").stdout)
    assert {row["country"] for row in listed} == {"KE", "FR"}
    assert len(listed) > 50


def test_without_a_contact_the_next_step_is_to_set_one(ask: Ask, tmp_path: Path) -> None:
    done = ask("init", "--country", "VA")
    assert done.exit_code == 0
    assert "aggregator init --contact" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "aggregator.toml").exists()


def test_a_second_init_changes_nothing(ask: Ask) -> None:
    ask("init", "--country", "KE")
    ask("source", "pause", "nation.africa")
    ask("source", "add", "https://nation.africa/", "--name", "Our own name for it")
    before = shown(ask, "nation.africa")
    done = ask("init", "--country", "KE,TZ")
    assert done.exit_code == 0
    assert shown(ask, "nation.africa") == before
    assert (before["paused"], before["name"]) == (True, "Our own name for it")


def test_a_contact_leaves_the_rest_of_the_settings_as_it_is(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "aggregator.toml"
    file.write_text('# mine\ndb = "x.db"\n\n[crawl]\ndelay = 2.5  # slow\n')
    file.chmod(0o600)
    assert ask("init", "--country", "VA", "--contact", "ops@example.org").exit_code == 0
    assert file.read_text() == (
        '# mine\ndb = "x.db"\n\n[crawl]\ncontact = "ops@example.org"\ndelay = 2.5  # slow\n'
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "x.db").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--country", "UK"], "did you mean GB?"),
        (["--contact", "nobody"], "mail address"),
    ],
)
def test_a_wrong_option_of_init_writes_nothing(
    ask: Ask, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = ask("init", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_of_init_writes_nothing(ask: Ask, tmp_path: Path) -> None:
    done = ask("init", "--country", "KE", "--contact", "ops@example.org", "--dry-run")
    assert done.exit_code == 0
    assert "would go into aggregator.db" in done.stderr
    assert "would be written to aggregator.toml" in done.stderr
    assert list(tmp_path.iterdir()) == []


# add, list, show, pause


def test_a_source_is_added_by_any_address_of_its_site(added: Ask) -> None:
    found = shown(added, "nation.africa")
    assert (found["name"], found["country"], found["kind"]) == ("Nation", "KE", "publisher")
    assert [feed["url"] for feed in found["feeds"]] == [FEED]  # type: ignore[attr-defined]  # JSON


def test_adding_a_source_again_updates_it(added: Ask) -> None:
    done = added(*ADD, "--kind", "agency", "--group", "NMG", "--sitemap", "https://nation.africa/s")
    assert done.stderr == "nation.africa: 1 new feeds, 2 in all\n"
    found = shown(added, "nation.africa")
    assert (found["name"], found["kind"], found["publisher_group"]) == ("Nation", "agency", "NMG")


def test_a_feed_is_fetched_as_its_address_was_given(ask: Ask, tmp_path: Path) -> None:
    ask("source", "add", "https://a.example", "--feed", "https://a.example/rss?z=1&a=2")
    with sqlite3.connect(tmp_path / "aggregator.db") as db:
        found = db.execute("SELECT url, address FROM feeds").fetchall()
    assert found == [("https://a.example/rss?a=2&z=1", "https://a.example/rss?z=1&a=2")]


def test_a_source_without_a_feed_is_due_for_discovery(ask: Ask) -> None:
    assert "the next crawl looks for one" in ask("source", "add", "https://a.example").stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ftp://nation.africa"], "start it with https://"),
        (["https://a.example", "--feed", "file:///etc/passwd"], "not an http(s) address"),
        (["https://a.example", "--country", "Kenya"], "country 'KENYA' is no code"),
        (["https://a.example", "--language", "?"], "language '?' is no code"),
        (["https://a.example", "--kind", "blog"], "'blog' is not one of"),
    ],
)
def test_an_address_that_cannot_be_added_is_reported(
    ask: Ask, tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = ask("source", "add", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_of_adding_writes_nothing(ask: Ask, tmp_path: Path) -> None:
    assert "nation.africa with 1 feeds would go into" in ask(*ADD, "--dry-run").stderr
    assert list(tmp_path.iterdir()) == []


def test_sources_are_listed_for_people_and_for_scripts(added: Ask) -> None:
    added("source", "add", "https://other.example", "--country", "FR")
    assert added("source", "list").stdout.splitlines()[1].split("\t")[:3] == [
        "nation.africa", "Nation", "KE",
    ]  # fmt: skip
    assert added("source", "list", "--csv").stdout.splitlines()[0].startswith("domain,name,site")
    [row] = json.loads(added("source", "list", "--json", "--country", "fr").stdout)
    assert row["domain"] == "other.example"
    assert json.loads(added("source", "list", "--failing", "--json").stdout) == []


def test_pausing_and_resuming_show_in_the_list(added: Ask) -> None:
    assert added("source", "pause", FEED).stderr == "nation.africa paused\n"
    assert shown(added, "www.nation.africa")["paused"] is True
    assert added("source", "resume", "NATION.africa").exit_code == 0
    assert shown(added, "nation.africa")["paused"] is False


@pytest.mark.parametrize("verb", ["show", "pause", "resume"])
@pytest.mark.parametrize("name", ["nowhere.example", "https://nowhere.example/", "no such thing"])
def test_an_unknown_source_is_not_found(added: Ask, verb: str, name: str) -> None:
    done = added("source", verb, name)
    assert (done.exit_code, done.stdout) == (4, "")
    assert f"no source {name}: `aggregator source list` shows all" in done.stderr


@pytest.mark.parametrize("arguments", [["list"], ["show", "x"], ["pause", "x"], ["export"]])
def test_listing_sources_creates_no_database(
    ask: Ask, tmp_path: Path, arguments: list[str]
) -> None:
    assert ask("source", *arguments).exit_code == 4
    assert list(tmp_path.iterdir()) == []


# import, export


def test_an_exported_list_is_imported_into_another_database(added: Ask, tmp_path: Path) -> None:
    assert added("source", "export", "-o", "list.opml").exit_code == 0
    assert (tmp_path / "list.opml").read_text() == added("source", "export").stdout
    done = added("source", "import", "list.opml", "--db", "other.db")
    assert done.exit_code == 0
    assert "1 sources and 1 feeds are new" in done.stderr
    assert json.loads(added("source", "show", FEED, "--json", "--db", "other.db").stdout)[
        "name"
    ] == "Nation"  # fmt: skip
    assert "0 sources and 0 feeds are new" in added("source", "import", "list.opml").stderr


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_list_is_exported_as_a_table_too(added: Ask, tmp_path: Path, form: str) -> None:
    done = added("source", "export", "--format", form, "-o", "list")
    assert done.exit_code == 0
    assert (tmp_path / "list").read_text().startswith({"csv": "name,", "tsv": "name\t"}[form])
    said = added("source", "import", "list").stderr
    assert "0 sources and 0 feeds are new, 1 and 1 are known" in said
    assert (
        "1 sources and 1 feeds are new" in added("source", "import", "list", "--db", "o.db").stderr
    )


def test_bad_rows_are_reported_and_the_others_are_stored(ask: Ask, tmp_path: Path) -> None:
    bad = "".join(f"\tftp://x{n}.example/\n" for n in range(30))
    (tmp_path / "list.tsv").write_text(f"site\tfeed\ngood.example\t\n{bad}")
    done = ask("source", "import", "list.tsv")
    assert (done.exit_code, done.stdout) == (3, "")
    lines = done.stderr.splitlines()
    assert sum(line.startswith("left out: line ") for line in lines) == 20
    assert "left out: 10 more" in lines
    assert lines[-1].startswith("error: list.tsv: 30 rows left out")
    assert shown(ask, "good.example")["feeds"] == []


def test_a_list_is_read_from_standard_input(ask: Ask) -> None:
    done = ask("source", "import", "-", given="site\tfeed\na.example\thttps://a.example/rss\n")
    assert done.exit_code == 0
    assert "1 sources and 1 feeds are new" in done.stderr


def test_a_dry_run_of_an_import_creates_no_database(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_text("site\na.example\n")
    done = ask("source", "import", "list.tsv", "--dry-run")
    assert done.exit_code == 0
    assert "1 sources with 0 feeds would go into aggregator.db" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["list.tsv"]


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "does not exist"), ("hello", "neither OPML nor a table"), ("<rss/>", "not OPML")],
)
def test_a_file_that_is_no_list_is_a_usage_error(
    ask: Ask, tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "list").write_text(content)
    done = ask("source", "import", "list")
    assert done.exit_code == 2
    assert message in done.stderr
    assert not (tmp_path / "aggregator.db").exists()


def test_a_publisher_has_a_mail_address_to_be_written_to(added: Ask) -> None:
    assert added("source", "contact", FEED).stderr == "no address is known\n"
    assert added("source", "contact", FEED, "desk@nation.africa").exit_code == 0
    assert added("source", "contact", "nation.africa").stderr == "desk@nation.africa\n"
    wrong = added("source", "contact", FEED, "desk at nation")
    assert (wrong.exit_code, "is not a mail address" in wrong.stderr) == (2, True)
    assert added("source", "contact", FEED, "-").exit_code == 0
    assert added("source", "contact", FEED).stderr == "no address is known\n"
