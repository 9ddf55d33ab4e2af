"""Whether what a door gave is against what the publisher said, or less than what it allows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.rights.asking import Door
from tests.rights.doors import DOORS, LISTS, TAKEDOWNS
from tests.rights.marked_pages import (
    Index,
    Marked,
    Run,
    find_runs,
    index_texts,
    list_changes,
    list_words,
)
from tests.rights.marked_world import MarkedWorld, changed, crawled

EXCERPTS = ("extract", "snippet", "feed_summary", "evidence_quotation")
WORDS_OF_EXTRACT = 45  # of a text, in which neither late sentence nor unique word is
FEW = 3  # words that a run of words around a marked part may have of it by chance


@dataclass(frozen=True)
class Finding:
    """Something left by a door against what was said (`use` is forbidden), or did not leave although nothing forbids it."""

    marked: Marked
    door: str
    use: str
    is_open: bool
    shown: str

    def __str__(self) -> str:
        state = " (second state)" if self.marked.second else ""
        return f"{self.marked.id} {self.marked.row['name']}{state} | {self.door} | {self.use} | {self.shown[:90]!r}"


@dataclass
class Judged:
    """What was found, and how many pairs of a mark and a door were judged."""

    pairs: int
    leaks: list[Finding]
    over_blocked: list[Finding]
    asked: int  # pairs of a near miss and a door that must show something

    def add(self, other: "Judged") -> None:
        """Adds what was judged elsewhere."""
        self.pairs += other.pairs
        self.leaks += other.leaks
        self.over_blocked += other.over_blocked
        self.asked += other.asked

    @property
    def sure_leaks(self) -> list[Finding]:
        """Leaks of uses on which a standard or a default decides."""
        return [each for each in self.leaks if not each.is_open]


def judge_all(marks: Sequence[Marked], folder: Path) -> Judged:
    """Crawls these pages and copies of them, and judges each door, before and after changes."""
    with crawled(marks, folder) as world:
        judged = judge(world, LISTS)
        world.copy_all()
        judged.add(judge(world, DOORS))
        if list_changes(marks):
            with changed(world) as later:
                judged.add(judge(later, DOORS))
        judged.add(judge(world, TAKEDOWNS))
    return judged


def judge(world: MarkedWorld, doors: Sequence[Door]) -> Judged:
    """Asks each door, and judges what it gave of each mark."""
    index = index_texts(world.marks)
    judged = Judged(0, [], [], 0)
    for door in doors:
        given = _collect(world, door, index)
        for marked in world.marks:
            shown, runs = given.get(marked.id, (NOTHING, []))
            judged.pairs += 1
            judged.leaks += _make_findings(marked, door, _find_leaks(door, marked, shown, runs))
            missing = list(_find_missing(world, door, marked, shown, runs))
            judged.asked += bool(_list_expected_uses(world, door, marked))
            judged.over_blocked += _make_findings(marked, door, missing)
    return judged


def _make_findings(
    marked: Marked, door: Door, found: "Iterator[tuple[str, str]] | list[tuple[str, str]]"
) -> list[Finding]:
    uses = dict(reversed(list(found)))  # one for each use: the first
    return [
        Finding(marked, door.name, use, marked.leaves_open(use), shown)
        for use, shown in uses.items()
    ]


@dataclass
class Given:
    """What a door gave, with what is looked for in it made once."""

    text: str

    @cached_property
    def words(self) -> str:
        return _join(self.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.words.split(" "))

    @cached_property
    def lower(self) -> str:
        return self.text.lower()

    def has_headline(self, marked: Marked) -> bool:
        return _join(marked.row["headline"]) in self.words

    def has_word(self, marked: Marked) -> bool:
        return marked.row["unique_word"].lower() in self.vocabulary


NOTHING = Given("")


def _collect(world: MarkedWorld, door: Door, index: Index) -> dict[str, tuple[Given, list[Run]]]:
    """Returns what a door gave about each mark, and the runs of its text in that."""
    by_id: dict[str, tuple[Given, list[Run]]] = {}
    for about, text in door.ask(world):
        given, by_mark = Given(text), defaultdict(list)
        for run in find_runs(text, index):
            by_mark[run.marked.id].append(run)
        for marked in [about] if about else world.marks:
            by_id[marked.id] = given, by_mark[marked.id]
    return by_id


def _find_leaks(
    door: Door, marked: Marked, given: Given, runs: list[Run]
) -> Iterator[tuple[str, str]]:
    if not given.text:
        return
    asked = _join(door.asked(marked))
    runs = [run for run in runs if _join(run.text) not in asked]
    own = [run for run in runs if door.quotes or not _is_shared(run)]
    if door.operator:
        yield from _find_stored(marked, given, own)
        return
    if door.lists and given.has_headline(marked) and marked.forbids("list"):
        yield "list", marked.row["headline"]
    if door.finds and given.has_headline(marked) and marked.forbids("search_by_words"):
        yield "search_by_words", marked.row["headline"]
    if marked.forbids("image") and f"{marked.host}{marked.row['image']}" in given.text:
        yield "image", marked.row["image"]
    if not door.finds and given.has_word(marked):
        yield from _judge_word(door, marked)
    for run in own:
        yield from _judge_run(door, marked, run)


def _find_stored(marked: Marked, given: Given, own: list[Run]) -> Iterator[tuple[str, str]]:
    if not marked.forbids("store_text"):
        return
    if marked.row["unique_word"].lower() in given.lower:
        yield "store_text", marked.row["unique_word"]
    for run in own:
        if run.text.strip(" .") not in marked.row.get("may_quote", ""):
            yield "store_text", run.text


def _judge_word(door: Door, marked: Marked) -> Iterator[tuple[str, str]]:
    """Yields what is wrong with the unique word, which no extract has."""
    use = "full_text" if door.use == "extract" else door.use
    part = marked.row.get("applies_to", "") if use in EXCERPTS else ""
    if marked.forbids(use) and (not part or marked.row["unique_word"] in part):
        yield use, marked.row["unique_word"]


def _judge_run(door: Door, marked: Marked, run: Run) -> Iterator[tuple[str, str]]:
    """Yields what is wrong with words in a row of the text."""
    part = marked.row.get("applies_to")
    if run.text.strip(" .") in marked.row.get("may_quote", ""):
        return
    if marked.forbids(door.use) and (not part or door.use not in EXCERPTS or _touches(run, part)):
        yield door.use, run.text
    limits = marked.row["limits"]
    long = len(run.text.split()) > limits.get("words", len(marked.words)) + FEW
    place = len(run.before.split()) + len(run.text.split())
    late = door.use == "extract" and place > WORDS_OF_EXTRACT
    if marked.forbids("full_text") and (long or late) and not _is_file(door):
        yield "full_text", run.text
    characters = limits.get("characters")
    if characters and door.use in limits["uses"] and len(run.text) > characters:
        yield door.use, run.text


def _is_file(door: Door) -> bool:
    """Files that the operator gives to somebody quote as much as the use allows."""
    return door.name.startswith(("export", "evidence file", "public API: evidence"))


def _is_shared(run: Run) -> bool:
    """Whether nearly all of a run is in the copy too, which says nothing of the marked page."""
    own = set(range(run.start, run.end)) - run.marked.shared_places
    return len(own) <= FEW


def _touches(run: Run, part: str) -> bool:
    words = [word.word for word in list_words(part)]
    return any(" ".join(words[i : i + 5]) in _join(run.text) for i in range(max(1, len(words) - 4)))


def _join(text: str) -> str:
    return " ".join(word.word for word in list_words(text))


def _list_expected_uses(world: MarkedWorld, door: Door, marked: Marked) -> list[str]:
    """The uses that a door must make of a near miss; none of other marks."""
    if not door.expected or not marked.is_near_miss or marked.second:
        return []
    if door.operator:
        uses = ["store_text"]
    else:
        uses = [
            *(["list"] if door.lists else []),
            *(["search_by_words"] if door.finds else []),
            *([door.use] if door.expected != "headline" else []),
        ]
    is_free = not any(marked.forbids(use) or marked.leaves_open(use) for use in uses)
    return uses if is_free else []


def _find_missing(
    world: MarkedWorld, door: Door, marked: Marked, given: Given, runs: list[Run]
) -> Iterator[tuple[str, str]]:
    uses = _list_expected_uses(world, door, marked)
    late = any(run.end == len(marked.words) for run in runs)
    is_there = {"headline": given.has_headline(marked), "text": bool(runs), "late": late, "": True}
    if uses and not is_there[door.expected]:
        yield uses[-1], f"no {door.expected}"
