"""How a page that was read differs from what is expected of it: for `read --diff`."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from aggregator.errors import UsageError
from aggregator.model import Row

LISTED = ("_has", "_lacks")  # endings of keys that list words a text must or may not hold


def list_differences(row: Row, expected: Path) -> list[str]:
    """Lines that say how a row of `read` differs; none where it does not.

    `expected` is the text of the article, or a JSON object with the keys of `read` and with lists of
    words under `text_has`, `text_lacks`, `link_text_has`, `link_text_lacks`. Raises UsageError.
    """
    try:
        written = expected.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{expected}: {error}") from None
    if not written.lstrip().startswith("{"):
        return list(_diff_lines("text", written.split("\n"), _split_lines(row["text"])))
    try:
        told: dict[str, Any] = json.loads(written)
    except ValueError as error:
        raise UsageError(f"{expected}: no JSON: {error}") from None
    return [line for key, value in told.items() for line in _compare_key(row, key, value)]


def _compare_key(row: Row, key: str, value: Any) -> Iterator[str]:
    field = key.removesuffix("_has").removesuffix("_lacks")
    if key.endswith(LISTED):
        text = str(row.get(field) or "")
        for words in value:
            if (words in text) != key.endswith("_has"):
                yield f"{field} {'lacks' if key.endswith('_has') else 'has'}: {words}"
    elif key == "removed":
        missing = set(value) - {each["reason"] for each in row["removed"]}
        yield from (f"removed lacks: {reason}" for reason in sorted(missing))
    elif key == "sources":
        found = [[each["kind"], each["url"], each["name"]] for each in row["sources"]]
        yield from (f"sources lack: {each}" for each in value if each not in found)
    elif key in row:
        yield from _diff_lines(key, _split_lines(value), _split_lines(row[key]))


def _diff_lines(key: str, expected: list[str], found: list[str]) -> Iterator[str]:
    yield from unified_diff(expected, found, f"{key} expected", f"{key} read", lineterm="")


def _split_lines(value: Any) -> list[str]:
    """A value as lines: a text by its own, anything else as JSON."""
    return value.split("\n") if isinstance(value, str) else [json.dumps(value, ensure_ascii=False)]
