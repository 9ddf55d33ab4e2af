"""The glossary: in order, without a word twice, and every module it names exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| ([a-z ]+) \| (.+) \| `([\w/.]+)` \|$",
    (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_terms_are_in_order_and_none_is_repeated() -> None:
    terms = [term for term, _, _ in ROWS]
    assert len(terms) > 50
    assert terms == sorted(set(terms))


def test_every_named_module_exists() -> None:
    assert [path for _, _, path in ROWS if not (ROOT / path).is_file()] == []
