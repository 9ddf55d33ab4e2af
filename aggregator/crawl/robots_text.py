"""Which lines of a robots.txt bind one crawler (RFC 9309 §2.2): its own groups, else those of `*`.

Protego compares names by how they begin, and takes a name of two words as one: a group for `aggreg`
would bind `aggregator`, and one for `Foo Bar` not the crawler Foo. It gets the one group that binds.
"""

import re

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


def select_group(text: str, crawler: str) -> str:
    """Returns the rules that bind a crawler as one group for every crawler, in linear time.

    Groups of the same name are one. A line of another kind does not end a list of names.
    """
    rules: dict[str, list[str]] = {}
    named: set[str] = set()
    in_rules = False
    for line in text.splitlines():
        key, value = _parse_line(line)
        if key == AGENT:
            named = set() if in_rules else named
            named.add(_parse_name(value))
            rules.setdefault(_parse_name(value), [])
            in_rules = False
        elif key:
            in_rules = True
            for name in named & {crawler, ANY}:
                rules[name].append(f"{key}: {value}")
    return "\n".join([f"{AGENT}: {ANY}", *rules.get(crawler, rules.get(ANY, []))])


def _parse_line(line: str) -> tuple[str, str]:
    """Returns key and value of a line; the key is empty when it binds nobody."""
    content = line.partition("#")[0].strip()
    key, colon, value = content.partition(":")
    if colon and (known := KEYS.get(key.strip().lower())):
        return known, value.strip()
    match = _WITHOUT_COLON.match(content)
    if match and (known := KEYS.get(match.group(1).lower())):
        return known, match.group(2)
    return "", ""


def _parse_name(value: str) -> str:
    """Returns a name as groups are compared by: its product token in lower case, or `*`."""
    if value.startswith(ANY):
        return ANY
    token = _PRODUCT.match(value.lower())
    return token.group() if token else ""
