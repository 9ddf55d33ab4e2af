"""Licences by their addresses: whether a text under one may be shown and passed on as a whole."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its name, and whether it lets anybody show and pass on the whole text."""

    name: str
    is_open: bool


# (host, start of the path, name, open), sorted. Non-commercial licences are not open: whether a use is
# commercial is for the operator to say, by an override. Sources: creativecommons.org/licenses,
# nationalarchives.gov.uk/doc/open-government-licence, etalab.gouv.fr, govdata.de/dl-de, opendatacommons.org.
LICENCES: tuple[tuple[str, str, str, bool], ...] = (
    ("creativecommons.org", "/licenses/by-nc-nd/", "CC BY-NC-ND", False),
    ("creativecommons.org", "/licenses/by-nc-sa/", "CC BY-NC-SA", False),
    ("creativecommons.org", "/licenses/by-nc/", "CC BY-NC", False),
    ("creativecommons.org", "/licenses/by-nd/", "CC BY-ND", True),
    ("creativecommons.org", "/licenses/by-sa/", "CC BY-SA", True),
    ("creativecommons.org", "/licenses/by/", "CC BY", True),
    ("creativecommons.org", "/publicdomain/mark/", "Public Domain Mark", True),
    ("creativecommons.org", "/publicdomain/zero/", "CC0", True),
    ("etalab.gouv.fr", "/licence-ouverte-open-licence", "Licence Ouverte", True),
    ("govdata.de", "/dl-de/by-2-0", "Datenlizenz Deutschland BY 2.0", True),
    ("govdata.de", "/dl-de/zero-2-0", "Datenlizenz Deutschland Zero 2.0", True),
    ("nationalarchives.gov.uk", "/doc/open-government-licence", "Open Government Licence", True),
    ("opendatacommons.org", "/licenses/by", "ODC-BY", True),
    ("opendatacommons.org", "/licenses/pddl", "PDDL", True),
)


def find_licence(address: str) -> Licence | None:
    """Returns the licence at an address; None for one that the table does not have."""
    try:
        split = urlsplit(address.strip().lower())
    except ValueError:
        return None
    host, path = (split.hostname or "").removeprefix("www."), split.path.rstrip("/") + "/"
    for known, start, name, is_open in LICENCES:
        if host == known and path.startswith(start.rstrip("/")):
            return Licence(name, is_open)
    return None
