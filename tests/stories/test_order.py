"""The same articles make the same stories with the same leaders, in any order of arrival."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.stories.apply import reclustering
from storage.store import Store
from tests import stored_texts
from tests.stored_texts import NOW, edited, part, stories_of, words

ONE, TWO = words(300, 1), words(320, 2)
FULLER = f"{ONE} {words(15, 3)}"  # by 5 %
COPIES = {f"c{i}.example/copy": ONE for i in range(25)}

# A story of many members of all kinds and lengths
CROWD = {
    **{f"c{i}.example/copy": ONE for i in range(20)},
    **{f"g{i}.example/grows": f"{ONE} {part(words(60, 4), 0, i / 8)}" for i in range(1, 9)},
    **{f"e{i}.example/edited": edited(ONE, 12 + i, i) for i in range(4)},
    **{f"p{i}.example/part": part(ONE, i / 10, 0.5 + i / 10) for i in range(4)},
    "w.example/wrapped": f"{words(40, 5)}\n{ONE}\n{words(40, 6)}",
    "o.example/other": TWO,
    "q.example/quotes": f"{words(500, 8)} {part(TWO, 0.5, 0.7)} {words(300, 9)}",
}

Stories = dict[str, frozenset[str]]


def stories(store: Store) -> Stories:
    """The members of each story, by its leader."""
    rows = store.main.execute(
        """SELECT l.external_id, a.external_id FROM articles a JOIN stories t ON t.id = a.story_id
           JOIN articles l ON l.id = t.leader_id"""
    ).fetchall()
    return {leader: frozenset(member for of, member in rows if of == leader) for leader, _ in rows}


def wordings(found: Stories, texts: dict[str, str]) -> set[tuple[str, frozenset[str]]]:
    """The same with the leader's text: of articles with the same wording any may lead."""
    return {(texts[leader], members) for leader, members in found.items()}


def store_in_order(
    folder: str, names: Sequence[str], texts: dict[str, str]
) -> tuple[Stories, Stories]:
    """The stories of texts stored in this order, and those that reclustering makes of them."""
    with stored_texts.open_at(Path(folder)) as store:
        for name in names:
            stored_texts.put(store, name, texts[name])
        stored_texts.check(store)
        before = stories(store)
        reclustering.recluster(stories_of(store), NOW)
        stored_texts.check(store)
        return before, stories(store)


@pytest.mark.parametrize("last", [True, False])
def test_a_text_five_percent_fuller_leads_25_copies_whether_it_comes_first_or_last(
    tmp_path: Path, last: bool
) -> None:
    texts = COPIES | {"full.example/1": FULLER}
    names = sorted(texts, key=lambda name: (name == "full.example/1") is last)
    found, again = store_in_order(str(tmp_path), names, texts)
    assert found == again == {"full.example/1": frozenset(texts)}


@settings(max_examples=12)
@given(st.permutations(list(CROWD)))
def test_a_crowd_has_the_same_leader_in_any_order_and_reclustering_keeps_it(
    names: list[str],
) -> None:
    with TemporaryDirectory() as folder:
        found, again = store_in_order(folder, names, CROWD)
    assert found == again
    assert wordings(found, CROWD) == wordings(expected(), CROWD)


def expected() -> Stories:
    apart = {"o.example/other", "q.example/quotes"}
    return {
        "w.example/wrapped": frozenset(CROWD) - apart,
        **{name: frozenset({name}) for name in apart},
    }


@pytest.mark.slow  # test_rank.py has the rule, CROWD a text that grows
def test_a_text_that_grows_word_by_word_seldom_changes_the_leader(tmp_path: Path) -> None:
    source, versions = words(460, 7).split(), 160  # 3 or 4 versions in each length class
    with stored_texts.open_at(tmp_path) as store:
        for i in range(versions):
            stored_texts.put(store, f"v{i}.example/1", " ".join(source[: 300 + i]))
        changes = "SELECT count(*) FROM story_log WHERE what = 'leader'"
        assert store.main.execute(changes).fetchone()[0] < versions / 3
        assert len(stories(store)) == 1
