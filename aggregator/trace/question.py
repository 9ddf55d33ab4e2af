"""What a question is: the id of an article, a story, an address, or words."""

import re
from dataclasses import dataclass
from typing import Literal

from aggregator import address_forms

_STORY = re.compile(r"story\s*[ :#]\s*(\d+)", re.IGNORECASE)
MIN_UNSPACED = 6  # characters of words in a script without spaces


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was written; `value` is the number of an id or a story, else the question."""

    kind: Literal["id", "story", "address", "words"]
    value: str


def read_question(query: str | int) -> Question:
    """Return what a question is.

    Digits are the id of an article, `story 17` or `story:17` is a story. What begins with http:// or https://
    or has a host, a path and no blank is an address. Several words are words, and so is a row of
    characters beyond ASCII. All else is an address too, one that cannot be used.
    """
    text = str(query).strip()
    if text.isdecimal():
        return Question("id", text)
    if story := _STORY.fullmatch(text):
        return Question("story", story.group(1))
    if address_forms.looks_like_address(text):
        return Question("address", text)
    return Question("words" if _is_words(text) else "address", text)


def _is_words(text: str) -> bool:
    has_unspaced = not text.isascii() and len(text) >= MIN_UNSPACED
    return len(text.split()) > 1 or (has_unspaced and "://" not in text)
