"""Which articles of a corpus may be candidates of one another, by their sketches."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import linking
from aggregator.model import ArticleKey
from aggregator.stories.plan import components
from aggregator.stories.plan.components import Clusters, SketchRow, find_clusters
from aggregator.stories.plan.match import Boilerplates, SourceBoilerplate

Sketches = dict[int, set[int]]


def cluster(
    sketches: Sketches, boilerplates: Boilerplates | None = None, tokens: int = 100
) -> Clusters:
    """The clusters of articles, each with a wording of its own and of the site with its number."""
    keys = [ArticleKey(key, key, f"{key}", tokens) for key in sorted(sketches)]

    def read() -> Iterator[SketchRow]:
        return (
            (key, key, np.array(sorted(sketches[key]), dtype=np.uint32)) for key in sorted(sketches)
        )

    count = sum(map(len, sketches.values()))
    return find_clusters(keys, read, count, boilerplates or {})


def groups(found: Clusters) -> set[frozenset[int]]:
    """Clusters as sets of indices."""
    by_label: dict[int, set[int]] = {}
    for index, label in enumerate(found.labels.tolist()):
        by_label.setdefault(label, set()).add(index)
    return {frozenset(each) for each in by_label.values()}


def test_two_hashes_in_common_connect_and_one_does_not() -> None:
    found = cluster({1: {1, 2, 3}, 2: {2, 3, 4}, 3: {4, 5}, 4: set()})
    assert groups(found) == {frozenset({0, 1}), frozenset({2}), frozenset({3})}


def test_articles_connected_through_a_third_are_in_one_cluster() -> None:
    found = cluster({1: {1, 2}, 2: {1, 2, 8, 9}, 3: {8, 9}})
    assert groups(found) == {frozenset({0, 1, 2})}


def test_hashes_that_both_sites_repeat_connect_no_articles() -> None:
    repeated = SourceBoilerplate(linking.NO_BOILERPLATE, np.array([1, 2], dtype=np.uint32))
    sketches: Sketches = {1: {1, 2}, 2: {1, 2}}
    assert len(groups(cluster(sketches, {1: repeated, 2: repeated}))) == 2
    assert len(groups(cluster(sketches, {1: repeated}))) == 1  # the other one asks for them


def test_identical_wordings_are_one_unit_but_not_texts_without_words() -> None:
    keys = [ArticleKey(i, i, "same", tokens) for i, tokens in ((1, 9), (2, 9), (3, 0), (4, 0))]
    keys[2:] = [key._replace(text_hash="none") for key in keys[2:]]
    found = find_clusters(keys, list, 0, {})
    assert found.labels.tolist() == [0, 0, 2, 3]


def test_a_widespread_hash_connects_no_articles_but_marks_its_holders_unclear() -> None:
    many = {key: {7, 8, 100 + key} for key in range(1, components.MAX_PAIRED + 2)}
    found = cluster(many)
    assert found.widespread.tolist() == [7, 8]
    assert found.unclear.all()
    few = {key: many[key] for key in list(many)[:-1]}
    assert len(groups(cluster(few))) == 1


def test_one_hash_connects_two_articles_that_also_share_a_widespread_one() -> None:
    many = {key: {7, 100 + key} for key in range(1, components.MAX_PAIRED + 2)}
    many[2] = {7, 101}
    found = cluster(many)
    assert found.labels[1] == found.labels[0]
    assert not found.unclear.any()


@given(st.lists(st.sets(st.integers(0, 9), max_size=4), min_size=1, max_size=12))
def test_clusters_are_the_same_when_sorted_in_parts(sets: list[set[int]]) -> None:
    spread = {key: {value * (1 << 28) for value in own} for key, own in enumerate(sets, 1)}
    whole = cluster(spread)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(components, "SORTED_AT_ONCE", 3)
        parts = cluster(spread)
    assert parts.labels.tolist() == whole.labels.tolist()
    assert parts.unclear.tolist() == whole.unclear.tolist()
