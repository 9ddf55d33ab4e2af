"""Texts that are related to a story and no copies of it, in words: collections, and texts of a series."""

from collections.abc import Callable, Sequence

from aggregator import clock, labels
from aggregator.cli.text_lines import write_heading, write_line
from aggregator.results import RelatedText, RelatedTexts, Story, TraceResult

MAX_SHOWN = 10  # of each kind; --json has all


def write_related_texts(found: Story | TraceResult | RelatedTexts) -> None:
    """Write the collections that carry a text, the texts that it carries, and those of its series."""
    _write_group("Carried in a collection", found.collections, _describe_share)
    _write_group("A collection: it carries these texts", found.carries, _describe_carried)
    _write_group("Of the same form, no copies", found.series, _describe_share)


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
