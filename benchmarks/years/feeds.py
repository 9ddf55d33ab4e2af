"""Feeds and sitemaps, as sites write them."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from typing import Any

from benchmarks.years.model import Announce, Answer, Article, Asked, Site, time_at

RSS = "application/rss+xml"
XML = "application/xml"


def link_of(site: Site, article: Article, asked: Asked) -> str:
    """Returns the address of an article as the feed writes it."""
    if site.behaviour.link:
        return site.behaviour.link(site, article, asked)
    return f"{site.scheme}://{site.host}/2026/{article.slug}"


def make_rss(
    *,
    guid: Callable[[Article, Asked], str] = lambda a, _: f"id-{a.number}",
    date: Callable[[Article], str] = lambda a: format_datetime(time_at(a.out)),
    title: Callable[[Article, Asked], str] = lambda a, q: a.wording_at(q.hour).headline,
    channel: str = "",
    item: Callable[[Article], str] = lambda _: "",
    charset: Callable[[Asked], str] = lambda _: "utf-8",
    names_charset: bool = True,
) -> Announce:
    """Returns the writer of an RSS 2.0 feed with these peculiarities."""

    def announce(site: Site, asked: Asked, articles: list[Article]) -> Answer:
        encoding = charset(asked)

        def body() -> bytes:
            items = "".join(
                f"<item><title>{escape(title(a, asked))}</title><link>{escape(link_of(site, a, asked))}</link>"
                f'<guid isPermaLink="false">{escape(guid(a, asked))}</guid><pubDate>{date(a)}</pubDate>'
                f"<author>{a.author}</author>{item(a)}</item>"
                for a in articles
            )
            declared = f' encoding="{encoding}"' if names_charset else ""
            text = (
                f'<?xml version="1.0"{declared}?><rss version="2.0" '
                'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">'
                f"<channel><title>{site.host}</title><link>http://{site.host}/</link>{channel}{items}</channel></rss>"
            )
            return text.encode(encoding, "xmlcharrefreplace")

        kind = f"{RSS}; charset={encoding}" if names_charset else RSS
        return Answer(body, kind=kind, lists=numbers(articles))

    return announce


plain_rss = make_rss()


def numbers(articles: Sequence[Article]) -> frozenset[int]:
    """Returns the numbers of articles."""
    return frozenset(a.number for a in articles)


def atom(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an Atom feed whose entries have several links, the article's after others."""

    def body() -> bytes:
        entries = "".join(
            f'<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            f"{escape(a.wording_at(asked.hour).headline)}</div></title><id>tag:{site.host},2026:{a.number}</id>"
            f'<link rel="enclosure" type="audio/mpeg" href="http://{site.host}/audio/{a.number}.mp3"/>'
            f'<link rel="license" href="http://{site.host}/licence"/>'
            f'<link rel="replies" href="http://{site.host}/2026/{a.slug}/comments"/>'
            f'<link rel="alternate" type="application/json" href="http://{site.host}/api/{a.number}"/>'
            f'<link rel="alternate" type="text/html" href="{escape(link_of(site, a, asked))}"/>'
            f"<updated>{time_at(a.out).isoformat()}</updated></entry>"
            for a in articles
        )
        return (
            f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{site.host}'
            f"</title><id>tag:{site.host},2026:feed</id><updated>{time_at(asked.hour).isoformat()}</updated>{entries}</feed>"
        ).encode()

    return Answer(body, kind="application/atom+xml", lists=numbers(articles))


def relative_atom(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an Atom feed whose links are relative to xml:base."""

    def body() -> bytes:
        entries = "".join(
            f"<entry><title>{escape(a.wording_at(asked.hour).headline)}</title><id>tag:{site.host},2026:{a.number}</id>"
            f'<link href="{a.slug}"/><updated>{time_at(a.out).isoformat()}</updated></entry>'
            for a in articles
        )
        return (
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://{site.host}/2026/">'
            f"<title>{site.host}</title><id>tag:{site.host},2026:feed</id>{entries}</feed>"
        ).encode()

    return Answer(body, kind="application/atom+xml", lists=numbers(articles))


def json_feed(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns a feed in JSON."""
    items: list[dict[str, Any]] = [
        {
            "id": str(a.number),
            "url": link_of(site, a, asked),
            "title": a.wording_at(asked.hour).headline,
            "date_published": time_at(a.out).isoformat(),
        }
        for a in articles
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": site.host, "items": items}
    return Answer(json.dumps(feed).encode(), kind="application/feed+json", lists=numbers(articles))


def rdf(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an RSS 1.0 feed."""

    def body() -> bytes:
        items = "".join(
            f'<item rdf:about="{escape(link_of(site, a, asked))}"><title>'
            f"{escape(a.wording_at(asked.hour).headline)}</title><link>{escape(link_of(site, a, asked))}</link>"
            f"<dc:date>{time_at(a.out).isoformat()}</dc:date></item>"
            for a in articles
        )
        return (
            '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<channel rdf:about="http://{site.host}/"><title>{site.host}</title></channel>{items}</rdf:RDF>'
        ).encode()

    return Answer(body, kind="application/rdf+xml", lists=numbers(articles))


def make_sitemap(entries: Sequence[tuple[str, str]], pictures: bool = False) -> bytes:
    """Returns a sitemap of (address, time or ""), with a picture before each address if wanted."""
    rows = "".join(
        "<url>"
        + (f"<image:image><image:loc>{escape(u)}.jpg</image:loc></image:image>" if pictures else "")
        + f"<loc>{escape(u)}</loc>"
        + (f"<lastmod>{time}</lastmod>" if time else "")
        + "</url>"
        for u, time in entries
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{rows}</urlset>'
    ).encode()


def make_index(children: Sequence[tuple[str, str]]) -> bytes:
    """Returns a sitemap index of (address, time or "")."""
    rows = "".join(
        f"<sitemap><loc>{escape(u)}</loc>{f'<lastmod>{t}</lastmod>' if t else ''}</sitemap>"
        for u, t in children
    )
    return (
        '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{rows}</sitemapindex>"
    ).encode()


def dated(site: Site, asked: Asked, articles: Sequence[Article]) -> list[tuple[str, str]]:
    """Returns the rows of a sitemap."""
    return [(link_of(site, a, asked), time_at(a.out).isoformat()) for a in articles]


def sitemap_with_pictures(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns a sitemap in which a picture comes before each address."""
    rows = dated(site, asked, articles)
    return Answer(lambda: make_sitemap(rows, pictures=True), kind=XML, lists=numbers(articles))


def sitemap_oldest_first(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns a sitemap of 2,500 pages of former years, oldest first, with the new ones at its end."""

    def body() -> bytes:
        first = time_at(-2900 * 24)
        old = [
            (f"http://{site.host}/archive/{n}", (first + timedelta(days=n)).date().isoformat())
            for n in range(2500)
        ]
        return make_sitemap([*old, *dated(site, asked, articles[::-1])])

    return Answer(body, kind=XML, lists=numbers(articles))


def daily_children(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an index of one child for each day, the 60 last of them, and the children."""
    return _children(site, asked, articles, lambda a: f"day-{int(a.out // 24)}", 60, dates=True)


def hourly_names(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an index of four children whose names change every hour, and the children."""
    hour = int(asked.hour)
    return _children(site, asked, articles, lambda a: f"h{hour}-{a.number % 4}", 4, dates=False)


def undated_children(site: Site, asked: Asked, articles: list[Article]) -> Answer:
    """Returns an index of 70 undated children, the fresh one last, and the children."""
    return _children(site, asked, articles, lambda _: "part-70", 70, dates=False)


def _children(
    site: Site,
    asked: Asked,
    articles: list[Article],
    child_of: Callable[[Article], str],
    count: int,
    *,
    dates: bool,
) -> Answer:
    name = asked.path.rpartition("/")[2].removesuffix(".xml")
    if asked.path.startswith("/sitemap/"):
        inside = [a for a in articles if child_of(a).split("-")[-1] == name.split("-")[-1]]
        rows = dated(site, asked, inside)
        return Answer(make_sitemap(rows), kind=XML, lists=numbers(inside))
    day = int(asked.hour // 24)
    known = list(dict.fromkeys(child_of(a) for a in articles))
    empty = (
        [f"day-{day - n}" for n in range(count)]
        if dates
        else [f"part-{n}" for n in range(1, count)]
    )
    named = known if known and known[0].startswith("h") else list(dict.fromkeys([*known, *empty]))
    if not dates:
        named = named[::-1]
    rows = [
        (
            f"http://{site.host}/sitemap/{child}.xml",
            time_at(24.0 * int(child.split("-")[1]) + 1).date().isoformat()
            if dates and "--" not in child
            else "",
        )
        for child in named
    ]
    return Answer(make_index(rows), kind=XML, lists=numbers(articles))
