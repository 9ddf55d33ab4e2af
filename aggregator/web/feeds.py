"""Atom feeds, and the sitemap: what other programs read of the pages."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from aggregator import clock
from aggregator.errors import NotStored
from aggregator.web.pages import STORIES_PER_PAGE, split_members
from aggregator.web.rendering import get_configured_base_url, get_public, make_environment

ATOM = "application/atom+xml"
SITEMAP = "application/xml"


async def show_stories_feed(request: Request) -> Response:
    """Return the front page as an Atom feed (RFC 4287), with the stories that were removed (RFC 6721)."""
    stories = list(get_public(request).stories(limit=STORIES_PER_PAGE))
    shown = [(story, split_members(story)) for story in stories]
    removed = get_public(request).removals.list_stories()
    changes = [*(story.last_seen for story in stories), *(story.since for story in removed)]
    return _render_xml(
        request,
        "feed.atom",
        ATOM,
        stories=shown,
        removed=removed,
        updated=max(changes, default=clock.now()),
    )


async def show_watch_feed(request: Request) -> Response:
    """Return the latest items of a watch as an Atom feed; its address is secret."""
    path = request.url.path
    try:
        feed = get_public(request).watches.feed(request.path_params["watch_id"], path)
    except NotStored:
        raise HTTPException(404, "There is no such feed.") from None
    updated = max((item.when for item in feed.items), default=feed.watch.created_at)
    return _render_xml(
        request, "watch.atom", ATOM, watch=feed.watch, items=feed.items, path=path, updated=updated
    )


async def show_sitemap_index(request: Request) -> Response:
    """Return the addresses of the parts of the sitemap."""
    parts = range(get_public(request).count_story_parts())
    return _render_xml(request, "sitemap_index.xml", SITEMAP, parts=parts)


async def show_sitemap(request: Request) -> Response:
    """Return one part of the sitemap: stories, as the page of an article names its publisher's first."""
    part = request.path_params["part"]
    if part >= get_public(request).count_story_parts():
        raise HTTPException(404, "There is no such part.")
    pages = get_public(request).story_pages(part)
    return _render_xml(request, "sitemap.xml", SITEMAP, pages=pages)


def _render_xml(request: Request, template: str, media_type: str, **values: Any) -> Response:
    base = get_configured_base_url(request)
    xml = make_environment().get_template(template).render(base=base, **values)
    return Response(xml, media_type=media_type)
