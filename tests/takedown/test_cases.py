"""A takedown from the request to the proof, on a real database; the bytes on the disk are searched
here with plain means of the tests' own."""

import json
import shutil
import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.model import Entry, Row
from aggregator.takedown import cases, erase, hide
from aggregator.takedown.block import blocking_case
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.search_strings import SearchString
from storage.private.comments import Comments
from storage.private.erasure import HiddenArticles
from storage.private.tombstones import Tombstones
from storage.sqlite import residual_data
from storage.sqlite.connection import Database
from tests import takedowns as world
from tests.conftest import Ask
from tests.corpus import BEES, DIGEST, ROWS, STORM, VALLEY, WIRE, write

TITLE = "Storm closes the harbour of Port Linden"
WORK = "https://wire.example/lanterns"
COPY = "https://copier.example/lanterns-again"
BODY = world.text(1)
AUTHOR = "Wilhelmina Ostrander"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Aggregator]:
    """A work, a copy of it, what quotes it, and thirty other articles."""
    with Aggregator.open(tmp_path / "made.db") as opened:
        world.put(opened, WORK, BODY, title="Lanterns over the quiet bay tonight", authors=[AUTHOR])
        world.put(opened, COPY, BODY, title="Lanterns over the quiet bay tonight")
        for seed in range(100, 130):
            world.put(opened, f"https://other.example/{seed}", world.text(seed))
        opened.settle()
        yield opened


def file(opened: Aggregator, url: str = WORK, **said: object) -> Row:
    return opened.file_takedown(url=url, claimant="Nora Quint", reason="not licensed", **said)


def on_disk(opened: Aggregator) -> bytes:
    return world.raw(opened.store.path)


# The whole life, at the command line


def test_from_the_request_to_the_proof(ask: Ask, filled: Path) -> None:
    asked = ("--url", WIRE, "--claimant", "Wire News", "--reason", "not licensed")
    shown = ask("takedown", "file", *asked, "--dry-run", "--json")
    assert [(r["article_id"], r["action"]) for r in json.loads(shown.stdout)] == [
        (1, "hide"),
        (2, "hide"),
    ]
    assert ask("article", "1").exit_code == 0

    assert ask("takedown", "file", *asked).exit_code == 2  # nobody there to say yes
    filed = ask("takedown", "file", *asked, "--yes", "--json")
    case = json.loads(filed.stdout)
    assert (case["number"], case["state"]) == (f"TD-{clock.now()[:4]}-0001", "hidden")
    for key in ("1", "2", WIRE, DIGEST):
        assert ask("article", key).exit_code == 5, key
    assert "harbour" not in ask("search", "harbour").stdout
    main = filled.read_bytes()
    assert not world.traces(main, *STORM, TITLE)  # hidden: it may be published already
    assert world.traces(world.raw(filled), *STORM)  # and still lies in the private file

    status = json.loads(ask("status", "--json").stdout)
    assert status["takedowns"][0]["number"] == case["number"]
    assert 23 < status["takedowns"][0]["hours_left"] <= 24

    done = ask("takedown", "run", "--json")
    assert [row["state"] for row in json.loads(done.stdout)] == ["closed"]
    data = world.raw(filled)
    assert not world.traces(data, *STORM, TITLE)
    assert WIRE.encode() not in filled.read_bytes()
    assert world.traces(data, *BEES)  # others stay
    assert json.loads(ask("status", "--json").stdout)["takedowns"] == []

    shown = json.loads(ask("takedown", "show", case["number"], "--json").stdout)
    assert [item["url"] for item in shown["items"]] == [WIRE, DIGEST]
    for searched in shown["proof"].values():
        assert searched["windows"] > 50
        assert searched["words"] > 10
        assert searched["found"] == 0
    assert shown["proof"]["main"]["said_by_others"] < 200  # common words
    log = ask("takedown", "log", case["number"])
    assert [line.split("\t")[2] for line in log.stdout.splitlines()[1:]] == [
        "received",
        "hidden",
        "erased",
        "closed",
    ]
    assert "backups" in log.stdout
    assert not world.traces(log.stdout.encode(), *STORM, TITLE)

    assert ask("takedown", "file", *asked, "--yes").exit_code == 5  # gone already

    moved = [
        {**row, "id": f"x{n}", "url": f"https://new.example/{n}"} for n, row in enumerate(ROWS)
    ]
    again = ask("ingest", write(filled.with_name("again.jsonl"), *ROWS, *moved), "--json")
    assert json.loads(again.stdout)["tombstoned"] == 4
    filled.with_name("again.jsonl").unlink()
    assert not world.traces(world.raw(filled), *STORM, TITLE)
    assert "taken down and are still there" not in ask("doctor").stdout


def test_a_person_decides_at_the_command_line(ask: Ask, filled: Path) -> None:
    with Aggregator.open(filled) as opened:
        waits = opened.file_takedown(url=DIGEST, claimant="A", reason="b", confirmed=False)[
            "number"
        ]
    done = ask("takedown", "run")
    assert done.exit_code == 0
    assert "1 wait for a person" in done.stderr
    assert "takedown decide" in ask("status").stdout
    assert ask("takedown", "decide", waits).exit_code == 2
    assert ask("takedown", "decide", waits, "--accept", "--reject").exit_code == 2
    assert ask("takedown", "decide", waits, "--accept").exit_code == 0
    assert ask("article", "1").exit_code == 5
    assert ask("takedown", "decide", waits.lower(), "--reject").exit_code == 0
    assert ask("article", "1").exit_code == 0
    assert ask("takedown", "decide", waits, "--reject").exit_code == 2
    assert ask("takedown", "list", "--state", "rejected").stdout.count(waits) == 1


def test_a_run_that_proves_not_everything_says_so(ask: Ask, filled: Path) -> None:
    with sqlite3.connect(filled) as other:
        other.execute("CREATE TABLE forgotten (words TEXT)")
        other.execute("INSERT INTO forgotten VALUES (?)", [STORM[0]])
    said = ("--claimant", "A", "--reason", "b", "--yes")
    assert ask("takedown", "file", "--url", WIRE, *said).exit_code == 0
    done = ask("takedown", "run")
    assert done.exit_code == 3
    assert "takedown log" in done.stderr


def test_unknown_addresses_stories_and_cases_are_not_found(ask: Ask, filled: Path) -> None:
    said = ("--claimant", "A", "--reason", "b", "--yes")
    assert ask("takedown", "file", "--url", "https://nowhere.example/x", *said).exit_code == 4
    assert ask("takedown", "file", "--story", "999", *said).exit_code == 4
    assert ask("takedown", "file", *said).exit_code == 2
    assert ask("takedown", "file", "--url", "ftp://x.example/", *said).exit_code == 2
    assert ask("takedown", "show", "TD-2026-0999").exit_code == 4
    assert ask("takedown", "decide", "TD-2026-0999", "--accept").exit_code == 4
    assert ask("takedown", "list").exit_code == 0
    assert ask("takedown", "run").exit_code == 0


def test_a_story_is_taken_down_by_its_number(ask: Ask, filled: Path) -> None:
    said = ("--claimant", "A", "--reason", "b", "--yes")
    story = json.loads(ask("article", "2", "--json").stdout)["story_id"]
    assert ask("takedown", "file", "--story", str(story), *said).exit_code == 0
    assert ask("story", str(story)).exit_code == 5
    assert ask("takedown", "file", "--story", str(story), *said).exit_code == 5
    assert ask("article", VALLEY).exit_code == 0


# What is left on the disk


def test_title_byline_and_text_are_in_neither_file(made: Aggregator) -> None:
    file(made)
    assert world.traces(on_disk(made), BODY)
    [case] = made.run_takedowns()
    assert case["state"] == "closed", made.takedown_log(case["number"])
    data = on_disk(made)
    assert not world.traces(data, BODY, "Lanterns over the quiet bay tonight", AUTHOR)
    assert data.count(COPY.encode()) == made.store.path.with_name(
        "made-private.db"
    ).read_bytes().count(COPY.encode())
    assert made.store.main.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    made.store.main.execute(
        "INSERT INTO articles_fts(articles_fts, rank) VALUES('integrity-check', 1)"
    )


SCRIPTS = {
    "german": "Über die Überraschungsgäste im Müßiggängerhaus schrieb Björn Äußerlich gestern "
    "ausführlich, während der Bürgermeister größtenteils schwieg und Tränen vergoß.",
    "russian": "Чайковскую набережную закрыли во вторник вечером после урагана, сообщил начальник "
    "порта Игорь Йотов, и ещё четыре дня паромы не выйдут из гавани.",
    "japanese": "港の北岸壁は火曜日の夕方、嵐が二基のクレーンを倒したため閉鎖されたと港長の丸井氏が述べた。"
    "最初の船便が再び出るまでには少なくとも四日かかる見込みだという。",
    "arabic": "أغلق ميناء ليندن مساء الثلاثاء بعد أن اقتلعت العاصفة رافعتين من قضبانهما ودفعت سفينة "
    "حاويات نحو الرصيف الشمالي، وقال مدير الميناء إن أحدا لم يصب.",
}


@pytest.mark.parametrize("language", SCRIPTS)
def test_no_script_leaves_a_trace(made: Aggregator, language: str) -> None:
    said = "\n".join(f"{SCRIPTS[language]} {number}" for number in range(4))
    url = f"https://{language}.example/1"
    world.put(made, url, said, title=SCRIPTS[language][:60])
    file(made, url)
    assert SCRIPTS[language][20:30].encode() in on_disk(made)
    [case] = made.run_takedowns()
    assert case["state"] == "closed", made.takedown_log(case["number"])
    assert case["proof"]["main"]["windows"] > 8
    data = on_disk(made)
    plain = unicodedata.normalize("NFKD", said.lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    for form in (said, said.lower(), bare):
        pieces = {form[i : i + 7] for i in range(len(form) - 7) if form[i : i + 7].isalpha()}
        assert not [piece for piece in pieces if piece.encode() in data]
    assert world.put(made, f"{url}/again", said).status == "tombstoned"


def test_former_wordings_go_with_the_article(made: Aggregator) -> None:
    url = "https://wire.example/changing"
    first, second = world.text(2), world.text(3)
    world.put(made, url, first, title="The first name of this changing thing")
    assert world.put(made, url, second, title="Its second name is another one").status == "changed"
    file(made, url)
    made.run_takedowns()
    assert not world.traces(on_disk(made), first, second, "The first name of this changing thing")


def test_a_former_version_of_another_article_that_carries_the_text_goes_too(
    made: Aggregator,
) -> None:
    other = "https://turncoat.example/x"
    world.put(made, other, BODY)
    world.put(made, other, world.text(5))
    made.settle()
    key = made.article_id(other)
    assert len(made.versions(key)) == 1
    file(made)
    made.run_takedowns()
    assert made.versions(key) == []
    assert made.article(other)["text"]
    assert not world.traces(on_disk(made), BODY)


def test_words_of_the_work_leave_the_rows_of_others(made: Aggregator) -> None:
    """Feeds, other pages' credits, verdicts and the log of crawls may quote it or name its address."""
    db = made.store.main
    quoted = BODY.split(". ")[0] + "."
    entries = [
        Entry(WORK, title="Lanterns over the quiet bay tonight", summary=quoted),
        Entry("https://third.example/n", title="Read this", summary=quoted),
        Entry(f"{WORK}-and-more", title="Another page", summary="Other words."),
    ]
    for entry in entries:
        db.execute(
            "INSERT INTO frontier (url, entry, found_at, next_due) VALUES (?, ?, ?, ?)",
            [
                entry.url,
                json.dumps({"title": entry.title, "summary": entry.summary}),
                world.NOW,
                world.NOW,
            ],
        )
    other = made.article_id("https://other.example/100")
    sources = [
        {
            "kind": "link_phrase",
            "phrase": "Read it here",
            "url": f"{WORK}?utm_source=x",
            "name": "",
            "where": "end",
        },
        {"kind": "mention", "phrase": quoted, "url": "", "name": "Wire", "where": "body"},
        {
            "kind": "link_phrase",
            "phrase": "More",
            "url": f"{WORK}-and-more",
            "name": "",
            "where": "end",
        },
    ]
    sources[0]["url"] = WORK
    lines = [
        {"text": quoted, "reason": "promo"},
        {"text": "Leave a comment", "reason": "comment_prompt"},
    ]
    db.execute(
        "UPDATE articles SET sources = ?, removed = ?, canonical_url = ? WHERE id = ?",
        [json.dumps(sources), json.dumps(lines), WORK, other],
    )
    db.execute(
        "INSERT INTO evidence (story_id, class, rule, says, quote, url) VALUES (?, 'A', 'r', 's', ?, ?)",
        [made.article(other)["story_id"], quoted, WORK],
    )
    db.execute(
        "INSERT INTO crawl_runs (started_at, what) VALUES (?, ?)", [world.NOW, f"url {WORK}"]
    )
    db.conn.commit()
    Comments(made.store.private).post(
        made.article_id(WORK),
        "A",
        "a@b.example",
        f"So true: {quoted}",
        world.NOW,
    )

    file(made)
    [case] = made.run_takedowns()
    assert case["state"] == "closed", made.takedown_log(case["number"])
    data = on_disk(made)
    assert not world.traces(data, BODY)
    main = made.store.path.read_bytes()
    assert main.count(WORK.encode()) == main.count(f"{WORK}-and-more".encode()) > 0
    kept = {row[0] for row in db.execute("SELECT url FROM frontier")}
    assert kept == {"https://third.example/n", f"{WORK}-and-more"}
    left = made.article(other)
    assert [trace["url"] for trace in left["sources"]] == ["", "", f"{WORK}-and-more"]
    assert left["sources"][0]["name"] == "wire.example"  # whom it credits stays
    assert [line["text"] for line in left["removed"]] == ["Leave a comment"]


def test_hidden_words_are_not_left_in_the_write_ahead_log(made: Aggregator) -> None:
    """A copy of the files at this moment would publish them."""
    assert world.traces(on_disk(made), BODY)
    file(made)
    path = made.store.path
    log = path.with_name(f"{path.name}-wal")
    assert not world.traces(path.read_bytes() + log.read_bytes(), BODY)


def test_how_another_article_was_reached_does_not_keep_the_address_of_the_work(
    made: Aggregator,
) -> None:
    """A page that redirected from the work keeps nothing of how it was fetched."""
    db = made.store.main
    with db.conn:
        for number, via in ((100, WORK), (101, "https://other.example/old")):
            provenance = json.dumps({"asked": via, "redirects": [via], "status": 200})
            url = f"https://other.example/{number}"
            db.execute("UPDATE articles SET provenance = ? WHERE url = ?", [provenance, url])
    file(made)
    [case] = made.run_takedowns()
    assert case["state"] == "closed"
    assert WORK.encode() not in made.store.path.read_bytes()
    query = "SELECT provenance FROM articles WHERE url = 'https://other.example/10{}'"
    assert db.execute(query.format(0)).fetchone()[0] == "{}"
    assert "https://other.example/old" in db.execute(query.format(1)).fetchone()[0]


def test_a_reader_that_holds_the_log_keeps_the_case_open(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.store.main.execute("PRAGMA busy_timeout=200")
    monkeypatch.setattr(hide, "CHECKPOINT_SECONDS", 0.2)
    monkeypatch.setattr(erase, "CHECKPOINT_SECONDS", 0.2)
    reader = sqlite3.connect(made.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    file(made)
    [case] = made.run_takedowns()
    assert case["state"] == "hidden"
    assert "write-ahead log" in made.takedown_log(case["number"])[-1]["detail"]
    reader.close()
    [case] = made.run_takedowns()
    assert case["state"] == "closed"


def test_what_erasing_missed_keeps_the_case_open(made: Aggregator) -> None:
    """The scan judges by bytes: a copy of the words in a table nobody thought of is found."""
    db = made.store.main
    db.execute("CREATE TABLE forgotten (words TEXT)")
    db.execute("INSERT INTO forgotten VALUES (?)", [BODY])
    db.conn.commit()
    file(made)
    [case] = made.run_takedowns()
    assert case["state"] == "hidden"
    last = made.takedown_log(case["number"])[-1]
    assert (last["event"], last["detail"][:24]) == ("not proven", "found in the main file: ")
    assert not world.traces(json.dumps(last).encode(), BODY)
    db.execute("DROP TABLE forgotten")
    db.conn.commit()
    [case] = made.run_takedowns()
    assert case["state"] == "closed"


def test_words_left_in_the_index_are_found(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(residual_data.ResidualData, "purge_index", lambda _: None)
        file(made)
        [case] = made.run_takedowns()
    assert case["state"] == "hidden"
    assert "words" in made.takedown_log(case["number"])[-1]["detail"]
    assert made.run_takedowns()[0]["state"] == "closed"


def test_an_article_that_a_crawl_stores_meanwhile_may_say_the_same_words(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words stand in the file, and are no remains."""
    search = erase._search
    words = sorted({word.strip(".,") for word in BODY.split()}, key=len)[-3:]

    def late(
        db: Database, path: Path, wanted: PreparedSearch
    ) -> tuple[set[SearchString], int | None]:
        if path == made.store.path:
            world.put(made, "https://late.example/1", f"{' '.join(words)} {world.text(77)}")
        return search(db, path, wanted)

    monkeypatch.setattr(erase, "_search", late)
    file(made)
    [case] = made.run_takedowns()
    assert case["state"] == "closed", made.takedown_log(case["number"])
    assert next(made.search(words[0]))["url"] == "https://late.example/1"


def test_free_pages_that_were_not_overwritten_are_found_and_the_file_is_written_anew(
    made: Aggregator,
) -> None:
    made.store.main.execute("PRAGMA secure_delete=0")
    made.store.private.execute("PRAGMA secure_delete=0")
    file(made)
    assert world.traces(made.store.path.read_bytes(), BODY)
    assert made.run_takedowns()[0]["state"] == "closed"
    assert not world.traces(on_disk(made), BODY)


# What comes back


def test_what_is_left_for_a_person_to_look_at_stays_known_and_takes_nothing_in(
    made: Aggregator,
) -> None:
    """A later crawl of the same page must not call it taken down while it is shown."""
    url, words = "https://other.example/half", BODY.split()
    mixed = f"{' '.join(words[: len(words) * 45 // 100])}\n{world.text(60, 5)}"
    world.put(made, url, mixed)
    made.settle()
    case = file(made)
    assert [item["url"] for item in case["items"] if item["action"] == "list"] == [url]
    assert world.put(made, url, mixed).status == "known"
    assert world.put(made, url, f"{BODY}\n{mixed}").status == "tombstoned"
    assert made.article(url)["text"] == mixed


def test_the_text_is_refused_at_any_address(made: Aggregator) -> None:
    case = file(made)["number"]
    assert world.put(made, WORK, world.text(50)).reason == case  # the address alone
    found = world.put(made, "https://elsewhere.example/lanterns", BODY)
    assert (found.status, found.reason) == ("tombstoned", case)
    made.run_takedowns()
    assert world.put(made, "https://third.example/x", BODY).status == "tombstoned"
    assert blocking_case(made.store, ["https://elsewhere.example/lanterns"]) == case  # learned
    assert not world.traces(on_disk(made), BODY)


@pytest.mark.parametrize("share", [0.9, 0.6, 0.4])
def test_an_abridged_copy_is_refused(made: Aggregator, share: float) -> None:
    file(made)
    words = BODY.split()
    part = " ".join(words[: int(share * len(words))])
    assert world.put(made, "https://cutter.example/x", part).status == "tombstoned"


def test_a_copy_wrapped_in_as_much_again_is_refused(made: Aggregator) -> None:
    file(made)
    wrapped = f"{world.text(7, 12)}\n{BODY}\n{world.text(8, 12)}"
    assert world.put(made, "https://wrapper.example/x", wrapped).status == "tombstoned"


def test_a_short_text_is_refused_again_and_inside_a_longer_one(made: Aggregator) -> None:
    short = world.text(9, 8)
    world.put(made, "https://brief.example/1", short)
    file(made, "https://brief.example/1")
    assert world.put(made, "https://brief.example/2", short).status == "tombstoned"
    assert world.put(made, "https://brief.example/3", f"{short}\n{world.text(10, 6)}").status == (
        "tombstoned"
    )


def test_a_text_that_quotes_two_sentences_is_accepted(made: Aggregator) -> None:
    file(made)
    made.run_takedowns()
    quoted = ". ".join(BODY.replace("\n", " ").split(". ")[3:5])
    for seed, length in ((11, 30), (12, 12), (13, 6)):
        own = f"{world.text(seed, length)} He wrote: {quoted}."
        assert world.put(made, f"https://critic.example/{seed}", own).status == "new", length


def test_other_articles_of_the_same_site_are_accepted(made: Aggregator) -> None:
    file(made)
    assert world.put(made, "https://wire.example/other", world.text(14)).status == "new"


# Who decides


def test_a_request_nobody_has_looked_at_hides_nothing_until_the_next_run(made: Aggregator) -> None:
    url = "https://other.example/105"
    case = file(made, url, confirmed=False)
    assert case["state"] == "received"
    assert made.article(url)["text"]
    [done] = made.run_takedowns()
    assert done["state"] == "closed"
    with pytest.raises(Tombstoned):
        made.article(url)


def _name_as_original(made: Aggregator) -> None:
    made.store.main.execute(
        "UPDATE stories SET verdict = 'original_here', original_article_id = ? WHERE id = ?",
        [made.article_id(WORK), made.article(WORK)["story_id"]],
    )
    made.store.main.conn.commit()


@pytest.mark.parametrize("asked", [WORK, COPY])
def test_a_stranger_cannot_have_the_original_erased(made: Aggregator, asked: str) -> None:
    _name_as_original(made)
    number = file(made, asked, confirmed=False)["number"]
    for _ in range(2):
        [case] = made.run_takedowns()
        assert case["state"] == "received"
    assert made.article(WORK)["text"]
    [warning] = made.status()["takedowns"]
    assert "waits for a person" in warning["says"]
    assert sum(row["event"] == "waits for a person" for row in made.takedown_log(number)) == 1
    assert made.decide_takedown(number, accept=True)["state"] == "hidden"
    assert made.run_takedowns()[0]["state"] == "closed"


def test_strangers_cannot_empty_the_corpus_one_by_one(made: Aggregator) -> None:
    for seed in range(100, 123):
        file(made, f"https://other.example/{seed}", confirmed=False)
    done = made.run_takedowns()
    assert [case["state"] for case in done].count("closed") == 20
    assert [bool(case["waits_for"]) for case in done].count(True) == 3


def test_after_a_day_strangers_may_take_down_as_many_again(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(100, 120):
        file(made, f"https://other.example/{seed}", confirmed=False)
    monkeypatch.setattr(clock, "now", lambda: world.NOW)
    made.run_takedowns()
    waits = {}
    for hours in (23, 25):
        monkeypatch.setattr(clock, "now", lambda hours=hours: clock.later(world.NOW, hours * 3600))
        number = file(made, f"https://other.example/{100 + hours}", confirmed=False)["number"]
        made.run_takedowns()
        waits[hours] = bool(made.takedown(number)["waits_for"])
    assert waits == {23: True, 25: False}


def test_a_case_that_is_turned_down_puts_back_what_it_hid(made: Aggregator) -> None:
    before, copy = made.article(WORK), made.article(COPY)
    number = file(made)["number"]
    with pytest.raises(Tombstoned):
        made.article(WORK)
    assert made.decide_takedown(number, accept=False)["state"] == "rejected"
    after = made.article(WORK)
    assert {**after, "story_id": 0} == {**before, "story_id": 0}
    assert made.article(COPY)["story_id"] == after["story_id"] == copy["story_id"]
    assert [row["id"] for row in made.search(BODY.split()[0])] != []
    assert world.put(made, "https://new.example/x", BODY).status == "new"
    assert made.run_takedowns() == []
    assert made.takedown(number)["state"] == "rejected"
    with pytest.raises(UsageError):
        made.decide_takedown(number, accept=True)


def test_two_requests_for_one_work_both_come_to_an_end(made: Aggregator) -> None:
    first = file(made, WORK, confirmed=False)["number"]
    second = file(made, COPY, confirmed=False)["number"]
    done = made.run_takedowns()
    assert {case["number"]: case["state"] for case in done} == {first: "closed", second: "closed"}
    assert not world.traces(on_disk(made), BODY)


def test_what_one_case_lets_back_in_another_still_takes_down(made: Aggregator) -> None:
    first = file(made, WORK, confirmed=False)["number"]
    second = file(made, COPY, confirmed=False)["number"]
    for number in (first, second):
        assert made.decide_takedown(number, accept=True)["state"] == "hidden"
    made.decide_takedown(first, accept=False)
    assert made.article(COPY)["text"]
    [case] = made.run_takedowns()
    assert (case["number"], case["state"]) == (second, "closed")
    assert not world.traces(on_disk(made), BODY)


def test_a_story_case_that_is_resumed_takes_nothing_more_of_the_story(made: Aggregator) -> None:
    """The one that leads the story after hiding is not what was asked for."""
    url = "https://mixer.example/y"
    world.put(made, url, f"{' '.join(BODY.split()[:130])}\n{world.text(21, 12)}")
    made.settle()
    story = made.article(WORK)["story_id"]
    assert made.article(url)["story_id"] == story
    case = made.file_takedown(story=story, claimant="A", reason="b")
    cases.carry_out(made.store, case, world.NOW)
    assert made.run_takedowns()[0]["state"] == "closed"
    assert made.article(url)["text"]


def test_deadlines_are_told_before_they_pass_the_most_urgent_first(made: Aggregator) -> None:
    file(made, "https://other.example/110")
    file(made, "https://other.example/111", confirmed=False)
    private = made.store.private
    assert private is not None
    private.execute("UPDATE takedown_cases SET deadline = '2026-03-02T06:00:00Z' WHERE id = 2")
    private.conn.commit()
    found = cases.warnings(made.store, "2026-03-02T03:00:00Z")
    assert [(row["number"][-4:], row["state"]) for row in found] == [
        ("0002", "received"),
        ("0001", "hidden"),
    ]
    assert found[0]["hours_left"] == 3.0
    assert found[0]["says"].startswith("due in 3.0 hours")
    late = cases.warnings(made.store, "2026-03-02T08:00:00Z")
    assert late[0]["says"].startswith("overdue by 2.0 hours")


# What stays


def test_the_story_decides_its_original_anew_from_what_is_left(made: Aggregator) -> None:
    """A partial text shares the story; it is listed, stays, and leads from then on."""
    half = f"{' '.join(BODY.split()[:130])}\n{world.text(20, 12)}"
    url = "https://mixer.example/x"
    world.put(made, url, half)
    made.settle()
    story = made.article(WORK)["story_id"]
    assert made.article(url)["story_id"] == story
    shown = {row["url"]: row["action"] for row in made.preview_takedown(url=WORK)}
    assert shown == {WORK: "hide", COPY: "hide", url: "list"}
    case = file(made)
    found = made.story(story)
    assert [member["url"] for member in found["members"]] == [url]
    assert (found["original"] or {}).get("article_id") in (None, made.article_id(url))
    assert found["title"] != "Lanterns over the quiet bay tonight"
    made.run_takedowns()
    items = {item["url"]: item["state"] for item in made.takedown(case["number"])["items"]}
    assert items == {WORK: "erased", COPY: "erased", url: "listed"}


def test_the_id_of_what_was_taken_down_is_never_given_again(made: Aggregator) -> None:
    url = "https://last.example/x"
    last = world.put(made, url, world.text(30)).article_id
    file(made, url)
    made.run_takedowns()
    following = world.put(made, "https://last.example/y", world.text(31)).article_id
    assert last is not None
    assert following is not None
    assert following > last
    with pytest.raises(Tombstoned):
        made.article(last)
    assert Tombstones(made.store.main).of_article(last)
    assert not Tombstones(made.store.main).of_article(following)


def test_an_address_that_was_never_stored_is_not_called_taken_down(made: Aggregator) -> None:
    file(made)
    with pytest.raises(NotStored):
        made.article("https://never.example/x")
    with pytest.raises(Tombstoned):
        made.article(WORK.replace("https://", "http://www."))


def test_without_the_private_file_a_reader_still_answers(made: Aggregator, tmp_path: Path) -> None:
    file(made)
    made.run_takedowns()
    (tmp_path / "served").mkdir()
    shutil.copy(made.store.path, tmp_path / "served" / "made.db")
    with Aggregator.open(tmp_path / "served" / "made.db", write=False) as served:
        with pytest.raises(Tombstoned):
            served.article(1)
        assert served.takedowns() == []
        assert served.status()["takedowns"] == []


def test_a_copy_that_came_after_the_preview_is_hidden_too(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "https://late.example/x"
    first = cases.preview

    def preview(*args: object, **scope: object) -> list[Row]:
        found = first(*args, **scope)
        if not made.store.main.conn.in_transaction:
            world.put(made, late, BODY)
        return found

    monkeypatch.setattr(cases, "preview", preview)
    case = file(made)
    assert late in [item["url"] for item in case["items"]]
    assert case["items"][-1]["state"] == "hidden"


def test_hiding_what_is_hidden_changes_nothing(made: Aggregator) -> None:
    case = file(made)
    before = len(HiddenArticles(made.store.private).held(case["id"]))
    cases.carry_out(made.store, case, world.NOW)
    assert len(HiddenArticles(made.store.private).held(case["id"])) == before == 2
    assert made.run_takedowns()[0]["state"] == "closed"
