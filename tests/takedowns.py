"""Made-up articles by the dozen, put into a database without worker processes, and a look at raw bytes."""

import random
from collections.abc import Sequence
from pathlib import Path

from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.model import Page, Record

SYLLABLES = [
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "dri",
    "pla",
    "sko",
    "tem",
    "wen",
    "fal",
    "gor",
    "hul",
    "jas",
    "quo",
]
NOW = "2026-03-01T06:00:00Z"


def text(seed: int, sentences: int = 24) -> str:
    """A text of about 300 words; its long words end in letters that are this seed's alone."""
    chance = random.Random(seed)
    mark = "x" + chr(97 + seed // 26 % 26) + chr(97 + seed % 26)
    found = [_sentence(chance, mark) for _ in range(sentences)]
    return "\n".join(" ".join(found[i : i + 4]) for i in range(0, len(found), 4))


def _sentence(chance: random.Random, mark: str) -> str:
    words = [_word(chance, mark) for _ in range(chance.randint(9, 16))]
    return " ".join(words).capitalize() + "."


def _word(chance: random.Random, mark: str) -> str:
    word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
    return word + mark if len(word) > 6 else word


def put(
    aggregator: Aggregator, url: str, body: str, *, title: str = "", authors: Sequence[str] = ()
) -> ingest.Kept:
    """Store one text as `ingest` does, in this process."""
    record = Record(
        Page(url, b""), text=body, title=title or f"About {body[:40]}", authors=tuple(authors)
    )
    return ingest.keep(aggregator.store, ingest.prepare(record), NOW)


def raw(path: Path) -> bytes:
    """Everything that lies on the disk of a database: both files with their side files."""
    found = sorted(path.parent.glob(f"{path.stem}*"))
    assert found
    return b"".join(file.read_bytes() for file in found)


def traces(data: bytes, *texts: str) -> list[str]:
    """Runs of five words, and long words, of these texts that stand in these bytes in any case."""
    lower = data.lower()
    found = []
    for said in texts:
        words = said.lower().split()
        runs = [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]
        long = [one.strip(".,") for one in words if len(one.strip(".,")) >= 9]
        found += [needle for needle in [*runs, *long] if needle.encode() in lower]
    return found
