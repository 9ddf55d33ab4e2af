"""Decisions of the operator on stories are respected by all later changes until they are undone."""

import contextlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.cli import cli
from aggregator.config import ServeConfig
from aggregator.errors import NotStored, UsageError
from aggregator.jobs import renew_signatures
from aggregator.stories.apply import assignment, operator_actions, reclustering
from aggregator.web.app import create_app
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, put, stories_of, words

ONE, TWO, THREE = words(300, 1), words(320, 2), words(280, 3)
SAID = {"by": "Ada", "reason": "I have looked", "now": NOW}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def ids(store: Store, *names: str) -> list[int]:
    query = "SELECT id FROM articles WHERE external_id = ?"
    return [store.main.execute(query, [name]).fetchone()[0] for name in names]


def split(store: Store, *names: str) -> int:
    found: int = operator_actions.split_off_articles(stories_of(store), ids(store, *names), **SAID)[
        "story_id"
    ]
    return found


def merge(store: Store, a: str, b: str) -> int:
    numbers = stored_texts.story(store, a), stored_texts.story(store, b)
    found: int = operator_actions.merge_by_operator(stories_of(store), *numbers, **SAID)["story_id"]
    return found


def together(*names: str) -> frozenset[str]:
    return frozenset(names)


# Splits


STORM = {
    "a.example/whole": ONE,
    "b.example/half": part(ONE, 0, 0.5),
    "c.example/edited": edited(ONE, 12),
    "d.example/end": part(ONE, 0.4, 1),
}


@pytest.mark.parametrize("leaving", list(STORM))
def test_an_article_that_is_split_off_leads_its_own_story_for_good(
    store: Store, leaving: str
) -> None:
    stored_texts.fill(store, STORM.items())
    before = stored_texts.story(store, leaving)
    alone = split(store, leaving)
    rest = together(*(STORM.keys() - {leaving}))
    for again in (assignment.relearn_boilerplate_and_reassign, reclustering.recluster):
        assert stored_texts.story(store, leaving) == alone != before
        assert all(
            stored_texts.story(store, leaving) != stored_texts.story(store, name) for name in rest
        )
        stored_texts.check(store)
        again(stories_of(store), NOW)
    # All but the whole text have the whole text in common.
    if leaving != "a.example/whole":
        assert stored_texts.partition(store) == {rest, together(leaving)}
        assert {stored_texts.story(store, name) for name in rest} == {before}


def test_several_articles_are_split_off_together_although_they_share_little(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    number = split(store, "b.example/half", "d.example/end")
    assert stored_texts.partition(store) == {
        together("b.example/half", "d.example/end"),
        together("a.example/whole", "c.example/edited"),
    }
    reclustering.recluster(stories_of(store), NOW)
    assert (
        stored_texts.story(store, "b.example/half")
        == stored_texts.story(store, "d.example/end")
        == number
    )
    stored_texts.check(store)


def test_a_later_fuller_text_does_not_merge_split_stories(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    split(store, "d.example/end")
    put(store, "e.example/fullest", f"{ONE}\n{words(40, 9)}")
    put(store, "f.example/another-end", part(ONE, 0.42, 1))
    rest = STORM.keys() - {"d.example/end"}
    assert len({stored_texts.story(store, name) for name in (*rest, "e.example/fullest")}) == 1
    assert stored_texts.story(store, "d.example/end") != stored_texts.story(
        store, "a.example/whole"
    )
    found = stored_texts.partition(store)
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == found
    stored_texts.check(store)


def test_a_copy_of_a_split_off_article_is_assigned_to_it(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    split(store, "c.example/edited")
    put(store, "g.example/copy", part(edited(ONE, 12), 0, 0.9))
    put(store, "h.example/same", edited(ONE, 12))
    assert (
        stored_texts.story(store, "g.example/copy")
        == stored_texts.story(store, "h.example/same")
        == stored_texts.story(store, "c.example/edited")
    )
    stored_texts.check(store)


def test_identical_wording_is_split_off_together(store: Store) -> None:
    stored_texts.fill(store, [*STORM.items(), ("e.example/half", part(ONE, 0, 0.5))])
    split(store, "b.example/half")
    assert stored_texts.story(store, "e.example/half") == stored_texts.story(
        store, "b.example/half"
    )


def test_an_impossible_split_is_refused_and_changes_nothing(store: Store) -> None:
    stored_texts.fill(store, [*STORM.items(), ("z.example/2", TWO)])
    before = list(store.main.conn.iterdump())
    with pytest.raises(UsageError, match="all of story"):
        split(store, *STORM)
    with pytest.raises(UsageError, match="not of one story"):
        split(store, "a.example/whole", "z.example/2")
    assert list(store.main.conn.iterdump()) == before


# Merges


def test_merged_stories_are_one_under_the_older_id_also_after_reclustering(store: Store) -> None:
    stored_texts.fill(
        store, [("a.example/1", ONE), ("b.example/2", TWO), ("c.example/2", part(TWO, 0, 0.9))]
    )
    older, newer = (
        stored_texts.story(store, "a.example/1"),
        stored_texts.story(store, "b.example/2"),
    )
    assert merge(store, "b.example/2", "a.example/1") == older < newer
    for again in (
        reclustering.recluster,
        reclustering.recluster,
        assignment.relearn_boilerplate_and_reassign,
    ):
        assert stored_texts.partition(store) == {
            together("a.example/1", "b.example/2", "c.example/2")
        }
        assert (
            stored_texts.story(store, "a.example/1")
            == store.stories.resolve_redirect(newer)
            == older
        )
        stored_texts.check(store)
        again(stories_of(store), NOW)
    row = stored_texts.relations(store)["a.example/1", "b.example/2"]
    assert (row["relation"], row["member"], row["containment"]) == ("partial", 1, 0.0)


def test_reclustering_a_merged_story_makes_no_new_ids(store: Store) -> None:
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO)])
    merge(store, "a.example/1", "b.example/2")
    before = store.main.execute("SELECT max(id) FROM stories").fetchone()
    log = store.main.execute("SELECT count(*) FROM story_log").fetchone()
    for _ in range(3):
        reclustering.recluster(stories_of(store), NOW)
    assert store.main.execute("SELECT max(id) FROM stories").fetchone() == before
    assert store.main.execute("SELECT count(*) FROM story_log").fetchone() == log


@pytest.mark.parametrize("text", [ONE, TWO], ids=["of-the-leader", "of-the-other"])
def test_copies_of_either_text_are_assigned_to_the_merged_story(store: Store, text: str) -> None:
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO)])
    number = merge(store, "a.example/1", "b.example/2")
    put(store, "c.example/copy", part(text, 0, 0.6))
    put(store, "d.example/same", text)
    put(store, "e.example/fuller", f"{text}\n{words(60, 9)}")
    assert {story_id for (story_id,) in store.main.execute("SELECT story_id FROM articles")} == {
        number
    }
    stored_texts.check(store)
    reclustering.recluster(stories_of(store), NOW)
    assert len(stored_texts.partition(store)) == 1
    stored_texts.check(store)


def test_three_stories_are_merged_two_by_two(store: Store) -> None:
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO), ("c.example/3", THREE)])
    merge(store, "b.example/2", "c.example/3")
    number = merge(store, "a.example/1", "c.example/3")
    assert len(stored_texts.partition(store)) == 1
    assert number == stored_texts.story(store, "a.example/1")
    reclustering.recluster(stories_of(store), NOW)
    assert len(stored_texts.partition(store)) == 1
    stored_texts.check(store)


def test_a_merge_of_one_story_with_itself_or_with_none_is_refused(store: Store) -> None:
    put(store, "a.example/1", ONE)
    number = stored_texts.story(store, "a.example/1")
    with pytest.raises(UsageError, match="one story already"):
        operator_actions.merge_by_operator(stories_of(store), number, number, **SAID)
    with pytest.raises(NotStored):
        operator_actions.merge_by_operator(stories_of(store), number, 1 << 70, **SAID)


# Undoing


def test_a_merge_undoes_a_split(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    number = stored_texts.story(store, "a.example/whole")
    split(store, "d.example/end")
    assert merge(store, "a.example/whole", "d.example/end") == number
    assert stored_texts.partition(store) == {together(*STORM)}
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == {together(*STORM)}
    stored_texts.check(store)


@pytest.mark.parametrize("leaving", ["a.example/1", "b.example/2"])
def test_a_split_undoes_a_merge(store: Store, leaving: str) -> None:
    """The articles that stay keep the id of the story, even if its leader is split off."""
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO)])
    number = merge(store, "a.example/1", "b.example/2")
    split(store, leaving)
    for _ in range(2):
        assert len(stored_texts.partition(store)) == 2
        assert stored_texts.story(store, leaving) != number
        assert store.stories.get(number)
        stored_texts.check(store)
        reclustering.recluster(stories_of(store), NOW)


@pytest.mark.parametrize("gone", ["a.example/1", "b.example/2"])
def test_the_rest_of_a_merged_story_keeps_its_id(store: Store, gone: str) -> None:
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO)])
    numbers = {stored_texts.story(store, name) for name in ("a.example/1", "b.example/2")}
    number = merge(store, "a.example/1", "b.example/2")
    [article_id] = ids(store, gone)
    assignment.remove_article(stories_of(store), article_id, NOW)
    store.main.execute("DELETE FROM articles WHERE id = ?", [article_id])
    store.main.conn.commit()
    stored_texts.check(store)
    assert {store.stories.resolve_redirect(key) for key in numbers} == {number}
    assert store.stories.get(number)


def test_one_of_several_split_off_articles_can_be_split_off_again(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    split(store, "b.example/half", "c.example/edited", "d.example/end")
    split(store, "c.example/edited")
    assert stored_texts.partition(store) == {
        together("a.example/whole"),
        together("c.example/edited"),
        together("b.example/half", "d.example/end"),
    }
    stored_texts.check(store)


# Any order


ALL = STORM | {
    "e.example/fullest": f"{ONE}\n{words(40, 9)}",
    "f.example/2": TWO,
    "g.example/2-half": part(TWO, 0, 0.5),
    "h.example/3": THREE,
    "i.example/3-longer": f"{THREE}\n{words(30, 8)}",
    "j.example/end-again": part(ONE, 0.42, 1),
}
FIRST = ("a.example/whole", "b.example/half", "d.example/end", "f.example/2", "h.example/3")
LATER = tuple(name for name in ALL if name not in FIRST)


@settings(max_examples=12)
@given(st.permutations(FIRST), st.permutations(LATER), st.booleans())
def test_the_same_decisions_make_the_same_stories_in_any_order(
    first: list[str], later: list[str], again: bool
) -> None:
    with TemporaryDirectory() as folder, stored_texts.open_at(Path(folder)) as store:
        stored_texts.fill(store, [(name, ALL[name]) for name in first])
        split(store, "d.example/end")
        merge(store, "f.example/2", "h.example/3")
        stored_texts.fill(store, [(name, ALL[name]) for name in later])
        if again:
            reclustering.recluster(stories_of(store), NOW)
        stored_texts.check(store)
        assert stored_texts.partition(store) == {
            together("a.example/whole", "b.example/half", "c.example/edited", "e.example/fullest"),
            together("d.example/end", "j.example/end-again"),
            together("f.example/2", "g.example/2-half", "h.example/3", "i.example/3-longer"),
        }


def test_a_changed_text_keeps_its_decision(store: Store) -> None:
    stored_texts.fill(store, STORM.items())
    split(store, "c.example/edited")
    put(store, "c.example/edited", edited(ONE, 15, 4))
    assert stored_texts.story(store, "c.example/edited") != stored_texts.story(
        store, "a.example/whole"
    )
    found = stored_texts.partition(store)
    stored_texts.check(store)
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == found


@pytest.mark.parametrize("changed", ["a.example/1", "b.example/2"])
def test_a_merge_stays_active_when_one_of_its_texts_changes(store: Store, changed: str) -> None:
    stored_texts.fill(
        store, [("a.example/1", ONE), ("b.example/2", TWO), ("c.example/2", part(TWO, 0, 0.9))]
    )
    merge(store, "a.example/1", "b.example/2")
    put(store, changed, THREE)
    assert stored_texts.story(store, "a.example/1") == stored_texts.story(store, "b.example/2")
    stored_texts.check(store)
    found = stored_texts.partition(store)
    reclustering.recluster(stories_of(store), NOW)
    assert stored_texts.partition(store) == found


# Removed articles


@pytest.mark.parametrize("gone", list(STORM))
def test_deleting_an_article_deletes_the_decisions_on_it(tmp_path: Path, gone: str) -> None:
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        store = opened.store
        stored_texts.fill(store, [*STORM.items(), ("z.example/2", TWO)])
        merge(store, "a.example/whole", "z.example/2")
        opened.decisions.split(
            ids(store, "d.example/end"), reason=f"they say {part(ONE, 0.2, 0.3)}"
        )
        opened.decisions.pin_original(f"https://{gone}", reason=f"it says {part(ONE, 0.5, 0.6)}")
        opened.takedowns.file(claimant="Ada", reason="mine", url=f"https://{gone}")
        stored_texts.check(store)
        assert store.main.execute("SELECT 1 FROM decisions WHERE kind = 'pin'").fetchall() == []
        named = "SELECT count(*) FROM decision_articles GROUP BY decision_id"
        assert all(count > 1 for (count,) in store.main.execute(named))
        found = stored_texts.partition(store)
        reclustering.recluster(stories_of(store), NOW)
        assert stored_texts.partition(store) == found
        stored_texts.check(store)
        [closed] = opened.takedowns.run()
        assert closed.state == "closed"


def test_the_index_of_a_merged_story_is_repaired_too(store: Store) -> None:
    stored_texts.fill(store, [("a.example/1", ONE), ("b.example/2", TWO)])
    merge(store, "a.example/1", "b.example/2")
    store.main.execute("DELETE FROM index_entries")
    store.main.conn.commit()
    assert len(store.candidates.find_unindexed_leaders()) == 2
    renew_signatures.repair_and_recluster(stories_of(store), NOW)
    assert store.candidates.find_unindexed_leaders() == []
    stored_texts.check(store)


# The original


def test_a_pinned_original_overrides_the_evidence_until_it_is_unpinned(tmp_path: Path) -> None:
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        stored_texts.fill(opened.store, STORM.items())
        opened.finalize()
        number = stored_texts.story(opened.store, "a.example/whole")
        before = opened.story(number)
        opened.decisions.pin_original("https://c.example/edited", reason="she wrote it", by="Ada")
        found = opened.story(number)
        assert found.original.url == "https://c.example/edited"
        assert (found.verdict, found.set_by) == ("original_here", "operator")
        assert found.members[0].role == "original"
        first, second, *_ = found.evidence
        assert "was set as the original by Ada" in first.says
        assert first.says.endswith("she wrote it")
        assert f"would be: {before.verdict}" in second.says
        opened.decisions.pin_original("https://d.example/end")
        assert opened.story(number).original.url == "https://d.example/end"
        opened.maintenance.recluster()
        assert opened.story(number).original.url == "https://d.example/end"
        opened.decisions.unpin_original("https://a.example/whole")
        after = opened.story(number)
        assert (after.set_by, after.evidence) == (None, before.evidence)
        with pytest.raises(NotStored, match="no original was set"):
            opened.decisions.unpin_original("https://a.example/whole")


# The history


def changes(store: Store, name: str) -> list[tuple[str, int | None, int | None, str]]:
    rows = store.decisions.list_story_changes(stored_texts.story(store, name))
    return [(row["what"], row["article_id"], row["other_story_id"], row["reason"]) for row in rows]


def test_the_history_says_why_the_leader_changed(store: Store) -> None:
    first = put(store, "b.example/half", part(ONE, 0, 0.5))
    assert changes(store, "b.example/half") == []
    fuller = put(store, "a.example/whole", ONE)
    put(store, "c.example/edited", edited(part(ONE, 0, 0.9), 12))
    expected = [("leader", fuller, None, "a fuller text came")]
    assert changes(store, "b.example/half") == expected
    reclustering.recluster(stories_of(store), NOW)
    assert changes(store, "b.example/half") == expected
    assignment.remove_article(stories_of(store), fuller, NOW)
    [*_, last] = changes(store, "b.example/half")
    assert last[0] == "leader"
    assert last[1] not in (first, fuller)
    assert last[3] == "an article was taken out"


def test_the_history_names_merged_and_split_stories(store: Store) -> None:
    put(store, "a.example/begin", part(ONE, 0, 0.56))
    put(store, "b.example/end", part(ONE, 0.44, 1))
    newer = stored_texts.story(store, "b.example/end")
    whole = put(store, "c.example/whole", ONE)
    older = stored_texts.story(store, "c.example/whole")
    assert ("took_in", None, newer, "a fuller text came") in changes(store, "c.example/whole")
    number = split(store, "a.example/begin")
    assert changes(store, "a.example/begin")[0][:3] == ("came_from", 1, older)
    merge(store, "a.example/begin", "c.example/whole")
    [*_, last] = changes(store, "c.example/whole")
    assert last[:3] == ("took_in", None, number)
    assert whole == store.membership.get_leader_id(older)


# The command


def run(path: Path, *args: str) -> Result:
    return CliRunner().invoke(cli, ["--db", str(path), *args])


def test_the_command_splits_merges_pins_and_prints_the_history(tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        stored_texts.fill(opened.store, STORM.items())
        opened.finalize()
        number = str(stored_texts.story(opened.store, "a.example/whole"))
    made = json.loads(
        run(
            path, "story", "split", "https://d.example/end", "--json", "--reason", "another day"
        ).stdout
    )
    alone = str(made["story_id"])
    assert (made["kind"], made["decided_by"], made["reason"]) == (
        "split",
        "operator",
        "another day",
    )
    assert len(json.loads(run(path, "story", alone, "--json").stdout)["members"]) == 1
    assert run(path, "story", "split", "https://d.example/end").exit_code == 2
    assert run(path, "story", "split", "99").exit_code == 4
    assert run(path, "story", "merge", alone, number, "--by", "Ada").exit_code == 0
    assert run(path, "story", "merge", alone, number).exit_code == 2
    assert run(path, "story", "pin-original", "2", "--reason", "hers").exit_code == 0
    shown = run(path, "story", number).stdout
    assert "Original stored here · set by the operator" in shown
    assert "set as the original by operator" in shown
    traced = run(path, "trace", "https://a.example/whole")
    assert traced.exit_code == 0
    assert "Original stored here · set by the operator" in traced.stdout
    printed = run(path, "story", "show", number, "--history").stdout
    assert "decision 1 by operator, apart from the others: 4: another day; taken back" in printed
    assert "by Ada, of one story: " in printed
    assert "the original: 2: hers" in printed
    assert f"story {alone} went into {number}: decision 2: merge" in printed
    assert run(path, "story", "pin-original", "2", "--remove", "--reason", "no").exit_code == 2
    assert run(path, "story", "pin-original", "2", "--remove").exit_code == 0
    assert run(path, "story", "pin-original", "2", "--remove").exit_code == 4
    assert "set by the operator" not in run(path, "story", number).stdout


def test_a_dry_run_prints_the_decision_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        stored_texts.fill(opened.store, [*STORM.items(), ("z.example/2", TWO)])
        opened.finalize()
        numbers = [
            str(stored_texts.story(opened.store, name))
            for name in ("a.example/whole", "z.example/2")
        ]
        before = list(opened.store.main.conn.iterdump())
        for args in (["split", "2"], ["merge", *numbers], ["pin-original", "3"]):
            tried = run(path, "story", *args, "--dry-run", "--json")
            assert tried.exit_code == 0
            assert json.loads(tried.stdout)["articles"]
            assert "nothing was changed" in tried.stderr
        assert list(opened.store.main.conn.iterdump()) == before


def test_a_pinned_original_is_marked_wherever_the_verdict_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        stored_texts.fill(opened.store, STORM.items())
        opened.decisions.pin_original("https://b.example/half", reason="<b>hers</b>")
        number = str(stored_texts.story(opened.store, "a.example/whole"))
        shown = TestClient(create_app(opened, ServeConfig())).get(f"/s/{number}").text
    assert "Set by the operator." in shown
    assert "&lt;b&gt;hers&lt;/b&gt;" in shown
    page = run(path, "export", "evidence", number).stdout
    assert "set by the operator" in page
    assert "&lt;b&gt;hers&lt;/b&gt;" in page
    [row] = map(json.loads, run(path, "export", "stories").stdout.splitlines())
    assert row["set_by"] == "operator"
    assert run(path, "article", "1").stdout.count("set by the operator") == 1


def test_without_decisions_their_tables_stay_empty(store: Store) -> None:
    stored_texts.fill(store, [(f"s{i}.example/1", edited(ONE, 15, i)) for i in range(8)])
    for table in ("decisions", "decision_articles", "merged_leaders"):
        assert store.main.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


# Many changes: texts arrive, change and are removed, operators split and merge, in a seeded order

EVERYTHING = ALL | {
    "m.example/both": f"{part(ONE, 0.1, 0.9)} {part(TWO, 0, 0.8)}",
    "n.example/1": ONE,
    "q.example/quotes": f"{words(500, 11)} {part(TWO, 0.5, 0.7)} {words(300, 12)}",
}


def live(store: Store, draw: random.Random) -> None:
    """One event: a decision, or an article arrives, changes or is removed."""
    there = [row[0] for row in store.main.execute("SELECT external_id FROM articles ORDER BY id")]
    missing = [name for name in EVERYTHING if name not in there]
    event = draw.choice(["come", "come", "come", "split", "merge", "change", "go", "finalize"])
    with contextlib.suppress(UsageError):  # nothing to split, or one story already
        if event == "come" and missing:
            name = draw.choice(missing)
            put(store, name, EVERYTHING[name])
        elif event == "split" and there:
            number = stored_texts.story(store, draw.choice(there))
            mates = [name for name in there if stored_texts.story(store, name) == number]
            split(store, *draw.sample(mates, draw.randint(1, len(mates))))
        elif event == "merge" and len(there) > 1:
            a, b = draw.sample(there, 2)
            merge(store, a, b)
            assert stored_texts.story(store, a) == stored_texts.story(store, b)
        elif event == "change" and there:
            put(store, draw.choice(there), draw.choice(list(EVERYTHING.values())))
        elif event == "go" and len(there) > 4:
            [gone] = ids(store, draw.choice(there))
            assignment.remove_article(stories_of(store), gone, NOW)
            store.main.execute("DELETE FROM articles WHERE id = ?", [gone])
            store.main.conn.commit()
        elif event == "finalize":
            assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)


@pytest.mark.parametrize("seed", range(12))
def test_after_many_changes_reclustering_changes_nothing(store: Store, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(30):
        live(store, draw)
        stored_texts.check(store)
    assignment.relearn_boilerplate_and_reassign(stories_of(store), NOW)
    found = stored_texts.partition(store)
    for _ in range(2):
        reclustering.recluster(stories_of(store), NOW)
        stored_texts.check(store)
        assert stored_texts.partition(store) == found
