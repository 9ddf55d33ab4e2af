"""Reads broken pages: the saved ones, and real ones with `--data`, cut, doubled, moved and overwritten.

    python benchmarks/fuzz_reading.py [--count N] [--seed S] [--data PATH] [--state FILE] [--keep DIR]

Each input depends only on the seed and its number. Reading an input may not raise, may not take longer
than `MAX_SECONDS` of CPU, and must return the same again; its text may hold no word that the page
does not. A text in which two words of the page are joined, because a tag between them was broken, is
counted but is no failure. `--state` keeps the position of the run, so that a stopped run resumes;
`--keep` writes the inputs that fail. Exits with 1 if an input failed.
"""

import argparse
import html
import json
import lzma
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from time import process_time

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading import charset

SAVED = Path(__file__).parent.parent / "tests" / "pages"
SETS = ("news-dev", "articles-dev")
URL = "https://a.example/2026/03/09/b"
MAX_SECONDS = 10.0
REAL_SHARE = 0.1  # share of the inputs that is made from real pages, if there are any
READ_TWICE_EVERY = 20  # inputs
STATE_EVERY = 500  # inputs after which the state is written
JOINERS = "\u200c\u200d"
_PIECE = re.compile(rb"<[^>]{0,2000}>|[^<]{1,2000}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The material of the inputs; the real pages are sorted by size."""

    saved: Sequence[bytes]
    real: Sequence[bytes]
    pieces: Sequence[bytes]


def corpus(data: Path | None) -> Corpus:
    saved = [path.read_bytes() for path in sorted(SAVED.glob("*.html"))]
    paths = [data / "pages" / f"{name}.jsonl.xz" for name in SETS] if data else []
    real = sorted(chain.from_iterable(map(_pages, paths)), key=len)
    return Corpus(saved, real, [piece for page in saved for piece in _PIECE.findall(page)])


def _pages(path: Path) -> Iterator[bytes]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["html"].encode(errors="replace")


def make_input(parts: Corpus, seed: int, number: int) -> bytes:
    """Returns the input of a number; small real pages are chosen far more often than large ones."""
    chance = random.Random(f"{seed}:{number}")
    if parts.real and chance.random() < REAL_SHARE:
        body = bytearray(parts.real[int(len(parts.real) * chance.random() ** 3)])
    else:
        body = bytearray(chance.choice(parts.saved))
    for _ in range(chance.randrange(1, 16)):
        _damage(body, chance, parts.pieces)
    return bytes(body)


def _damage(body: bytearray, chance: random.Random, pieces: Sequence[bytes]) -> None:
    start = chance.randrange(len(body) + 1)
    end = min(len(body), start + chance.choice((1, 8, 64, 512, 4096)))
    kind = chance.randrange(7)
    if kind == 0:
        del body[start:end]
    elif kind == 1:
        body[start:start] = body[start:end]
    elif kind == 2:
        body[start:start] = chance.choice(pieces)
    elif kind == 3:
        body[start:end] = chance.randbytes(end - start)
    elif kind == 4:
        body[start:start] = chance.choice(pieces) * chance.randrange(200)
    elif kind == 5:
        other = chance.randrange(len(body) + 1)
        body[start:end], body[other:other] = b"", body[start:end]
    elif chance.random() < 0.2:
        del body[start:]


def failure(body: bytes, *, again: bool, seen: Counter[str]) -> str:
    """Returns what is wrong with the result for a page; "" if nothing is. `seen` counts the results."""
    page = Page(URL, body)
    start = process_time()
    try:
        result = reading.read(page)
    except Exception as error:  # whatever it is, a fuzz run looks for it
        return f"raised {type(error).__name__}: {error}"
    spent = process_time() - start
    seen["slowest, ms"] = max(seen["slowest, ms"], round(1000 * spent))
    if spent > MAX_SECONDS:
        return f"took {spent:.1f} s"
    if again and reading.read(page) != result:
        return "returned another result the second time"
    if not isinstance(result, Article):
        seen["rejected"] += 1
        return ""
    seen["articles"] += 1
    return _find_invented_words(result.text, body, seen)


def _find_invented_words(text: str, body: bytes, seen: Counter[str]) -> str:
    """Returns a message about words of a text that its page does not hold; "" if there are none."""
    strange, known = words(_drop_invisible(text)), set[str]()
    for more in shown(body):
        strange -= more
        if not strange:
            return ""
        known |= more
    invented = sorted(word for word in strange if not _is_joined(word, known))
    seen["words run together"] += not invented
    return f"holds {invented[:5]}, which the page does not" if invented else ""


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def shown(body: bytes) -> Iterator[set[str]]:
    """Yields the words of a page's source: without tags, with tags, with JSON escapes resolved, each with
    entities resolved once, never and twice; the most likely first."""
    source = _drop_invisible(charset.decode_page(body)[0])
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), source)
    unescaped = re.sub(r"\\[nrt]", " ", unescaped)
    for text in (re.sub(r"<[^>]*>", "", source), source, unescaped):
        once = html.unescape(text)
        yield from (words(each) for each in (once, text, html.unescape(once)))


def _drop_invisible(text: str) -> str:
    for letter in set(text):
        text = text if _is_visible(letter) else text.replace(letter, "")
    return text


def _is_visible(letter: str) -> bool:
    """Whether a letter is visible: soft hyphens and similar characters are dropped from texts."""
    return letter.isprintable() or letter.isspace() or letter in JOINERS


def _is_joined(word: str, known: set[str]) -> bool:
    """Whether a word consists of words of the page, joined."""
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in known for start in ends):
            ends.add(end)
    return len(word) in ends


def run(parts: Corpus, seed: int, numbers: range, state: Path | None, keep: Path | None) -> int:
    """Read the inputs of these numbers and print the counts. Returns the number of failures."""
    seen: Counter[str] = Counter(_load_state(state, seed).get("seen", {}))
    for number in numbers:
        body = make_input(parts, seed, number)
        wrong = failure(body, again=number % READ_TWICE_EVERY == 0, seen=seen)
        if wrong:
            seen["failures"] += 1
            print(f"input {number} of seed {seed}, {len(body)} bytes: {wrong}", flush=True)
            if keep:
                (keep / f"fuzz-{seed}-{number}.html").write_bytes(body)
        if state and (number + 1) % STATE_EVERY == 0:
            state.write_text(json.dumps({"seed": seed, "next": number + 1, "seen": seen}))
    print(f"{numbers.stop} inputs of seed {seed}: {dict(seen)}")
    return seen["failures"]


def _load_state(path: Path | None, seed: int) -> dict[str, dict[str, int]]:
    state = json.loads(path.read_text()) if path and path.exists() else {}
    return state if state.get("seed") == seed else {}


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args(given)
    state = arguments.state
    first = int(_load_state(state, arguments.seed).get("next", 0))
    parts = corpus(arguments.data)
    numbers = range(first, max(first, arguments.count))
    return 1 if run(parts, arguments.seed, numbers, state, arguments.keep) else 0


if __name__ == "__main__":
    sys.exit(main())
