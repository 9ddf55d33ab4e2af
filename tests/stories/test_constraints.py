"""Which texts an operator's splits keep apart."""

from aggregator.stories.plan.constraints import NO_CONSTRAINTS, Constraints

LEFT, STAYED = (1, False), (1, True)


def test_without_splits_everything_is_allowed() -> None:
    assert NO_CONSTRAINTS.allows_member("a", "b")


def test_a_text_that_was_split_off_leads_and_is_no_member() -> None:
    constraints = Constraints({"left": {LEFT}})
    assert not constraints.allows_member("other", "left")
    assert constraints.allows_member("left", "other")


def test_a_text_that_stayed_is_no_member_of_one_that_was_split_off() -> None:
    constraints = Constraints({"left": {LEFT}, "stayed": {STAYED}})
    assert not constraints.allows_member("left", "stayed")
    assert constraints.allows_member("other", "stayed")


def test_sides_of_different_splits_do_not_matter_to_each_other() -> None:
    constraints = Constraints({"left": {LEFT}, "stayed": {(2, True)}})
    assert constraints.allows_member("left", "stayed")
