"""Erasing and its proof: these tests search the bytes of both files themselves."""

import json
import sqlite3
import unicodedata
from dataclasses import asdict
from typing import Any

import pytest

from aggregator.api import Aggregator
from aggregator.model import PageLine, SourceTrace
from aggregator.takedown import hide, prove
from aggregator.takedown.rules import places
from storage.corpus.articles import decode_lines, encode_lines
from storage.sqlite.residual_data import MainResidualData
from tests import takedowns as world
from tests.takedowns import AUTHOR, BODY, COPY, NOW, TITLE, WORK, file_case, last_log_entry, put


def test_title_byline_and_text_are_in_neither_file(made: Aggregator) -> None:
    file_case(made)
    assert world.traces(world.raw_bytes(made.store.path), BODY)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    data = world.raw_bytes(made.store.path)
    assert not world.traces(data, BODY, TITLE, AUTHOR)
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
def test_a_text_in_any_script_is_erased_completely(made: Aggregator, language: str) -> None:
    said = "\n".join(f"{SCRIPTS[language]} {number}" for number in range(4))
    url = f"https://{language}.example/1"
    put(made, url, said, title=SCRIPTS[language][:60])
    file_case(made, url)
    assert SCRIPTS[language][20:30].encode() in world.raw_bytes(made.store.path)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    assert case.proof["main"].windows > 8
    data = world.raw_bytes(made.store.path)
    plain = unicodedata.normalize("NFKD", said.lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    for form in (said, said.lower(), bare):
        pieces = {form[i : i + 7] for i in range(len(form) - 7) if form[i : i + 7].isalpha()}
        assert not [piece for piece in pieces if piece.encode() in data]
    assert put(made, f"{url}/again", said).status == "tombstoned"


def test_former_wordings_go_with_the_article(made: Aggregator) -> None:
    url = "https://wire.example/changing"
    first, second = world.text(2), world.text(3)
    put(made, url, first, title="The first name of this changing thing")
    assert put(made, url, second, title="Its second name is another one").status == "changed"
    file_case(made, url)
    made.takedowns.run()
    assert not world.traces(
        world.raw_bytes(made.store.path), first, second, "The first name of this changing thing"
    )


def test_a_former_version_of_another_article_with_the_text_is_erased_too(
    made: Aggregator,
) -> None:
    other = "https://turncoat.example/x"
    put(made, other, BODY)
    put(made, other, world.text(5))
    made.finalize()
    key = made.article_id(other)
    assert len(made.versions(key)) == 1
    file_case(made)
    made.takedowns.run()
    assert made.versions(key) == []
    assert made.article(other).text
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_words_of_the_work_are_removed_from_rows_of_other_articles(made: Aggregator) -> None:
    """Feeds, other pages' credits, verdicts and the log of crawls may quote it or name its address."""
    db = made.store.main
    quoted = BODY.split(". ")[0] + "."
    entries = {
        WORK: {"title": TITLE, "summary": quoted},
        "https://third.example/n": {"title": "Read this", "summary": quoted},
        f"{WORK}-and-more": {"title": "Another page", "summary": "Other words."},
    }
    for url, entry in entries.items():
        made.store.frontier.make_page_due(url, NOW)
        db.execute("UPDATE frontier SET entry = ? WHERE url = ?", [json.dumps(entry), url])
    other = made.article_id("https://other.example/100")
    sources = [
        SourceTrace("link_phrase", "Read it here", WORK, "", "end"),
        SourceTrace("mention", quoted, "", "Wire", "body"),
        SourceTrace("link_phrase", "More", f"{WORK}-and-more", "", "end"),
    ]
    provenance = {"redirects": [WORK], "feed": "https://other.example/feed"}
    lines = [
        {"text": quoted, "reason": "promo"},
        {"text": "Leave a comment", "reason": "comment_prompt"},
    ]
    db.execute(
        "UPDATE articles SET sources = ?, removed = ?, canonical_url = ?, provenance = ? WHERE id = ?",
        [
            json.dumps([asdict(trace) for trace in sources]),
            json.dumps(lines),
            WORK,
            json.dumps(provenance),
            other,
        ],
    )
    db.execute(
        "INSERT INTO evidence (story_id, class, rule, says, quote, url) VALUES (?, 'A', 'r', 's', ?, ?)",
        [made.article(other).story_id, quoted, WORK],
    )
    db.execute("INSERT INTO crawl_runs (started_at, what) VALUES (?, ?)", [NOW, f"url {WORK}"])
    db.conn.commit()
    made.store.comments.add(made.article_id(WORK), "A", "a@b.example", f"So true: {quoted}", NOW)

    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    data = world.raw_bytes(made.store.path)
    assert not world.traces(data, BODY)
    main = made.store.path.read_bytes()
    assert main.count(WORK.encode()) == main.count(f"{WORK}-and-more".encode()) > 0
    kept = {row[0] for row in db.execute("SELECT url FROM frontier")}
    assert kept == {"https://third.example/n", f"{WORK}-and-more"}
    left = made.article(other)
    assert [trace.url for trace in left.sources] == ["", "", f"{WORK}-and-more"]
    assert left.sources[0].name == "wire.example"  # the credited name stays
    assert [line.text for line in left.removed] == ["Leave a comment"]
    [row] = db.execute(
        "SELECT canonical_url, unpack(provenance) FROM articles WHERE id = ?", [other]
    )
    assert row == ("https://other.example/100", "{}")


def test_the_lines_of_other_articles_lose_address_and_headline_of_the_work(
    made: Aggregator,
) -> None:
    other = made.article_id("https://other.example/100")
    lines = (
        PageLine(f"{TITLE} (The Wire)", WORK, "The Wire", "end"),
        PageLine(TITLE, place="end"),
        PageLine("", WORK, TITLE[:40], "page"),
        PageLine("By Ann Lee", place="top"),
    )
    db = made.store.main
    with db.conn:
        db.execute("UPDATE articles SET lines = ? WHERE id = ?", [encode_lines(lines), other])
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    data = made.store.path.read_bytes()
    assert WORK.encode() not in data
    assert TITLE.encode() not in data
    [left] = db.execute("SELECT unpack(lines) FROM articles WHERE id = ?", [other]).fetchone()
    assert decode_lines(left) == (
        PageLine("", "https://wire.example/", "", "end"),
        PageLine("", "https://wire.example/", "", "page"),
        PageLine("By Ann Lee", place="top"),
    )


def test_a_rare_word_of_the_work_in_a_line_of_another_article_proves_nothing(
    made: Aggregator,
) -> None:
    """It is no quotation, so it stays; the case is closed all the same."""
    word = max((word.strip(".,") for word in BODY.split()), key=len)
    lines = (PageLine(f"Photo by {word}", place="end"),)
    db = made.store.main
    with db.conn:
        db.execute(
            "UPDATE articles SET lines = ? WHERE url = 'https://other.example/100'",
            [encode_lines(lines)],
        )
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)


def test_the_provenance_of_other_articles_loses_the_address_of_the_work(
    made: Aggregator,
) -> None:
    """A page that redirected from the work loses its provenance."""
    db = made.store.main
    with db.conn:
        for number, via in ((100, WORK), (101, "https://other.example/old")):
            provenance = json.dumps({"asked": via, "redirects": [via], "status": 200})
            url = f"https://other.example/{number}"
            db.execute("UPDATE articles SET provenance = ? WHERE url = ?", [provenance, url])
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "closed"
    assert WORK.encode() not in made.store.path.read_bytes()
    query = "SELECT unpack(provenance) FROM articles WHERE url = 'https://other.example/10{}'"
    assert db.execute(query.format(0)).fetchone()[0] == "{}"
    assert "https://other.example/old" in db.execute(query.format(1)).fetchone()[0]


def test_a_reader_that_holds_the_log_keeps_the_case_open(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.store.main.execute("PRAGMA busy_timeout=200")
    monkeypatch.setattr(hide, "CHECKPOINT_SECONDS", 0.2)
    monkeypatch.setattr(prove, "CHECKPOINT_SECONDS", 0.2)
    reader = sqlite3.connect(made.store.path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM articles").fetchone()
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "hidden"
    assert "write-ahead log" in last_log_entry(made, case).detail
    reader.close()
    [case] = made.takedowns.run()
    assert case.state == "closed"


def test_residual_data_keeps_the_case_open(made: Aggregator) -> None:
    """The words are found in a table that no code knows, and it is named."""
    db = made.store.main
    db.execute("CREATE TABLE forgotten (words TEXT)")
    db.execute("INSERT INTO forgotten VALUES (?)", [BODY])
    db.conn.commit()
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "hidden"
    last = last_log_entry(made, case)
    assert (last.event, last.detail[:24]) == ("not proven", "found in the main file: ")
    assert last.detail.endswith("in forgotten.words")
    assert not world.traces(last.detail.encode(), BODY)
    db.execute("DROP TABLE forgotten")
    db.conn.commit()
    [case] = made.takedowns.run()
    assert case.state == "closed"


def test_an_index_that_still_has_its_former_pieces_keeps_the_case_open(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(MainResidualData, "_merge_index", lambda residual: None)
        file_case(made)
        [case] = made.takedowns.run()
    assert case.state == "hidden"
    assert "full-text index" in last_log_entry(made, case).detail
    assert made.takedowns.run()[0].state == "closed"


def test_an_article_that_a_crawl_stores_meanwhile_may_say_the_same_words(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its words are in the file, but are no residual data of the work."""
    words = sorted({word.strip(".,") for word in BODY.split()}, key=len)[-3:]
    split_shared_strings = prove.split_shared_strings

    def then_store(*args: Any) -> Any:
        found = split_shared_strings(*args)
        put(made, "https://late.example/1", f"{' '.join(words)} {world.text(77)}")
        return found

    monkeypatch.setattr(prove, "split_shared_strings", then_store)
    file_case(made)
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    assert next(made.search(words[0])).url == "https://late.example/1"


def test_what_sqlite_did_not_overwrite_is_cleared(
    made: Aggregator,
) -> None:
    made.store.main.execute("PRAGMA secure_delete=0")
    made.store.private.execute("PRAGMA secure_delete=0")
    file_case(made)
    assert world.traces(made.store.path.read_bytes(), BODY)
    assert made.takedowns.run()[0].state == "closed"
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_a_byline_that_is_the_name_of_another_publisher_stays_in_the_evidence_of_other_stories(
    made: Aggregator,
) -> None:
    url, name = "https://copier.example/reprinted", "Harbour Courier"
    put(made, url, world.text(4), authors=[name, AUTHOR])
    put(made, "https://courier.example/1", world.text(5))
    other = made.article(made.article_id("https://courier.example/1")).story_id
    db = made.store.main
    with db.conn:
        db.execute("UPDATE sources SET name = ? WHERE domain = 'courier.example'", [name])
    file_case(made, url)
    made.finalize()
    with db.conn:
        db.execute(
            "INSERT INTO evidence (story_id, class, rule, says) VALUES (?, 'A', 'r', ?)",
            [other, f"{name} had it."],
        )
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    assert case.proof["main"].kept[places.NAMES] == 2  # as it is written, and in lower case
    left = db.execute("SELECT says FROM evidence WHERE rule = 'r'").fetchall()
    assert left == [(f"{name} had it.",)]


def test_a_byline_that_only_the_verdict_on_another_story_names_stays(made: Aggregator) -> None:
    url, name = "https://copier.example/reprinted", "The Vanished Gazette"
    put(made, url, world.text(4), authors=[name])
    db = made.store.main
    other = made.article(made.article_id("https://other.example/100")).story_id
    file_case(made, url)
    with db.conn:
        db.execute("UPDATE stories SET original_name = ? WHERE id = ?", [name, other])
    [case] = made.takedowns.run()
    assert case.state == "closed", made.takedowns.log(case.number)
    assert case.proof["main"].kept[places.NAMES] == 2
    named = db.execute("SELECT original_name FROM stories WHERE id = ?", [other]).fetchone()
    assert named == (name,)
