"""How a page that was read differs from an expected result: for `read --diff`."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import Any

from aggregator.errors import UsageError
from aggregator.model import Row

LISTED = ("_has", "_lacks")  # endings of keys that list words a text must or may not hold


def list_differences(row: Row, expected: Path) -> list[str]:
    """Lines that say how a row of `read` differs; none when it does not.

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
        wanted: dict[str, Any] = json.loads(written)
    except ValueError as error:
        raise UsageError(f"{expected}: no JSON: {error}") from None
    return [
        line for key, value in wanted.items() for line in _list_key_differences(row, key, value)
    ]


def _list_key_differences(row: Row, key: str, value: Any) -> Iterator[str]:
    if key.endswith(LISTED):
        yield from _list_word_differences(row, key, value)
    elif key == "removed":
        missing = set(value) - {line["reason"] for line in row["removed"]}
        yield from (f"removed lacks: {reason}" for reason in sorted(missing))
    elif key == "sources":
        read = [[trace["kind"], trace["url"], trace["name"]] for trace in row["sources"]]
        yield from (f"sources lack: {trace}" for trace in value if trace not in read)
    elif key in row:
        yield from _diff_lines(key, _split_lines(value), _split_lines(row[key]))


def _list_word_differences(row: Row, key: str, words: list[str]) -> Iterator[str]:
    """Words that a text must hold (`…_has`) and does not, or must not hold (`…_lacks`) and does."""
    field = key.removesuffix("_has").removesuffix("_lacks")
    wanted = key.endswith("_has")
    text = str(row.get(field) or "")
    for word in words:
        if (word in text) != wanted:
            yield f"{field} {'lacks' if wanted else 'has'}: {word}"


def _diff_lines(key: str, expected: list[str], read: list[str]) -> Iterator[str]:
    yield from unified_diff(expected, read, f"{key} expected", f"{key} read", lineterm="")


def _split_lines(value: Any) -> list[str]:
    """The lines of a text; any other value as one line of JSON."""
    return value.split("\n") if isinstance(value, str) else [json.dumps(value, ensure_ascii=False)]
