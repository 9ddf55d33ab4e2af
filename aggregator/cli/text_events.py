"""Answers in words about what happened: reports on watches, and the log of a story."""

from collections.abc import Sequence
from itertools import groupby

from aggregator import clock
from aggregator.cli.text_lines import write_line
from aggregator.cli.text_output import format_change, format_confidence, format_verdict
from aggregator.results import (
    AbsenceEvent,
    DecisionEvent,
    LogEntry,
    NamedOriginal,
    Report,
    ReportItem,
    StoryEvent,
    StoryRow,
    VerdictEvent,
)

INDENT = " " * 13  # what follows the time of an event has a column of its own


def write_watch_report(report: Report) -> None:
    """Write the new items of a watch; writes nothing when there are none."""
    if report.items:
        name = f" ({report.watch.name})" if report.watch.name else ""
        write_line(
            f"Watch {report.watch.id}: {report.watch.kind} {report.watch.value}{name}", bold=True
        )
    for (says, passage), group in groupby(report.items, _passage_key):
        _write_item_group(says, passage, list(group))


def _passage_key(item: ReportItem) -> tuple[str, str]:
    """Return what items of one paragraph have in common: many copies carry one passage."""
    return item.says, format_change(item.passage) if item.passage else ""


def _write_item_group(statement: str, passage: str, items: Sequence[ReportItem]) -> None:
    who = [item.source_name or item.source or f"story {item.story_id}" for item in items]
    if not passage:
        for name, item in zip(who, items, strict=True):
            write_line(f"  {name}: {statement}", "     ")
            write_line(f"     {clock.for_people(item.when)} · “{item.title}”", "     ")
            write_line(f"     {item.url or ''}", "     ", dim=True)
        return
    write_line(f"  {', '.join(who)}: {statement}", "     ")
    write_line(f"     {passage}", "     ")
    for item in items:
        write_line(f"     {item.url} · {clock.for_people(item.when)}", "     ", dim=True)


def write_history(story: StoryRow, entries: Sequence[LogEntry]) -> None:
    """Write what became of a story, oldest first: verdicts, leaders, merges, decisions, members that were gone."""
    write_line(f"Story {story.story_id}: {story.title}", bold=True)
    for entry in entries:
        write_line(f"{clock.for_people(entry.at)}  {_format_event(entry)}", INDENT)


def _format_event(entry: LogEntry) -> str:
    if isinstance(entry, VerdictEvent):
        return _format_verdict_event(entry)
    if isinstance(entry, DecisionEvent):
        return _format_decision(entry)
    if isinstance(entry, AbsenceEvent):
        who = entry.source_name or entry.source
        return ABSENCE_TEXTS[entry.what].format(who=who, url=entry.url, status=entry.status)
    return _format_story_event(entry)


def _format_verdict_event(event: VerdictEvent) -> str:
    articles = f"{event.articles} article{'s' if event.articles > 1 else ''}"
    original = NamedOriginal(url=event.original_url, name=event.original_name)
    confidence = format_confidence(event.confidence, bool(event.set_by))
    return f"{format_verdict(event.verdict, original, confidence)} · {articles}"


def _format_decision(event: DecisionEvent) -> str:
    articles = ", ".join(map(str, event.articles))
    what = DECISION_TEXTS[event.kind].format(articles, address=event.address)
    why = f": {event.reason}" if event.reason else ""
    undone = f"; taken back {clock.for_people(event.undone_at)}" if event.undone_at else ""
    return f"decision {event.decision} by {event.decided_by}, {what}{why}{undone}"


def _format_story_event(event: StoryEvent) -> str:
    says = EVENT_TEXTS[event.what]
    return says.format(
        story=event.story_id,
        article=event.article_id,
        other=event.other_story_id,
        reason=event.reason,
    )


DECISION_TEXTS = {
    "split": "apart from the others: {}",
    "merge": "of one story: {}",
    "pin": "the original: {}",
    "part": "{address} is no address of: {}",
}
ABSENCE_TEXTS = {
    "vanished": "{who}: gone from {url} (HTTP {status} at two looks)",
    "restored": "{who}: at {url} again",
}
EVENT_TEXTS = {
    "leader": "article {article} leads story {story}: {reason}",
    "took_in": "story {other} went into {story}: {reason}",
    "came_from": "story {story} came out of {other}: {reason}",
}
