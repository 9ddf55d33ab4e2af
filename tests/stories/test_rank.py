"""The order in which texts may lead a story."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aggregator.stories.plan.rank import LENGTH_STEP, rank

LENGTHS = st.integers(0, 100_000)


@given(LENGTHS, st.text(), LENGTHS, st.text())
def test_the_order_is_total(a: int, a_hash: str, b: int, b_hash: str) -> None:
    assert (rank(a, a_hash) == rank(b, b_hash)) == ((a, a_hash) == (b, b_hash))


@given(st.integers(1, 100_000))
def test_a_text_that_is_longer_by_a_step_always_leads(tokens: int) -> None:
    longer = int(tokens * LENGTH_STEP) + 1
    assert rank(longer, "z") < rank(tokens, "a")


@given(st.integers(200, 2000))
def test_a_growing_text_changes_the_leader_once_for_each_length_class(first: int) -> None:
    keys = [rank(tokens, str(tokens)) for tokens in range(first, 2 * first)]
    lowest = [min(keys[: i + 1]) for i in range(len(keys))]
    changes = sum(a != b for a, b in pairwise(lowest))
    classes = {key[0] for key in keys}
    assert changes == len(classes) - 1


def test_within_a_class_the_shorter_text_leads_then_the_lower_hash() -> None:
    classes = {tokens: rank(tokens, "")[0] for tokens in range(1000, 1010)}
    same = [tokens for tokens in classes if classes[tokens] == classes[1005]]
    assert rank(same[0], "z") < rank(same[-1], "a")
    assert rank(1005, "a") < rank(1005, "b")
