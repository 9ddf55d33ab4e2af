"""Pages that carry an original in part or beside others: one that is a copy, and those that must not be hidden.

`make_pages` makes what `takedown_reach.py` measures.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Words = Sequence[str]

HALF_A_PAGE = "abridged, half of a page"
COPIES = frozenset(
    (
        *("syndicated", "edited10", "edited25", "reordered", "wrapped30", "abridged40"),
        *("abridged_wrapped", HALF_A_PAGE),
    )
)
KEPT = 0.4  # of the original
ITEMS = 10  # of a collection
INTRODUCTIONS = (
    "The article goes on:",
    "In her own words, as they were printed:",
    "He wrote this:",
)


def wrap_abridged(draw: random.Random, work: Words, others: Sequence[Words]) -> str:
    """The beginning of a work, with as much of another text around it."""
    count = round(KEPT * len(work))
    foreign = take(others[0], count)
    before = draw.randint(count // 10, count * 9 // 10)
    parts = foreign[:before], work[:count], foreign[before:]
    return "\n".join(" ".join(part) for part in parts)


def quote_at_length(draw: random.Random, work: Words, others: Sequence[Words]) -> str:
    """A report of as many own words that quotes 40 % of a work: in quotation marks, or after an introduction."""
    count = round(KEPT * len(work))
    own = take(others[0], count)
    at = draw.randint(count // 3, count * 2 // 3)
    quoted = " ".join(word.strip('"“”') for word in work[:count])
    marks = f"“{quoted}”" if draw.random() < 0.5 else f"{draw.choice(INTRODUCTIONS)}\n{quoted}"
    return f"{' '.join(own[:at])}\n{marks}\n{' '.join(own[at:])}"


def review(draw: random.Random, work: Words, others: Sequence[Words]) -> str:
    """A text that takes up the passages of a work one by one, each with an answer half as long."""
    own = take(others[0], len(work))
    parts, at = [" ".join(own[:40])], 0
    while at < len(work) - 20:
        size = draw.randint(40, 90)
        parts += [" ".join(work[at : at + size]), " ".join(own[at : at + size // 2])]
        at += size + draw.randint(0, 20)
    return "\n".join(parts)


def print_excerpt(draw: random.Random, work: Words, others: Sequence[Words]) -> str:
    """A page that ends with a third of a work from its middle."""
    own = take(others[0], len(work) // 4)
    start = draw.randint(len(work) // 3, len(work) // 2)
    return f"{' '.join(own)}\n{' '.join(work[start : start + len(work) // 3])}"


def collect_ten(draw: random.Random, work: Words, others: Sequence[Words]) -> str:
    """A collection of ten whole texts, of which the work is one."""
    items = [" ".join(each) for each in (work, *others[: ITEMS - 1])]
    draw.shuffle(items)
    return "\n".join(items)


def correct(draw: random.Random, work: Words, _others: Sequence[Words]) -> str:
    """The work with some words of one sentence in ten changed, and a note, at the site of the work."""
    words = list(work)
    for at in range(30, len(words) - 3, 150):
        words[at : at + 2] = draw.sample(work, 2)
    return f"{' '.join(words)}\nCorrection: an earlier version of this article had wrong figures."


Maker = Callable[[random.Random, Words, Sequence[Words]], str]
MAKERS: Mapping[str, Maker] = {
    HALF_A_PAGE: wrap_abridged,
    "quoted at length": quote_at_length,
    "reviewed": review,
    "excerpt from the middle": print_excerpt,
    "collection of ten": collect_ten,
    "corrected by its publisher": correct,
}
NO_COPIES = [kind for kind in MAKERS if kind != HALF_A_PAGE]
AT_SITE_OF_WORK = frozenset(["corrected by its publisher"])


def make_pages(
    originals: Sequence[Row], unrelated: Sequence[str], kinds: Sequence[str], seed: int = 1
) -> Iterator[Row]:
    """Yields one page for each original (`of`), the kinds in turn."""
    draw = random.Random(seed)
    queue = draw.sample(
        unrelated, len(unrelated)
    )  # each is in one page only, unless it is collected
    for number, row in enumerate(originals):
        kind = kinds[number % len(kinds)]
        chosen = queue[number % len(queue)], *draw.sample(queue, min(ITEMS, len(queue)))
        others = [text.split() for text in chosen]
        text = MAKERS[kind](draw, row["text"].split(), others)
        yield {"id": f"page{number}", "text": text, "kind": kind, "of": row["id"]}


def take(words: Words, count: int) -> Words:
    """So many words, repeated where the text is too short."""
    return (list(words) * (count // max(1, len(words)) + 1))[:count]
