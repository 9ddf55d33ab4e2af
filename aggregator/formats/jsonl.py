"""JSON Lines: one object a line with "url" and either "html" or "text"."""

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import IO, Any, cast

from aggregator.errors import ReadingError
from aggregator.formats.supplied_fields import address, instant, page, whole
from aggregator.model import Page, Record

MAX_LINE = 12 * 1024 * 1024  # bytes of one JSON line: a page with its escapes
CHUNK = 64 * 1024  # bytes read at a time

# A page handed in as JSON text is UTF-8 now, whatever its own meta tags say.
UTF8_PAGE = (("content-type", "text/html; charset=utf-8"),)


def read(stream: IO[bytes], path: Path | str, addressed: bool) -> Iterator[Record | ReadingError]:
    """A record a line; `addressed`: each needs an address. A bad line costs itself only."""
    for number, line in _lines(stream):
        if line is not None and not line.strip():
            continue
        try:
            if line is None:
                raise ReadingError(f"more than {MAX_LINE >> 20} MiB: too long for a line")
            yield _record(_object(line), addressed)
        except ReadingError as error:
            yield ReadingError(f"{path}:{number}: {error}")


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for one that is too long, which is passed over unkept."""
    number, held, too_long = 1, bytearray(), False
    while chunk := cast("Any", stream).read1(CHUNK):
        first, *others = chunk.split(b"\n")
        too_long = too_long or len(held) + len(first) > MAX_LINE
        held = bytearray() if too_long else held
        held += b"" if too_long else first
        for line in others:
            yield number, None if too_long else bytes(held)
            number, held, too_long = number + 1, bytearray(line), False
    if held or too_long:
        yield number, None if too_long else bytes(held)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ReadingError(f"not JSON: {error}") from error
    if not isinstance(found, dict):
        raise ReadingError("not a JSON object: expected one object a line")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _record(given: dict[str, Any], addressed: bool) -> Record:
    """A record of what its giver says. Raises ReadingError for what is missing or of a wrong type."""
    html, text = _text(given, "html"), _text(given, "text")
    if html is None and text is None:
        raise ReadingError('neither "html" nor "text"')
    url = address(_text(given, "url") or "", addressed)
    use_text = text is not None and not html
    body = b"" if use_text else page((html or "").encode("utf-8", "replace"))
    first_seen = _text(given, "first_seen")
    return Record(
        Page(url, body, headers=() if use_text else UTF8_PAGE),
        id=_id(given.get("id")),
        text=text if use_text else None,
        title=_text(given, "title"),
        authors=_authors(given.get("authors")),
        published=_text(given, "published"),
        source=_text(given, "source"),
        first_seen=instant(first_seen) if first_seen else None,
    )


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ReadingError(f'"{name}" must be text')
    return None if value is None else whole(value)


def _id(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return value
    if not isinstance(value, str):
        raise ReadingError('"id" must be text or a number')
    return whole(value)


def _authors(value: Any) -> tuple[str, ...] | None:
    value = [value] if isinstance(value, str) else value
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ReadingError('"authors" must be a list of texts')
    return tuple(whole(name) for name in value)
