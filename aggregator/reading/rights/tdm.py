"""What TDMRep says (W3C community report of 2024-05-10): file, header fields and meta elements."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aggregator import urls
from aggregator.reading.rights.path_rules import make_rules
from aggregator.statements import Place, SiteRules, Statement

MAX_CHARACTERS = 512 * 1024
MAX_RULES = 1_000
MAX_VALUE = 100  # characters of a reservation
RESERVED, NOT_RESERVED, POLICY = "tdm-reservation", "tdm-reservation=0", "tdm-policy"
_NEXT_ADDRESS = re.compile(r", {0,9}(?=https?://)")  # in a header that is sent several times
MARKS = frozenset([RESERVED, NOT_RESERVED, POLICY])


def read_tdm_fields(fields: Mapping[str, str], place: Place, base: str) -> tuple[Statement, ...]:
    """Returns what the fields `tdm-reservation` and `tdm-policy` of a place say; nothing without the first one."""
    return _make_statements(fields.get(RESERVED), fields.get(POLICY), place, base, "")


def read_page(
    metas: Mapping[str, Sequence[str]], headers: Mapping[str, str], base: str
) -> tuple[Statement, ...]:
    """Returns what a page says: its meta elements come before header fields."""
    first = {name: values[0] for name, values in metas.items() if name in MARKS and values}
    return read_tdm_fields(first, "meta", base) or read_tdm_fields(headers, "header", base)


def read_tdmrep_json(text: str, url: str) -> SiteRules:
    """Returns what the tdmrep.json at `url` says: of its rules the first that matches decides."""
    try:
        parsed = json.loads(text[:MAX_CHARACTERS])
    except (ValueError, RecursionError):
        return ()
    rules = make_rules(_list_rules(parsed, url), "first")
    return (rules,) if rules.rules else ()


def _list_rules(parsed: Any, url: str) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    listed = parsed if isinstance(parsed, list) else [parsed]
    for rule in listed[:MAX_RULES]:
        location = rule.get("location") if isinstance(rule, dict) else None
        if isinstance(location, str) and location.strip():
            pattern = _make_pattern(location.strip())
            yield (
                pattern,
                _make_statements(rule.get(RESERVED), rule.get(POLICY), "tdm_file", url, url),
            )


def _make_pattern(location: str) -> str:
    """Returns a location as a path: `/` may be missing at its start."""
    return location if location.startswith(("/", "*")) else f"/{location}"


def _make_statements(
    reserved: object, policy: object, place: Place, base: str, url: str
) -> tuple[Statement, ...]:
    """Returns the statements of one rule; values other than 0 and 1 say nothing.

    A header that is sent several times is a list: one reservation counts, and the first policy.
    """
    text = str(reserved) if isinstance(reserved, (int, str)) else ""
    values = {value.strip() for value in text[:MAX_VALUE].split(",")}
    if values == {"0"}:
        return (Statement(NOT_RESERVED, "", place, url),)
    if not values & {"1", "True"}:
        return ()
    said = Statement(RESERVED, "", place, url)
    link = _NEXT_ADDRESS.split(policy.strip(), 1)[0] if isinstance(policy, str) else ""
    found = urls.read_link(base, link) if link else None
    if not found:
        return (said,)
    return said, Statement(POLICY, found.address or found.url, place, url)
