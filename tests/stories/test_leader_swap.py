"""A new article becomes the leader instead of the only member of a story."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from aggregator import linking
from aggregator.stories.apply import assignment, operator_actions
from aggregator.stories.apply.leader_swap import is_certain_swap
from aggregator.stories.lookup import assign_text
from aggregator.stories.plan.match import Assignment
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, put, stories_of, words
from tests.stories.test_batch import dump

ONE, TWO = words(300, 1), words(320, 2)
FULLER = f"{ONE} {words(120, 2)}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored_texts.open_at(tmp_path) as opened:
        yield opened


def assignment_of(store: Store, text: str) -> Assignment:
    return assign_text(stories_of(store), None, text, linking.sign(text))


def swaps(store: Store, text: str = FULLER) -> bool:
    return is_certain_swap(stories_of(store), assignment_of(store, text))


def test_a_text_that_contains_the_only_member_becomes_the_leader(store: Store) -> None:
    put(store, "a.example/1", ONE)
    assert swaps(store)
    put(store, "b.example/2", FULLER)
    [(leader,)] = store.main.execute(
        "SELECT external_id FROM articles JOIN stories t ON t.leader_id = articles.id"
    )
    assert leader == "b.example/2"
    row = stored_texts.relations(store)["a.example/1", "b.example/2"]
    assert (row["relation"], row["containment"]) == ("abridged", 1.0)
    stored_texts.check(store)


@pytest.mark.parametrize("kind", ["pin", "split"])
def test_no_leader_is_swapped_while_a_decision_is_active(store: Store, kind: str) -> None:
    article_id = put(store, "a.example/1", ONE)
    other = put(store, "c.example/1", words(200, 8))
    put(store, "d.example/1", part(words(200, 8), 0, 0.6))
    decide = {"pin": operator_actions.pin_original, "split": operator_actions.split_off_articles}[
        kind
    ]
    said = {"by": "Ada", "reason": "", "now": NOW}
    decide(stories_of(store), article_id if kind == "pin" else [other], **said)
    assert assignment_of(store, FULLER).overtaken
    assert not swaps(store)
    put(store, "b.example/2", FULLER)
    stored_texts.check(store)
    assert stored_texts.story(store, "a.example/1") == stored_texts.story(store, "b.example/2")


def test_undone_decisions_do_not_count(store: Store) -> None:
    article_id = put(store, "a.example/1", ONE)
    operator_actions.pin_original(stories_of(store), article_id, by="Ada", reason="", now=NOW)
    operator_actions.unpin_original(stories_of(store), article_id, now=NOW)
    assert swaps(store)


def test_a_story_with_another_member_is_no_swap(store: Store) -> None:
    put(store, "a.example/1", ONE)
    put(store, "b.example/1", part(ONE, 0, 0.6))
    assert not swaps(store)


def test_a_leader_with_a_version_or_quote_is_no_swap(store: Store) -> None:
    put(store, "a.example/1", ONE)
    put(store, "q.example/1", f"{words(400, 4)} {part(ONE, 0.1, 0.35)} {words(400, 5)}")
    assert not swaps(store)


def test_two_texts_that_share_only_a_part_are_no_certain_swap(store: Store) -> None:
    """A passage may have to be counted again from the other side."""
    put(store, "a.example/1", edited(ONE, 10))
    fuller = f"{ONE} {words(60, 2)}"
    assert assignment_of(store, fuller).overtaken
    assert not swaps(store, fuller)


def count_statements(store: Store, name: str, text: str) -> int:
    """Stores a text and returns how many statements that took."""
    statements: list[str] = []
    store.main.conn.set_trace_callback(statements.append)
    put(store, name, text)
    store.main.conn.set_trace_callback(None)
    return len(statements)


@pytest.mark.parametrize(
    ("only", "fuller"),
    [(ONE, FULLER), (edited(ONE, 10), f"{ONE} {words(60, 2)}")],
    ids=["contained", "edited"],
)
def test_a_swap_needs_fewer_statements_than_assigning_the_former_leader_again(
    tmp_path: Path, only: str, fuller: str
) -> None:
    for name in ("short", "general"):
        (tmp_path / name).mkdir()
    with (
        stored_texts.open_at(tmp_path / "short") as short,
        stored_texts.open_at(tmp_path / "general") as general,
    ):
        for store in (short, general):
            put(store, "a.example/1", only)
        swapped = count_statements(short, "b.example/2", fuller)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(assignment, "swap_leader", lambda *_: False)
            assigned_again = count_statements(general, "b.example/2", fuller)
        assert dump(short) == dump(general)
    assert swapped < assigned_again


LONGER = {
    "wrapped": f"{words(30, 3)}\n{ONE}\n{words(30, 4)}",
    "edited": f"{edited(ONE, 9)}\n{words(60, 5)}",
}


def decide(store: Store, decision: str) -> None:
    """Decisions of the operator before the fuller text arrives."""
    said = {"by": "Ada", "reason": "I have looked", "now": NOW}
    if decision == "merge":
        story_ids = (
            stored_texts.story(store, "b.example/two"),
            stored_texts.story(store, "a.example/one"),
        )
        operator_actions.merge_by_operator(stories_of(store), *story_ids, **said)
    if decision == "split":
        query = "SELECT id FROM articles WHERE external_id = 'c.example/half'"
        operator_actions.split_off_articles(
            stories_of(store), [store.main.execute(query).fetchone()[0]], **said
        )


@pytest.mark.parametrize("fuller", list(LONGER))
@pytest.mark.parametrize("decision", ["none", "merge", "split"])
def test_a_leader_swap_writes_the_rows_of_reclustering(decision: str, fuller: str) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        with stored_texts.open_at(Path(one)) as short, stored_texts.open_at(Path(other)) as general:
            for store in (short, general):
                put(store, "a.example/one", ONE)
                put(store, "b.example/two", TWO)
                if decision == "split":
                    put(store, "c.example/half", part(ONE, 0, 0.6))
                decide(store, decision)
            put(short, "d.example/fuller", LONGER[fuller])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(assignment, "swap_leader", lambda *_: False)
                put(general, "d.example/fuller", LONGER[fuller])
            stored_texts.check(short)
            assert dump(short) == dump(general)
            for query in (
                "SELECT * FROM merged_leaders",
                "SELECT story_id, what, article_id, other_story_id, reason FROM story_log",
            ):
                assert [*short.main.execute(query)] == [*general.main.execute(query)]
