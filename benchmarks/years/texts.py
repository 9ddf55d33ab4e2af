"""Generated news prose in which no two texts share more than chance: many templates, many words, own names."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)
SYLLABLES: list[str] = _WORDS["syllables"].split()
TAILS: list[str] = _WORDS["tails"].split()
NOUNS: list[str] = _WORDS["nouns"].split()
PEOPLE: list[str] = _WORDS["people"].split()
VERBS: list[str] = _WORDS["verbs"].split()
ADJECTIVES: list[str] = _WORDS["adjectives"].split()
WHEN: list[str] = _WORDS["when"]
TEMPLATES: list[str] = _WORDS["templates"]


@dataclass(frozen=True, slots=True)
class Prose:
    """A headline, an author and paragraphs."""

    headline: str
    author: str
    paragraphs: tuple[str, ...]


def make_name(draw: random.Random) -> str:
    """Returns a made-up name of a place."""
    return ("".join(draw.sample(SYLLABLES, 2)) + draw.choice(TAILS)).capitalize()


def make_prose(draw: random.Random, paragraphs: int = 6) -> Prose:
    """Returns a text of its own: about 45 words in each paragraph."""
    places = [make_name(draw) for _ in range(4)]
    people = [f"{make_name(draw)} {make_name(draw)}" for _ in range(3)]
    headline = make_sentence(draw, places, people, "{p}: {q} {v} the {a} {n} and {c} {m}s")
    made = tuple(
        " ".join(
            make_sentence(draw, places, people, template) for template in draw.sample(TEMPLATES, 2)
        )
        for _ in range(paragraphs)
    )
    return Prose(headline, people[0], made)


def make_sentence(draw: random.Random, places: list[str], people: list[str], template: str) -> str:
    """Returns a sentence of this template."""
    place, other = draw.sample(places, 2)
    noun, further = draw.sample(NOUNS, 2)
    words = {"p": place, "r": other, "n": noun, "m": further, "N": draw.choice(people)}
    words |= {"q": draw.choice(PEOPLE), "v": draw.choice(VERBS), "a": draw.choice(ADJECTIVES)}
    words |= {"w": draw.choice(WHEN), "c": str(draw.randint(12, 9999))}
    sentence = template.format(**words)
    return sentence[0].upper() + sentence[1:]
