"""Which story an article belongs to when it arrives, changes and is removed."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.api import Aggregator
from aggregator.results import BoilerplateLines, RemovedLine
from aggregator.stories.apply import assignment, reclustering
from aggregator.stories.lookup import assign_text
from storage.store import Store, open_for_reading
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, put, stories_of, words

ONE, TWO, THREE = words(300, 1), words(320, 2), words(280, 3)
FOOT = "\n".join(words(24, seed) for seed in (91, 92, 93))  # three lines of one site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


# Members


COPIES = {
    "identical": ONE,
    "syndicated": part(edited(ONE, 40), 0, 0.99),
    "abridged": part(ONE, 0, 0.5),
    "edited": part(edited(ONE, 12), 0, 0.99),
    "partial": part(ONE, 0, 0.5) + " " + words(120, 7),
}


@pytest.mark.parametrize("relation", COPIES)
def test_a_copy_becomes_a_member_with_its_relation(store: Store, relation: str) -> None:
    put(store, "a.example/original", ONE)
    put(store, "b.example/copy", COPIES[relation])
    assert stored_texts.story(store, "a.example/original") == stored_texts.story(
        store, "b.example/copy"
    )
    row = stored_texts.relations(store)["b.example/copy", "a.example/original"]
    assert (row["relation"], row["member"]) == (relation, 1)
    assert max(row["containment"], row["containment_of_original"]) >= 0.35
    stored_texts.check(store)


def test_a_text_that_wraps_the_original_leads_the_story_under_its_id(store: Store) -> None:
    first = stored_texts.story(store, "a.example/1") if put(store, "a.example/1", ONE) else 0
    put(store, "b.example/wrapped", f"{words(60, 8)}\n{ONE}\n{words(60, 9)}")
    assert stored_texts.partition(store) == {frozenset({"a.example/1", "b.example/wrapped"})}
    assert stored_texts.story(store, "b.example/wrapped") == first
    row = stored_texts.relations(store)["a.example/1", "b.example/wrapped"]
    assert (row["relation"], row["containment"]) == ("abridged", 1.0)
    assert 0.6 < row["containment_of_original"] < 0.8
    stored_texts.check(store)


def test_a_quotation_is_recorded_and_never_a_member(store: Store) -> None:
    """Also where nothing but a short extract of the quoted text is stored."""
    quoted = part(ONE, 0.1, 0.35)
    put(store, "a.example/extract", part(ONE, 0, 0.5))
    put(store, "q.example/quotes", f"{words(400, 4)}\n{quoted}\n{words(400, 5)}")
    put(store, "a.example/whole", ONE)
    together = frozenset({"a.example/extract", "a.example/whole"})
    assert stored_texts.partition(store) == {together, frozenset({"q.example/quotes"})}
    row = stored_texts.relations(store)["q.example/quotes", "a.example/whole"]
    assert (row["relation"], row["role"], row["member"]) == ("quote", "quote", 0)
    assert row["containment"] < 0.1 < 0.2 < row["containment_of_original"] < 0.3
    stored_texts.check(store)


@pytest.mark.parametrize("first", ["q.example/quotes", "a.example/whole"])
def test_who_quotes_whom_follows_first_seen_not_arrival(store: Store, first: str) -> None:
    quoting = f"{words(400, 4)}\n{part(ONE, 0.1, 0.35)}\n{words(400, 5)}"
    texts = {"q.example/quotes": (quoting, "2026-03-02"), "a.example/whole": (ONE, "2026-03-01")}
    for name in sorted(texts, key=lambda name: name != first):
        put(store, name, texts[name][0], first_seen=f"{texts[name][1]}T00:00:00Z")
    assert [*stored_texts.relations(store)] == [("q.example/quotes", "a.example/whole")]


def test_a_version_on_the_same_site_stays_a_story_of_its_own(store: Store) -> None:
    later = f"{part(ONE, 0, 0.3)}\n{words(230, 6)}"
    put(store, "a.example/early", ONE)
    put(store, "a.example/later", later, first_seen="2026-03-02T00:00:00Z")
    assert len(stored_texts.partition(store)) == 2
    row = stored_texts.relations(store)["a.example/later", "a.example/early"]
    assert (row["relation"], row["member"]) == ("version", 0)
    put(store, "b.example/later", later + " end")  # elsewhere it is a copy of the later one
    assert frozenset({"a.example/later", "b.example/later"}) in stored_texts.partition(store)
    stored_texts.check(store)


def test_a_text_that_resembles_two_stories_does_not_merge_them(store: Store) -> None:
    between = f"{part(ONE, 0, 0.5)} {part(TWO, 0, 0.6)}"
    stored_texts.fill(
        store, [("a.example/1", ONE), ("b.example/2", between), ("c.example/3", edited(TWO, 30))]
    )
    assert stored_texts.partition(store) == {
        frozenset({"a.example/1"}),
        frozenset({"b.example/2"}),
        frozenset({"c.example/3"}),
    }
    stored_texts.check(store)


@pytest.mark.parametrize("tokens", [0, 5, 39])
def test_short_texts_are_linked_only_when_identical(store: Store, tokens: int) -> None:
    text = words(tokens, 1) if tokens else "—"
    signature = linking.sign(text)
    assert signature.tokens == tokens
    names = [
        ("a.example/1", words(39, 1)),
        ("b.example/2", words(39, 1)),
        ("c.example/3", words(38, 1)),
    ]
    for name, said in names:
        put_short(store, name, said)
    together = frozenset({"a.example/1", "b.example/2"})
    assert stored_texts.partition(store) == {together, frozenset({"c.example/3"})}
    found = assign_text(stories_of(store), None, text, signature)
    assert found.relation == ("identical" if tokens == 39 else None)


def put_short(store: Store, name: str, text: str) -> None:
    """A text that reading would have let pass only as a part of a page."""
    from aggregator.model import Article, Source

    url, repositories = f"https://{name}", stories_of(store)
    signature = linking.sign(text)
    with repositories.transaction():
        source_id = store.sources.find_or_add(Source(name.split("/")[0]), NOW)
        found = assign_text(repositories, source_id, text, signature)
        story_id = found.story_id or store.stories.create(NOW)
        columns = {"source_id": source_id, "story_id": story_id, "first_seen": NOW}
        columns |= {"fetched_at": NOW, "external_id": name}
        article_id = store.articles.find_next_id()
        columns["id"] = article_id
        store.articles.add_all([(Article(url, url, name, text, text), columns)])
        store.articles.add_to_full_text_index([(article_id, name, text)])
        assignment.store_signature_and_assignment(
            repositories, article_id, story_id, found, signature
        )


def test_unrelated_texts_are_never_linked(store: Store) -> None:
    for seed in range(40):
        put(store, f"site{seed % 4}.example/{seed}", words(60 + 20 * seed, 1000 + seed))
    assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)
    assert len(stored_texts.partition(store)) == 40
    assert stored_texts.relations(store) == {}


@pytest.mark.parametrize(
    ("first", "last"), [(0x4E00, 0x9F00), (0x0E01, 0x0E2E)], ids=["Chinese", "Thai"]
)
def test_texts_without_spaces_find_their_copies(store: Store, first: int, last: int) -> None:
    draw = random.Random(first)
    texts = ["".join(chr(draw.randint(first, last)) for _ in range(900)) for _ in range(3)]
    names = ["a.example/1", "a.example/2", "a.example/3"]
    stored_texts.fill(store, zip(names, texts, strict=True))
    put(store, "b.example/cut", texts[1][:500])
    assert stored_texts.story(store, "b.example/cut") == stored_texts.story(store, "a.example/2")
    assert len(stored_texts.partition(store)) == 3


# Order does not matter, ids stay


MIXED = {
    "a.example/1": ONE,
    "b.example/cut": part(ONE, 0, 0.5),
    "c.example/end": part(ONE, 0.2, 1),
    "d.example/edited": edited(ONE, 10),
    "e.example/both": f"{part(ONE, 0.35, 0.8)} {part(TWO, 0, 0.5)}",
    "f.example/2": TWO,
    "g.example/longer": f"{TWO}\n{words(50, 10)}",
    "h.example/2": TWO,
    "q.example/quotes": f"{words(500, 11)} {part(TWO, 0.5, 0.7)} {words(300, 12)}",
}


@settings(max_examples=30)
@given(st.permutations(list(MIXED)))
def test_any_order_of_arrival_makes_the_same_stories(order: list[str]) -> None:
    with TemporaryDirectory() as folder, stored_texts.open_at(Path(folder)) as store:
        stored_texts.fill(store, [(name, MIXED[name]) for name in order])
        found = stored_texts.partition(store)
        stored_texts.check(store)
        reclustering.recluster(stories_of(store), NOW)
        stored_texts.check(store)
        assert stored_texts.partition(store) == found == expected_of_mixed()


def expected_of_mixed() -> set[frozenset[str]]:
    one = {"a.example/1", "b.example/cut", "c.example/end", "d.example/edited"}
    two = {"f.example/2", "g.example/longer", "h.example/2"}
    apart = {"e.example/both", "q.example/quotes"}  # a collection, and a quotation
    return {frozenset(one), frozenset(two), *(frozenset({name}) for name in apart)}


def test_stories_that_become_one_keep_the_older_id_and_the_newer_leads_there(store: Store) -> None:
    put(store, "a.example/begin", part(ONE, 0, 0.56))
    put(store, "b.example/end", part(ONE, 0.44, 1))
    older, newer = (
        stored_texts.story(store, "a.example/begin"),
        stored_texts.story(store, "b.example/end"),
    )
    assert older < newer
    put(store, "c.example/whole", ONE)
    assert {
        stored_texts.story(store, f"{name}") for name in ("a.example/begin", "b.example/end")
    } == {older}
    assert store.stories.resolve_redirect(newer) == older
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.story(store, "c.example/whole") == older
    stored_texts.check(store)


def test_reclustering_changes_no_id(store: Store) -> None:
    stored_texts.fill(store, MIXED.items())
    before = {name: stored_texts.story(store, name) for name in MIXED}
    reclustering.recluster(stories_of(store), NOW)
    assert {name: stored_texts.story(store, name) for name in MIXED} == before


# Boilerplate


def test_text_repeated_in_distinct_stories_of_a_site_becomes_boilerplate(store: Store) -> None:
    texts = [(f"s.example/{i}", f"{words(90, 20 + i)}\n{FOOT}") for i in range(6)]
    stored_texts.fill(store, texts)
    learned = store.site_boilerplate.get(store.main.execute("SELECT id FROM sources").fetchone()[0])
    assert len(learned["line"]) == 3
    assert learned["shingle"]
    assert len(stored_texts.partition(store)) == 6
    put(store, "t.example/copy", words(90, 22))
    assert stored_texts.story(store, "t.example/copy") == stored_texts.story(store, "s.example/2")
    row = stored_texts.relations(store)["t.example/copy", "s.example/2"]
    assert (row["relation"], row["containment"], row["containment_of_original"]) == (
        "identical",
        1,
        1,
    )


def test_an_article_marks_boilerplate_as_left_out(store: Store) -> None:
    stored_texts.fill(store, [(f"s.example/{i}", f"{words(90, 20 + i)}\n{FOOT}") for i in range(6)])
    put(store, "other.example/1", f"{words(90, 40)}\n{FOOT}")
    repeated = [RemovedLine(line, "repeated") for line in FOOT.splitlines()]
    assert Aggregator(store).article("https://s.example/1").removed == repeated
    assert Aggregator(store).article("https://other.example/1").removed == []


def test_copies_of_one_story_are_no_boilerplate(store: Store) -> None:
    texts = [(f"s.example/{i}", f"{edited(ONE, 50, i)}\n{FOOT}") for i in range(8)]
    stored_texts.fill(store, texts)
    assert store.main.execute("SELECT count(*) FROM boilerplate").fetchone() == (0,)
    assert len(stored_texts.partition(store)) == 1


def test_a_story_merged_by_boilerplate_is_separated_once_it_is_learned(store: Store) -> None:
    wrapper = "\n".join(words(30, 200 + i) for i in range(5))
    texts = [(f"s.example/{i}", f"{words(90, 20 + i)}\n{wrapper}") for i in range(6)]
    for name, text in texts:
        put(store, name, text)
    assert len(stored_texts.partition(store)) < 6
    first = stored_texts.story(store, "s.example/0")
    assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)
    assert len(stored_texts.partition(store)) == 6
    assert first in {stored_texts.story(store, name) for name, _ in texts}
    stored_texts.check(store)


def test_finalizing_again_changes_nothing(store: Store) -> None:
    stored_texts.fill(store, [(f"s.example/{i}", f"{words(90, 20 + i)}\n{FOOT}") for i in range(6)])
    assert assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW) == set()


# Articles change and go


def test_a_removed_article_leaves_no_row(store: Store) -> None:
    put(store, "a.example/1", TWO)
    tables = ("index_entries", "copies", "signatures", "boilerplate")
    before = [store.main.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    gone = put(store, "b.example/quotes", f"{words(600, 1)} {part(TWO, 0.2, 0.4)}")
    assignment.remove_article(stories_of(store), gone, NOW)
    store.main.execute("DELETE FROM articles WHERE id = ?", [gone])
    store.main.conn.commit()
    assert [store.main.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before
    assert put(store, "c.example/1", TWO)
    stored_texts.check(store)


def test_a_removed_article_is_not_assigned_again_with_the_story_it_was_in(store: Store) -> None:
    """The other copy leads that story first, until the shorter half shows it as a collection."""
    put(store, "a.example/1", ONE)
    gone = put(store, "b.example/1", ONE)
    put(store, "c.example/begin", f"{part(ONE, 0, 0.45)} {words(100, 4)}")
    put(store, "d.example/end", part(ONE, 0.5, 1))
    for article_id in (
        store.membership.get_leader_id(stored_texts.story(store, "a.example/1")),
        gone,
    ):
        assert article_id
        assignment.remove_article(stories_of(store), article_id, NOW)
        for table in ("index_entries", "copies", "signatures"):
            rows = f"SELECT 1 FROM {table} WHERE article_id = ?"
            assert store.main.execute(rows, [article_id]).fetchall() == [], table
        store.main.execute("DELETE FROM articles WHERE id = ?", [article_id])
        store.main.conn.commit()
        stored_texts.check(store)


@pytest.mark.parametrize("gone", list(MIXED))
def test_removing_an_article_leaves_the_rest_as_if_it_never_came(store: Store, gone: str) -> None:
    stored_texts.fill(store, MIXED.items())
    article_id = store.main.execute(
        "SELECT id FROM articles WHERE external_id = ?", [gone]
    ).fetchone()[0]
    assignment.remove_article(stories_of(store), article_id, NOW)
    store.main.execute("DELETE FROM articles WHERE id = ?", [article_id])
    store.main.conn.commit()
    stored_texts.check(store)
    found = stored_texts.partition(store)
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == found


def test_a_changed_text_moves_to_the_story_it_belongs_to_now(store: Store) -> None:
    put(store, "a.example/1", ONE)
    put(store, "b.example/2", TWO)
    put(store, "c.example/live", edited(ONE, 30))
    put(store, "c.example/live", edited(TWO, 30))
    assert stored_texts.story(store, "c.example/live") == stored_texts.story(store, "b.example/2")
    stored_texts.check(store)


def test_a_changed_text_without_other_members_keeps_its_story(store: Store) -> None:
    put(store, "a.example/1", ONE)
    before = stored_texts.story(store, "a.example/1")
    put(store, "a.example/1", TWO)
    assert stored_texts.story(store, "a.example/1") == before
    assert put(store, "a.example/1", TWO)
    stored_texts.check(store)


# Many, large, killed


def many_identical(store: Store, count: int) -> None:
    for i in range(count):
        put(store, f"s{i % 50}.example/{i}", ONE)
    assert len(stored_texts.partition(store)) == 1
    assert store.main.execute("SELECT count(*) FROM index_entries").fetchone() == (1,)
    leader = store.membership.get_leader_id(stored_texts.story(store, "s0.example/0"))
    assert leader is not None
    assignment.remove_article(stories_of(store), leader, NOW)
    assert store.main.execute("SELECT count(*) FROM index_entries").fetchone() == (1,)


def test_many_identical_texts_need_one_index_entry(store: Store) -> None:
    many_identical(store, 150)


@pytest.mark.slow
def test_ten_thousand_identical_texts(store: Store) -> None:
    many_identical(store, 10_000)


def test_a_growing_text_does_not_change_the_leader_each_time(store: Store) -> None:
    """The work is counted in rows written, which no other load on the machine changes."""
    for i in range(60):
        put(store, f"s{i}.example/live", words(1200, 1)[: 9000 + 9 * i])  # a word, 0.1 %, each time
    assert len(stored_texts.partition(store)) == 1
    assert store.main.conn.total_changes < 60 * 250 + 60 * 60
    stored_texts.check(store)


def test_a_text_of_a_megabyte_is_assigned_like_any_other(store: Store) -> None:
    long = words(112_000, 3)
    assert len(long) > 900_000
    put(store, "a.example/long", long)
    put(store, "b.example/long", edited(long, 50))
    put(store, "c.example/one-word", "w" * 1_000_000)
    assert stored_texts.story(store, "a.example/long") == stored_texts.story(
        store, "b.example/long"
    )
    assert len(stored_texts.partition(store)) == 2


WRITER = """
import sys
from pathlib import Path
from tests import stored_texts
with stored_texts.open_at(Path(sys.argv[1])) as store:
    for i in range(10_000):
        text = stored_texts.words(120, i // 3) + "\\n" + stored_texts.words(20, 10_000 + i)
        stored_texts.put(store, f"s{i % 7}.example/{i}", text)
        print(i, flush=True)
"""


def test_a_killed_ingest_leaves_complete_articles_in_complete_stories(
    tmp_path: Path,
) -> None:
    draw = random.Random(5)
    kept = 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout
        for _ in range(5):
            last = int(process.stdout.readline())
        time.sleep(draw.random() / 20)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with open_for_reading(tmp_path / "aggregator.db") as store:
            stored_texts.check(store)
            stored = store.main.execute("SELECT count(*) FROM articles").fetchone()[0]
        assert stored > max(last, kept - 1)
        kept = stored


def test_all_of_an_article_is_one_transaction(store: Store) -> None:
    """Whichever statement fails, no row of the article stays."""
    put(store, "a.example/1", ONE)
    before = list(store.main.conn.iterdump())
    steps = 0
    while True:
        steps += 1
        left = [steps]

        def fail(*_: object, left: list[int] = left) -> int:
            left[0] -= 1
            return 1 if left[0] <= 0 else 0

        store.main.conn.set_progress_handler(fail, 50)
        try:
            put(store, "b.example/2", edited(ONE, 20))
            break
        except sqlite3.OperationalError as error:
            stopped = str(error)
        finally:
            store.main.conn.set_progress_handler(None, 0)
        assert stopped == "interrupted"
        assert list(store.main.conn.iterdump()) == before
    assert steps > 5
    stored_texts.check(store)


# For other packages


def test_ingest_and_finalize_reach_the_figures_of_the_labelled_copies(bench_data: Path) -> None:
    benchmark = Path(__file__).parents[2] / "benchmarks" / "linking.py"
    done = subprocess.run(
        [sys.executable, str(benchmark), "--data", str(bench_data), "--first", "120"],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_matching_a_text_that_is_not_stored_writes_nothing(tmp_path: Path) -> None:
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        put(opened.store, "a.example/1", ONE)
        before = list(opened.store.main.conn.iterdump())
        found = assign_text(
            stories_of(opened.store), None, part(ONE, 0, 0.6), linking.sign(part(ONE, 0, 0.6))
        )
        assert (found.story_id, found.relation) == (
            stored_texts.story(opened.store, "a.example/1"),
            "abridged",
        )
        assert list(opened.store.main.conn.iterdump()) == before


def test_compare_leaves_out_the_boilerplate_that_linking_leaves_out(store: Store) -> None:
    stored_texts.fill(store, [(f"s.example/{i}", f"{words(90, 20 + i)}\n{FOOT}") for i in range(6)])
    quoting = f'{words(90, 22)}\nShe said: "{part(words(90, 23), 0.1, 0.3)}" and left.'
    put(store, "t.example/copy", quoting)
    opened = Aggregator(store)
    found = opened.compare("https://t.example/copy", "https://s.example/2")
    assert (found.relation, found.b_in_a) == ("syndicated", 1.0)
    assert found.masked == BoilerplateLines([], FOOT.split("\n"))
    assert found.b.words == 90 + 72
    inside = f"{words(90, 25)} {part(FOOT, 0.1, 0.5)} {words(20, 26)}"  # not as lines of their own
    put(store, "s.example/inside", inside)
    found = opened.compare("https://s.example/inside", "https://s.example/3")
    assert found.masked == BoilerplateLines([part(FOOT, 0.1, 0.5)], FOOT.split("\n"))
    assert found.a_in_b == 0
    [quote] = opened.compare("https://t.example/copy", "https://s.example/3").passages
    assert (quote.words, quote.quoted) == (18, True)
    for asked in ({"quotes": False}, {"min_words": 19}):
        bare = opened.compare("https://t.example/copy", "https://s.example/3", **asked)
        assert bare.passages == []
