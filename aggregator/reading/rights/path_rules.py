"""Which rule of a file decides for a path, as RFC 9309 §2.2 compares paths."""

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import quote, urlsplit

from aggregator.statements import Decides, PathRule, PathRules, SiteRules, Statement

MAX_RULES = 1_000  # of one kind in one file
MAX_PATTERN = 2_000  # characters of a pattern or a path that are compared
_UNRESERVED = re.compile(r"%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_SAFE = "/%*$?&=:@!'()+,;~[]"


def find_statements(rules: SiteRules, url: str) -> tuple[Statement, ...]:
    """Returns what the rules of a site's files say of one of its pages, without repetition."""
    path = path_of(url)
    deciding = (_find_deciding_rule(each, path) for each in rules)
    found = (said for rule in deciding if rule for said in rule.statements)
    return tuple(dict.fromkeys(found))


def path_of(url: str) -> str:
    """Returns path and query of an address, in the spelling in which paths are compared."""
    try:
        split = urlsplit(url)
    except ValueError:
        return "/"
    query = f"?{split.query}" if split.query else ""
    path = f"{split.path or '/'}{query}"
    return normalize(path.replace("*", "%2A").replace("$", "%24"))


def normalize(path: str) -> str:
    """Returns a path or pattern in one spelling of its escapes: of letters and digits none, others in upper case."""
    escaped = quote(path[:MAX_PATTERN], safe=_SAFE, errors="replace")
    plain = _UNRESERVED.sub(lambda match: chr(int(match[0][1:], 16)), escaped)
    return _ESCAPE.sub(lambda match: match[0].upper(), plain)


def matches(pattern: str, path: str) -> bool:
    """Returns whether a path matches a pattern. Both are normalized. Takes linear time."""
    is_whole = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not parts:
        return not is_whole or path == first
    position, last = len(first), parts.pop()
    for part in parts:
        found = path.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    if is_whole:
        return path.endswith(last) and len(path) - len(last) >= position
    return path.find(last, position) >= 0


def make_rules(
    rules: Iterable[tuple[str, Iterable[Statement]]], decides: Decides = "longest"
) -> PathRules:
    """Returns rules of these patterns; those of one pattern are one, unless the first decides."""
    by_pattern: dict[str, list[Statement]] = {}
    for pattern, said in rules:
        known = by_pattern.setdefault(normalize(pattern), [])
        known += [] if known and decides == "first" else said
    made = (PathRule(each, tuple(dict.fromkeys(said))) for each, said in by_pattern.items())
    return PathRules(tuple(islice(made, MAX_RULES)), decides)


def _find_deciding_rule(rules: PathRules, path: str) -> PathRule | None:
    """Returns the rule that decides; of several as long the first."""
    matching = (rule for rule in rules.rules if matches(rule.pattern, path))
    if rules.decides == "first":
        return next(matching, None)
    return max(matching, key=lambda rule: len(rule.pattern), default=None)
