"""Compares what became of the pages with the truth of the world."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

from benchmarks.origin.model import Page
from benchmarks.takedown_requests.model import GRADES, UNKNOWABLE, Grade, State, Trial

HOUR, DAY = 60.0, 1440.0
MOST_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Course:
    """What became of the pages in one trial: the states of those that were not always shown.

    Minutes are counted from the last request of the trial; `numbers` are the cases of the requests in
    turn, "" for one that was refused.
    """

    minutes: tuple[float, ...]  # at which was looked
    states: Mapping[str, tuple[State, ...]]  # by address, at each of these minutes
    numbers: tuple[str, ...]
    cases: int
    stored: frozenset[str]  # addresses before the first request
    fetched: Mapping[str, bool] = field(default_factory=dict)  # afterwards: is it shown?
    seconds: float = 0.0  # of CPU time for each request, its proof included

    def first(self, url: str, *states: State) -> float | None:
        """Returns the minute at which an address was seen in one of these states first."""
        seen = self.states.get(url, ())
        return next((m for m, s in zip(self.minutes, seen, strict=False) if s in states), None)

    def was_restored(self, url: str) -> bool:
        """Returns whether the page came back."""
        seen = self.states.get(url, ())
        return any(a != "shown" and b == "shown" for a, b in pairwise(seen))

    def hidden_minutes(self, url: str) -> float:
        """Returns how long the page was not shown at least: from the first look without it to the last."""
        seen = self.states.get(url, ())
        away = [m for m, s in zip(self.minutes, seen, strict=False) if s != "shown"]
        return away[-1] - away[0] if away else 0.0


@dataclass(slots=True)
class Tally:
    """Counts of right cases and of all by figure, and a line for each fault."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    longest: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    faults: list[str] = field(default_factory=list)
    kinds: Counter[tuple[str, str, Grade]] = field(default_factory=Counter)  # trials
    erased: Counter[tuple[str, str, Grade]] = field(default_factory=Counter)  # with a wrong erasure

    def add(self, figure: str, is_right: bool, what: str) -> None:
        """Counts a case of a figure; what is not right becomes a line."""
        self.all[figure] += 1
        self.right[figure] += is_right
        if not is_right:
            self.faults.append(f"{figure}: {what}")

    def include(self, other: "Tally") -> None:
        """Adds the counts of another tally."""
        self.right.update(other.right)
        self.all.update(other.all)
        self.kinds.update(other.kinds)
        self.erased.update(other.erased)
        self.faults.extend(other.faults)
        for name, value in other.longest.items():
            self.longest[name] = max(self.longest[name], value)


def judge(trial: Trial, course: Course, pages: Mapping[str, Page]) -> Tally:
    """Returns the figures of one trial."""
    tally = Tally()
    _judge_erased(tally, trial, course, pages)
    _judge_hidden(tally, trial, course, pages)
    if trial.side == "owner":
        _judge_service(tally, trial, course)
    _judge_fetched(tally, trial, course)
    if len(trial.requests) > 1:
        is_cheap = course.seconds <= MOST_SECONDS
        what = f"{trial.id}: {1000 * course.seconds:.0f} ms"
        tally.add("flood: a request costs at most 50 ms of CPU time", is_cheap, what)
    items = {urlsplit(url).path for request in trial.requests for url in request.urls}
    if len(trial.requests) > 1 and len(items) <= len(trial.requests[0].urls):
        figure = "requests for one item, joined or refused"
        tally.add(figure, course.cases <= len(items), f"{trial.id}: {course.cases} cases")
    return tally


def may_be_erased(trial: Trial, page: Page) -> bool:
    """Returns whether the page may be erased in this trial without a person."""
    is_wide = trial.side == "owner" and trial.ask in ("author", "domain", "span")
    is_wanted = page.url in trial.wanted or (is_wide and trial.party.controls(page))
    is_graded = trial.serve != "never" and trial.grade in ("V2", "V3")
    return is_graded and is_wanted and trial.party.has_right_to(page)


def _judge_erased(tally: Tally, trial: Trial, course: Course, pages: Mapping[str, Page]) -> None:
    wrong = [
        url
        for url in course.states
        if course.first(url, "erased") is not None and not may_be_erased(trial, pages[url])
    ]
    size = "alone" if len(trial.requests) == 1 else "in a flood"
    figure = f"{trial.side} {trial.grade} {size}: nothing erased without a person"
    if trial.side == "owner":
        figure = f"owner {trial.grade}: nothing else erased"
    if trial.kind in UNKNOWABLE:
        figure = f"report: {trial.kind}: nothing erased without a person"
    tally.add(figure, not wrong, f"{trial.id}: erased {', '.join(wrong[:4])}")
    tally.kinds[trial.side, trial.kind, trial.grade] += 1
    tally.erased[trial.side, trial.kind, trial.grade] += bool(wrong)
    if trial.side == "owner" and trial.ask == "copies":
        originals = [u for u in course.stored if u in pages and trial.party.controls(pages[u])]
        kept = all(course.states.get(url, ("shown",))[-1] == "shown" for url in originals)
        tally.add("owner: copies asked for, original kept", kept, trial.id)


def _judge_hidden(tally: Tally, trial: Trial, course: Course, pages: Mapping[str, Page]) -> None:
    """What was hidden although nobody had a right to it, and for how long."""
    for url in course.states:
        free = trial.party.has_right_to(pages[url]) or trial.kind in UNKNOWABLE
        if free or course.first(url, "hidden", "erased") is None:
            continue
        minutes = course.hidden_minutes(url)
        name = f"{trial.side} {trial.grade}: hidden wrongly, minutes"
        tally.longest[name] = max(tally.longest[name], minutes)
        tally.add(
            f"{trial.side} {trial.grade}: hidden wrongly, at most a day",
            minutes <= DAY,
            f"{trial.id}: {url} {minutes:.0f} minutes",
        )
        what = f"{trial.side} {trial.grade}: not hidden wrongly"
        tally.add(what if trial.grade == "V0" else f"report: {what}", False, f"{trial.id}: {url}")


def _judge_service(tally: Tally, trial: Trial, course: Course) -> None:
    """Whether an honest owner got what they asked for, in time."""
    wanted = [url for url in sorted(trial.wanted) if url in course.stored]
    if not wanted:
        return
    hidden = [course.first(url, "hidden", "erased") for url in wanted]
    erased = [course.first(url, "erased") for url in wanted]
    late = [u for u, minute in zip(wanted, hidden, strict=True) if minute is None or minute > HOUR]
    left = [u for u, minute in zip(wanted, erased, strict=True) if minute is None or minute > DAY]
    service = f"{trial.serve}: {trial.side} {trial.grade} {trial.ask}"
    if trial.serve != "never":
        tally.add(f"{service}: hidden within the hour", not late, _say(trial, late, wanted))
        tally.add(f"{service}: erased within the day", not left, _say(trial, left, wanted))
    elif trial.grade == "V1":
        tally.add(
            f"report: owner V1 {trial.ask}: hidden within the hour",
            not late,
            _say(trial, late, wanted),
        )
    back = [url for url in wanted if course.was_restored(url)]
    if trial.serve == "must":
        tally.add("owner: no false restore", not back, _say(trial, back, wanted))


def _judge_fetched(tally: Tally, trial: Trial, course: Course) -> None:
    """Whether what stays can be stored again, and what was erased cannot."""
    for stored in () if trial.kind in UNKNOWABLE else trial.stays:
        url = stored.page.url
        tally.add(
            f"{trial.side}: what stays is not blocked", course.fetched[url], f"{trial.id}: {url}"
        )
    if any(course.first(url, "erased") is None for url in trial.wanted & course.stored):
        return
    for stored in trial.gone:
        url = stored.page.url
        tally.add(
            "owner: what was erased stays gone", not course.fetched[url], f"{trial.id}: {url}"
        )


def _say(trial: Trial, left: list[str], wanted: list[str]) -> str:
    return f"{trial.id}: {len(left)} of {len(wanted)}: {', '.join(left[:3])}"


def format_figures(tally: Tally) -> Iterator[str]:
    """Yields a line for each figure."""
    for name in sorted(tally.all):
        right, count = tally.right[name], tally.all[name]
        yield f"{name:70} {right:5} of {count:5}  {100 * right / count:6.1f} %"
    for name, value in sorted(tally.longest.items()):
        yield f"{name:70} {value:8.0f}"


def format_kinds(tally: Tally) -> Iterator[str]:
    """Yields a line for each kind: trials with a wrong erasure, of all, by grade."""
    for side, kind in sorted({(side, kind) for side, kind, _ in tally.kinds}):
        counts = (
            f"{tally.erased[side, kind, grade]:3} of {tally.kinds[side, kind, grade]:3}"
            for grade in GRADES
        )
        yield f"{side:9} {kind:26} " + "  ".join(counts)


def find_missed(tally: Tally) -> list[str]:
    """Returns the figures that must hold in every case, and do not."""
    return [
        f"missed: {name}: {tally.right[name]} of {tally.all[name]}"
        for name in sorted(tally.all)
        if not name.startswith("report:") and tally.right[name] < tally.all[name]
    ]
