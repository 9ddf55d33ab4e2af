"""Three simple answers to who published a text first. They are given which pages carry the same text.

python -m benchmarks.origin.baselines TRUTH.jsonl
"""

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.origin.score import Row, Tally, add_up, format_table, read_rows, score

LAST = "9999"
BASELINES: dict[str, Callable[[Row], Any]] = {
    "earliest claimed date": lambda page: (page["claimed"] or LAST, page["url"]),
    "earliest first seen": lambda page: (page["seen"], page["absent"] or "", page["url"]),
    "longest text": lambda page: (-page["length"], page["url"]),
}


SAID = (
    "original right where answered",
    "original answered",
    "original right over all",
    "original right, knowable",
    "original outside, recall",
    "back-dated page named original",
)


def score_baselines(truth: list[Row]) -> dict[str, Tally]:
    """Returns the tally of each baseline, of the figures that it says something for."""
    tallies = {}
    for name, key in BASELINES.items():
        total = add_up(score(truth, answer_by(key, truth)).values())
        tallies[name] = Tally(
            Counter({figure: total.right[figure] for figure in SAID}),
            Counter({figure: total.all[figure] for figure in SAID}),
        )
    return tallies


def answer_by(key: Callable[[Row], Any], truth: list[Row]) -> list[Row]:
    """Returns answers that name the least page of each text, by the key, as its original."""
    answers = []
    for cluster in truth:
        for text in {page["text"] for page in cluster["pages"]}:
            pages = [p for p in cluster["pages"] if p["text"] == text]
            first = min(pages, key=key)
            answers += [_answer(page, text, first) for page in pages]
    return answers


def _answer(page: Row, text: str, first: Row) -> Row:
    return {
        "url": page["url"],
        "group": text,
        "role": "original" if page is first else None,
        "credit": None,
        "verdict": "original_here",
        "confidence": "low",
        "origin_url": first["url"],
        "origin_name": None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Scores three baselines on a world.")
    parser.add_argument("truth", type=Path)
    truth = read_rows(parser.parse_args().truth)
    columns = score_baselines(truth)
    print("\n".join(format_table(columns, SAID)))


if __name__ == "__main__":
    main()
