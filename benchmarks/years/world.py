"""The world: a site for each behaviour, its articles, and what it answers at any hour."""

import random
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urljoin, urlsplit

from benchmarks.years.behaviours import BEHAVIOURS
from benchmarks.years.behaviours.hosts import BAD_CERTIFICATE_DAYS
from benchmarks.years.feeds import plain_rss
from benchmarks.years.makers import steady
from benchmarks.years.model import (
    DAY,
    SUFFIX,
    Answer,
    Article,
    Asked,
    Behaviour,
    Look,
    Site,
    What,
    Wording,
)
from benchmarks.years.pages import make_document, make_front_page, not_here, show
from benchmarks.years.texts import make_name, make_prose

FEED_PATHS = ("/feed", "/sitemap")
MAX_REDIRECTS = 8
_NUMBER = re.compile(r"-a(\d{5})")


@dataclass(slots=True)
class World:
    """Sites by each of their hosts. `days` long."""

    sites: list[Site]
    days: float
    articles: dict[int, Article] = field(default_factory=dict)
    by_host: dict[str, Site] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_host = {host: site for site in self.sites for host in site.hosts}
        self.articles = {n: a for site in self.sites for n, a in site.articles.items()}

    def site_of(self, host: str) -> Site | None:
        """Returns the site that a host belongs to."""
        return self.by_host.get(host)

    def answer(self, asked: Asked) -> Answer:
        """Returns what is answered to a request."""
        site = self.site_of(asked.host)
        if site is None:
            return not_here()
        what, article = _classify(site, asked)
        look = Look(asked, site, what, article, lambda: _answer_plainly(look))
        for rule in site.behaviour.rules:
            answer = rule(look)
            if answer is not None:
                return answer
        return look.plain()

    def may_be_fetched(self, site: Site, hour: float) -> bool:
        """Returns whether robots.txt allows it: it forbids nothing of what readers see, and answers."""
        answer = self.follow(f"{site.scheme}://{site.host}/robots.txt", hour)
        return (
            answer.status < 500
            and answer.cut is None
            and b"Disallow: /\n" not in answer.make_body()
        )

    def has_bad_certificate(self, host: str, hour: float) -> bool:
        """Returns whether the certificate of a host is not valid for it in this hour."""
        site = self.site_of(host)
        first, end = BAD_CERTIFICATE_DAYS
        is_bad_once = site is not None and site.behaviour.name in ("tls_expired", "tls_other_name")
        return is_bad_once and first * DAY <= hour < end * DAY

    def follow(self, url: str, hour: float, headers: dict[str, str] | None = None) -> Answer:
        """Returns the last answer to a reader who follows redirects and keeps cookies."""
        kept = {"Accept": "application/rss+xml, text/html", **(headers or {})}
        answer = Answer(status=599)
        for _ in range(MAX_REDIRECTS):
            parts = urlsplit(url)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            secure = parts.scheme == "https"
            if secure and self.has_bad_certificate(parts.hostname or "", hour):
                return Answer(status=599)
            answer = self.answer(Asked(parts.hostname or "", path, kept, hour, 0, secure))
            fields = dict(answer.headers)
            if "Set-Cookie" in fields and answer.status // 100 == 3:
                kept["Cookie"] = fields["Set-Cookie"].partition(";")[0]
            target = fields.get("Location") or answer.leads
            if not target:
                break
            url = urljoin(url, target)
        return answer


def make_world(days: float, names: Collection[str] = (), seed: int = 1) -> World:
    """Returns the world of these behaviours (all by default). Raises SystemExit for an unknown name."""
    unknown = set(names) - BEHAVIOURS.keys()
    if unknown:
        known = ", ".join(sorted(BEHAVIOURS))
        raise SystemExit(f"no behaviour {', '.join(sorted(unknown))}: there are {known}")
    chosen = [b for name, b in BEHAVIOURS.items() if not names or name in names]
    draw = random.Random(seed)
    first, sites = 10_000, []
    for behaviour in chosen:
        site = make_site(behaviour, days * DAY, first, random.Random(f"{seed} {behaviour.name}"))
        sites.append(site)
        first += 400
    taken: set[str] = set()
    for site in sites:
        host = _make_host(draw, taken)
        site.host = host
        site.articles = {n: replace(a, host=host) for n, a in site.articles.items()}
    return World(sites, days)


def make_site(behaviour: Behaviour, hours: float, first: int, draw: random.Random) -> Site:
    """Returns a site with its articles, numbered from `first`."""
    site = Site("", behaviour)
    for index, out in enumerate((behaviour.arrivals or steady)(behaviour, hours)):
        number = first + index
        prose = make_prose(draw)
        slug = "-".join(re.findall(r"[a-z]+", prose.headline.lower())[:5]) + f"-a{number:05d}"
        plain = Wording(0.0, prose.headline, prose.paragraphs)
        article = Article(number, "", slug, prose.author, out, (plain,))
        if behaviour.rewrite:
            later = behaviour.rewrite(article, index)
            initial = plain
            if later and len(later[0].paragraphs) < len(plain.paragraphs):  # it grows
                initial = replace(plain, paragraphs=plain.paragraphs[:3])
            article = replace(article, wordings=(initial, *later))
        site.articles[number] = article
    return site


def _make_host(draw: random.Random, taken: set[str]) -> str:
    """Returns a host name that says nothing of the behaviour."""
    while True:
        host = f"{make_name(draw).lower()}-news.{SUFFIX}"
        if host not in taken:
            taken.add(host)
            return host


def _classify(site: Site, asked: Asked) -> tuple[What, Article | None]:
    path = asked.path
    if path == "/robots.txt":
        return "robots", None
    if path.startswith(FEED_PATHS):
        return "feed", None
    found = _NUMBER.search(unquote(path))
    article = site.articles.get(int(found[1])) if found else None
    return ("page", article) if article else ("other", None)


def _answer_plainly(look: Look) -> Answer:
    behaviour, site = look.site.behaviour, look.site
    if look.what == "feed":
        return (behaviour.announce or plain_rss)(site, look.asked, site.listed(look.hour))
    if look.what == "page":
        return (behaviour.page or show)(look)
    if look.what == "robots":
        return Answer(b"User-agent: *\nDisallow: /admin/\n", kind="text/plain")
    if look.asked.path == "/":
        return make_front_page(look)
    if look.asked.path == "/news/":
        return Answer(make_document("News", "<h1>All news</h1><p>Choose a report below.</p>"))
    return not_here()
