"""Checks before a page is called a copy without credit: do lines of its own text name the original?

Reading finds credit by links, short lines and phrases it knows. A line of the text in other words may name
the original too. As many lines as the original's own text has with its name came with the text, and show nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aggregator.attribution import agencies, page_lines
from aggregator.attribution.name_index import NameIndex, split_words
from aggregator.attribution.naming import site_of
from aggregator.attribution.parties import make_member_party
from aggregator.model import Assessment, Attribution, Member, Original

CHECKED_REASONS = ("nothing_found", "other_only", "picture_only")
JOINT = page_lines.JOINT
MAX_LINES = 400  # of a text that are looked at
MAX_LINE = 2_000  # characters of a line


def list_unconfirmed(verdict: Attribution) -> list[int]:
    """Returns the ids of the pages whose texts are to be checked."""
    return [
        each.article_id
        for each in verdict.assessments
        if each.role == "uncredited_copy" and each.reason in CHECKED_REASONS
    ]


def withdraw_where_named(
    verdict: Attribution, members: Sequence[Member], texts: Mapping[int, str]
) -> Attribution:
    """Returns a verdict without the role of pages whose own lines name the original.

    `texts` are those of the pages of `list_unconfirmed` and of the original where it is stored, by id.
    """
    original = verdict.original
    index, marks = _index_names(original, members), _find_marks(original)
    copied = _count_naming_lines(texts.get(original.article_id or 0, ""), index, marks)
    unconfirmed = set(list_unconfirmed(verdict))
    return replace(
        verdict,
        assessments=tuple(
            _withdraw(each)
            if each.article_id in unconfirmed
            and _count_naming_lines(texts.get(each.article_id, ""), index, marks) > copied
            else each
            for each in verdict.assessments
        ),
    )


def _withdraw(assessment: Assessment) -> Assessment:
    return replace(assessment, role=None, reason="mentioned_only")


def _index_names(original: Original, members: Sequence[Member]) -> NameIndex:
    """Returns the names of the original and of its publisher."""
    stored = next((m for m in members if m.article_id == original.article_id), None)
    if stored is None:
        return page_lines.index_outside_original(original).names
    party, row = make_member_party(stored), page_lines.agency_of(stored)
    return NameIndex.from_names((name, party) for name in page_lines.list_names_of(stored, row))


def _find_marks(original: Original) -> re.Pattern[str] | None:
    """Returns the pattern of the marks of an agency, as they are written in brackets or between slashes."""
    names = [*original.name.split(JOINT), original.name]
    rows = [row for name in names if (row := agencies.find_by_name(name))]
    row = agencies.find_by_domain(site_of(original.url)) if original.url else None
    marks = {mark for each in (*rows, *([row] if row else ())) for mark in (each.name, *each.marks)}
    if not marks:
        return None
    return re.compile(rf"[(/（【\[=＝]\s?(?:{'|'.join(map(re.escape, sorted(marks)))})(?!\w)")


def _count_naming_lines(text: str, index: NameIndex, marks: re.Pattern[str] | None) -> int:
    """Counts the lines of a text that hold a name of the original or the mark of its agency."""
    lines = (line[:MAX_LINE] for line in text.splitlines()[:MAX_LINES])
    return sum(bool(marks and marks.search(line)) or _holds_name(line, index) for line in lines)


def _holds_name(line: str, index: NameIndex) -> bool:
    return index.may_hold_name(line) and bool(index.find(split_words(line)))
