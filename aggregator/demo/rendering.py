"""Renders postings: the text as each site changes it, in the theme of the site."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aggregator.demo.world import FOLDER, Manner, Posting, Site

MAX_SHARE_KEPT = 0.7  # of the words at most, by the paper that cuts
BACKDATED_BY = timedelta(hours=26)  # before the original's own claim

AddressOf = Callable[[Posting], str]


@dataclass(frozen=True, slots=True)
class RenderedPosting:
    """A posting with the fields that templates use."""

    title: str
    by: str
    published: datetime
    paragraphs: tuple[str, ...]
    url: str
    manner: Manner
    original_url: str
    original_site: str
    original_name: str


def render_page(
    site: Site,
    base: str,
    postings: Sequence[RenderedPosting],
    posting: RenderedPosting | None = None,
) -> bytes:
    """An article page, or the front page with all postings when `posting` is None."""
    template = _template_environment().get_template(f"themes/{site.key}.html")
    text = template.render(site=site, base=base, postings=postings, posting=posting)
    return text.encode(site.charset, "xmlcharrefreplace")


def render_feed(site: Site, base: str, postings: Sequence[RenderedPosting]) -> bytes:
    """Render the feed, sitemap or section page that lists the articles of a site."""
    if site.form == "json":
        return json.dumps(_build_json_feed(site, base, postings), ensure_ascii=False).encode()
    if not site.form:
        return render_page(site, base, postings)
    template = _template_environment().get_template(f"feeds/{site.form}")
    return template.render(site=site, base=base, postings=postings).encode(site.charset)


def render_sitemap_index(base: str, path: str) -> bytes:
    """Render a sitemap index with one sitemap."""
    return (
        _template_environment()
        .get_template("feeds/index.xml")
        .render(base=base, path=path)
        .encode()
    )


def prepare_posting(
    post: Posting, source: Posting, address: AddressOf, began: datetime, opened: datetime
) -> RenderedPosting:
    """Apply what a site does to text and date of a posting; `source` is the posting it may credit.

    `began` is the time from which ages are counted, `opened` that of the edition it appeared in.
    """
    written = began - timedelta(hours=post.piece.hours)
    published = {"own": written, "backdated": written - BACKDATED_BY}.get(post.manner, opened)
    return RenderedPosting(
        title=post.piece.title,
        by=post.piece.by if post.manner in ("own", "credited", "linked", "first_on") else "",
        published=published,
        paragraphs=_make_copy_text(post),
        url=address(post),
        manner=post.manner,
        original_url=address(source),
        original_site=address(source).removesuffix(source.path) + "/",
        original_name=source.site.name,
    )


def _make_copy_text(post: Posting) -> tuple[str, ...]:
    first, *rest = post.piece.paragraphs
    if post.origin.kind == "agency" and post.manner in ("own", "dateline", "linked", "first_on"):
        first = f"{post.piece.place} ({post.origin.name}) — {first}"
    return _keep_first_paragraphs((first, *rest)) if post.manner == "cut" else (first, *rest)


def _keep_first_paragraphs(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first paragraphs, up to MAX_SHARE_KEPT of the words."""
    whole = sum(len(part.split()) for part in paragraphs)
    kept = 1
    while sum(len(part.split()) for part in paragraphs[: kept + 1]) <= MAX_SHARE_KEPT * whole:
        kept += 1
    return paragraphs[:kept]


def _build_json_feed(site: Site, base: str, postings: Sequence[RenderedPosting]) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.name,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{site.feed}",
        "items": [
            {
                "id": item.url,
                "url": item.url,
                "title": item.title,
                "summary": item.paragraphs[0],
                "date_published": item.published.isoformat(),
            }
            for item in postings
        ],
    }


@cache
def _template_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc822"] = lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S +0000")
    environment.filters["iso"] = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    environment.filters["day"] = lambda moment: f"{moment.day} {moment:%B %Y}"
    return environment
