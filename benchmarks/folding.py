"""Measures whether copies are found whose letters are disguised.

    python benchmarks/folding.py --data PATH [--first TEXTS] [--seed N]

The texts are originals of `copies-dev` in English, and articles of `news-dev` in the languages it has. A
tenth of the letters of each copy is disguised in one way: characters that nobody sees, letters of
other alphabets, accents that are added or dropped. Each text is stored on one site, its copies on others.
Counted are the copies that are in the story of their text after ingest and finalizing; then texts asked
of `trace`: the disguised copy where the text is stored, and the text where only the disguised copy is.
Ends with 1 when a figure is missed. A test can call `make_copies` and `score_copies` with texts of its own.
"""

import argparse
import gzip
import json
import lzma
import random
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stored_links import Row, link_rows, prepare_rows, report_missed, store_prepared

import aggregator
from aggregator.linking.confusables import CONFUSABLES

FOUND, TRACED = 0.97, 0.97  # at least, of each kind
SHARE = 0.10  # of the letters
TEXTS, TRACED_TEXTS = 300, 60
MIN_WORDS = 100
LOCALE_LANGUAGES = {"us": "en", "uk": "en", "ca": "en", "au": "en", "za": "en", "ind": "en"}

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200a\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2063\u2066\u2069\ufe00\ufe0f\ufeff\U000e0061\U000e0101"
ACCENTS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030c\u0323\u0327\u0328\u0331\u0335"
)
# Look-alikes in confusables.txt (Unicode Technical Standard #39) that the product's table leaves out:
# numerals, symbols, letters that are joined or written from right to left, and capitals
# whose small letter looks like another one.
OTHER_LOOK_ALIKES = {
    "a": "\u2376\u237a",
    "c": "\u00a2\u03f2\u03f9\u20a1\U000118e9",
    "d": "\u20ab",
    "e": "\u212e\u22ff",
    "f": "\U0001d213",
    "h": "\u0397",
    "i": "\u2373\u2378",
    "k": "\u20ad",
    "l": "\u0399\u0406\u04c0\u05c0\u05d5\u05df\u0627\u0661\u06f1\u07ca\u2223\u23fd\U00010320",
    "m": "\u20a5\U000118e3",
    "n": "\u039d\U0001018e",
    "o": "\u05e1\u0647\u0665\u06c1\u06d5\u06f5\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u101d\u1040\u2296\u3007",
    "p": "\u2374",
    "r": "\U0001d216",
    "t": "\u20ae\u22a4\u2361\u27d9",
    "u": "\u222a\u22c3",
    "v": "\u05d8\u0667\u06f7\u2228\u22c1",
    "w": "\u20a9\U000118e6",
    "x": "\u00d7\u166d\u2573\u292b\u2a2f\U00010196",
    "y": "\u00a5\u03a5\u03d2",
    "z": "\U000118e5\U000102f5",
}
ALPHABETS = ((0x370, 0x530), (0x531, 0x590))  # Greek and Cyrillic, Armenian

Disguise = Callable[[str, random.Random], str]


def insert(letters: str) -> Disguise:
    """Put one of these characters behind a letter."""
    return lambda letter, rng: letter + rng.choice(letters)


def exchange(look_alikes: Mapping[str, Sequence[str]]) -> Disguise:
    """Write a look-alike for a letter, if it has one, in its case where there is one."""

    def replace(letter: str, rng: random.Random) -> str:
        other = look_alikes.get(letter) or look_alikes.get(letter.lower())
        if not other:
            return letter
        chosen = rng.choice(other)
        return chosen.upper() if letter.isupper() and len(chosen.upper()) == 1 else chosen

    return replace


def add_accent(letter: str, rng: random.Random) -> str:
    """Put an accent on a letter, in one character where Unicode has it."""
    return unicodedata.normalize("NFC", letter + rng.choice(ACCENTS))


def drop_accents(text: str) -> str:
    """A text in which no letter has an accent."""
    split = unicodedata.normalize("NFD", text)
    kept = (mark for mark in split if not "\u0300" <= mark <= "\u036f")
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=1)
def read_table() -> dict[str, list[str]]:
    """The product's look-alikes of each letter, in both directions: a Cyrillic letter has a Latin one."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for latin, letters in CONFUSABLES:
        if latin.isalpha() and len(latin) == 1:
            table[latin] += letters
            for letter in letters:
                table[letter].append(latin)
    return dict(table)


def list_alphabet_look_alikes() -> dict[str, list[str]]:
    """Of each letter those in alphabets of today: the look-alikes that a writer has at hand."""
    table = {
        letter: [each for each in others if each.isascii() or is_in_alphabet(each)]
        for letter, others in read_table().items()
    }
    return {letter: others for letter, others in table.items() if others}


def is_in_alphabet(letter: str) -> bool:
    return any(start <= ord(letter) < end for start, end in ALPHABETS)


def list_all_look_alikes() -> dict[str, list[str]]:
    """Of each letter all of Unicode's, with compatibility forms such as mathematical letters."""
    table = {letter: [*others] for letter, others in read_table().items()}
    for letter, others in OTHER_LOOK_ALIKES.items():
        table.setdefault(letter, []).extend(others)
    for code in (*range(0x2100, 0x2150), *range(0xFF21, 0xFF5B), *range(0x1D400, 0x1D6A4)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain.isascii() and plain.isalpha():
            table.setdefault(plain, []).append(chr(code))
    return table


def list_mathematical_letters() -> dict[str, list[str]]:
    """Of each Latin letter the mathematical ones, which generators of styled text use."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code in range(0x1D400, 0x1D6A4):
        found[unicodedata.normalize("NFKC", chr(code))].append(chr(code))
    return dict(found)


DISGUISES: dict[str, Disguise] = {
    "zero-width space": insert("\u200b"),
    "soft hyphen": insert("\u00ad"),
    "invisible, any": insert(INVISIBLE),
    "look-alikes, alphabets": exchange(list_alphabet_look_alikes()),
    "look-alikes, all of Unicode": exchange(list_all_look_alikes()),
    "mathematical letters": exchange(list_mathematical_letters()),
    "accents added": add_accent,
}
DROPPED = "accents dropped"  # of the whole text
KINDS = (*DISGUISES, DROPPED)


def disguise(text: str, kind: str, rng: random.Random) -> str:
    """A text with a tenth of its letters disguised; without any accent for `DROPPED`."""
    if kind == DROPPED:
        return drop_accents(text)
    change = DISGUISES[kind]
    return "".join(
        change(letter, rng) if letter.isalpha() and rng.random() < SHARE else letter
        for letter in text
    )


def make_copies(texts: Sequence[Row], seed: int) -> Iterator[Row]:
    """A disguised copy of each kind of each text, on a site of its kind; none that is the text itself."""
    rng = random.Random(seed)
    for row in texts:
        for number, kind in enumerate(KINDS):
            text = disguise(row["text"], kind, rng)
            if text != row["text"]:
                copy = {"of": row["id"], "kind": kind, "text": text, "language": row["language"]}
                yield {**copy, "id": f"{row['id']}-{number}", "source": f"copies{number}.example"}


def score_copies(texts: Sequence[Row], copies: Sequence[Row]) -> dict[tuple[str, str], list[bool]]:
    """For each language and kind, whether each copy is in the story of its text."""
    links = link_rows([*texts, *copies])
    found: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for copy in copies:
        found[copy["language"], copy["kind"]].append(links.together(copy["id"], copy["of"]))
    return dict(found)


def score_traces(stored: Sequence[Row], asked: Mapping[str, Sequence[str]]) -> list[bool]:
    """For each text asked about, whether `trace` leads to the stored row that it belongs to."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.db"
        store_prepared(path, prepare_rows(stored))
        with aggregator.connect(path, write=False) as reader:
            address = {row.external_id: row.url for row in reader.export("articles")}
            pairs = [(name, text) for name, texts in asked.items() for text in texts]
            answers = [reader.trace("-", text=text) for _, text in pairs]
            return [
                any(item.url == address.get(name) for item in answer.evidence)
                for (name, _), answer in zip(pairs, answers, strict=True)
            ]


def score_both_ways(texts: Sequence[Row], copies: Sequence[Row]) -> dict[str, list[bool]]:
    """Whether `trace` finds texts by their disguised copies, and each kind of copy by its text."""
    names = {row["id"]: row for row in texts}
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for copy in copies:
        asked[copy["of"]].append(copy["text"])
    scores = {"by a disguised text": score_traces(texts, asked)}
    for kind in KINDS:
        stored = [copy for copy in copies if copy["kind"] == kind]
        by_text = {copy["id"]: [names[copy["of"]]["text"]] for copy in stored}
        scores[f"of a text with {kind}"] = score_traces(stored, by_text)
    return scores


def read_texts(folder: Path, count: int) -> list[Row]:
    """English originals, `count` of them, and the articles in other languages."""
    with gzip.open(folder / "links" / "copies-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["kind"] == "original"]
    texts = [{"id": f"c{row['id']}", "text": row["text"], "language": "en"} for row in rows]
    with lzma.open(folder / "pages" / "news-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        news = [
            {"id": row["id"], "text": row["text"] or "", "language": guess_language(row["country"])}
            for row in map(json.loads, lines)
        ]
    others = [row for row in news if row["language"] != "en"]
    return [
        {**row, "source": f"texts{i}.example"}
        for i, row in enumerate([*islice(filter(is_long, texts), count), *filter(is_long, others)])
    ]


def guess_language(country: str) -> str:
    return LOCALE_LANGUAGES.get(country, f"of {country}")


def is_long(row: Row) -> bool:
    """Whether a text is long enough to be linked also where some of its words are lost."""
    return len(row["text"].split()) >= MIN_WORDS


def report(name: str, found: Sequence[bool], least: float) -> list[str]:
    """Print a share; returns its name if it is missed."""
    share = sum(found) / max(1, len(found))
    print(f"{name}: {share:.4f} ({sum(found)} of {len(found)})")
    return [name] if found and share < least else []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, default=TEXTS, help="only so many English texts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    texts = read_texts(options.data, options.first)
    copies = list(make_copies(texts, options.seed))
    scores = score_copies(texts, copies)
    missed = []
    for kind in KINDS:
        english = scores.get(("en", kind), [])
        others = [
            hit
            for (language, each), hits in scores.items()
            if each == kind and language != "en"
            for hit in hits
        ]
        missed += report(f"{kind}, English", english, FOUND)
        missed += report(f"{kind}, other languages", others, FOUND)
    few = texts[:: max(1, len(texts) // TRACED_TEXTS)]
    chosen = {row["id"] for row in few}
    for name, hits in score_both_ways(
        few, [copy for copy in copies if copy["of"] in chosen]
    ).items():
        missed += report(f"trace {name}", hits, TRACED)
    return report_missed(missed)


if __name__ == "__main__":
    sys.exit(main())
