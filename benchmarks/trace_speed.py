"""Measures the CPU of `trace` in a large database, without fetching.

    python benchmarks/trace_speed.py [--articles N] [--keep FILE]

Stores N made-up articles (100,000 by default) of eight languages, a tenth of them copies,
then asks by address, by headline, and by text, whole, longer, by fragments of forty words, also altered,
by two texts at once, and for texts that are not stored, and prints median and 95th percentile of CPU; then that of the whole command, its start
included. Ends with 1 when the median of one kind is above 50 ms.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median, quantiles
from subprocess import DEVNULL, run
from time import process_time

sys.path.insert(0, str(Path(__file__).parent))
from newsworld import press
from newsworld.languages import LANGUAGES

import aggregator
from aggregator.api import Aggregator
from aggregator.model import Page, Record

MOST = 0.050  # CPU seconds
ASKED = 200  # of each kind
ROUNDS = 7  # of the whole command
MORE = "\nOne line more than is stored: read on at the seaside, and leave a comment."


def records(count: int, seed: int = 7) -> Iterator[Record]:
    rng = random.Random(seed)
    language, last = LANGUAGES[0], ""
    for number in range(count):
        if number % 10 == 0:
            language = LANGUAGES[number // 10 % len(LANGUAGES)]
        text = "\n".join(press.make_paragraph(language, rng) for _ in range(6))
        if number % 10 == 9:
            text = last
        last = text
        page = Page(f"https://site{number % 997}.example/{number}", b"")
        yield Record(
            page,
            text=text,
            title=press.make_title(language, rng),
            first_seen="2026-03-03T06:00:00Z",
        )


def timed(ask: Callable[[int], object], numbers: list[int]) -> list[float]:
    spent = []
    for number in numbers:
        start = process_time()
        ask(number)
        spent.append(process_time() - start)
    return spent


def fragment(text: str) -> str:
    words = text.split()
    return " ".join(words[20:60]) if len(words) > 60 else text[100:180]


def altered(text: str) -> str:
    """A fragment of a text with two words in other words."""
    words = fragment(text).split()
    for place in (len(words) // 3, 2 * len(words) // 3):
        words[place] = "otherwise"
    return " ".join(words)


def questions(opened: Aggregator, count: int) -> dict[str, dict[int, str]]:
    """Questions of each kind by the number of an article: without `-`, and with it as texts.

    Texts that are not stored are generated like the stored ones, with another seed.
    """
    numbers = random.Random(8).sample(range(1, count + 1), min(ASKED, count))
    articles = {number: opened.article(number) for number in numbers}
    others = [*numbers[1:], numbers[0]]
    strange = [one.text or "" for one in records(ASKED, seed=9)]
    return {
        "by address": {n: each.url for n, each in articles.items()},
        "by an archive's address": {
            n: f"https://web.archive.org/web/2026/{each.url}" for n, each in articles.items()
        },
        "by headline": {n: each.title for n, each in articles.items()},
        "by a near headline": {n: f"{each.title} today" for n, each in articles.items()},
        "by its very text": {n: f"-{each.text}" for n, each in articles.items()},
        "by a longer text": {n: f"-{each.text}{MORE}" for n, each in articles.items()},
        "by forty words": {n: f"-{fragment(each.text)}" for n, each in articles.items()},
        "by altered words": {n: f"-{altered(each.text)}" for n, each in articles.items()},
        "by two texts": {
            n: f"-{articles[n].text}\n{articles[other].text}"
            for n, other in zip(numbers, others, strict=True)
        },
        "by one not stored": dict(zip(numbers, (f"-{text}" for text in strange), strict=False)),
    }


def asked(opened: Aggregator, count: int) -> dict[str, list[float]]:
    """CPU of each kind of question."""
    opened.trace("-", text="what is imported and compiled at the first question")
    return {
        kind: timed(partial(answer, opened, asked_for), list(asked_for))
        for kind, asked_for in questions(opened, count).items()
    }


def answer(opened: Aggregator, asked_for: dict[int, str], number: int) -> object:
    question = asked_for[number]
    if question.startswith("-"):
        return opened.trace("-", text=question[1:])
    return opened.trace(question)


def whole_command(path: Path, url: str, text: str) -> dict[str, list[float]]:
    """CPU of `aggregator trace` as a process of its own, its start included."""
    spent: dict[str, list[float]] = {}
    for kind, query, given in (("by address", url, ""), ("by a longer text", "-", text + MORE)):
        command = [sys.executable, "-m", "aggregator", "--db", str(path), "trace", query]
        spent[kind] = []
        for _ in range(ROUNDS):
            before = getrusage(RUSAGE_CHILDREN)
            run(command, input=given.encode(), stdout=DEVNULL, check=False)
            after = getrusage(RUSAGE_CHILDREN)
            user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
            spent[kind].append(user + system)
    return spent


def pieces(opened: Aggregator, count: int) -> Iterator[str]:
    for number in random.Random(8).sample(range(1, count + 1), min(ASKED, count)):
        yield fragment(opened.article(number).text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="not needed: the texts are made up")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "trace.db"
        if not path.exists():
            with aggregator.connect(path) as opened:
                opened.ingest(records(arguments.articles))
        with aggregator.connect(path, write=False) as opened:
            stored = opened.status().articles
            found = asked(opened, stored)
            last = opened.article(stored)
            matched = sum(
                any(item.cls == "C" for item in opened.trace("-", text=text).evidence)
                for text in pieces(opened, stored)
            )
        commands = whole_command(path, last.url, last.text)
    print(f"fragments of forty words that found their article: {matched} of {min(ASKED, stored)}")
    print(f"{stored} articles; CPU ms: median, 95th percentile")
    for kind, spent in found.items():
        print(f"{kind:24} {1000 * median(spent):7.2f} {1000 * quantiles(spent, n=20)[-1]:7.2f}")
    for kind, spent in commands.items():
        print(f"command, {kind:24} {1000 * median(spent):7.0f}")
    return int(any(median(spent) > MOST for spent in found.values()))


if __name__ == "__main__":
    sys.exit(main())
