"""The groups of a robots.txt, and which lines they have (RFC 9309 §2.2)."""

import re
from collections.abc import Collection, Mapping

ANY = "*"
AGENT = "user-agent"
# What keys mean, with the misspellings that Google's parser and Protego read.
KEYS: dict[str, str] = {
    "allow": "allow",
    "crawl delay": "crawl-delay",
    "crawl-delay": "crawl-delay",
    "diasllow": "disallow",
    "disalow": "disallow",
    "disallaw": "disallow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "request rate": "request-rate",
    "request-rate": "request-rate",
    "user agent": AGENT,
    "user-agent": AGENT,
    "useragent": AGENT,
}

_PRODUCT = re.compile(r"[a-z_-]+")  # the product token, before a version or further words
_WITHOUT_COLON = re.compile(r"([a-z-]+(?: (?:agent|delay|rate))?)[ \t]+(\S.*)", re.IGNORECASE)

Line = tuple[str, str]  # key and value
Group = list[Line]


def list_groups(
    text: str, wanted: Collection[str] | None, keys: Mapping[str, str] = KEYS
) -> dict[str, list[Group]]:
    """Returns the groups of each wanted name (None: of every one) that the file has, in linear time.

    Names that share a group share its list. A line whose key is not in `keys` does not end a list of names.
    """
    groups: dict[str, list[Group]] = {}
    lines: Group = []
    in_rules = True
    for line in text.splitlines():
        key, value = parse_line(line, keys)
        if key == AGENT:
            lines = [] if in_rules else lines
            in_rules = False
            name = parse_name(value)
            if name and (wanted is None or name in wanted):
                own = groups.setdefault(name, [])
                if not own or own[-1] is not lines:
                    own.append(lines)
        elif key:
            in_rules = True
            lines.append((key, value))
    return groups


def parse_line(line: str, keys: Mapping[str, str] = KEYS) -> Line:
    """Returns key and value of a line; the key is empty when it binds nobody."""
    content = line.partition("#")[0].strip()
    key, colon, value = content.partition(":")
    if colon and (known := keys.get(key.strip().lower())):
        return known, value.strip()
    match = _WITHOUT_COLON.match(content)
    if match and (known := KEYS.get(match.group(1).lower())):
        return known, match.group(2)
    return "", ""


def parse_name(value: str) -> str:
    """Returns a name as groups are compared by: its product token in lower case, or `*`; "" when it has none."""
    if value.startswith(ANY):
        return ANY
    token = _PRODUCT.match(value.lower())
    return token.group() if token else ""
