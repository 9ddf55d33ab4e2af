"""Databases in which works are blocked as a takedown blocks them, and texts are asked for as ingest asks.

For `reposts` and the tests of the block.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aggregator import ingest, linking
from aggregator.linking import fingerprints
from aggregator.linking.words import Hashes, hash_words, shingle_hashes, words
from aggregator.model import Article, Page, Record
from aggregator.results.takedowns import TakedownScope
from aggregator.takedown import block
from aggregator.takedown.repositories import Blocklist
from aggregator.takedown.rules import keys
from aggregator.takedown.types import NewCase
from storage.private.keys import TOMBSTONE_KEY
from storage.store import Store, open_for_writing

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]

NOW = "2026-11-01T06:00:00Z"
NEW_CASE = NewCase(NOW, NOW, TakedownScope("", ""), "V4", "copyright", "en")
MADE_UP_WORDS, MADE_AT_ONCE = 420, 1000


@dataclass(frozen=True)
class BlockList:
    """An open database in which works can be blocked and texts asked for."""

    store: Store
    numbers: Iterator[int]

    def add(self, texts: Iterable[str]) -> list[str]:
        """Block texts, each by a case of its own; returns the numbers of the cases."""
        key = self.store.keys.require_key(TOMBSTONE_KEY)
        cases = []
        with self.store.takedown_cases.transaction(), self.store.articles.transaction():
            for text in texts:
                number = next(self.numbers)
                case_number = f"TD-2026-{number:06}"
                work = block.BlockedWork(
                    case_id=self.store.takedown_cases.add(NEW_CASE, case_number),
                    case_number=case_number,
                    article_id=number,
                    story_id=number,
                    text=text,
                    addresses=[f"https://work.example/{number}"],
                    boilerplate=linking.NO_BOILERPLATE,
                )
                block.add_tombstone(self.store.tombstones, key, work, NOW)
                cases.append(case_number)
        return cases

    def ask(self, text: str) -> str:
        """The case that refuses a text at an address of its own; nothing when it is accepted."""
        url = f"https://asked.example/{next(self.numbers)}"
        prepared = ingest.prepare(Record(Page(url, b""), text=text, title="A text"))
        with self.store.articles.transaction():
            return self.ask_prepared(prepared)

    def ask_prepared(self, prepared: ingest.Prepared) -> str:
        article, signature = prepared.outcome, prepared.signature
        if not isinstance(article, Article) or signature is None:
            return ""
        return block.find_blocking_case(
            Blocklist.of(self.store), [article.url], article.link_text, signature
        )


@contextmanager
def open_block_list() -> Iterator[BlockList]:
    """A block list in a database of its own."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_for_writing(Path(folder) / "block.db") as store,
    ):
        yield BlockList(store, count(1))


# Many works


@dataclass(frozen=True, eq=False)
class Wording:
    """The words of texts in order, as numbers, with the hash of each word and whether it is a specific."""

    tokens: Numbers
    hashes: Hashes
    specific: Flags

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Wording":
        split = [word for text in texts for word in text.split()]
        numbers = {word: i for i, word in enumerate(dict.fromkeys(split))}
        first_words = [(words(word) or [""])[0] for word in numbers]
        return cls(
            np.array([numbers[word] for word in split]),
            hash_words([word or "x" for word in first_words]),
            np.array([word[:1].isupper() or word[:1].isdigit() for word in numbers]),
        )

    def make_up(self, number: int) -> Iterator[Numbers]:
        """Yields made-up texts as numbers of words: after each word comes one that follows it in these texts."""
        order = np.argsort(self.tokens, kind="stable")
        size = np.bincount(self.tokens)
        first = np.cumsum(size) - size
        draw = np.random.default_rng(1)
        for start in range(0, number, MADE_AT_ONCE):
            at = draw.integers(0, len(order), min(MADE_AT_ONCE, number - start))
            chains = []
            for _ in range(MADE_UP_WORDS):
                token = self.tokens[at]
                chains.append(token)
                at = (order[first[token] + draw.integers(0, size[token])] + 1) % len(order)
            yield from np.array(chains).T


def add_made_up_works(store: Store, wording: Wording, number: int) -> None:
    """Block made-up works by one case: written in the order of the tables, which takes a tenth of the time.

    Hashes of five words, which only former tombstones are asked for, are left out.
    """
    key = store.keys.require_key(TOMBSTONE_KEY)
    case_id = store.takedown_cases.add(NEW_CASE, "TD-2026-000001")
    hashes, rows = [], []
    for work_id, chain in enumerate(wording.make_up(number), 1):
        shingles = shingle_hashes(wording.hashes[chain], 3)
        specific = wording.specific[chain]
        flags = specific[:-2] | specific[1:-1] | specific[2:]
        prints = fingerprints.make_fingerprints(key, f"{case_id} {work_id}", shingles, flags)
        sketch = linking.containment_sketch(shingles).tolist()
        hashes += [(value, work_id) for value in keys.hash_short_shingles(key, sketch)]
        rows.append((work_id, case_id, work_id, NOW, linking.FOLDING, len(chain), prints))
    hashes.sort()
    with store.articles.transaction():
        store.main.conn.executemany(
            """INSERT INTO tombstones (id, case_id, article_id, since, folding, tokens, fingerprints,
                 shingles, sampled_shingles, is_complete) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0)""",
            rows,
        )
        store.main.conn.executemany(
            "INSERT INTO tombstone_short_shingles (hash, tombstone_id) VALUES (?, ?)", hashes
        )
