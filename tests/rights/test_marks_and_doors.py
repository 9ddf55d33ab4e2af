"""What a publisher says of its page holds at every door: pages, methods, commands, files, mails and the file itself.

The pages of `marks.jsonl` are crawled from a real server, with a site that copies them, and each door is opened.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.rights.doors import DOORS, LISTS, TAKEDOWNS
from tests.rights.judging import Finding, Judged, judge_all
from tests.rights.marked_pages import read_marks

# A default, reservations of each kind, limits, an open licence, near misses, choices of the operator, a change.
SAMPLE = frozenset(
    ["m001", "m004", "m020", "m031", "m034", "m044", "m050", "m061", "m074", "m092", "m094", "m095"]
)
PARTS = 4  # the latest thirty stories are in a feed: so many worlds have all of theirs in it


@pytest.fixture(scope="module", name="judged")
def _judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    marks = [each for each in read_marks() if each.id in SAMPLE]
    return judge_all(marks, tmp_path_factory.mktemp("marks"))


def test_nothing_leaves_against_what_was_said(judged: Judged) -> None:
    assert list_lines(judged.sure_leaks) == []


def test_what_only_looks_like_a_mark_closes_no_door(judged: Judged) -> None:
    assert list_lines(judged.over_blocked) == []
    assert judged.asked


def test_every_mark_is_judged_at_every_door(judged: Judged) -> None:
    doors = len(DOORS) + len(LISTS) + len(TAKEDOWNS)
    assert judged.pairs == doors * len(SAMPLE) + len(DOORS)  # one of them changes


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_of_any_page_leaves_against_what_was_said(part: int, tmp_path: Path) -> None:
    judged = judge_all(read_marks()[part::PARTS], tmp_path)
    assert list_lines(judged.sure_leaks) == []
    assert list_lines(judged.over_blocked) == []


def list_lines(found: Sequence[Finding]) -> list[str]:
    """What was found, in words."""
    return [str(each) for each in found]
