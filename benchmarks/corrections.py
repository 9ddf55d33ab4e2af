"""Measures which copies still carry a corrected passage: changes made in the real originals of `copies-dev`.

    python benchmarks/corrections.py --data PATH [--seed N]

Each original with copies is changed once in each way that counts and once in each that does not. Prints how
many of the first are found and how many of the second are reported by mistake; then how many of the copies are
reported to carry the former passage: of those that hold it word for word, of those that hold it with edits
(not judged), and of the others; the same for copies in which the change was made too, and for unrelated
texts. Ends with 1 when a figure is missed.
"""

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

from aggregator.linking import corrections as wording

Row = dict[str, Any]
Plant = Callable[[random.Random, str], tuple[str, str] | None]

MIN_REPORTED, MAX_FALSE, MIN_CARRIED, MAX_OTHERS = 0.98, 0.01, 0.98, 0.001
STRANGERS = 20  # unrelated texts each passage is looked for in
HELD = ("hold", "partly", "other")  # word for word, half of its pairs of words or more, less
NEAR = 2  # words on either side of a passage that belong to its surroundings


def sentences(text: str) -> list[str]:
    """Sentences of a text that are long enough for a change."""
    found = re.findall(r"(?<=[.!?] )[A-Z][^.!?\n]{60,300}\.(?= [A-Z])", text)
    return [each for each in found if text.count(each) == 1]


def change_sentence(change: Callable[[random.Random, str], str | None]) -> Plant:
    """A change within some sentence: the former and the new wording."""

    def plant(chance: random.Random, text: str) -> tuple[str, str] | None:
        found = sentences(text)
        chance.shuffle(found)
        tried = ((each, change(chance, each)) for each in found)
        return next(((each, new) for each, new in tried if new is not None and new != each), None)

    return plant


def change_match(pattern: str, new: Callable[[random.Random, str], str]) -> Plant:
    """Replaces one match of a pattern that is not at an end of its sentence."""

    def change(chance: random.Random, sentence: str) -> str | None:
        found = [m for m in re.finditer(pattern, sentence) if 20 < m.start() < len(sentence) - 20]
        if not found:
            return None
        match = chance.choice(found)
        return sentence[: match.start()] + new(chance, match[0]) + sentence[match.end() :]

    return change_sentence(change)


def make_typo(_: random.Random, word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


def change_number(chance: random.Random, number: str) -> str:
    return str(int(number) + chance.randint(1, 9))


COUNTED: dict[str, Plant] = {
    "a number": change_match(r"(?<= )\d{1,3}(?= [a-z])", change_number),
    "a name": change_match(
        r"(?<=[a-z] )[A-Z][a-z]{3,}(?= [a-z])", lambda _, name: f"{name[::-1].title()}"
    ),
    "a not": change_match(
        r"(?<= )(?:is|was|will|has|had|would)(?= [a-z])", lambda _, verb: f"{verb} not"
    ),
    "five words": change_match(
        r"(?<= )(?:[a-z]+ ){4}[a-z]+(?= )", lambda *_: "somewhat else than what stood"
    ),
    "a sentence": change_sentence(lambda _, each: "" if len(each.split()) >= 12 else None),
}
NOT_COUNTED: dict[str, Plant] = {
    "a typo": change_match(r"(?<= )[a-z]{3}[a-z]{4,}(?= )", make_typo),
    "one word": change_match(r"(?<= )[a-z]{5,}(?= )", lambda *_: "something"),
    "an addition": change_sentence(lambda _, each: f"{each} This line was added in the evening."),
    "a comma": change_match(r"(?<=[a-z]) (?=[a-z])", lambda *_: ", "),
    "a clock time": change_sentence(lambda _, each: f"{each} It is 10:15 now in the whole town."),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance = random.Random(given.seed)
    with gzip.open(given.data / "links" / "copies-dev.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    started = process_time()
    counts, kinds = count_all(rows, chance)
    for name in (*COUNTED, *NOT_COUNTED):
        print(
            f"{name:14} planted {counts['planted', name]:4}  reported {counts['reported', name]:4}"
        )
    for kind in sorted({kind for _, kind in kinds}):
        print(
            f"{kind:17} "
            + "  ".join(
                f"{held} {kinds[held, kind]:5} reported {kinds[f'reported {held}', kind]:4}"
                for held in HELD
            )
        )
    print(f"CPU {process_time() - started:.1f} s")
    return print_figures(counts, kinds)


def count_all(rows: list[Row], chance: random.Random) -> tuple[Counter[Any], Counter[Any]]:
    """The counts that are printed."""
    copies: dict[int, list[Row]] = {}
    for row in rows:
        if row["original"] is not None:
            copies.setdefault(row["original"], []).append(row)
    strangers = [row for row in rows if row["kind"] in ("single", "single_wrapped")]
    counts: Counter[Any] = Counter()
    kinds: Counter[Any] = Counter()
    for row in rows:
        for name, was, now, found in plant_changes(row, chance) if row["id"] in copies else ():
            counts["planted", name] += 1
            counts["reported", name] += bool(found)
            for each in found if name in COUNTED else ():
                for copy in copies[row["id"]]:
                    count_text(kinds, each, copy["kind"], copy["text"], changed_words(was, now))
                    if was in copy["text"]:
                        followed = wording.shingle_set(copy["text"].replace(was, now))
                        kinds["other", "followed"] += 1
                        kinds["reported other", "followed"] += (
                            wording.correction_state(each, followed) == "carried"
                        )
                for copy in chance.sample(strangers, STRANGERS):
                    count_text(kinds, each, "unrelated", copy["text"], changed_words(was, now))
    return counts, kinds


def plant_changes(row: Row, chance: random.Random) -> Iterator[tuple[str, str, str, list[Any]]]:
    """Each change of an original, and the corrections that were found."""
    text = row["text"]
    for name, plant in {**COUNTED, **NOT_COUNTED}.items():
        change = plant(chance, text)
        if change is None:
            continue
        was, now = change
        former = (
            text.replace(was, f"{was} It is 9:45 now in the whole town.")
            if "10:15" in now
            else text
        )
        yield name, was, now, wording.find_corrections(former, text.replace(was, now))


def changed_words(was: str, now: str) -> str:
    """The changed words of a sentence with those beside them, as written."""
    old, new = was.split(), now.split()
    start = next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    end = next(
        (i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b),
        min(len(old), len(new)),
    )
    end = max(start, len(old) - end)
    return " ".join(old[max(0, start - NEAR) : end + NEAR])


def count_text(kinds: Counter[Any], each: Any, kind: str, text: str, passage: str) -> None:
    """Count whether a text has the passage, and whether this is reported."""
    said, wanted = fold_words(text), fold_words(passage)
    near = set(pairwise(wanted))
    shared = len(near.intersection(pairwise(said)))
    if f" {' '.join(wanted)} " in f" {' '.join(said)} ":
        held = "hold"
    else:
        held = "partly" if 2 * shared >= len(near) else "other"
    kinds[held, kind] += 1
    kinds[f"reported {held}", kind] += (
        wording.correction_state(each, wording.shingle_set(text)) == "carried"
    )


def fold_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def print_figures(counts: Counter[Any], kinds: Counter[Any]) -> int:
    def share(table: Counter[Any], part: str, whole: str, names: set[str]) -> float:
        return sum(table[part, n] for n in names) / max(1, sum(table[whole, n] for n in names))

    every = {kind for _, kind in kinds}
    figures = {
        "changes that count, reported": (
            share(counts, "reported", "planted", set(COUNTED)),
            MIN_REPORTED,
        ),
        "copies that carry them, reported": (
            share(kinds, "reported hold", "hold", every),
            MIN_CARRIED,
        ),
        "changes that do not count, reported": (
            -share(counts, "reported", "planted", set(NOT_COUNTED)),
            -MAX_FALSE,
        ),
        "other texts, reported": (-share(kinds, "reported other", "other", every), -MAX_OTHERS),
    }
    for name, (value, wanted) in figures.items():
        print(
            f"{name}: {abs(value):.4f} (wanted {abs(wanted)}){'' if value >= wanted else '  MISSED'}"
        )
    return int(any(value < wanted for value, wanted in figures.values()))


if __name__ == "__main__":
    sys.exit(main())
