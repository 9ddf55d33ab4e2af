"""A page and a feed of the world as bytes, at a minute of the day."""

import html
import json
from datetime import datetime
from email.utils import format_datetime

from benchmarks.origin.chrome import BODY, BYLINE, DATE, HEAD, TITLE
from benchmarks.origin.model import Page, Site, time_at

AUTHORS = ("Dana Holt", "Ed Marsh", "Ines Falk", "Tom Weller", "Rosa Quint", "Jan Orlow")


def render_page(page: Page, look: str, json_ld: bool, minute: float) -> bytes:
    """Returns the page in the look of its site, as it is at this minute."""
    title, paragraphs = page.title, page.paragraphs
    for update in page.updates:
        if update.at <= minute:
            title, paragraphs = update.title or title, update.paragraphs
    claimed = page.claimed.isoformat() if page.claimed else ""
    author = "" if _has(page, "byline") else AUTHORS[len(page.path) % len(AUTHORS)]
    byline = html.escape(author) + _join(page, "byline")
    body = render_body(page, paragraphs)
    if BYLINE not in look:
        body = byline + body if _has(page, "byline") else body
    values = (
        (f'<meta name="{HEAD}">', render_head(page, title, claimed, author, json_ld)),
        (f'datetime="{DATE}"', f'datetime="{claimed}"' if claimed else ""),
        (DATE, f"{page.claimed:%d.%m.%Y %H:%M}" if page.claimed else ""),
        (BYLINE, byline),
        (BODY, body),
        (TITLE, html.escape(title)),
    )
    for mark, value in values:
        look = look.replace(mark, value)
    return look.encode()


def render_body(page: Page, paragraphs: tuple[str, ...]) -> str:
    """Returns the paragraphs as HTML, with the page's further lines at their places."""
    shown = [
        p if p.startswith("<") else f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs
    ]
    middle = min(3, len(shown) - 1)
    return "\n".join(
        [
            _join(page, "top"),
            _join(page, "caption"),
            *shown[:middle],
            _join(page, "middle"),
            *shown[middle:],
            *(_join(page, place) for place in ("end", "block", "alt", "footer")),
        ]
    )


def render_head(page: Page, title: str, claimed: str, author: str, json_ld: bool) -> str:
    """Returns what the head of a page says: headline, address, date, publisher."""
    address = html.escape(page.canonical or page.url)
    lines = [
        f"<title>{html.escape(title)} - {html.escape(page.site.name)}</title>",
        f'<link rel="canonical" href="{address}">',
        f'<meta property="og:title" content="{html.escape(title)}">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:url" content="{address}">',
        f'<meta property="og:site_name" content="{html.escape(page.site.name)}">',
    ]
    if claimed:
        lines.append(f'<meta property="article:published_time" content="{claimed}">')
    if json_ld:
        lines.append(_render_json_ld(page, title, claimed, author))
    return "\n".join([*lines, _join(page, "meta")])


def _render_json_ld(page: Page, title: str, claimed: str, author: str) -> str:
    said = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "mainEntityOfPage": page.url,
        "publisher": {"@type": "NewsMediaOrganization", "name": page.site.name},
    }
    if claimed:
        said["datePublished"] = claimed
    if author:
        said["author"] = {"@type": "Person", "name": author}
    text = json.dumps(said, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def _has(page: Page, place: str) -> bool:
    return any(where == place for where, _ in page.parts)


def _join(page: Page, place: str) -> str:
    return "".join(line for where, line in page.parts if where == place)


def render_feed(site: Site, pages: list[Page], minute: float) -> bytes:
    """Returns the feed of a site: its newest pages at this minute."""
    out = sorted((p for p in pages if p.out <= minute), key=lambda p: -p.out)[:60]
    items = "".join(_render_item(page) for page in out)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{html.escape(site.name)}</title><link>{site.home}</link>"
        f"<description>{html.escape(site.name)}</description>{items}</channel></rss>"
    ).encode()


def _render_item(page: Page) -> str:
    date: datetime | None = page.claimed
    source = ""
    if page.feed_source:
        address, name = page.feed_source
        source = f'<source url="{html.escape(address)}">{html.escape(name)}</source>'
    published = f"<pubDate>{format_datetime(date)}</pubDate>" if date else ""
    return (
        f"<item><title>{html.escape(page.title)}</title><link>{html.escape(page.url)}</link>"
        f"<guid>{html.escape(page.url)}</guid>{published}{source}</item>"
    )


def describe_time(minute: float) -> str:
    """Returns a minute of the day as a time, RFC 3339."""
    return time_at(minute).strftime("%Y-%m-%dT%H:%M:%SZ")
