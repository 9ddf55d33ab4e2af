"""The form of a row of the table of phrases."""

from typing import Literal, TypeAlias, get_args

Signal = Literal[
    "reference",
    "source",
    "feed",
    "sign_off",
    "rights",
    "disclaimer",
    "comment",
    "paywall",
    "promo",
    "xref",
    "caption",
    "label",
]
SIGNALS: tuple[Signal, ...] = get_args(Signal)  # a line has the first that a row for it matches

PhraseRow: TypeAlias = tuple[str, Signal, str]  # language, signal, pattern
