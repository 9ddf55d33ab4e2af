"""Texts generated from a seed, three in ten of them copies; and other programs that link them.

    python benchmarks/made_up.py PEER ARTICLES

Words are drawn with the frequencies of Zipf's law, 200 to 1,000 a text; copies are whole, cut to 60 %,
wrapped, or have one word in ten changed. PEER is `datasketch` (bulk signatures and its MinHashLSH of
25 bands) or `rensa` (batched signatures and its RMinHashLSH of 32 bands), each text asked for and then
inserted, 64 at a time. Prints one JSON line: articles per second of CPU time, recall, MB. Imports
nothing of ours, so that it runs wherever the peer is installed.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from time import process_time

VOCABULARY, COPIES, TOGETHER = 50_000, 0.3, 64

Made = list[tuple[str, int | None]]


def make_texts(seed: int = 1) -> Iterator[tuple[str, int | None]]:
    """Yields an endless series of texts, each with the number of the text it was copied from."""
    draw = random.Random(seed)
    letters = "etaoinshrdlucmfwypvbgk"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 11))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    kept: list[list[str]] = []
    number, numbers = 0, []
    while True:
        if kept and draw.random() < COPIES:
            i = draw.randrange(len(kept))
            words_of_text, of = make_copy(draw, kept[i], words), numbers[i]
        else:
            words_of_text = draw.choices(words, cum_weights=weights, k=draw.randint(200, 1000))
            of = None
            kept, numbers = [*kept[-2000:], words_of_text], [*numbers[-2000:], number]
        yield (
            "\n".join(
                " ".join(words_of_text[i : i + 60]) for i in range(0, len(words_of_text), 60)
            ),
            of,
        )
        number += 1


def make_copy(draw: random.Random, words_of_text: list[str], words: list[str]) -> list[str]:
    kind = draw.randrange(4)
    if kind == 0:
        return words_of_text[: len(words_of_text) * 6 // 10]
    if kind == 1:
        return draw.choices(words, k=40) + words_of_text + draw.choices(words, k=40)
    if kind == 2:
        return [draw.choice(words) if draw.random() < 0.1 else word for word in words_of_text]
    return words_of_text


def resident_memory() -> float:
    """MB of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def shingles(text: str) -> list[bytes]:
    words = text.lower().split()
    return [" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)]


def datasketch(parts: Iterator[Made]) -> Iterator[tuple[int, bool]]:
    """(number, found) of each copy: whether its original is among the similar texts."""
    from datasketch import MinHash, MinHashLSH

    lsh, number = MinHashLSH(num_perm=128, params=(25, 5)), 0
    for part in parts:
        sets = [shingles(text) for text, _ in part]
        signed = MinHash.bulk(sets, num_perm=128, scheme="affine32")
        for sketch, (_, of) in zip(signed, part, strict=True):
            if of is not None:
                yield number, of in lsh.query(sketch)
            else:
                lsh.query(sketch)
            lsh.insert(number, sketch, check_duplication=False)
            number += 1


def rensa(parts: Iterator[Made]) -> Iterator[tuple[int, bool]]:
    """The same."""
    from rensa import RMinHash, RMinHashLSH

    lsh, number = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), 0
    for part in parts:
        signed = RMinHash.from_token_sets([shingles(text) for text, _ in part], 128, 1)
        for sketch, (_, of) in zip(signed, part, strict=True):
            found = lsh.query(sketch)
            if of is not None:
                yield number, of in found
            lsh.insert(number, sketch)
            number += 1


PEERS: dict[str, Callable[[Iterator[Made]], Iterator[tuple[int, bool]]]] = {
    "datasketch": datasketch,
    "rensa": rensa,
}


def measure_peer(peer: str, count: int) -> dict[str, float]:
    """Articles per second of CPU time, recall and MB more, without generating the texts."""
    made, spent = make_texts(), 0.0

    def parts() -> Iterator[Made]:
        nonlocal spent
        for _ in range(0, count, TOGETHER):
            start = process_time()
            part = list(islice(made, TOGETHER))
            spent += process_time() - start
            yield part

    before, start = resident_memory(), process_time()
    hits = [found for _, found in PEERS[peer](parts())]
    took = process_time() - start - spent
    return {
        "rate": count / took,
        "recall": sum(hits) / max(1, len(hits)),
        "memory": resident_memory() - before,
    }


if __name__ == "__main__":
    print(json.dumps(measure_peer(sys.argv[1], int(sys.argv[2]))))
