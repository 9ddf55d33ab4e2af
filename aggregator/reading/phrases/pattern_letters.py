"""Finds the letters that a match of a regular expression begins with, or holds, for quick selection."""

from collections.abc import Iterator

_SPECIAL = ".[]{}()|^$\\§¤…"
_OPTIONAL = ("?", "*", "{")


def list_first_letters(pattern: str) -> frozenset[str] | None:
    """Returns the letters that a match can begin with; None if it may be any letter.

    Understands letters, escaped signs, plain sets, and groups of alternatives, also optional ones.
    """
    letters: set[str] = set()
    for alternative in _split_alternatives(pattern):
        first = _list_of_sequence(alternative)
        if first is None:
            return None
        letters |= first
    return frozenset(letters)


def find_required_text(pattern: str) -> str:
    """Returns the longest text that every match holds, outside of groups; "" where none is found."""
    if len(list(_split_alternatives(pattern))) > 1:
        return ""
    texts, rest = [""], pattern
    while rest:
        end = _end_of_element(rest)
        is_optional = rest[end : end + 1] in _OPTIONAL
        is_letter = end == 1 and rest[0] not in _SPECIAL
        texts[-1:] = [texts[-1] + rest[0]] if is_letter and not is_optional else [texts[-1], ""]
        rest = rest[_end_of_quantifier(rest, end) :]
    return max(texts, key=len)


def _list_of_sequence(sequence: str) -> set[str] | None:
    """Returns the first letters of a pattern without alternatives on its level; None for any."""
    letters: set[str] = set()
    rest = sequence
    while rest:
        end = _end_of_element(rest)
        first = _list_of_element(rest[:end])
        if first is None:
            return None
        letters |= first
        if rest[end : end + 1] not in _OPTIONAL:
            return letters
        rest = rest[_end_of_quantifier(rest, end) :]
    return None  # everything is optional


def _list_of_element(element: str) -> set[str] | None:
    if element.startswith("(?:"):
        first = list_first_letters(element[3:-1])
        return None if first is None else set(first)
    if element.startswith("["):
        is_plain = element[1] != "^" and "\\" not in element and "-" not in element[2:-2]
        return set(element[1:-1]) if is_plain else None
    if element.startswith("\\"):
        return _list_of_escape(element[1])
    return None if element in _SPECIAL or element.startswith("(") else {element}


def _list_of_escape(sign: str) -> set[str] | None:
    if sign in "ds":
        return set("0123456789" if sign == "d" else " ")
    return None if sign.isalnum() else {sign}


def _end_of_element(pattern: str) -> int:
    """Returns the length of the first letter, escaped sign, set or group of a pattern."""
    if pattern[0] == "\\":
        return 2
    if pattern[0] == "[":
        return pattern.index("]", 2) + 1
    if pattern[0] != "(":
        return 1
    return next(n + 1 for n, depth in _list_depths(pattern) if depth == 0 and pattern[n] == ")")


def _end_of_quantifier(pattern: str, end: int) -> int:
    """Returns where the sign of repetition ends that follows an element, or the element's end."""
    if pattern[end : end + 1] == "{":
        end = pattern.index("}", end) + 1
    elif pattern[end : end + 1] in ("?", "*", "+"):
        end += 1
    return end + (pattern[end : end + 1] == "?")


def _split_alternatives(pattern: str) -> Iterator[str]:
    """Yields the parts of a pattern between the `|` that are in no group."""
    start = 0
    for n, depth in _list_depths(pattern):
        if depth == 0 and pattern[n] == "|":
            yield pattern[start:n]
            start = n + 1
    yield pattern[start:]


def _list_depths(pattern: str) -> Iterator[tuple[int, int]]:
    """Yields the place of each sign, and in how many groups it is; skips escaped signs and sets."""
    depth = n = 0
    while n < len(pattern):
        sign = pattern[n]
        if sign in "\\[":
            n += _end_of_element(pattern[n:])
            continue
        depth += (sign == "(") - (sign == ")")
        yield n, depth
        n += 1
