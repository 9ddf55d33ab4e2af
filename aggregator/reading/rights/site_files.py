"""The files in which a site says something of the use of its pages: where they are, and what they say."""

from aggregator.reading.rights.ai_txt import read_ai_txt
from aggregator.reading.rights.robots_txt import read_robots_txt
from aggregator.reading.rights.rsl import read_rsl_file
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
