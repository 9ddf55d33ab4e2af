"""The sketch index, compared with a table."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.links import entry_file, sketch_index
from storage.links.sketch_index import SketchIndex, shorten_hashes

SMALL = {
    "FRESH_ENTRIES": 3,
    "YOUNG_ENTRIES": 6,
    "RECENT_ENTRIES": 12,
    "MAX_REMOVED": 3,
    "CHUNK": 4,
    "MAX_HOLDERS": 4,
}
SMALL_FILES = {"PAGE_ENTRIES": 2, "CHUNK": 5}


@settings(max_examples=60)
@given(st.data())
def test_the_sketch_index_finds_the_same_as_a_table(data: st.DataObject) -> None:
    some = st.sets(st.integers(0, 12), max_size=6)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in SMALL.items():
            patched.setattr(sketch_index, name, value)
        for name, value in SMALL_FILES.items():
            patched.setattr(entry_file, name, value)
        index, table = SketchIndex(), {}
        for number in range(data.draw(st.integers(1, 30))):
            values = np.array(sorted(data.draw(some)), dtype=np.uint32)
            index.add(number, values)
            table[number] = set(values.tolist())
            if data.draw(st.booleans()):
                removed = data.draw(st.sampled_from([*table]))
                index.remove(removed)
                del table[removed]
        asked = np.arange(13, dtype=np.uint32)
        rare = [v for v in range(13) if sum(v in some for some in table.values()) <= 4]
        expected = Counter(n for n, some in table.items() for v in rare if v in some)
        prefetched = index.prefetch(asked)
        assert index.count_matches(asked) == index.count_matches(asked, prefetched) == expected
        known = index.contains(asked, index.prefetch(asked))
        assert all(known[value] for some in table.values() for value in some)  # removed ones may be


def test_hashes_are_stored_short_distinct_and_sorted() -> None:
    hashes = np.array([9 << 29, 1 << 29, (9 << 29) + 5], dtype=np.uint64)
    assert shorten_hashes(hashes).tolist() == [1, 9]


def test_entries_of_removed_articles_are_deleted_once_they_are_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketch_index, "MAX_REMOVED", 3)
    index = sketch_index.SketchIndex()
    for number in range(5):
        index.add(number, np.array([number], dtype=np.uint32))
    index.remove(0)
    index.remove(1)
    assert index.removed == {0, 1}  # kept until it is worth a pass over all entries
    index.remove(2)
    assert index.removed == set()
    assert sum(map(len, index.read_in_parts())) == 2


def test_the_table_of_bits_takes_16_megabytes() -> None:
    assert SketchIndex().filter.nbytes == 16 * 1024 * 1024


def test_the_lowest_of_the_latest_numbers_is_found_by_a_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = np.random.default_rng(7)
    monkeypatch.setattr(sketch_index, "YOUNG_ENTRIES", 900)
    monkeypatch.setattr(sketch_index, "RECENT_ENTRIES", 4000)
    index = SketchIndex()
    for number in range(1, 301):
        index.add(number, np.sort(draw.integers(0, 1 << 32, 50, dtype=np.uint32)))
    assert len(index.old) > 0
    assert len(index.fresh) > 0
    assert index.find_lowest_of_latest(15_000) == 0
    assert index.find_lowest_of_latest(5000) == 201
    monkeypatch.setattr(sketch_index, "SAMPLED_ENTRIES", 600)
    assert abs(index.find_lowest_of_latest(5000) - 201) < 20
