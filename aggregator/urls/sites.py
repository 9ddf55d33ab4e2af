"""The site of an address, and the part of the web that is its author's."""

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aggregator.urls.written import parse

if TYPE_CHECKING:
    from tldextract import TLDExtract

# Sites whose subdomains belong to different authors, and that are not in the list of public suffixes
# (its private part has blogspot.com, hatenablog.com, github.io, wixsite.com and others). From the
# services' own pages on the addresses of a blog.
SITES_OF_SUBDOMAIN_AUTHORS = frozenset(
    [
        "bearblog.dev",
        "beehiiv.com",
        "blog.ir",
        "blog.jp",
        "blogfa.com",
        "blogg.se",
        "blogs.com",
        "blogsky.com",
        "canalblog.com",
        "cocolog-nifty.com",
        "dreamwidth.org",
        "exblog.jp",
        "fc2.com",
        "ghost.io",
        "hashnode.dev",
        "home.blog",
        "jimdo.com",
        "kinja.com",
        "livedoor.blog",
        "livejournal.com",
        "medium.com",
        "micro.blog",
        "mystrikingly.com",
        "news.blog",
        "over-blog.com",
        "pixnet.net",
        "sapo.pt",
        "seesaa.net",
        "skyrock.com",
        "squarespace.com",
        "substack.com",
        "tistory.com",
        "tumblr.com",
        "typepad.com",
        "uol.com.br",
        "webnode.com",
        "weebly.com",
        "wordpress.com",
    ]
)
# Hosts where the first path segments name the author, and how many of them.
HOSTS_OF_PATH_AUTHORS = {
    "ameblo.jp": 1,
    "blog.naver.com": 1,
    "dev.to": 1,
    "medium.com": 1,
    "note.com": 1,
    "open.substack.com": 2,
    "sites.google.com": 2,
    "vk.com": 1,
    "vocal.media": 1,
}
AUTHOR_MARKS = ("@", "~")  # first character of a path segment that names an author, on any host


def host(url: str) -> str:
    """Returns `host` or `host:port` of an address, in lower case, without a default port.

    Raises AddressError.
    """
    return parse(url).netloc


def site(url: str) -> str:
    """Returns the site of an address: its registrable domain, or `host:port` where it has none.

    Raises AddressError.
    """
    address = parse(url)
    return _registrable_domain(address.name) or address.netloc


def author_space(url: str) -> str:
    """Returns the part of the web that is the author's of an address: mostly its site.

    On a site that many authors share it is the site with the author's subdomain or path segments.
    Raises AddressError.
    """
    address = parse(url)
    name, own_site = address.name, site(url)
    space = name if own_site in SITES_OF_SUBDOMAIN_AUTHORS else own_site
    segments = [unquote(segment).lower() for segment in address.path.split("/") if segment]
    count = HOSTS_OF_PATH_AUTHORS.get(name.removeprefix("www."), 0)
    marked = (n for n, segment in enumerate(segments, 1) if segment.startswith(AUTHOR_MARKS))
    return "/".join([space.removeprefix("www."), *segments[: max(count, next(marked, 0))]])


@lru_cache(maxsize=65536)
def _registrable_domain(name: str) -> str:
    return str(_extractor()(name).top_domain_under_public_suffix)


@lru_cache(maxsize=1)
def _extractor() -> "TLDExtract":
    from tldextract import TLDExtract  # when first needed: reading its list takes 20 ms

    # The list that ships with the package: no network, no cache folder.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
