"""Addresses that are twins: the mobile, AMP, print, `www`, scheme and slash forms of one page.

Twins are found by their plain form: what only names a form is taken out of host, path and query. Each
table is sorted; a form that is missing is one line. Sources: the forms that amp.dev, Google's and
Yandex's advice for mobile and AMP pages and the manuals of WordPress, Joomla, Drupal, Arc and Blogger use.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from aggregator import urls

# First label of a host, before the site: m.paper.example
HOST_LABELS = frozenset(["amp", "m", "mobi", "mobil", "mobile", "print", "touch", "wap"])
# A whole segment of a path: /amp/news/1, /news/1/print
PATH_SEGMENTS = frozenset(["amp", "m", "mobile", "print", "printable", "touch", "wap"])
# The end of the last segment, and what replaces it: /news/1.amp.html
SEGMENT_ENDINGS = (
    (".amp", ""),
    (".amp.html", ".html"),
    (".m.html", ".html"),
    (".print", ""),
    (".print.html", ".html"),
    ("_amp.html", ".html"),
    ("_print.html", ".html"),
)
# A parameter of the query, as `urls.canonical` spells it: ?outputType=amp
QUERY_PARAMETERS = frozenset(
    [
        "amp",
        "amp=",
        "amp=1",
        "amp=true",
        "format=amp",
        "format=print",
        "isAmp=true",
        "layout=amp",
        "m=0",
        "m=1",
        "mobile=1",
        "mobile=true",
        "mode=print",
        "output=amp",
        "output=print",
        "outputType=amp",
        "outputType=print",
        "pf=1",
        "print",
        "print=",
        "print=1",
        "print=true",
        "print=yes",
        "printable=1",
        "tmpl=component",
        "type=amp",
        "view=amp",
        "view=mobile",
        "view=print",
        "wpmp_switcher=mobile",
    ]
)

MAX_OTHER_DOMAINS = 8  # of one source, at which the same address is looked for

# Most addresses have none of these words, and a search is faster than taking an address apart.
_MAY_NAME_FORM = re.compile(
    r"//(?:{hosts})\.|/(?:{segments})(?:[/?]|$)|(?:{endings})(?:\?|$)|[?&](?:{parameters})(?:&|$)".format(
        hosts="|".join(sorted(HOST_LABELS)),
        segments="|".join(sorted(PATH_SEGMENTS)),
        endings="|".join(re.escape(ending) for ending, _ in SEGMENT_ENDINGS),
        parameters="|".join(re.escape(each) for each in sorted(QUERY_PARAMETERS)),
    )
)


def find_plain_form(url: str) -> str:
    """Returns the plain form of a canonical address that names a form of a page; empty for others.

    It has https, no `www` and no slash at its end.
    """
    if not _MAY_NAME_FORM.search(url):
        return ""
    split = urlsplit(url)
    plain = urlunsplit(
        ("https", _strip_host(split.netloc), _strip_path(split.path), _strip_query(split.query), "")
    )
    return "" if plain in list_variants(url) else plain


def list_variants(url: str) -> list[str]:
    """Returns the eight addresses that differ from this one in scheme, `www` and slash at the end.

    The first has https, no `www` and no slash.
    """
    place, mark, query = url.partition("://")[2].removeprefix("www.").partition("?")
    bare, end = place.rstrip("/"), mark + query
    ends = (end, f"/{end}") if "/" in bare else (f"/{end}",)
    return [
        f"{scheme}{bare}{each}"
        for scheme in ("https://", "https://www.", "http://", "http://www.")
        for each in ends
    ]


def list_at_other_domains(url: str, domains: Mapping[str, str]) -> list[str]:
    """Returns the address with each other domain of its source in place of its own.

    `domains`: further domains of sources with their present ones.
    """
    if not domains:
        return []
    own = urls.site(url)
    present = domains.get(own, own)
    every = [present, *sorted(other for other, source in domains.items() if source == present)]
    others = [domain for domain in every if domain != own][:MAX_OTHER_DOMAINS]
    split = urlsplit(url)
    below = split.netloc.removesuffix(own)  # a subdomain with its dot
    return [urlunsplit(split._replace(netloc=below + domain)) for domain in others]


def _strip_host(netloc: str) -> str:
    """A host without `www` and without the label of a form, where a site is left."""
    host = netloc.removeprefix("www.")
    label, _, rest = host.partition(".")
    return rest.removeprefix("www.") if label in HOST_LABELS and "." in rest else host


def _strip_path(path: str) -> str:
    """A path without the segments and endings of forms; a path of nothing else stays."""
    segments = [segment for segment in path.split("/") if segment]
    kept = [segment for segment in segments if segment not in PATH_SEGMENTS] or segments
    for ending, replacement in SEGMENT_ENDINGS:
        if kept and kept[-1].endswith(ending) and kept[-1] != ending:
            kept[-1] = kept[-1].removesuffix(ending) + replacement
            break
    return "/" + "/".join(kept)


def _strip_query(query: str) -> str:
    return "&".join(part for part in query.split("&") if part not in QUERY_PARAMETERS)
