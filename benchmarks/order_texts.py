"""Made-up corpora that make the order of arrival matter, generated from a seed.

Texts are sentences of invented words with the frequencies of Zipf's law, with numbers and
capitalised names in them. A corpus has originals; copies of several kinds, also of copies; texts
that are 1 to 10 % fuller than what they were made from; forms, collections, quotations and short texts.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

Row = dict[str, Any]
Sentences = list[str]

LETTERS, VOCABULARY = "etaoinshrdlucmfwypvbgk", 6000
SITES = 14
START = datetime(2026, 5, 4, tzinfo=UTC)


def make_vocabulary(seed: int = 7) -> tuple[list[str], list[float]]:
    """Invented words, and their frequencies added up."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(LETTERS, k=draw.randint(2, 10))) for _ in range(VOCABULARY)]
    return words, list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))


WORDS, WEIGHTS = make_vocabulary()


# Sentences


def write_sentence(draw: random.Random) -> str:
    words = draw.choices(WORDS, cum_weights=WEIGHTS, k=draw.randint(7, 20))
    for i in range(1, len(words)):
        if (chance := draw.random()) < 0.08:
            words[i] = words[i].capitalize()
        elif chance < 0.12:
            words[i] = str(draw.randint(2, 9000))
    return " ".join(words).capitalize() + "."


def write_sentences(draw: random.Random, words: int) -> Sentences:
    """Sentences of at least so many words in all."""
    sentences, total = list[str](), 0
    while total < words:
        sentences.append(write_sentence(draw))
        total += len(sentences[-1].split())
    return sentences


def edit(draw: random.Random, sentences: Sentences, every: int) -> Sentences:
    """One word in so many replaced."""
    return [
        " ".join(
            draw.choice(WORDS) if draw.randrange(every) == 0 else word for word in each.split()
        )
        for each in sentences
    ]


def copy_whole(_draw: random.Random, of: Sentences) -> Sentences:
    return list(of)


def wrap(draw: random.Random, of: Sentences) -> Sentences:
    return [*write_sentences(draw, 30), *of, *write_sentences(draw, 40)]


def abridge(draw: random.Random, of: Sentences) -> Sentences:
    return of[: max(1, int(len(of) * draw.uniform(0.3, 0.8)))]


def take_part(draw: random.Random, of: Sentences) -> Sentences:
    start = draw.randrange(len(of))
    return of[start : start + max(2, int(len(of) * draw.uniform(0.25, 0.6)))]


def edit_lightly(draw: random.Random, of: Sentences) -> Sentences:
    return edit(draw, of, draw.randint(8, 25))


def edit_heavily(draw: random.Random, of: Sentences) -> Sentences:
    return edit(draw, of, draw.randint(3, 7))


def reorder(_draw: random.Random, of: Sentences) -> Sentences:
    at = len(of) // 2
    return of[at:] + of[:at]


def make_fuller(draw: random.Random, of: Sentences) -> Sentences:
    """The text with 1 to 10 % more words, at its end or somewhere in it."""
    words = sum(len(each.split()) for each in of)
    more = " ".join(write_sentences(draw, 20)).split()[
        : max(1, int(words * draw.uniform(0.01, 0.1)))
    ]
    at = len(of) if draw.random() < 0.6 else draw.randrange(len(of) + 1)
    return [*of[:at], " ".join(more) + ".", *of[at:]]


COPIES: tuple[Callable[[random.Random, Sentences], Sentences], ...] = (
    copy_whole,
    wrap,
    abridge,
    take_part,
    edit_lightly,
    edit_heavily,
    reorder,
    make_fuller,
    make_fuller,  # twice as often
)


# Texts made of several, and forms


def quote(draw: random.Random, of: Sentences) -> Sentences:
    """A text of its own with a passage of another in quotation marks."""
    own, passage = write_sentences(draw, 150), take_part(draw, of)[:8]
    at = draw.randrange(len(own))
    return [*own[:at], f"“{' '.join(passage)}”", *own[at:]]


def collect(draw: random.Random, originals: Sequence[Sentences]) -> Sentences:
    """Two to five texts in one, whole or the first 60 % of each."""
    chosen = draw.sample(originals, min(len(originals), draw.randint(2, 5)))
    kept = draw.choice((1.0, 0.6))
    return [line for each in chosen for line in each[: max(1, int(kept * len(each)))]]


def fill_form(draw: random.Random, form: Sentences) -> Sentences:
    """The sentences of a form with other numbers, names and some other words."""
    filled = []
    for sentence in form:
        words = sentence.split()
        for i, word in enumerate(words[1:], 1):
            if word.isdigit():
                words[i] = str(draw.randint(2, 9000))
            elif word[0].isupper():
                words[i] = draw.choice(WORDS).capitalize()
        filled.append(" ".join(words))
    return [*filled, write_sentence(draw)]


# Corpora


def make_text(
    draw: random.Random, texts: list[tuple[str, Sentences]], form: Sentences
) -> tuple[str, Sentences]:
    """One more text and its kind: mostly made from one of the texts that are there."""
    originals = [each for kind, each in texts if kind == "original"]
    chance = draw.random()
    if chance < 0.1 or not originals:
        return "original", write_sentences(draw, draw.randint(120, 420))
    if chance < 0.2:
        return "form", fill_form(draw, form)
    if chance < 0.26 and len(originals) > 1:
        return "collection", collect(draw, originals)
    if chance < 0.33:
        return "quotation", quote(draw, draw.choice(originals))
    if chance < 0.4:
        short = [each for kind, each in texts if kind == "short"]
        if short and draw.random() < 0.6:
            return "short", edit_lightly(draw, draw.choice(short))
        return "short", write_sentences(draw, draw.randint(20, 45))
    of = draw.choice([each for kind, each in texts if kind in ("original", "copy")])
    return "copy", draw.choice(COPIES)(draw, of)


def to_row(draw: random.Random, number: int, kind: str, sentences: Sentences, site: str) -> Row:
    seen = START + timedelta(minutes=draw.randrange(20_000))
    lines = [" ".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3)]
    return {
        "id": f"{kind}{number}",
        "url": f"https://{site}/{kind}/{number}",
        "source": site,
        "title": sentences[0][:60],
        "first_seen": seen.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": "\n".join(lines),
    }


def make_corpus(seed: int) -> list[Row]:
    """A corpus of 10 to 60 texts; its forms are on one site or on several."""
    draw = random.Random(f"corpus {seed}")
    form, one_site = write_sentences(draw, draw.randint(100, 250)), draw.random() < 0.5
    texts: list[tuple[str, Sentences]] = []
    rows = []
    for number in range(draw.randint(10, 60)):
        kind, sentences = make_text(draw, texts, form)
        texts.append((kind, sentences))
        site = f"site{draw.randrange(SITES)}.example"
        if kind == "form" and one_site:
            site = "forms.example"
        rows.append(to_row(draw, number, kind, sentences, site))
    return rows


def make_crowd(seed: int, members: int = 300) -> list[Row]:
    """One story of so many members, a fifth of them fuller than their original in small steps."""
    draw = random.Random(f"crowd {seed}")
    original = write_sentences(draw, 350)
    texts = [("original", original)]
    fuller = original
    for number in range(1, members):
        chance = number % 10
        if chance < 2:
            fuller = make_fuller(draw, fuller if draw.random() < 0.3 else original)
            texts.append(("fuller", fuller))
        elif chance < 6:
            texts.append(("identical", list(original)))
        else:
            change = (edit_lightly, abridge, wrap, reorder)[chance - 6]
            texts.append((change.__name__.replace("_", "-"), change(draw, original)))
    return [
        to_row(draw, number, kind, sentences, f"site{number}.example")
        for number, (kind, sentences) in enumerate(texts)
    ]
