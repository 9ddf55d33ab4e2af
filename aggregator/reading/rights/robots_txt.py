"""What a robots.txt says of use: AI agents that are kept out, licences (RSL), signals and preferences."""

from collections.abc import Iterable, Iterator

from aggregator import urls
from aggregator.reading.rights.ai_agents import AI_AGENTS
from aggregator.reading.rights.path_rules import make_rules
from aggregator.reading.rights.preferences import (
    read_content_signal,
    read_content_usage,
    split_path,
)
from aggregator.reading.rights.robots_groups import ANY, KEYS, Group, Line, list_groups, parse_line
from aggregator.statements import PRODUCT, PathRules, SiteRules, Statement

MAX_CHARACTERS = 512 * 1024  # RFC 9309 §2.5 asks for at least 500 KiB
MAX_LICENCES = 5
_PREFERENCES = {
    "content-signal": "content-signal",
    "content-signals": "content-signal",
    "content-usage": "content-usage",
}
_KEYS = {**KEYS, **_PREFERENCES}
_READERS = {"content-signal": read_content_signal, "content-usage": read_content_usage}


def read_robots_txt(text: str, url: str, product: str = PRODUCT) -> SiteRules:
    """Returns what the robots.txt at `url` says of its pages, to every crawler or to `product`.

    Preferences are those of the groups of `product`, else of `*` (RFC 9309 §2.2.1).
    """
    text = text[:MAX_CHARACTERS]
    groups = list_groups(text, {product, ANY, *AI_AGENTS}, _KEYS)
    ours = [line for group in groups.get(product, groups.get(ANY, [])) for line in group]
    made = [
        _read_licences(text, url),
        *(_read_preferences(ours, key, url) for key in ("content-signal", "content-usage")),
        *_read_ai_agents(groups, url),
    ]
    return tuple(rules for rules in made if any(rule.statements for rule in rules.rules))


def list_access_rules(
    lines: Iterable[Line], forbidden: Statement
) -> Iterator[tuple[str, list[Statement]]]:
    """Yields the patterns of Allow and Disallow lines, with what the latter say; of two as long Allow decides."""
    patterns = [(key, value) for key, value in lines if value.startswith(("/", ANY))]
    yield from ((value, []) for key, value in patterns if key == "allow")
    allowed = {value for key, value in patterns if key == "allow"}
    for key, value in patterns:
        if key == "disallow" and value not in allowed:
            yield value, [forbidden]


def _read_licences(text: str, url: str) -> PathRules:
    """Returns the licences of the whole site: RSL has them in `License` lines outside or inside of groups."""
    values = (parse_line(line, {"license": "license"}) for line in text.splitlines())
    links = dict.fromkeys(value for key, value in values if key == "license" and value)
    addresses = [urls.read_link(url, link) for link in [*links][:MAX_LICENCES]]
    said = [
        Statement("rsl", each.address or each.url, "robots_txt", url) for each in addresses if each
    ]
    return make_rules([("/", said)])


def _read_preferences(lines: Iterable[Line], wanted: str, url: str) -> PathRules:
    placed = [split_path(value) for key, value in lines if key == wanted]
    return make_rules((path, _READERS[wanted](value, "robots_txt", url)) for path, value in placed)


def _read_ai_agents(groups: dict[str, list[Group]], url: str) -> Iterator[PathRules]:
    """Yields the rules of AI agents by path; agents with the same lines are named together."""
    sharing: dict[tuple[int, ...], list[str]] = {}
    for name in AI_AGENTS:
        if name in groups:
            sharing.setdefault(tuple(map(id, groups[name])), []).append(name)
    same: dict[tuple[Line, ...], list[str]] = {}
    for names in sharing.values():
        lines = tuple(line for group in groups[names[0]] for line in group)
        same.setdefault(lines, []).extend(names)
    for lines, names in same.items():
        said = Statement("ai-agents disallowed", ", ".join(sorted(names)), "robots_txt", url)
        yield make_rules(list_access_rules(lines, said))
