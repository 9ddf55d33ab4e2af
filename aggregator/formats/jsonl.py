"""JSON Lines: one object per line with "url" and either "html" or "text"."""

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import IO, Any, cast

from aggregator.errors import ReadingError
from aggregator.formats.supplied_fields import (
    check_address,
    check_page_size,
    parse_instant,
    replace_surrogates,
)
from aggregator.model import Page, Record

MAX_LINE_BYTES = 12 * 1024 * 1024  # bytes of one JSON line: a page with its escapes
CHUNK_BYTES = 64 * 1024  # bytes read at a time

# A page handed in as JSON text is UTF-8 now, whatever its own meta tags say.
UTF8_PAGE = (("content-type", "text/html; charset=utf-8"),)


def read_jsonl(
    stream: IO[bytes], path: Path | str, require_url: bool
) -> Iterator[Record | ReadingError]:
    """Yield one record per line; a bad line costs itself only. `require_url`: each needs an address."""
    for number, line in _split_lines(stream):
        if line is not None and not line.strip():
            continue
        try:
            if line is None:
                raise ReadingError(f"more than {MAX_LINE_BYTES >> 20} MiB: too long for a line")
            yield _parse_record(_parse_object(line), require_url)
        except ReadingError as error:
            yield ReadingError(f"{path}:{number}: {error}")


def _split_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Yield numbered lines; None in place of one that is too long, which is skipped."""
    number, held, too_long = 1, bytearray(), False
    while chunk := cast("Any", stream).read1(CHUNK_BYTES):
        first, *others = chunk.split(b"\n")
        too_long = too_long or len(held) + len(first) > MAX_LINE_BYTES
        held = bytearray() if too_long else held
        held += b"" if too_long else first
        for line in others:
            yield number, None if too_long else bytes(held)
            number, held, too_long = number + 1, bytearray(line), False
    if held or too_long:
        yield number, None if too_long else bytes(held)


def _parse_object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_reject_constant)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ReadingError("not a JSON object: expected one object per line")
    return value


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _parse_record(given: dict[str, Any], require_url: bool) -> Record:
    """A record of the supplied fields. Raises ReadingError for a missing field or a wrong type."""
    html, text = _get_text(given, "html"), _get_text(given, "text")
    if html is None and text is None:
        raise ReadingError('neither "html" nor "text"')
    url = check_address(_get_text(given, "url") or "", require_url)
    use_text = text is not None and not html
    body = b"" if use_text else check_page_size((html or "").encode("utf-8", "replace"))
    first_seen = _get_text(given, "first_seen")
    return Record(
        Page(url, body, headers=() if use_text else UTF8_PAGE),
        id=_check_id(given.get("id")),
        text=text if use_text else None,
        title=_get_text(given, "title"),
        authors=_parse_authors(given.get("authors")),
        published=_get_text(given, "published"),
        source=_get_text(given, "source"),
        first_seen=parse_instant(first_seen) if first_seen else None,
    )


def _get_text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ReadingError(f'"{name}" must be text')
    return None if value is None else replace_surrogates(value)


def _check_id(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if not isinstance(value, str):
        raise ReadingError('"id" must be text or a number')
    return replace_surrogates(value)


def _parse_authors(value: Any) -> tuple[str, ...] | None:
    value = [value] if isinstance(value, str) else value
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ReadingError('"authors" must be a list of texts')
    return tuple(replace_surrogates(name) for name in value)
