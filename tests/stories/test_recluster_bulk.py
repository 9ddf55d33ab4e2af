"""Reclustering: stories planned at once equal those assigned one by one; correct rows are not written again."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.api import Aggregator
from aggregator.stories.apply import assignment, operator_actions, recluster_plan, reclustering
from aggregator.stories.plan import components, single_stories
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, put, stories_of, words
from tests.stories.test_batch import TEXTS, dump

Rows = dict[str, list[tuple[object, ...]]]
BY = {"by": "Ada", "reason": "another storm", "now": NOW}
FOOT = words(60, 99)
TIED = {"b.example/cut", "f.example/both", "g.example/2", "q.example/quotes"}
KINDS = ("part", "edited", "wrapped", "quote", "short", "none")
SPOILS = {
    "nothing": "SELECT :id",
    "no rows": "DELETE FROM copies WHERE article_id = :id",
    "other shares": "UPDATE copies SET containment = 0.5 WHERE article_id = :id",
    "a row too many": """INSERT OR IGNORE INTO copies (article_id, story_id, of_article_id, member, relation)
        SELECT :id, id, :other, 0, 'quote' FROM stories""",
    "another leader": """UPDATE stories SET leader_id = :id
        WHERE id = (SELECT story_id FROM articles WHERE id = :id)""",
    "no leader": "UPDATE stories SET leader_id = NULL",
    "two leaders": "UPDATE stories SET leader_id = :id",
    "leads elsewhere": """UPDATE stories SET redirect_to = (SELECT max(id) FROM stories)
        WHERE id = (SELECT story_id FROM articles WHERE id = :id)""",
    "another story": """UPDATE articles SET story_id = (SELECT story_id FROM articles WHERE id = :other)
        WHERE id = :id""",
    "cannot be found": "DELETE FROM index_entries WHERE article_id = :id",
    "can be found": "INSERT OR IGNORE INTO index_entries (article_id) VALUES (:id)",
}
Cut = tuple[str, int, int, int, int]  # kind, which text, where, how much, site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def planned(store: Store) -> list[list[int]]:
    """The groups of stories that are to be assigned again."""
    return recluster_plan.plan_groups(stories_of(store))


def unchanged(store: Store) -> set[str]:
    """The names of articles that reclustering leaves untouched."""
    again = {story_id for group in planned(store) for story_id in group}
    names = store.main.execute("SELECT story_id, external_id FROM articles").fetchall()
    return {name for story_id, name in names if story_id not in again}


def linked(store: Store) -> Rows:
    """All rows of linking; whether a story waits for its verdict is left out."""
    found = dump(store)
    stories = "SELECT id, leader_id, created_at, redirect_to FROM stories ORDER BY id"
    logged = "SELECT story_id, what, article_id, other_story_id, reason FROM story_log"
    return {
        **{name: found[name] for name in ("articles", "copies", "index_entries")},
        "stories": store.main.execute(stories).fetchall(),
        "log": sorted(store.main.execute(logged).fetchall(), key=str),
    }


def again(store: Store, *, at_once: bool) -> Rows:
    """The rows that reclustering would write; the file is not changed."""
    conn = store.main.conn
    conn.execute("BEGIN")
    with pytest.MonkeyPatch.context() as patch:
        if not at_once:
            patch.setattr(recluster_plan, "plan_groups", stored_texts.plan_all_together)
        try:
            reclustering.recluster(stories_of(store), NOW)
            stored_texts.check(store)
            return linked(store)
        finally:
            conn.execute("ROLLBACK")
            store.candidates.invalidate_all_indexes()


def spread(store: Store) -> None:
    """Removes all links: every article is in a story of its own."""
    conn = store.main.conn
    with conn:
        conn.execute("DELETE FROM copies")
        conn.execute("DELETE FROM index_entries")
        conn.execute("UPDATE stories SET leader_id = NULL, redirect_to = NULL")
        new = "INSERT OR IGNORE INTO stories (id, created_at) SELECT id, ? FROM articles"
        conn.execute(new, [NOW])
        conn.execute("UPDATE articles SET story_id = id")


def made(cut: Cut) -> str:
    kind, seed, at, size, _ = cut
    text = words((45, 120, 300, 320)[seed], seed)
    said = part(text, at / 10, min(1.0, (at + size) / 10))
    return {
        "part": said,
        "edited": edited(text, 4 + at, size),
        "wrapped": f"{words(8 * at + 1, 40 + at)}\n{text}\n{words(20, 50 + at)}",
        "quote": f"{words(400, 60 + at)}\n{said}\n{words(90, 70 + size)}",
        "short": words(20, 80 + at),
        "none": "",
    }[kind] or "—"


def filled(store: Store, cuts: list[Cut]) -> None:
    for place, cut in enumerate(cuts):
        foot = f"\n{FOOT}" if cut[4] == 0 else ""
        put(store, f"s{cut[4]}.example/{place}", made(cut) + foot)
    assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)


def test_a_cluster_tied_to_another_story_is_not_planned_at_once(store: Store) -> None:
    stored_texts.fill(store, TEXTS.items())
    assert unchanged(store) == set(TEXTS) - TIED - {
        "a.example/1",
        "c.example/edited",
        "d.example/wrapped",
        "e.example/same",
    }


def test_a_correct_story_is_kept_with_all_its_members(store: Store) -> None:
    texts = {name: text for name, text in TEXTS.items() if name not in TIED}
    stored_texts.fill(
        store, [*texts.items(), ("l.example/cut", part(TEXTS["a.example/1"], 0, 0.5))]
    )
    assert unchanged(store) == {*texts, "l.example/cut"}


def test_a_correct_story_is_not_written_again(store: Store) -> None:
    texts = {name: text for name, text in TEXTS.items() if name not in TIED}
    stored_texts.fill(store, texts.items())
    reclustering.recluster(stories_of(store), NOW)
    before = dump(store), store.main.execute("SELECT * FROM index_entries").fetchall()
    reclustering.recluster(stories_of(store), NOW)
    assert (dump(store), store.main.execute("SELECT * FROM index_entries").fetchall()) == before


@pytest.mark.parametrize("entries", [7, 100, 10_000])
def test_planning_in_blocks_makes_the_same_plan(
    store: Store, monkeypatch: pytest.MonkeyPatch, entries: int
) -> None:
    stored_texts.fill(store, TEXTS.items())
    whole_corpus = planned(store)
    monkeypatch.setattr(components, "SORTED_AT_ONCE", entries)
    monkeypatch.setattr(components, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(single_stories, "TEXTS_AT_ONCE", 1)
    assert planned(store) == whole_corpus


def test_an_empty_corpus_can_be_reclustered(store: Store) -> None:
    reclustering.recluster(stories_of(store), NOW)
    assert planned(store) == []


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.integers(0, 3),
            st.integers(0, 9),
            st.integers(1, 9),
            st.integers(0, 5),
        ),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
    st.lists(st.tuples(st.sampled_from([*SPOILS]), st.integers(0, 99), st.integers(0, 99))),
)
@example([("part", 3, 2, 3, 1), ("part", 3, 0, 3, 2)], False, [])
@example([("part", 3, 0, 4, 1), ("part", 3, 1, 3, 2), ("part", 3, 3, 3, 3)], True, [])
@example([("part", 2, 0, 9, place) for place in (1, 2, 2, 3)], False, [("another story", 0, 3)])
def test_planning_at_once_equals_assigning_one_by_one(
    cuts: list[Cut], scattered: bool, spoils: list[tuple[str, int, int]]
) -> None:
    """For any file: correctly linked, without links, or damaged."""
    with TemporaryDirectory() as folder, stored_texts.open_at(Path(folder)) as store:
        filled(store, cuts)
        assert again(store, at_once=True) == again(store, at_once=False)
        reclustering.recluster(stories_of(store), NOW)
        together = stored_texts.partition(store)
        if scattered:
            spread(store)
        ids = [row.id for row in store.bulk_links.all_article_keys()]
        with store.main.conn:
            for what, one, other in spoils:
                chosen = {"id": ids[one % len(ids)], "other": ids[other % len(ids)]}
                store.main.conn.execute(SPOILS[what], chosen)
        assert again(store, at_once=True) == again(store, at_once=False)
        reclustering.recluster(stories_of(store), NOW)
        assert stored_texts.partition(store) == together


@pytest.mark.parametrize("what", SPOILS)
def test_reclustering_repairs_any_damage(store: Store, what: str) -> None:
    texts = {name: text for name, text in TEXTS.items() if name not in TIED}
    cut = part(TEXTS["a.example/1"], 0, 0.5)
    stored_texts.fill(store, [*texts.items(), ("l.example/cut", cut), ("m.example/cut", cut)])
    reclustering.recluster(stories_of(store), NOW)
    before, conn = linked(store), store.main.conn
    ids = [row.id for row in store.bulk_links.all_article_keys()]
    for one, other in zip(ids, [*ids[1:], ids[0]], strict=True):
        conn.execute("SAVEPOINT unspoiled")
        conn.execute(SPOILS[what], {"id": one, "other": other})
        conn.execute("SAVEPOINT spoiled")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(recluster_plan, "plan_groups", stored_texts.plan_all_together)
            reclustering.recluster(stories_of(store), NOW)
        slowly = linked(store)
        conn.execute("ROLLBACK TO spoiled")
        reclustering.recluster(stories_of(store), NOW)
        assert linked(store) == slowly
        if what != "another story":  # where the other's story may get another id
            assert linked(store)["copies"] == before["copies"]
        conn.execute("ROLLBACK TO unspoiled")
        store.candidates.invalidate_all_indexes()


@pytest.mark.parametrize("stray", ["a.example/before", "c.example/after"])
def test_a_surplus_row_is_removed(store: Store, stray: str) -> None:
    text = words(300, 2)
    put(store, "a.example/before", words(300, 1))
    put(store, "b.example/1", text)
    member = put(store, "b.example/cut", part(text, 0, 0.5))
    put(store, "c.example/after", words(300, 3))
    other = "SELECT id, story_id FROM articles WHERE external_id = ?"
    [(of, story)] = store.main.execute(other, [stray]).fetchall()
    columns = "article_id, story_id, of_article_id, member, relation"
    row = [member, story, of, 0, "quote"]
    store.main.conn.execute(f"INSERT INTO copies ({columns}) VALUES (?, ?, ?, ?, ?)", row)
    reclustering.recluster(stories_of(store), NOW)
    assert not [*store.main.execute("SELECT 1 FROM copies WHERE member = 0")]


def test_a_text_that_does_not_find_the_fullest_one_is_no_member(store: Store) -> None:
    """With every fifth word replaced two fifths are left in 3-shingles, but no 5-shingle."""
    text = words(300, 1)
    other = edited(f"{text} {words(5, 3)}", 5)
    both = f"{part(text, 0, 0.5)} {part(other, 0.5, 0.9)}"
    stored_texts.fill(store, [("a.example/1", text), ("b.example/1", other), ("c.example/1", both)])
    assert len(stored_texts.partition(store)) == 2
    assert again(store, at_once=True) == again(store, at_once=False)


def test_a_short_text_is_no_member_of_one_that_holds_it(store: Store) -> None:
    text = words(300, 1)
    stored_texts.fill(store, [("a.example/1", text), ("b.example/1", " ".join(text.split()[:38]))])
    assert unchanged(store) == set()
    assert again(store, at_once=True) == again(store, at_once=False)


def test_a_text_that_many_quote_is_not_planned_at_once(store: Store) -> None:
    said = words(30, 1)
    texts = [(f"s{place}.example/1", f"{words(70, 10 + place)} {said}") for place in range(22)]
    stored_texts.fill(store, [*texts, ("t.example/2", words(200, 2))])
    assert unchanged(store) == {"t.example/2"}
    assert again(store, at_once=True) == again(store, at_once=False)


@pytest.mark.parametrize("scattered", [False, True])
def test_a_story_with_decisions_is_not_planned_at_once(store: Store, scattered: bool) -> None:
    texts = [("a.example/1", words(300, 1)), ("b.example/2", words(320, 2))]
    texts += [("c.example/1", part(words(300, 1), 0, 0.6)), ("d.example/3", words(200, 3))]
    texts += [("e.example/4", words(200, 4)), ("f.example/4", part(words(200, 4), 0.3, 1))]
    stored_texts.fill(store, texts)
    operator_actions.merge_by_operator(
        stories_of(store), *(stored_texts.story(store, texts[place][0]) for place in (0, 1)), **BY
    )
    leaving = store.main.execute("SELECT id FROM articles WHERE external_id = 'f.example/4'")
    operator_actions.split_off_articles(stories_of(store), [leaving.fetchone()[0]], **BY)
    assert unchanged(store) == {"d.example/3"}
    if scattered:
        with store.main.conn:
            store.main.conn.execute("DELETE FROM copies")
    assert again(store, at_once=True) == again(store, at_once=False)


def test_a_story_with_too_many_wordings_is_assigned_one_by_one(store: Store) -> None:
    text = words(300, 1)
    texts = [(f"s{place}.example/1", edited(text, 12, place)) for place in range(25)]
    stored_texts.fill(store, [*texts, ("t.example/2", words(200, 2))])
    assert unchanged(store) == {"t.example/2"}
    assert again(store, at_once=True) == again(store, at_once=False)


def test_a_story_of_many_identical_copies_is_kept(store: Store) -> None:
    names = [f"s{place}.example/1" for place in range(25)]
    stored_texts.fill(store, [(name, words(300, 1)) for name in names])
    assert unchanged(store) == set(names)
    assert again(store, at_once=True) == linked(store) == again(store, at_once=False)


def test_one_of_two_stories_with_the_same_id_gets_a_new_one(store: Store) -> None:
    """Articles that no rule would assign to one story are separated."""
    first = put(store, "a.example/1", words(200, 1))
    second = put(store, "b.example/2", words(260, 2))
    with store.main.conn:
        store.main.conn.execute("UPDATE articles SET story_id = 1")
    reclustering.recluster(stories_of(store), NOW)
    kept = {
        key: stored_texts.story(store, name)
        for key, name in ((first, "a.example/1"), (second, "b.example/2"))
    }
    assert kept[second] == 1  # the fuller one
    assert kept[first] != 1


def test_every_story_is_decided_even_an_unchanged_one(store: Store) -> None:
    stored_texts.fill(store, [("a.example/1", words(200, 1))])
    opened = Aggregator(store)
    opened.maintenance.recluster()
    verdict = "SELECT verdict, dirty FROM stories"
    decided = store.main.execute(verdict).fetchall()
    with store.main.conn:
        store.main.conn.execute("UPDATE stories SET verdict = 'undetermined'")
    assert unchanged(store) == {"a.example/1"}
    opened.maintenance.recluster()
    assert store.main.execute(verdict).fetchall() == decided != [("undetermined", 0)]
