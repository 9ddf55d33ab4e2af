"""Templates of forms: texts with slots, and what fills the slots.

A template, a line at a time: `= FAMILY LANGUAGE site|sites [arab|deva] [at-once]` begins a family
(its digits; all texts on one day), `: KEY A | B` is a list of its own, `^ TEXT` its title. `*3-6
LINE` repeats a line, `?40 LINE` keeps it in 40 % of the texts, `+2-4 A || B || C` chooses
sentences. Slots, the innermost first: `{A|B}` a choice, `{10-99}`, `{0.5-3.5}`, `{0,5-3,5}`
numbers, `{#1000-90000}` one with separators, `{time 6-22}`, `{date+1}`, `{weekday+1}`, `{KEY}` a
word of a list, `{KEY 1}` the same word at each place, `{x=10-99}` a number that `{=x}` repeats.
`{~10-99}` is the number of the text before in half of the texts.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

Lists = dict[str, list[str]]

FOLDER = Path(__file__).parent / "forms"
SLOT = re.compile(r"\{([^{}]*)\}")
NUMBER = re.compile(r"(#?)(\d+)(?:([.,])(\d+))?-(\d+)(?:[.,](\d+))?")
UNSPACED = ("ja", "zh")  # languages written without spaces
DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "deva": "०१२३४५६७८९"}
SEPARATORS = {"de": ".", "es": ".", "tr": ".", "fr": "\u202f", "ru": "\u00a0"}


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


# Lines


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
