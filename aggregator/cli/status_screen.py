"""The state of everything on one screen: at most 24 lines of 80 columns."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from aggregator import clock
from aggregator.results import CrawlRun, Health, HealthFinding, SourceHealth, Status

MOST_LINES, MOST_COLUMNS = 24, 80
LABEL = 10  # columns of the labels at the left
LINES_OF_FINDING = 3  # of a finding, beyond which it is cut
NEEDS_PERSON = "aggregator source list --needs-person"


def format_status(state: Status, columns: int = MOST_COLUMNS) -> list[str]:
    """Returns the lines of the screen: what is stored, what runs, and what needs a person, the worst first."""
    columns = min(columns, MOST_COLUMNS)
    lines = [*_format_head(state, columns)]
    findings = [*_format_findings(state.health.findings, columns)]
    room = MOST_LINES - 2 - len(lines)
    lines += _cut(findings, room, "aggregator status --json")
    lines += _format_sources(state.health, columns, MOST_LINES - len(lines))
    return lines


def format_check(health: Health, columns: int = MOST_COLUMNS) -> list[str]:
    """Returns what is wrong, for a monitor or a mail of cron; nothing when all is well."""
    lines = [*_format_findings(health.findings, columns)]
    if any(source.needs_person for source in health.sources):
        lines += _format_sources(health, columns, MOST_LINES)
    return lines


def format_source_findings(source: SourceHealth, columns: int) -> Iterator[str]:
    """Yields the findings of a source with what can be done, whole."""
    for finding in source.findings:
        mark = "needs you" if finding.severity == "person" else "note"
        yield from _wrap(mark, finding.says, columns)
        yield from _wrap("", f"-> {finding.do}", columns)


def count_in_words(counts: dict[str, int | dict[str, float]]) -> str:
    """Returns the counts of a crawl in words, `301 new, 12 rejected`."""
    numbers = ((name, value) for name, value in counts.items() if value and isinstance(value, int))
    return ", ".join(f"{value:,} {name.replace('_', ' ')}" for name, value in numbers)


def _format_head(state: Status, columns: int) -> Iterator[str]:
    stored = f"{state.articles:,} articles in {state.stories:,} stories"
    if state.since and state.until:
        stored += f", first seen {clock.to_the_minute(state.since)[:10]} to {clock.to_the_minute(state.until)}"
    yield from _wrap("stored", stored, columns)
    yield from _wrap("crawl", _describe_run(state.health), columns)
    feeds, facts = state.feeds, state.health.facts
    says = f"{feeds.known:,} known, {feeds.due:,} due, {feeds.failing:,} failing; {feeds.pages_waiting:,} pages wait"
    if facts.last_polled:
        says += f"; last answer {clock.to_the_minute(facts.last_polled)}"
    yield from _wrap("feeds", says, columns)
    yield from _wrap(
        "disk",
        f"{facts.free_bytes >> 20:,} MiB free, database {facts.database_bytes >> 20:,} MiB",
        columns,
    )
    open_cases = f"{len(state.takedowns)} open" if state.takedowns else "none"
    yield from _wrap("takedowns", open_cases, columns)


def _describe_run(health: Health) -> str:
    run = health.facts.last_run
    if run is None:
        return "none so far: `aggregator crawl --due`"
    counts = count_in_words(run.counts)
    return f"{_describe_times(run, health.facts.is_running)} ({run.what})" + (
        f": {counts}" if counts else ""
    )


def _describe_times(run: CrawlRun, is_running: bool) -> str:
    began = clock.to_the_minute(run.started_at)
    if is_running:
        return f"runs since {began}"
    if run.ended_at:
        return f"last one {began} to {clock.to_the_minute(run.ended_at)[11:]}"
    return f"last one began {began} and was broken off"


def _format_findings(findings: Sequence[HealthFinding], columns: int) -> Iterator[str]:
    """Yields the findings of the installation."""
    for finding in findings:
        label = "needs you" if finding.severity == "person" else "note"
        yield from _cut_lines(_wrap(label, f"{finding.says} -> {finding.do}", columns))


def _format_sources(health: Health, columns: int, room: int) -> list[str]:
    """Returns as many sources that need a person as there is room for."""
    waiting = [source for source in health.sources if source.needs_person]
    notes = len(health.sources) - len(waiting)
    count = f"{len(waiting):,} need a person" if waiting else "none needs a person"
    others = f"; notes on {notes:,} more: `aggregator status --json`" if notes else ""
    lines = _wrap("sources", f"{count}{others}", columns)
    for number, source in enumerate(waiting):
        block = _format_source(source, columns)
        left = len(waiting) - number
        if len(lines) + len(block) + (left > 1) > room:
            lines += _wrap_indented(f"and {left:,} more: `{NEEDS_PERSON}`", columns, 2)
            break
        lines += block
    return lines


def _format_source(source: SourceHealth, columns: int) -> list[str]:
    finding = source.findings[0]
    says = _cut_lines(_wrap_indented(f"{source.source}: {finding.says}", columns, 2))
    return [*says, *_wrap_indented(f"-> {finding.do}", columns, 4)]


def _wrap(label: str, text: str, columns: int) -> list[str]:
    """Returns a text in lines, with a label at the left of the first."""
    return textwrap.wrap(
        text,
        columns,
        initial_indent=f"{label:{LABEL}}",
        subsequent_indent=" " * LABEL,
        break_on_hyphens=False,
    )


def _wrap_indented(text: str, columns: int, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        columns,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_on_hyphens=False,
    )


def _cut_lines(lines: Sequence[str]) -> list[str]:
    if len(lines) <= LINES_OF_FINDING:
        return [*lines]
    last = lines[LINES_OF_FINDING - 1]
    return [*lines[: LINES_OF_FINDING - 1], f"{last[: MOST_COLUMNS - 2].rstrip()[:-1]}…"]


def _cut(lines: Iterable[str], room: int, where: str) -> list[str]:
    lines = [*lines]
    return lines if len(lines) <= room else [*lines[: room - 1], f"{'':{LABEL}}and more: `{where}`"]
