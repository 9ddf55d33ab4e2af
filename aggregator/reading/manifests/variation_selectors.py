"""Runs of variation selectors: invisible characters that can carry data in a text.

A single selector after a character is a part of it, as in an emoji or an ideograph. Several in a row,
or one after a blank, say nothing to readers. The C2PA specification (2.3 A.7, 2.4 A.8) stores a
manifest in them: U+FEFF, then one selector for each byte.
"""

import re

MARK = "\ufeff"  # begins a manifest
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

_ANY = re.compile(f"[{MARK}{SELECTORS}]")  # most texts have none, and this is faster
_RUN = re.compile(f"{MARK}[{SELECTORS}]*|[{SELECTORS}]{{2,}}|(?:(?<=\\s)|(?<![^\\s]))[{SELECTORS}]")


def strip_selector_runs(text: str) -> str:
    """Returns a text without U+FEFF and without selectors that belong to no character."""
    return _RUN.sub("", text) if not text.isascii() and _ANY.search(text) else text
