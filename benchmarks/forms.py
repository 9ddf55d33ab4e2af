"""Texts of forms, made from templates and a seed, with true copies of some of them.

    python benchmarks/forms.py dev|held [--seed N] [--copies N] > FILE

A form is a text with slots: a notice, a list, a daily report. `forms/dev.txt` and `forms/held.txt`
hold families of forms (`form_templates.py` describes them), and `forms/words.txt` the names and
phrases of each language. In each language the families were written into the two files alternately.
`held` is for nobody who writes the rules of linking. One half of the families is on one site, the
other half is spread over sites. Prints one JSON line a text: id, url, source, title, published,
first_seen, text, series, and `copy_of` and `kind` of a copy (identical, edited, abridged, wrapped,
corrected). A test can call `make_forms`.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from form_templates import UNSPACED, Family, Instance, expand, read_families, write_line

Row = dict[str, Any]

HALVES = ("dev", "held")
KINDS = ("identical", "edited", "abridged", "wrapped", "corrected")
INSTANCES, COPIES, SITES = 6, 2, 8
PLAIN_WORD = re.compile(r"[^\W\d_][^\d\s.,;:!?()«»“”।،؛]*")
TIME = "%Y-%m-%dT%H:%M:%SZ"


# Texts


def write_digits(text: str, digits: str) -> str:
    return text.translate(str.maketrans("0123456789", digits)) if digits else text


def make_instances(family: Family, seed: int) -> list[Row]:
    """The texts of a form, a day or a week after each other, each with what was drawn."""
    draw = random.Random(f"{seed} {family.name}")
    step = 0 if family.at_once else draw.choice((1, 1, 2, 7))
    start = datetime(2026, 10, draw.randint(1, 12), 7, 30, tzinfo=UTC)
    offset, before = draw.randrange(SITES), dict[tuple[str, int], str]()
    rows: list[Row] = []
    for i in range(INSTANCES):
        day = start + timedelta(days=step * i, minutes=draw.randrange(240))
        of = Instance(family, draw, day, before)
        text = "\n".join(line for each in family.lines for line in write_line(each, of))
        title = expand(family.title, of)
        site = f"{family.language}-{family.name.replace('_', '-')}.example"
        if family.spread:
            site = paper(family.language, offset + i)
        rows.append(to_row(family, str(i), site, day, title, text))
        before = of.drawn
    return rows


def paper(language: str, number: int) -> str:
    """A site of a language that carries forms of many families."""
    return f"{language}-paper{number % SITES}.example"


def to_row(family: Family, key: str, site: str, day: datetime, title: str, text: str) -> Row:
    return {
        "id": f"{family.name}:{key}",
        "url": f"https://{site}/{family.name}/{key.replace(':', '-')}",
        "source": site,
        "title": write_digits(title, family.digits),
        "published": day.strftime(TIME),
        "first_seen": (day + timedelta(minutes=9)).strftime(TIME),
        "text": write_digits(text, family.digits),
        "series": family.name,
        "copy_of": None,
    }


# Copies


def edit(text: str, family: Family, draw: random.Random) -> str:
    """Some words omitted and some inserted, never a number or a name."""
    inserted = family.lists["edit"]
    if family.language in UNSPACED:
        clauses = re.split(r"(?<=[，、])", text)
        return "".join(
            draw.choice(inserted) + clause if i and draw.random() < 0.2 else clause
            for i, clause in enumerate(clauses)
        )
    names = {
        part for key in ("person", "place") for name in family.lists[key] for part in name.split()
    }
    return "\n".join(edit_line(line, inserted, names, draw) for line in text.split("\n"))


def edit_line(line: str, inserted: list[str], names: set[str], draw: random.Random) -> str:
    words: list[str] = []
    for word in line.split(" "):
        common = PLAIN_WORD.fullmatch(word) and not word[0].isupper() and word not in names
        if common and draw.random() < 0.05:
            continue
        words.append(word)
        if common and draw.random() < 0.03:
            words.append(draw.choice(inserted))
    return " ".join(words)


def abridge(text: str, draw: random.Random) -> str:
    """The first 55 to 70 % of a text, in whole sentences."""
    sentences = re.split(r"(?<=[.!?。！？।؛])(?=\s|[^\s\d.”»])|(?<=\n)", text)
    keep, kept = draw.uniform(0.55, 0.7) * len(text), ""
    for sentence in sentences:
        if kept and len(kept) + len(sentence) > keep:
            break
        kept += sentence
    return kept.strip() if len(kept) > 0.4 * len(text) else text[: int(keep)]


def wrap(text: str, family: Family, draw: random.Random) -> str:
    """The text between lines of another site."""
    head, tail = family.lists["head"], family.lists["tail"]
    return "\n".join((draw.choice(head), text, *draw.sample(tail, len(tail))))


def correct(text: str, family: Family, draw: random.Random) -> str:
    """The text with one or two other numbers, or another name where it has few numbers."""
    numbers = list(re.finditer(r"\d+", text))
    if len(numbers) >= 4:
        chosen = draw.sample(numbers, draw.randint(1, 2))
        for end in sorted((found.end() for found in chosen), reverse=True):
            digit = draw.choice([digit for digit in "12345678" if digit != text[end - 1]])
            text = text[: end - 1] + digit + text[end:]
        return text
    names = [name for name in family.lists["person"] if name in text]
    others = [name for name in family.lists["person"] if name not in text]
    return text.replace(draw.choice(names), draw.choice(others))


def change_text(kind: str, text: str, family: Family, draw: random.Random) -> str:
    """The text of a copy of one of `KINDS`."""
    if kind == "edited":
        return edit(text, family, draw)
    if kind == "abridged":
        return abridge(text, draw)
    if kind == "wrapped":
        return wrap(text, family, draw)
    return correct(text, family, draw) if kind == "corrected" else text


def make_copies(
    family: Family, rows: list[Row], first: int, count: int, seed: int
) -> Iterator[Row]:
    """`count` copies of texts of a family by other sites, some hours later; kinds in turn."""
    draw = random.Random(f"{seed} copies of {family.name}")
    for i in range(count):
        kind, row = KINDS[(first + i) % len(KINDS)], draw.choice(rows)
        day = datetime.fromisoformat(row["published"]) + timedelta(minutes=draw.randint(20, 900))
        site = f"{family.language}-mirror{i}-{draw.randrange(4)}.example"
        plain = family.digits and str.maketrans(family.digits, "0123456789")
        text = row["text"].translate(plain) if plain else row["text"]
        changed = change_text(kind, text, family, draw)
        number = row["id"].split(":")[1]
        copy = to_row(family, f"{number}:{kind}{i}", site, day, row["title"], changed)
        yield copy | {"copy_of": row["id"], "kind": kind}


def make_forms(half: str, seed: int = 1, copies: int = COPIES) -> list[Row]:
    """The texts and copies of all families of a half, by time of publication."""
    rows: list[Row] = []
    for number, family in enumerate(read_families(half)):
        made = make_instances(family, seed)
        rows += [*made, *make_copies(family, made, copies * number, copies, seed)]
    return sorted(rows, key=lambda row: (row["published"], row["id"]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("half", choices=HALVES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--copies", type=int, default=COPIES, help="copies a family")
    arguments = parser.parse_args()
    for row in make_forms(arguments.half, arguments.seed, arguments.copies):
        print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
