"""Parameters that name where a reader came from, or a visit: never an article."""

import re

from aggregator.urls.meaningless_parameters import NAMES, PREFIXES, VALUES

# What a second question mark and a doubly escaped `&amp;` leave before a name.
_REMAINS = re.compile(r"^(?:%3f|amp%3b)+")
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|cfid|cftoken)=[^/;]*|/\([asf]\([0-9a-z]{20,}\)\)(?=/)", re.IGNORECASE
)


def is_meaningless(name: str, value: str) -> bool:
    """Returns whether a parameter names no article. `name` may end in `=`; both are percent-encoded."""
    name = _REMAINS.sub("", name.rstrip("=").lower())
    if name in NAMES or name.startswith(PREFIXES):
        return True
    return name in VALUES and bool(VALUES[name].fullmatch(value))


def drop_path_session(path: str) -> str:
    """Returns a path without the session id that a server wrote into it."""
    return _PATH_SESSION.sub("", path) if ";" in path or "(" in path else path
