"""Texts that are related to a story and no copies of it, in words: collections, and texts of a series."""

from collections.abc import Callable, Sequence

from aggregator import clock, labels
from aggregator.cli.text_lines import write_heading, write_line
from aggregator.results import RelatedText, RelatedTexts, Story, TraceResult

MAX_SHOWN = 10  # of each kind; --json has all
MAX_FEW = 2  # of each kind, where the whole answer is to fit on a screen
COLLECTIONS = "Carried in a collection"
CARRIES = "A collection: it carries these texts"
SERIES = "Of the same form, no copies"


def write_related_texts(found: Story | TraceResult | RelatedTexts) -> None:
    """Write the collections that carry a text, the texts that it carries, and those of its series."""
    _write_group(COLLECTIONS, found.collections, _describe_share)
    _write_group(CARRIES, found.carries, _describe_carried)
    _write_group(SERIES, found.series, _describe_share)


def write_few_related_texts(found: TraceResult) -> None:
    """Write the first of them, in one line each."""
    _write_few(COLLECTIONS, found.collections, _describe_share)
    _write_few(CARRIES, found.carries, _describe_carried)
    _write_few(SERIES, found.series, _describe_share)


def _write_few(
    heading: str, rows: Sequence[RelatedText], describe: Callable[[RelatedText], str]
) -> None:
    if rows:
        write_line(f"{heading} ({len(rows)}):", bold=True)
    for row in rows[:MAX_FEW]:
        write_line(f"  {row.source_name or row.source}: “{row.title}” · {describe(row)}", "     ")


def _write_group(
    heading: str, rows: Sequence[RelatedText], describe: Callable[[RelatedText], str]
) -> None:
    if rows:
        write_heading(f"{heading} ({len(rows)})")
    for row in rows[:MAX_SHOWN]:
        write_line(f"  {row.source_name or row.source}: “{row.title}”", "     ")
        seen = f"first seen {clock.for_people(row.first_seen)} · story {row.story_id}"
        write_line(f"     {describe(row)} · {seen}", "     ")
        write_line(f"     {row.url}", "     ", dim=True)
    if len(rows) > MAX_SHOWN:
        write_line(f"  and {len(rows) - MAX_SHOWN} more: --json lists all")


def _describe_share(row: RelatedText) -> str:
    share = labels.describe_related_share(
        row.relation, row.role, row.containment, row.containment_of_original
    )
    return f"{share}; {labels.CREDITS[row.credit]}" if row.credit else share


def _describe_carried(row: RelatedText) -> str:
    return labels.describe_carried_share(row.containment, row.containment_of_original)
