"""A posting as its site shows it: the text as this site changes it, in this site's theme."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aggregator.demo.world import FOLDER, Manner, Posting, Site

KEPT = 0.7  # of the words at most, by the paper that cuts
BACKDATED = timedelta(hours=26)  # before the original's own claim

Address = Callable[[Posting], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting as a template sees it."""

    title: str
    by: str
    published: datetime
    paragraphs: tuple[str, ...]
    url: str
    manner: Manner
    original_url: str
    original_site: str
    original_name: str


def page(site: Site, base: str, listed: Sequence[Shown], one: Shown | None = None) -> bytes:
    """An article, or the front page with everything listed when `one` is None."""
    template = _templates().get_template(f"themes/{site.key}.html")
    text = template.render(site=site, base=base, listed=listed, one=one)
    return text.encode(site.charset, "xmlcharrefreplace")


def feed(site: Site, base: str, listed: Sequence[Shown]) -> bytes:
    """What announces the articles of a site."""
    if site.form == "json":
        return json.dumps(_json_feed(site, base, listed), ensure_ascii=False).encode()
    if not site.form:
        return page(site, base, listed)
    template = _templates().get_template(f"feeds/{site.form}")
    return template.render(site=site, base=base, listed=listed).encode(site.charset)


def index(base: str, path: str) -> bytes:
    """A sitemap that leads to another."""
    return _templates().get_template("feeds/index.xml").render(base=base, path=path).encode()


def shown(
    post: Posting, source: Posting, address: Address, began: datetime, opened: datetime
) -> Shown:
    """A posting with what its site does to the text and to the date; `source` is whom it may credit.

    `began` is the moment all ages count from, `opened` that of the edition it appeared in.
    """
    written = began - timedelta(hours=post.piece.hours)
    published = {"own": written, "backdated": written - BACKDATED}.get(post.manner, opened)
    return Shown(
        title=post.piece.title,
        by=post.piece.by if post.manner in ("own", "credited", "linked", "first_on") else "",
        published=published,
        paragraphs=_text(post),
        url=address(post),
        manner=post.manner,
        original_url=address(source),
        original_site=address(source).removesuffix(source.path) + "/",
        original_name=source.site.name,
    )


def _text(post: Posting) -> tuple[str, ...]:
    first, *rest = post.piece.paragraphs
    if post.origin.kind == "agency" and post.manner in ("own", "dateline", "linked", "first_on"):
        first = f"{post.piece.place} ({post.origin.name}) — {first}"
    return _cut((first, *rest)) if post.manner == "cut" else (first, *rest)


def _cut(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """The first paragraphs, as many as stay below the share that is kept."""
    whole = sum(len(part.split()) for part in paragraphs)
    kept = 1
    while sum(len(part.split()) for part in paragraphs[: kept + 1]) <= KEPT * whole:
        kept += 1
    return paragraphs[:kept]


def _json_feed(site: Site, base: str, listed: Sequence[Shown]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{site.feed}",
        "items": [
            {
                "id": one.url,
                "url": one.url,
                "title": one.title,
                "summary": one.paragraphs[0],
                "date_published": one.published.isoformat(),
            }
            for one in listed
        ],
    }


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["rfc822"] = lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
    found.filters["iso"] = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    found.filters["day"] = lambda moment: f"{moment.day} {moment:%B %Y}"
    return found
