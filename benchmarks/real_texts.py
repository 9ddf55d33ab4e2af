"""Real texts of the data sets in sentences, in five languages."""

import gzip
import json
import lzma
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]

LANGUAGE_OF = {
    **dict.fromkeys(("de", "at", "ch"), "de"),
    **dict.fromkeys(("us", "uk", "ca", "za", "au", "ind"), "en"),
    **dict.fromkeys(("es", "mx", "py"), "es"),
    **dict.fromkeys(("fr", "be", "lb"), "fr"),
    "jp": "ja",
}
# The end of a sentence is no abbreviation of a title or month.
ENDS = re.compile(
    r"(?<=[.!?])(?<!\b(?:Mr|Ms|Dr|St)\.)(?<!\b(?:Mrs|Rep|Sen|Gov|Gen|Jan|Feb)\.)(?<!\bSept\.)"
    r"\s+(?=[^\W\d_a-z])|\n+"
)
JAPANESE_ENDS = re.compile(r"(?<=[。！？])|\n+")


@dataclass(frozen=True)
class Material:
    """A real text in sentences."""

    language: str
    sentences: tuple[str, ...]
    title: str = ""


def read_lines(path: Path) -> Iterator[Row]:
    opener = lzma.open if path.suffix == ".xz" else gzip.open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_material(data: Path) -> list[Material]:
    """Distinct texts of the data sets in languages whose quotation marks are known."""
    links = data / "links" / "copies-dev.jsonl.gz"
    material = [
        to_material("en", row["text"])
        for row in read_lines(links)
        if row["kind"] in ("original", "single")
    ]
    material += [
        to_material(LANGUAGE_OF[row["country"]], row["text"], row["title"])
        for row in read_lines(data / "pages" / "news-dev.jsonl.xz")
        if row["country"] in LANGUAGE_OF
    ]
    return [each for each in material if len(each.sentences) >= 12]


def to_material(language: str, text: str, title: str = "") -> Material:
    """Split a text into sentences; quotation marks are taken out, so that all marks are ours."""
    plain = re.sub(r"[“”„«»‹›\"「」『』]", "", text)
    ends = JAPANESE_ENDS if language == "ja" else ENDS
    sentences = (each.strip() for each in ends.split(plain))
    return Material(language, tuple(each for each in sentences if len(each) > 20), title)


def size(text: str, language: str) -> float:
    """Words; of Japanese every two characters count as one."""
    return len(text) / 2 if language == "ja" else len(text.split())


def join(sentences: Sequence[str], language: str) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def take(sentences: Sequence[str], words: float, language: str) -> list[str]:
    """The first sentences that together have about so many words, at least two."""
    taken: list[str] = []
    total = 0.0
    for sentence in sentences:
        if len(taken) >= 2 and total >= words:
            break
        taken.append(sentence)
        total += size(sentence, language)
    return taken
