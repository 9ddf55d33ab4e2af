"""A fuller text that takes the place of a leader: what the short way gives, the general way gives."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from aggregator.stories.apply import assignment, operator_actions
from storage.store import Store
from tests import placed
from tests.placed import NOW, edited, part, put, words
from tests.stories.test_batch import dump

ONE, TWO = words(300, 1), words(320, 2)
FULLER = {
    "wrapped": f"{words(30, 3)}\n{ONE}\n{words(30, 4)}",
    "edited": f"{edited(ONE, 9)}\n{words(60, 5)}",
}


def decide(store: Store, decision: str) -> None:
    """What a person decided before the fuller text comes."""
    said = {"by": "Ada", "reason": "I have looked", "now": NOW}
    if decision == "merge":
        stories = placed.story(store, "b.example/two"), placed.story(store, "a.example/one")
        operator_actions.merge(store.main, *stories, **said)
    if decision == "split":
        query = "SELECT id FROM articles WHERE external_id = 'c.example/half'"
        operator_actions.split(store.main, [store.main.execute(query).fetchone()[0]], **said)


@pytest.mark.parametrize("fuller", list(FULLER))
@pytest.mark.parametrize("decision", ["none", "merge", "split"])
def test_a_fuller_text_takes_the_lead_as_if_all_were_placed_again(
    decision: str, fuller: str
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        with placed.open_at(Path(one)) as short, placed.open_at(Path(other)) as general:
            for store in (short, general):
                put(store, "a.example/one", ONE)
                put(store, "b.example/two", TWO)
                if decision == "split":
                    put(store, "c.example/half", part(ONE, 0, 0.6))
                decide(store, decision)
            put(short, "d.example/fuller", FULLER[fuller])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(assignment, "succeed", lambda *_: False)
                put(general, "d.example/fuller", FULLER[fuller])
            placed.check(short)
            assert dump(short) == dump(general)
            for query in (
                "SELECT * FROM merged_leaders",
                "SELECT story_id, what, article_id, other_story_id, reason FROM story_log",
            ):
                assert [*short.main.execute(query)] == [*general.main.execute(query)]
