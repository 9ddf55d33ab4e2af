"""Lines as pages print them: those that name the source of the text, and those that do not.

`source_lines.tsv` has a line for each row of the table of phrases that names a source.
`source_lines_held.tsv` was written before the rows, and no row was written for a line of it.
"seen on" is the kind of page; "not seen" where only the language was known. Names are partly replaced.
"""

import csv
import re
from pathlib import Path

import pytest

from aggregator.attribution import agencies
from aggregator.model import SourceTrace
from aggregator.reading import phrases
from aggregator.reading.phrases import patterns
from aggregator.reading.phrases.table import PHRASES
from aggregator.reading.traces import agency_marks, source_traces

FOLDER = Path(__file__).parent
PROSE = "The ferry between the islands sails again from Saturday, eleven times a day."
NAMING_SIGNALS = frozenset(["reference", "source", "feed"])
CREDIT_KINDS = frozenset(["link_phrase", "syndicated_notice"])
AGENCY_KINDS = frozenset(["dateline", "sign_off", "item_number", "rights"])


def read_rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_line(row: dict[str, str]) -> tuple[str, str] | None:
    """Signal and name that are read from the line of a row."""
    if row["signal"] not in ("dateline", "sign_off"):
        return phrases.find_signal(row["line"])
    find = {"dateline": agency_marks.match_dateline, "sign_off": agency_marks.match_sign_off}
    match = find[row["signal"]](row["line"])
    return (row["signal"], match["name"].strip()) if match else None


def is_credit(trace: SourceTrace) -> bool:
    """Whether a trace is read as credit for the whole text."""
    if trace.kind in AGENCY_KINDS:
        return agencies.find_by_name(trace.name) is not None
    return trace.kind in CREDIT_KINDS


@pytest.mark.parametrize("row", read_rows("source_lines.tsv"), ids=lambda row: row["line"][:40])
def test_a_line_that_names_the_source_is_read(row: dict[str, str]) -> None:
    result = read_line(row)
    assert result is not None
    assert (result[0], result[1].casefold()) == (row["signal"], row["name"].casefold())


def test_lines_that_no_row_was_written_for_are_read() -> None:
    rows = read_rows("source_lines_held.tsv")
    results = [(row, read_line(row)) for row in rows]
    right = [row for row, result in results if result and result[0] == row["signal"]]
    assert len(right) >= 0.95 * len(rows)


def test_lines_that_name_no_source_of_the_text_are_no_credit() -> None:
    taken_for_credit = [
        row["line"]
        for row in read_rows("no_source_lines.tsv")
        for trace in source_traces.find_in_lines([*[PROSE] * 12, row["line"]])
        if is_credit(trace) and trace.phrase in row["line"]
    ]
    assert taken_for_credit == []


def test_each_phrase_that_names_a_source_has_a_line() -> None:
    rows = [*read_rows("source_lines.tsv"), *read_rows("source_lines_held.tsv")]
    lines = [row["line"] for row in rows]
    without_line = [
        phrase for phrase in PHRASES if phrase[1] in NAMING_SIGNALS and not has_line(phrase, lines)
    ]
    assert without_line == []


def has_line(phrase: tuple[str, str, str], lines: list[str]) -> bool:
    """Whether the pattern of a phrase matches one of the lines."""
    pattern = re.compile(patterns.name_groups(phrase[2]))
    return any(pattern.match(phrases.lower_after_opening_signs(line)) for line in lines)
