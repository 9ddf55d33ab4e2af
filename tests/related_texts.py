"""Texts that are related and no copies: reports of one form, and a page that carries several texts."""

import random
from collections.abc import Mapping
from pathlib import Path

from aggregator.api import Aggregator
from aggregator.model import Page, Record
from tests.linking.texts import spelled_text

PLACES = ("Brell Osmund Tarn Fylde", "Kessock Ardo Quill Venn", "Ilse Morwen Pell Dray")


def make_report(day: int, places: str = "") -> str:
    """A tide report of one form: its numbers and names differ from day to day."""
    one, two, three, four = (places or PLACES[day % len(PLACES)]).split()
    hour = 3 + day
    return (
        f"High water at {one} is expected at {hour}.12 this morning and the sea will be slight. "
        f"Boats that leave from {two} should wait until {hour}.48 for enough depth over the bar. "
        f"The harbour master at {three} reports winds of {hour}7 knots and good visibility today. "
        f"Swimmers are asked to stay between the flags at {four}, where {hour}3 guards are on duty. "
        f"The next report from {one} will be published at {hour}.55 by the office of the coast guard."
    )


def make_news(seed: int, words: int = 200) -> str:
    """A news text that shares nothing with that of another seed."""
    split = spelled_text(words, seed).split()
    return "\n".join(" ".join(split[i : i + 40]) for i in range(0, words, 40))


def make_round_up(*texts: str) -> str:
    """A page that carries these texts one after the other."""
    return "\n".join([make_news(900, 30), *texts, make_news(901, 30)])


NEWS = {f"https://paper{i}.example/news": make_news(i) for i in (1, 2, 3)}
ROUND_UP = "https://roundup.example/week"
ONLY_THERE = make_news(7)  # a text of the round-up that is stored nowhere else


def store_round_up(path: Path) -> dict[str, int]:
    """Store three news texts, then a page that carries them and a fourth; returns the ids by address."""
    page = make_round_up(*NEWS.values(), ONLY_THERE)
    texts = {**NEWS, ROUND_UP: page}
    return store_texts(path, {url.removeprefix("https://"): text for url, text in texts.items()})


def store_texts(path: Path, texts: Mapping[str, str]) -> dict[str, int]:
    """Store each text at `https://NAME`; returns the ids by name."""
    with Aggregator.open(path) as opened:
        opened.ingest(
            [
                Record(Page(f"https://{name}", b""), text=text, title=f"Title of {name}")
                for name, text in texts.items()
            ],
            workers=1,
        )
        return {name: opened.article_id(f"https://{name}") for name in texts}


def make_obituary(seed: int) -> str:
    """An obituary in the wording of a form; names, places and dates differ."""
    draw = random.Random(seed)
    first, last, town, church, spouse, trade, son, river = (
        "".join(draw.choice("bdfgklmnprstvz") + draw.choice("aeiou") for _ in range(3)).capitalize()
        for _ in range(8)
    )
    age, born, day = draw.randrange(61, 99), draw.randrange(1925, 1960), draw.randrange(2, 29)
    return (
        f"{first} {last}, aged {age}, of {town}, passed away peacefully at home on the {day}th.\n"
        f"Born in {river} in {born}, {first} worked for many years as a member of the {trade} company "
        f"and was known to all who met the family for a ready smile and a generous heart.\n"
        f"Loved husband or wife of {spouse}, dear parent of {son}, and a good friend to many in {town}.\n"
        f"The funeral service will be held at {church} church on the {day + 1}th at {draw.randrange(9, 16)}.30, "
        f"followed by a private burial. Family flowers only, please, but donations if desired to "
        f"the {river} lifeboat or to the {church} hospice, care of {spouse} and Sons of {town}.\n"
        f"The family of {first} {last} would like to thank the nurses of {river} ward for their kindness."
    )
