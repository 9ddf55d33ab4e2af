"""Header fields of a page by name."""

from collections.abc import Iterable


def join_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Returns headers by name; the values of one that is there several times are one list (RFC 9110 §5.2)."""
    joined: dict[str, list[str]] = {}
    for name, value in headers:
        joined.setdefault(name, []).append(value)
    return {name: ", ".join(values) for name, values in joined.items()}
