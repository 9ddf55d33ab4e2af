"""The pages people read: front, story, article, search, and the Atom feed."""

import re
from hmac import compare_digest

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aggregator import clock
from aggregator.errors import NotStored, Tombstoned
from aggregator.model import Row
from aggregator.watching import reports
from aggregator.web import tokens
from aggregator.web.rendering import aggregator, environment, page
from storage.private.comments import Comments

STORIES = 30
RESULTS = 50
MAX_QUERY = 300
THANKS = "Thank you. A moderator reads it first."


async def front(request: Request) -> Response:
    """Stories, newest first; the original leads, its copies are folded under "More:"."""
    before = _position(request.query_params.get("before"))
    found = list(aggregator(request).stories(limit=STORIES + 1, before=before))
    older = found[STORIES - 1]["position"] if len(found) > STORIES else None
    shown = [with_lead(story) for story in found[:STORIES]]
    return page(request, "front.html", stories=shown, older=older, before=before)


async def story(request: Request) -> Response:
    """One story: the verdict, what it rests on, and every member."""
    asked = request.path_params["story_id"]
    try:
        found = aggregator(request).story(asked)
    except Tombstoned:
        return page(request, "gone.html", status=410)
    except NotStored:
        raise HTTPException(404, "This story is not stored (any more).") from None
    if found["story_id"] != asked:
        return Response(status_code=301, headers={"Location": f"/s/{found['story_id']}"})
    return page(request, "story.html", story=with_lead(found))


async def article(request: Request) -> Response:
    """One article. The first link leads to the primary source."""
    try:
        found = aggregator(request).article(request.path_params["article_id"])
    except Tombstoned:
        return page(request, "gone.html", status=410)
    except NotStored:
        raise HTTPException(404, "This article is not stored.") from None
    sent = request.query_params.get("sent") == "1"
    return article_page(request, found, said=THANKS if sent else "")


def article_page(
    request: Request, found: Row, sent: Row | None = None, said: str = "", status: int = 200
) -> HTMLResponse:
    """An article with its comments and a word to the reader who has just sent one; what could not
    be taken (`sent`) stands in the form again."""
    private = aggregator(request).store.private if request.app.state.config.comments else None
    listed = [] if private is None else Comments(private).approved(found["id"])
    values: Row = {"article": found, "comments": listed, "said": said, "status": status}
    values["restricted"] = "noarchive" in found["rights"]
    return tokens.with_token(request, "comment", "article.html", values, sent)


async def search(request: Request) -> Response:
    """Full-text search."""
    query = request.query_params.get("q", "")[:MAX_QUERY]
    found = list(aggregator(request).search(query, limit=RESULTS)) if query.strip() else []
    return page(request, "search.html", query=query, found=found)


async def atom(request: Request) -> Response:
    """The front page as an Atom feed (RFC 4287)."""
    found = [with_lead(story) for story in aggregator(request).stories(limit=STORIES)]
    base = request.app.state.config.base_url.rstrip("/") or _base(request)
    updated = max((story["last_seen"] for story in found), default=clock.now())
    xml = environment().get_template("feed.atom").render(stories=found, base=base, updated=updated)
    return Response(xml, media_type="application/atom+xml")


async def watch(request: Request) -> Response:
    """What is known of a watch, newest first, as an Atom feed, for whoever has its address."""
    store = aggregator(request).store
    try:
        found = reports.get(store, request.path_params["watch_id"])
    except NotStored:
        raise HTTPException(404, "There is no such feed.") from None
    path = reports.feed_path(store, found)
    if not compare_digest(path, request.url.path.encode("ascii", "replace").decode()):
        raise HTTPException(404, "There is no such feed.")
    items = reports.latest(store, found, clock.now())
    base = request.app.state.config.base_url.rstrip("/") or _base(request)
    updated = max((item["when"] for item in items), default=found["created_at"])
    template = environment().get_template("watch.atom")
    xml = template.render(watch=found, items=items, base=base, path=path, updated=updated)
    return Response(xml, media_type="application/atom+xml")


def with_lead(story: Row) -> Row:
    """A story with the member that leads it and the rest: the original, or who we saw first."""
    members = story["members"]
    lead = next(
        (m for m in members if m["article_id"] == story["original"]["article_id"]), members[0]
    )
    return {**story, "lead": lead, "more": [m for m in members if m is not lead]}


def _base(request: Request) -> str:
    """Our address for the feed's ids where none is configured: loopback only, never from Host."""
    config = request.app.state.config
    return f"http://{config.host}:{config.port}"


def _position(text: str | None) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(\.\d{1,18})?", text, re.ASCII):
        raise HTTPException(404, "There is no page before that moment.")
    return text
