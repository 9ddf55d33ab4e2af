"""Texts of forms, made from templates and a seed, with true copies of some of them.

    python benchmarks/forms.py dev|held [--seed N] [--copies N] > FILE

A form is a text with slots: a notice, a list, a daily report. `forms/dev.txt` and `forms/held.txt`
hold families of forms, and `forms/words.txt` the names and phrases of each language. In each language
the families were written into the two files alternately. `held` is for nobody who writes the rules of
linking. One half of the families is on one site, the other half is spread over sites. Prints one JSON
line a text: id, url, source, title, published, first_seen, text, series, and `copy_of` and `kind` of a
copy (identical, edited, abridged, wrapped, corrected). A test can call `make_forms`.

Templates, a line at a time: `= FAMILY LANGUAGE site|sites [arab|deva] [at-once]` begins a family (its digits;
all texts on one day), `: KEY A | B` is a list of its own, `^ TEXT` its title. `*3-6 LINE` repeats a line, `?40 LINE` keeps it in 40 % of the
texts, `+2-4 A || B || C` chooses sentences. Slots, the innermost first: `{A|B}` a choice, `{10-99}`,
`{0.5-3.5}`, `{0,5-3,5}` numbers, `{#1000-90000}` one with separators, `{time 6-22}`, `{date+1}`,
`{weekday+1}`, `{KEY}` a word of a list, `{KEY 1}` the same word at each place, `{x=10-99}` a number that
`{=x}` repeats. `{~10-99}` is the number of the text before in half of the texts.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Lists = dict[str, list[str]]

FOLDER = Path(__file__).parent / "forms"
HALVES = ("dev", "held")
KINDS = ("identical", "edited", "abridged", "wrapped", "corrected")
INSTANCES, COPIES, SITES = 6, 2, 8
SLOT = re.compile(r"\{([^{}]*)\}")
NUMBER = re.compile(r"(#?)(\d+)(?:([.,])(\d+))?-(\d+)(?:[.,](\d+))?")
PLAIN_WORD = re.compile(r"[^\W\d_][^\d\s.,;:!?()«»“”।،؛]*")
UNSPACED = ("ja", "zh")  # languages written without spaces
DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "deva": "०१२३४५६७८९"}
SEPARATORS = {"de": ".", "es": ".", "tr": ".", "fr": "\u202f", "ru": "\u00a0"}
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Family:
    """One form: its lines with slots, and the lists its words are drawn from."""

    name: str
    language: str
    spread: bool  # over sites
    digits: str
    at_once: bool  # all texts on one day
    title: str
    lines: tuple[str, ...]
    lists: Lists


@dataclass
class Instance:
    """What was drawn for one text; `before` is what was drawn for the text before."""

    family: Family
    draw: random.Random
    day: datetime
    before: dict[tuple[str, int], str]
    drawn: dict[tuple[str, int], str] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    bags: Lists = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)


# Templates


def read_words() -> dict[str, Lists]:
    """The lists of each language: lines `LANGUAGE.KEY A | B`."""
    words: dict[str, Lists] = {}
    for line in (FOLDER / "words.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, values = line.split(" ", 1)
            language, name = key.split(".")
            words.setdefault(language, {})[name] = split_values(values)
    return words


def split_values(values: str) -> list[str]:
    return [value.strip() for value in values.split(" | ")]


def read_families(half: str) -> list[Family]:
    """The families of a half, in the order of the file."""
    words = read_words()
    text = (FOLDER / f"{half}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^= ", text, flags=re.MULTILINE)[1:]
    return [read_family(part.splitlines(), words) for part in parts]


def read_family(lines: list[str], words: dict[str, Lists]) -> Family:
    name, language, sites, *marks = lines[0].split()
    lists, title, body = dict(words[language]), "", []
    for line in lines[1:]:
        if line.startswith(": "):
            key, values = line[2:].split(" ", 1)
            lists[key] = split_values(values)
        elif line.startswith("^ "):
            title = line[2:]
        elif line:
            body.append(line)
    digits = "".join(DIGITS.get(mark, "") for mark in marks)
    at_once = "at-once" in marks
    return Family(name, language, sites == "sites", digits, at_once, title, tuple(body), lists)


# Slots


def expand(text: str, of: Instance) -> str:
    """The text with all its slots filled."""
    while SLOT.search(text):
        text = SLOT.sub(lambda found: fill_slot(found[1], of), text, count=1)
    return text


def fill_slot(slot: str, of: Instance) -> str:
    """The value of one slot; one that begins with `~` may be that of the text before."""
    if not slot.startswith("~"):
        return fill_fresh_slot(slot, of)
    count = of.asked[slot] = of.asked.get(slot, 0) + 1
    value = fill_fresh_slot(slot[1:], of)
    if of.draw.random() < 0.5:
        value = of.before.get((slot, count), value)
    of.drawn[slot, count] = value
    return value


def fill_fresh_slot(slot: str, of: Instance) -> str:
    if "|" in slot:
        return of.draw.choice(slot.split("|"))
    if slot.startswith("="):
        return of.bound[slot[1:]]
    if NUMBER.fullmatch(slot):
        return draw_number(slot, of)
    if found := re.fullmatch(r"(\w+)=(.+)", slot):
        of.bound[found[1]] = fill_fresh_slot(found[2], of)
        return of.bound[found[1]]
    if slot.startswith("time "):
        first, last = slot[5:].split("-")
        return f"{of.draw.randint(int(first), int(last)):02}:{of.draw.randrange(0, 60, 5):02}"
    if found := re.fullmatch(r"(date|weekday)([+-]\d+)?", slot):
        return format_day(found[1], of.day + timedelta(days=int(found[2] or 0)), of.family.lists)
    return draw_word(slot, of)


def draw_number(slot: str, of: Instance) -> str:
    """A number within the bounds of a slot, with its decimals and leading zeros."""
    found = NUMBER.fullmatch(slot)
    assert found
    grouped, low, point, decimals, high, decimals_of_high = found.groups()
    if point:
        unit = 10 ** len(decimals)
        value = of.draw.randint(int(low + decimals), int(high + decimals_of_high))
        return f"{value // unit}{point}{value % unit:0{len(decimals)}}"
    whole = of.draw.randint(int(low), int(high))
    if not grouped:
        return f"{whole:0{len(low) if low.startswith('0') else 1}}"
    return f"{whole:,}".replace(",", SEPARATORS.get(of.family.language, ","))


def format_day(what: str, day: datetime, lists: Lists) -> str:
    if what == "weekday":
        return lists["weekday"][day.weekday()]
    values = {"d": day.day, "m": day.month, "y": day.year, "month": lists["month"][day.month - 1]}
    return lists["date"][0].replace("[", "{").replace("]", "}").format(**values)


def draw_word(slot: str, of: Instance) -> str:
    """A word of a list, none a second time before all were drawn; `KEY N` is bound."""
    key, _, number = slot.partition(" ")
    if number and slot in of.bound:
        return of.bound[slot]
    if not of.bags.get(key):
        of.bags[key] = of.draw.sample(of.family.lists[key], len(of.family.lists[key]))
    word = expand(of.bags[key].pop(), of)
    if number:
        of.bound[slot] = word
    return word


# Texts


def write_line(line: str, of: Instance) -> Iterator[str]:
    """The lines that one line of a template becomes."""
    joint = "" if of.family.language in UNSPACED else " "
    if found := re.match(r"\?(\d+) ", line):
        if of.draw.randrange(100) < int(found[1]):
            yield from write_line(line[found.end() :], of)
    elif found := re.match(r"\*(\d+)-(\d+) ", line):
        for _ in range(of.draw.randint(int(found[1]), int(found[2]))):
            yield from write_line(line[found.end() :], of)
    elif found := re.match(r"\+(\d+)-(\d+) ", line):
        choices = line[found.end() :].split(" || ")
        count = min(len(choices), of.draw.randint(int(found[1]), int(found[2])))
        yield joint.join(expand(each, of) for each in of.draw.sample(choices, count))
    else:
        yield expand(line, of)


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
    """The text with another number at one or two places, or another name where it has few numbers."""
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
