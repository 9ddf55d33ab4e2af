"""The index of sketched shingles: what is found, how much, and what is left when it goes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import linking
from aggregator.stories.apply import assignment
from storage.corpus.articles import text_hash
from storage.links import signatures, sketch_index
from storage.links.signatures import Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.links.sketch_index import Hashes
from storage.sqlite.connection import transaction
from storage.store import Store
from tests import placed
from tests.placed import edited, part, put, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with placed.open_at(tmp_path) as opened:
        yield opened


def hashes(text: str) -> Hashes:
    return signatures.hashes(linking.sign(text))


def test_what_shares_most_is_found_first(store: Store) -> None:
    text = words(600, 1)
    near, far = put(store, "a.example/near", edited(text, 40)), 0
    far = put(store, "b.example/far", f"{part(text, 0, 0.15)} {words(500, 2)}")
    asked = [hashes(text), hashes(words(300, 9))]
    assert Signatures(store.main).candidates(asked, 2, 20) == [[near, far], []]
    assert Signatures(store.main).candidates(asked, 2, 1) == [[near], []]


def test_a_shingle_that_stands_everywhere_leads_nowhere(store: Store) -> None:
    common = np.array([1, 2, 3], dtype=np.uint32)
    articles = [put(store, f"s{i}.example/{i}", words(60, i)) for i in range(60)]
    with transaction(store.main) as db:
        for article in articles:
            Signatures(db).unindex(article)
            db.conn.execute(
                "UPDATE signatures SET sketch = ? WHERE article_id = ?", [common.tobytes(), article]
            )
            Signatures(db).index(article)
    assert Signatures(store.main).candidates([common], 2, 20) == [[]]
    with transaction(store.main) as db:
        for article in articles[sketch_index.COMMON :]:
            Signatures(db).unindex(article)
    assert len(Signatures(store.main).candidates([common], 2, 20)[0]) == 20


def test_many_hashes_are_asked_for_in_parts(store: Store) -> None:
    long = words(9000, 3)
    article = put(store, "a.example/long", long)
    assert len(hashes(long)) > 1000
    assert Signatures(store.main).candidates([hashes(long)], 2, 20) == [[article]]


def test_a_stored_sketch_is_what_was_signed(store: Store) -> None:
    text = words(300, 4)
    article = put(store, "a.example/1", text)
    assert Signatures(store.main).sketch(article).tolist() == hashes(text).tolist()
    assert Signatures(store.main).sketch(article + 1).tolist() == []


def test_a_sketch_of_another_version_is_never_compared(store: Store) -> None:
    article = put(store, "a.example/1", words(300, 5))
    with transaction(store.main) as db:
        db.conn.execute("UPDATE signatures SET version = 'former'")
    assert Signatures(store.main).candidates([hashes(words(300, 5))], 2, 20) != [[]]
    sketch_index.forget(store.main)
    assert Signatures(store.main).candidates([hashes(words(300, 5))], 2, 20) == [[]]
    assert Signatures(store.main).sketch(article).tolist()


# The window in memory


def test_what_another_connection_adds_and_takes_away_is_seen(store: Store, tmp_path: Path) -> None:
    first, second = words(300, 6), words(300, 7)
    one = put(store, "a.example/1", first)
    assert Signatures(store.main).candidates([hashes(first)], 2, 9) == [[one]]
    with placed.open_at(tmp_path) as other:
        two = put(other, "b.example/2", second)
        assignment.forget(other.main, one, placed.NOW)
    assert Signatures(store.main).candidates([hashes(second)], 2, 9) == [[two]]
    assert Signatures(store.main).candidates([hashes(first)], 2, 9) == [[]]


def test_what_was_rolled_back_cannot_be_found(store: Store) -> None:
    put(store, "a.example/1", words(300, 6))
    with suppress(RuntimeError), transaction(store.main):
        put(store, "b.example/2", words(300, 7))
        raise RuntimeError
    assert Signatures(store.main).candidates([hashes(words(300, 7))], 2, 9) == [[]]
    three = put(store, "c.example/3", words(300, 8))
    assert Signatures(store.main).candidates([hashes(words(300, 7))], 2, 9) == [[]]
    assert Signatures(store.main).candidates([hashes(words(300, 8))], 2, 9) == [[three]]


@settings(max_examples=60)
@given(st.data())
def test_a_window_that_merges_and_tidies_finds_what_a_table_finds(data: st.DataObject) -> None:
    small = {"FRESH": 3, "YOUNG": 6, "RECENT": 12, "GONE": 3, "PIECE": 4, "COMMON": 4}
    some = st.sets(st.integers(0, 12), max_size=6)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in small.items():
            patched.setattr(sketch_index, name, value)
        held, table = sketch_index.Window(), {}
        for number in range(data.draw(st.integers(1, 30))):
            values = np.array(sorted(data.draw(some)), dtype=np.uint32)
            held.add(number, values)
            table[number] = set(values.tolist())
            if data.draw(st.booleans()):
                gone = data.draw(st.sampled_from([*table]))
                held.remove(gone)
                del table[gone]
        asked = np.arange(13, dtype=np.uint32)
        rare = [v for v in range(13) if sum(v in some for some in table.values()) <= 4]
        expected = Counter(n for n, some in table.items() for v in rare if v in some)
        foreseen = held.foresee(asked)
        assert held.shared(asked) == held.shared(asked, foreseen) == expected
        there = held.holding(asked, held.foresee(asked))
        assert all(
            there[value] for some in table.values() for value in some
        )  # gone ones may be too


@given(st.text(alphabet="ab \n\t\u00a0\u2028\x1f\u3000é", max_size=20))
def test_white_space_does_not_tell_wordings_apart(text: str) -> None:
    whole = " ".join(text.split())
    assert text_hash(text) == text_hash(whole)
    assert text_hash(f"{text}b") != text_hash(whole)


def test_a_full_window_keeps_the_latest(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"MOST": 800, "FRESH": 60, "YOUNG": 150, "RECENT": 300}.items():
        monkeypatch.setattr(sketch_index, name, value)
    texts = [words(200, 50 + i) for i in range(60)]
    articles = [put(store, f"s{i}.example/{i}", text) for i, text in enumerate(texts)]
    held = sketch_index.current(store.main)
    kept = (held.old, held.recent, held.young)
    assert 400 < sum(map(len, kept)) + held.fresh_size < 1400
    with placed.open_at(tmp_path) as other:
        assert 400 < len(sketch_index.current(other.main).old) <= 800
        for opened in (store, other):
            found = Signatures(opened.main).candidates([hashes(text) for text in texts], 2, 9)
            assert [bool(some) for some in found] == sorted(bool(some) for some in found)
            assert found[-1][0] == articles[-1]
            assert found[0] == []


def test_a_site_learns_again_when_one_article_in_twenty_is_new(store: Store) -> None:
    for i in range(40):
        put(store, "s.example/" + str(i), words(45, i))
    [source] = SiteBoilerplate(store.main).grown()
    SiteBoilerplate(store.main).mark_learned(source)
    put(store, "s.example/a", words(45, 100))
    SiteBoilerplate(store.main).mark_grown({source: 1})
    assert SiteBoilerplate(store.main).grown() == []  # 2 of 41
    SiteBoilerplate(store.main).mark_grown({source: 1})
    assert SiteBoilerplate(store.main).grown() == [source]
