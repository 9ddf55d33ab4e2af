"""Generated articles, stored without worker processes; requests about them; and the raw bytes on the disk."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from aggregator import ingest
from aggregator.api import Aggregator
from aggregator.model import Page, Record
from aggregator.results.takedowns import TakedownCase, TakedownCaseItems, TakedownLogEntry
from aggregator.takedown.types import TakedownRequest
from storage.sqlite.packing import PACKED, unpack

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
    """A text of about 300 words; its long words end in letters that only this seed has."""
    chance = random.Random(seed)
    mark = "x" + chr(97 + seed // 26 % 26) + chr(97 + seed % 26)
    lines = [_sentence(chance, mark) for _ in range(sentences)]
    return "\n".join(" ".join(lines[i : i + 4]) for i in range(0, len(lines), 4))


def _sentence(chance: random.Random, mark: str) -> str:
    words = [_word(chance, mark) for _ in range(chance.randint(9, 16))]
    return " ".join(words).capitalize() + "."


def _word(chance: random.Random, mark: str) -> str:
    word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))
    return word + mark if len(word) > 6 else word


WORK = "https://wire.example/lanterns"
COPY = "https://copier.example/lanterns-again"
TITLE = "Lanterns over the quiet bay tonight"
AUTHOR = "Wilhelmina Ostrander"
BODY = text(1)


def put(
    aggregator: Aggregator, url: str, body: str, *, title: str = "", authors: Sequence[str] = ()
) -> ingest.StoreResult:
    """Store one text as `ingest` does, in this process."""
    record = Record(
        Page(url, b""), text=body, title=title or f"About {body[:40]}", authors=tuple(authors)
    )
    repositories = ingest.IngestRepositories.of(aggregator.store)
    return ingest.store_article(repositories, ingest.prepare(record), NOW)


def put_work_and_copy(aggregator: Aggregator, others: int) -> None:
    """Store the work, a copy of it and so many other pages, and decide the stories."""
    put(aggregator, WORK, BODY, title=TITLE, authors=[AUTHOR])
    put(aggregator, COPY, BODY, title=TITLE)
    for seed in range(100, 100 + others):
        put(aggregator, f"https://other.example/{seed}", text(seed))
    aggregator.finalize()


def file_case(aggregator: Aggregator, url: str = WORK, **options: Any) -> TakedownCaseItems:
    """File a request, confirmed unless `confirmed=False`."""
    options.setdefault("at_once", options.get("confirmed", True))
    request = TakedownRequest("Nora Quint", "not licensed", url=url, **options)
    return aggregator.takedowns.submit(request)


def last_log_entry(aggregator: Aggregator, case: TakedownCase) -> TakedownLogEntry:
    """The last log entry of a case."""
    return aggregator.takedowns.log(case.number)[-1]


def raw_bytes(path: Path) -> bytes:
    """Everything on the disk of a database: both files with their side files."""
    files = sorted(path.parent.glob(f"{path.stem}*"))
    assert files
    return b"".join(file.read_bytes() for file in files)


def main_bytes(path: Path) -> bytes:
    """The main file with its write-ahead log, then its packed texts as they are read."""
    log = path.with_name(f"{path.name}-wal").read_bytes()
    return b"\n".join([path.read_bytes(), log, *read_packed_texts(path)])


def read_packed_texts(path: Path) -> Iterator[bytes]:
    """The texts of a main file that are stored packed, in which no word is seen in the bytes of the file."""
    with closing(sqlite3.connect(path)) as db:
        for table, columns in PACKED.items():
            for row in db.execute(f"SELECT {', '.join(columns)} FROM {table}"):
                yield from (str(unpack(value)).encode() for value in row if value)


def traces(data: bytes, *texts: str) -> list[str]:
    """Phrases of five words, and long words, of these texts that occur in these bytes in any case."""
    lower = data.lower()
    hits = []
    for text in texts:
        words = text.lower().split()
        phrases = [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]
        bare_words = [word.strip(".,") for word in words]
        long_words = [word for word in bare_words if len(word) >= 9]
        hits += [string for string in [*phrases, *long_words] if string.encode() in lower]
    return hits
