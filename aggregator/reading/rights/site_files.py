"""The files in which a site says something of the use of its pages: where they are, and what they say."""

import json

from aggregator.reading.rights.ai_txt import read_ai_txt
from aggregator.reading.rights.robots_txt import read_robots_txt
from aggregator.reading.rights.rsl import parse_xml, read_rsl_file
from aggregator.reading.rights.tdm import read_tdmrep_json
from aggregator.statements import PRODUCT, Place, SiteRules

# Paths, sorted. An RSL file is where robots.txt or a page says: a statement `rsl` has its address.
SITE_FILES: dict[str, Place] = {
    "/.well-known/tdmrep.json": "tdm_file",
    "/ai.txt": "ai_txt",
    "/robots.txt": "robots_txt",
}


def read_site_file(
    place: Place, text: str, url: str, site: str, product: str = PRODUCT
) -> SiteRules:
    """Returns what the file of this kind at `url` says of the pages of `site`, any address there.

    Statements for one page are those of `path_rules.find_statements`. () for another kind of place.
    """
    if place == "robots_txt":
        return read_robots_txt(text, url, product)
    if place == "licence_file":
        return read_rsl_file(text, url, site)
    if place == "tdm_file":
        return read_tdmrep_json(text, url)
    return read_ai_txt(text, url) if place == "ai_txt" else ()


def read_answer(place: Place, text: str, url: str, site: str) -> SiteRules | None:
    """Returns what an answer of status 200 for such a file says; None when it is damaged.

    A page of HTML in its place, as sites send for whatever they do not have, says nothing.
    """
    if place != "licence_file" and text.lstrip().startswith("<"):
        return ()
    return None if _is_damaged(place, text) else read_site_file(place, text, url, site)


def _is_damaged(place: Place, text: str) -> bool:
    """Returns whether a file is not of its format at all; lines of text always are."""
    if place == "licence_file":
        return parse_xml(text) is None
    if place != "tdm_file":
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return True
    return False
