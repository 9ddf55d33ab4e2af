"""Whether an operator learns of a behaviour in time: in `status`, its JSON, `source show` or the recorded events.

The words that count are those about the source of the behaviour; host names and addresses are made `@` before.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.years.driver import LOOK, Record
from benchmarks.years.model import START, SUFFIX, Notice, Site
from benchmarks.years.stored import read_events
from benchmarks.years.world import FEED_PATHS, World

POLLS = 3  # a notice may take as many polls, or its hours, whichever is later
PLACES = ("status", "status --json", "source show", "events")
_ADDRESS = re.compile(rf"https?://\S+|[\w.-]+\.{re.escape(SUFFIX)}\S*")


@dataclass(slots=True)
class Report:
    """What was said of one behaviour: in which of `PLACES`, and at which hour first; "" if nowhere in time."""

    name: str
    wanted: str
    since: float
    until: float
    places: list[str] = field(default_factory=list)
    first: float | None = None
    instead: str = ""  # what `status` and `source show` said at the last look in time

    @property
    def is_said(self) -> bool:
        return bool(self.places)


def judge_reports(world: World, record: Record) -> list[Report]:
    """Returns a report for each notice that falls into the days of the world."""
    events = read_events(record.path)
    reports = []
    for site in world.sites:
        for notice in site.behaviour.notices:
            until = _find_deadline(site, notice, record)
            if until <= world.days * 24:
                said = Report(site.behaviour.name, notice.words, notice.since, until)
                _fill(said, site, record, events.get(site.host, []))
                reports.append(said)
    return reports


def find_false_alarms(world: World, record: Record) -> list[str]:
    """Returns the sites without any fault that `status` mentions, with what it says."""
    found = []
    for site in world.sites:
        if site.behaviour.name.startswith("plain"):
            for hour, seen in record.looks:
                words = " ".join(_lines(seen["status"], site.host)).strip()
                if words:
                    found.append(f"{site.behaviour.name} at hour {hour:.0f}: {words}")
    return found


def _find_deadline(site: Site, notice: Notice, record: Record) -> float:
    """Returns the hour of the first look after the third poll, or after the hours of the notice if that is later."""
    polls = sorted(
        r.hour for r in record.seen if r.host in site.hosts and r.path.startswith(FEED_PATHS)
    )
    after = [hour for hour in polls if hour >= notice.since]
    third = after[POLLS - 1] if len(after) >= POLLS else notice.since
    return max(notice.since + notice.within, third) + LOOK


def _fill(report: Report, site: Site, record: Record, events: list[tuple[str, str]]) -> None:
    words = re.compile(report.wanted, re.IGNORECASE)
    before = _lines_before(report.since, site, record)
    for hour, seen in record.looks:
        if not report.since <= hour <= report.until:
            continue
        texts = {
            "status": " ".join(_lines(seen["status"], site.host)),
            "status --json": " ".join(_objects(seen["json"], site.host)),
            "source show": " ".join(
                line for line in _clean_lines(seen, site.host) if line not in before
            ),
        }
        report.instead = (texts["status"] or texts["source show"])[:300]
        for place, text in texts.items():
            if words.search(text):
                _note(report, place, hour)
    for happened, detail in events:
        hour = _hour_of(happened)
        if report.since <= hour <= report.until and words.search(_clean(detail)):
            _note(report, "events", hour)


def _lines_before(since: float, site: Site, record: Record) -> set[str]:
    """Returns the lines of `source show` that were there before: labels, and what has another reason."""
    former = [seen for hour, seen in record.looks if hour < since]
    return set(_clean_lines(former[-1], site.host)) if former else set()


def _clean_lines(seen: dict[str, Any], host: str) -> list[str]:
    return [_clean(line) for line in seen["sources"].get(host, "").splitlines()]


def _note(report: Report, place: str, hour: float) -> None:
    if place not in report.places:
        report.places.append(place)
    report.first = hour if report.first is None else min(report.first, hour)


def _lines(text: str, host: str) -> Iterator[str]:
    """Yields the lines that name the host, and those below them that are set in further."""
    indent: int | None = None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip())
        if host in line:
            indent = depth
            yield _clean(line)
        elif indent is not None and depth > indent:
            yield _clean(line)
        else:
            indent = None


def _objects(text: str, host: str) -> Iterator[str]:
    """Yields the words of the smallest JSON objects that name the host."""
    try:
        found = json.loads(text)
    except ValueError:
        return
    yield from _walk(found, host)


def _walk(value: Any, host: str) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            if isinstance(part, str) and host in part:
                yield _clean(part)
            else:
                yield from _walk(part, host)
    elif isinstance(value, dict):
        if any(isinstance(part, str) and host in part for part in value.values()):
            yield _clean(" ".join(_words(value)))
        else:
            for part in value.values():
                yield from _walk(part, host)


def _words(value: Any) -> Iterator[str]:
    """Yields the values, and the names of those that are neither empty nor 0."""
    if isinstance(value, dict):
        for name, part in value.items():
            if part:
                yield name
                yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif value:
        yield str(value)


def _clean(text: str) -> str:
    return " ".join(_ADDRESS.sub("@", text).split())


def _hour_of(text: str) -> float:
    from aggregator.clock import from_text

    return (from_text(text) - START).total_seconds() / 3600


def save(record: Record, path: Path) -> None:
    """Writes what was said at each look, for whoever wants to know why a notice is missing."""
    path.write_text(json.dumps(record.looks, indent=1), encoding="utf-8")
