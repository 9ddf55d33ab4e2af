"""Re-posts of a text: whole, in parts, edited, wrapped, disguised, and as an attacker would next.

A test or a measurement calls `make_reposts`, `make_disguised` and `make_attacks` with a text and with
other texts, of which wrappers and exchanged words are taken.
"""

import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import folding

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
SELECTORS = "\ufe00\ufe01\ufe0e\ufe0f\U000e0100\U000e0101"
TAGS = "\U000e0020\U000e0041\U000e0061\U000e007a"
SHARE = 0.10  # of the letters that are disguised
QUOTED = 60  # words


@dataclass(frozen=True)
class Others:
    """Texts of which wrappers and exchanged words are taken."""

    texts: Sequence[str]

    @cached_property
    def words(self) -> list[str]:
        return [word for text in self.texts[:300] for word in text.split()]

    def write(self, words: int, draw: random.Random) -> str:
        """So many words of other texts."""
        taken: list[str] = []
        while len(taken) < words:
            taken += draw.choice(self.texts).split()
        return " ".join(taken[:words])


def cut(text: str, start: float, end: float) -> str:
    words = text.split(" ")
    return " ".join(words[int(start * len(words)) : int(end * len(words))])


def drop(text: str, share: float, draw: random.Random) -> str:
    return " ".join(word for word in text.split(" ") if draw.random() >= share)


def change(text: str, share: float, others: Others, draw: random.Random) -> str:
    words = text.split(" ")
    return " ".join(draw.choice(others.words) if draw.random() < share else word for word in words)


def wrap(text: str, share: float, others: Others, draw: random.Random) -> str:
    """A text with so much of other texts around it."""
    words = int(share * len(text.split()))
    before = others.write(words // 2, draw)
    return f"{before}\n{text}\n{others.write(words - words // 2, draw)}"


def reorder(text: str, draw: random.Random) -> str:
    """The paragraphs of a text in another order; the sentences of a text that has fewer than three."""
    parts = [part for part in text.split("\n") if part.strip()]
    separator = "\n"
    if len(parts) < 3:
        parts, separator = SENTENCE_END.split(text), " "
    draw.shuffle(parts)
    return separator.join(parts)


def make_reposts(text: str, others: Others, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yields the kind and the text of each re-post that must be refused."""
    half = cut(text, 0, 0.5)
    yield "verbatim", text
    yield "20 % added", wrap(text, 0.2, others, draw)
    yield "100 % added", wrap(text, 1.0, others, draw)
    yield "first half", half
    yield "last half", cut(text, 0.5, 1)
    yield "paragraphs reordered", reorder(text, draw)
    yield "first quarter", cut(text, 0, 0.25)
    yield "last quarter", cut(text, 0.75, 1)
    yield "10 % dropped", drop(text, 0.10, draw)
    yield "10 % changed", change(text, 0.10, others, draw)
    yield "20 % dropped", drop(text, 0.20, draw)
    yield "25 % changed", change(text, 0.25, others, draw)
    yield "first half in as much again", wrap(half, 1.0, others, draw)
    yield "first half in a wrapper of twice its length", wrap(half, 2.0, others, draw)


def disguise(text: str, kind: folding.Disguise, share: float, draw: random.Random) -> str:
    return "".join(
        kind(letter, draw) if letter.isalpha() and draw.random() < share else letter
        for letter in text
    )


def make_disguised(text: str, others: Others, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yields re-posts whose letters are disguised, as they are and with 20 % added."""
    look_alike = folding.exchange(folding.list_alphabet_look_alikes())
    kinds = (
        ("zero width space", folding.insert("\u200b"), SHARE),
        ("zero width joiner", folding.insert("\u200d"), SHARE),
        ("word joiner", folding.insert("\u2060"), SHARE),
        ("tag characters", folding.insert(TAGS), SHARE),
        ("variation selectors", folding.insert(SELECTORS), SHARE),
        ("look-alikes, all letters", look_alike, 1.0),
        ("look-alikes", look_alike, SHARE),
        ("accents", folding.add_accent, SHARE),
    )
    longer = wrap(text, 0.2, others, draw)
    for name, kind, share in kinds:
        yield name, disguise(text, kind, share, draw)
        yield f"{name}, 20 % added", disguise(longer, kind, share, draw)


def make_attacks(
    text: str, second: str, others: Others, draw: random.Random
) -> Iterator[tuple[str, str]]:
    """Yields what an attacker would try next. `second` is another text that was taken down."""
    words = text.split(" ")
    yield (
        "every fourth word changed",
        " ".join(draw.choice(others.words) if i % 4 == 3 else word for i, word in enumerate(words)),
    )
    yield (
        "every third word changed",
        " ".join(draw.choice(others.words) if i % 3 == 2 else word for i, word in enumerate(words)),
    )
    yield "a third of the words changed", change(text, 1 / 3, others, draw)
    yield "two works, sentence by sentence", interleave(text, second)
    yield "the second of three pages", cut(text, 1 / 3, 2 / 3)
    yield "one of five pages", cut(text, 0.4, 0.6)
    yield "300 % added", wrap(text, 3.0, others, draw)
    yield "900 % added", wrap(text, 9.0, others, draw)
    yield "first half, 25 % changed", change(cut(text, 0, 0.5), 0.25, others, draw)
    yield "25 % changed, reordered", reorder(change(text, 0.25, others, draw), draw)
    yield "25 % changed, 100 % added", wrap(change(text, 0.25, others, draw), 1.0, others, draw)
    yield "numbers and names changed", exchange_specifics(text, others, draw)
    yield "every second sentence", " ".join(SENTENCE_END.split(text)[::2])


def interleave(first: str, second: str) -> str:
    both = zip(SENTENCE_END.split(first), SENTENCE_END.split(second), strict=False)
    return " ".join(sentence for pair in both for sentence in pair)


def exchange_specifics(text: str, others: Others, draw: random.Random) -> str:
    """A text in which each number and each capitalised word is another one."""
    capitalised = [word for word in others.words if word[:1].isupper()]
    return " ".join(
        draw.choice(capitalised) if word[:1].isupper() or word[:1].isdigit() else word
        for word in text.split(" ")
    )


def quote(text: str, words: int, others: Others, draw: random.Random) -> str:
    """Sixty words of a text within an article of so many words of its own."""
    split = text.split()
    start = draw.randrange(max(1, len(split) - QUOTED))
    own = others.write(words, draw).split()
    quoted = split[start : start + QUOTED]
    return " ".join([*own[: words // 2], *quoted, *own[words // 2 :]])
