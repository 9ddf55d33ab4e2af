"""The drafts of our mails, one file for each language, and the words of the codes in them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from aggregator.results.takedowns import Language, MailKind

Words = Mapping[str, Mapping[str, str]]


def get_words(language: Language) -> Words:
    """Returns the words of a language by table (`items`, `grounds`, `grades`, `missing`) and code."""
    words: Words = _load(language)["words"]
    return words


def get_draft(language: Language, kind: MailKind) -> tuple[str, str]:
    """Returns the templates of the subject and of the text of a mail."""
    draft = _load(language)[kind]
    return draft["subject"], draft["text"]


def get_frame(language: Language) -> tuple[str, str]:
    """Returns the templates of what precedes and of what follows the text of each mail to a claimant or owner."""
    frame = _load(language)["frame"]
    return frame["start"], frame["end"]


@cache
def _load(language: Language) -> dict[str, Any]:
    path = files("aggregator.takedown.mail").joinpath("drafts", f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
