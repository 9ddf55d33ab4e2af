"""Crawls a world of misbehaving sites for virtual days; what was lost, doubled, asked too fast, and not reported.

python -m benchmarks.years.run [--days N] [--behaviours a,b] [--json] [--keep FOLDER]

Ctrl-C ends it early: what happened until then is judged.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.years.behaviours import BEHAVIOURS
from benchmarks.years.driver import DELAY, Record, crawl_world
from benchmarks.years.judge import Verdict, judge
from benchmarks.years.politeness import Manners, judge_manners
from benchmarks.years.reported import Report, find_false_alarms, judge_reports, save
from benchmarks.years.truth import PATIENCE, find_shown
from benchmarks.years.world import World, make_world

EXAMPLES = 3  # of what is wrong, printed for each behaviour


@dataclass(slots=True)
class Result:
    """All verdicts by behaviour, and how the run went."""

    days: float
    verdicts: dict[str, Verdict]
    manners: dict[str, Manners]
    reports: list[Report]
    false_alarms: list[str]
    runs: int
    wall: float
    cpu: float
    ended: list[tuple[float, str]]

    def totals(self) -> dict[str, int]:
        """Returns the figures, each of which must be 0, after what they are counted of."""
        verdicts, manners = self.verdicts.values(), self.manners.values()
        return {
            "behaviours": len(verdicts),
            "articles that count": sum(v.owed for v in verdicts),
            "lost": sum(len(v.lost) for v in verdicts),
            "doubled": sum(len(v.doubled) for v in verdicts),
            "wrong": sum(len(v.wrong) for v in verdicts),
            "changes missed": sum(len(v.missed) for v in verdicts),
            "requests against a rule": sum(m.offences for m in manners),
            "not reported in time": sum(not r.is_said for r in self.reports),
            "runs ended by an error": len(self.ended),
        }


MUST_BE_NONE = (
    "lost",
    "doubled",
    "wrong",
    "changes missed",
    "requests against a rule",
    "not reported in time",
    "runs ended by an error",
)


def measure(world: World, folder: Path, patience: float = PATIENCE, quiet: bool = True) -> Result:
    """Crawls the world into this folder and judges it."""
    record = crawl_world(
        world, folder, lambda line: None if quiet else print(line, file=sys.stderr, flush=True)
    )
    save(record, folder / "looks.json")
    return judge_record(world, record, patience)


def judge_record(world: World, record: Record, patience: float) -> Result:
    """Returns the verdicts on what happened."""
    return Result(
        world.days,
        judge(world, record.path, find_shown(world), patience),
        judge_manners(world, record.seen, DELAY, record.late, record.server_late),
        judge_reports(world, record),
        find_false_alarms(world, record),
        record.runs,
        record.wall,
        record.cpu,
        record.ended,
    )


def format_result(result: Result) -> list[str]:
    """Returns the table by behaviour, what is wrong, and the totals."""
    reports: dict[str, list[Report]] = {}
    for report in result.reports:
        reports.setdefault(report.name, []).append(report)
    lines = [
        f"{'behaviour':28}{'count':>6}{'lost':>6}{'dbl':>5}{'wrong':>6}{'changes':>9}{'asked':>7}{'fast':>6}  reported",
    ]
    for name, verdict in result.verdicts.items():
        manners = result.manners[name]
        said = "; ".join(_describe(report) for report in reports.get(name, []))
        changes = f"-{len(verdict.missed)}/{verdict.changes}" if verdict.changes else ""
        lines.append(
            f"{name:28}{verdict.owed:6}{len(verdict.lost):6}{len(verdict.doubled):5}{len(verdict.wrong):6}"
            f"{changes:>9}{manners.requests:7}{manners.offences:6}  {said}".rstrip()
        )
    lines += ["", *_explain(result), ""]
    lines += [f"{name:26} {value}" for name, value in result.totals().items()]
    lines.append(
        f"{result.days:g} days in {result.wall:.0f} s, {result.runs} runs, {result.cpu:.0f} s CPU in the main process"
    )
    return lines


def _describe(report: Report) -> str:
    if not report.is_said:
        return "NOT REPORTED"
    assert report.first is not None
    return f"{report.places[0]} after {report.first - report.since:.0f} h"


def _explain(result: Result) -> list[str]:
    """Returns what is wrong with each behaviour, with examples."""
    lines = []
    for name, verdict in result.verdicts.items():
        manners = result.manners[name]
        bad = verdict.lost or verdict.doubled or verdict.wrong or verdict.missed
        unsaid = [r for r in result.reports if r.name == name and not r.is_said]
        if not (bad or manners.offences or unsaid):
            continue
        lines.append(f"{name}: {BEHAVIOURS[name].says}")
        for title in ("lost", "doubled", "wrong", "missed"):
            found: list[str] = getattr(verdict, title)
            lines += [f"    {title}: {text}" for text in found[:EXAMPLES]]
            if len(found) > EXAMPLES:
                lines.append(f"    {title}: and {len(found) - EXAMPLES} more")
        if verdict.lost and verdict.outcomes:
            lines.append(f"    addresses: {verdict.outcomes}")
        if manners.offences:
            counts = {k: v for k, v in asdict(manners).items() if v and k != "name"}
            lines.append(f"    asked: {counts}")
        lines += [
            f"    not reported: /{r.wanted}/ by hour {r.until:.0f}; said: {r.instead}"
            for r in unsaid
        ]
    return [*lines, *(f"said without reason: {text}" for text in result.false_alarms[:5])]


def to_json(result: Result) -> dict[str, Any]:
    """Returns all figures."""
    return {"totals": result.totals(), **asdict(result)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Crawls a world of misbehaving sites.")
    parser.add_argument("--days", type=float, default=14.0, help="virtual days")
    parser.add_argument("--behaviours", default="", help="names with commas; all by default")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="hours, see truth.py")
    parser.add_argument("--json", action="store_true", help="all figures as JSON")
    parser.add_argument("--keep", type=Path, help="keep database, logs and looks in this folder")
    parser.add_argument("--data", type=Path, help="not needed: the texts are generated")
    options = parser.parse_args()
    names = [name for name in options.behaviours.split(",") if name]
    world = make_world(options.days, names)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = measure(world, folder, options.patience, quiet=options.json)
    if options.json:
        print(json.dumps(to_json(result), indent=1))
    else:
        print("\n".join(format_result(result)))
    totals = result.totals()
    sys.exit(1 if any(totals[name] for name in MUST_BE_NONE) else 0)


if __name__ == "__main__":
    main()
