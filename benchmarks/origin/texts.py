"""The texts of the world: real articles from the data sets, or made-up ones where no data is named."""

import gzip
import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# A text that names an agency, a licence or another page as its source has an origin of its own
# already: what this world says of it would not be true.
FOREIGN_SOURCE = re.compile(
    r"\b(AP|Reuters|AFP|UPI|Associated Press|Bloomberg News|Agence France|Getty|PRNewswire|Business Wire"
    r"|Xinhua|contributed to this|originally (?:published|appeared)|first (?:published|appeared)"
    r"|All rights reserved|[Cc]opyright|Tribune|News Service|Press Association|[Rr]eprinted|[Ee]xcerpt|dpa|SID|epd"
    r"|APA|KNA|ANSA|EFE|NTB|TT|Ritzau|Belga|ANP|Lusa|Antara|Kyodo|PTI|TASS|ТАСС|Интерфакс|РИА)\b"
    r"|©|https?:|www\.|共同|時事|新华社|연합뉴스|Quelle:|Source\s?:|Fuente:|Fonte:"
)
# "Washington (CNN) -" at the start is a source too.
DATELINE = re.compile(r"^.{0,160}\([A-Z][\w .&]{1,24}\)\s?[-–—]", re.DOTALL)
CAPTION = re.compile(
    r"toggle caption|Enlarge this image|hide caption|Photo|/AP|CLOSE|Image:|Play Video|Read more"
)
LEAST_WORDS, MOST_WORDS = 150, 480


@dataclass(frozen=True, slots=True)
class Text:
    """A headline and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]
    language: str = "en"


@dataclass(slots=True)
class Supply:
    """Texts by language, each of which is handed out once."""

    by_language: dict[str, list[Text]]
    used: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, language: str = "en") -> Text:
        """Returns a text that was not taken yet: in the language, or in English when none is left."""
        texts = self.by_language.get(language, [])
        if self.used[language] >= len(texts):
            if language == "en":
                raise SystemExit(
                    "there are fewer texts than this world needs: --clusters makes it smaller"
                )
            return self.take("en")
        self.used[language] += 1
        return texts[self.used[language] - 1]


def read_texts(data: Path, rng: random.Random) -> Supply:
    """Returns the real texts of the data sets: English ones from the copies, others from the pages."""
    english: dict[str, list[Text]] = {"original": [], "single": []}
    with gzip.open(data / "links/copies-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["kind"] in english and not _names_source(row["text"]):
                english[row["kind"]].extend(_cut(row["text"].split("\n"), "en"))
    by_language: dict[str, list[Text]] = defaultdict(list)
    for row in read_pages(data):
        text, language = row["text"], find_language(row)
        if language != "en" and not _names_source(text):
            by_language[language].extend(_cut([row["title"], *text.split("\n")], language))
    for texts in (*english.values(), *by_language.values()):
        rng.shuffle(texts)
    return Supply({**by_language, "en": english["original"] + english["single"]})


def read_pages(data: Path) -> Iterator[dict[str, Any]]:
    """Returns the real pages whose article is known."""
    with lzma.open(data / "pages/news-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def find_language(row: dict[str, Any]) -> str:
    """Returns the language that a page declares, without region; `en` when it declares none."""
    found = re.search(r"<html[^>]*\slang=[\"']?([A-Za-z]{2})", row["html"])
    return found[1].lower() if found else "en"


def _names_source(text: str) -> bool:
    body = text.partition("\n")[2].lstrip()
    return bool(FOREIGN_SOURCE.search(text) or DATELINE.match(text) or DATELINE.match(body))


def _cut(lines: list[str], language: str) -> list[Text]:
    """Returns a text of at most so many words in a list, or nothing when it is too short."""
    title, *rest = (line.strip() for line in lines if line.strip())
    kept, words = [], 0
    for line in rest:
        if line == title or CAPTION.search(line) or (len(line) < 40 and language == "en"):
            continue
        kept.append(line)
        words += count_words(line)
        if words >= MOST_WORDS:
            break
    if words < LEAST_WORDS or len(kept) < 4 or not 8 < len(title) < 160:
        return []
    return [Text(title, tuple(kept), language)]


def count_words(text: str) -> int:
    """Returns the number of words; two characters are one where words have no spaces between them."""
    wide = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))
    return len(text.split()) + wide // 2


SUBJECTS = [
    "harbour",
    "bridge",
    "library",
    "orchard",
    "school",
    "ferry",
    "market",
    "museum",
    "tunnel",
    "canal",
    "theatre",
    "bakery",
]
PLACES = [
    "Selm",
    "Harrow",
    "Oakvale",
    "Thornbury",
    "Dunmore",
    "Bramley",
    "Kettlewick",
    "Portlan",
    "Northfen",
    "Westmarch",
]
PEOPLE = [
    "baker",
    "teacher",
    "nurse",
    "sailor",
    "farmer",
    "painter",
    "driver",
    "gardener",
    "mason",
    "pilot",
    "tailor",
    "clerk",
]
DEEDS = [
    "measured",
    "repaired",
    "painted",
    "counted",
    "sold",
    "moved",
    "opened",
    "closed",
    "described",
    "rebuilt",
    "lost",
    "found",
]
THINGS = [
    "boats",
    "lamps",
    "stones",
    "letters",
    "apples",
    "windows",
    "ropes",
    "tickets",
    "maps",
    "bells",
    "wheels",
    "chairs",
]
WHEN = [
    "in spring",
    "before noon",
    "last winter",
    "on market day",
    "after the storm",
    "for three weeks",
]


def make_up_texts(rng: random.Random, count: int) -> Supply:
    """Returns texts of random sentences in plain English, for runs without data."""
    texts = []
    for number in range(count):
        place, subject = rng.choice(PLACES), rng.choice(SUBJECTS)
        title = f"{place} {subject} report {number}: the {rng.choice(PEOPLE)} and the {rng.choice(THINGS)}"
        paragraphs = tuple(
            " ".join(_make_up_sentence(rng, place, subject) for _ in range(3)) for _ in range(9)
        )
        texts.append(Text(title, paragraphs))
    return Supply({"en": texts})


def _make_up_sentence(rng: random.Random, place: str, subject: str) -> str:
    return (
        f"The {rng.choice(PEOPLE)} of {rng.choice(PLACES)} {rng.choice(DEEDS)} {rng.randint(3, 900)} "
        f"{rng.choice(THINGS)} {rng.choice(WHEN)}, and the {rng.choice(PEOPLE)} at the {place} {subject} "
        f"{rng.choice(DEEDS)} {rng.choice(THINGS)} with a {rng.choice(PEOPLE)} {rng.choice(WHEN)}."
    )
