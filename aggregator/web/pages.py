"""The pages for readers: front, story, article, search."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from aggregator.errors import NotStored, Tombstoned
from aggregator.results import (
    CommonPassage,
    RemovedArticle,
    StoredArticle,
    Story,
    StoryInList,
    StoryMember,
    to_json_value,
)
from aggregator.rights.gate import ELLIPSIS
from aggregator.web import tokens
from aggregator.web.article_text import (
    NOT_LISTED,
    ShownText,
    describe_for_operator,
    describe_text,
)
from aggregator.web.rendering import get_aggregator, get_public, get_stored, render_page
from aggregator.web.signed_in import is_signed_in

STORIES_PER_PAGE = 30
MAX_RESULTS = 50
MAX_QUERY = 300
MAX_COMPARED = 200_000  # characters of two texts together: all readers wait for a comparison
MAX_PASSAGES = 100  # of a comparison that are shown
THANKS = "Thank you. A moderator reads it first."

# The same words for what is not stored and what is not listed: nobody learns which it is.
ARTICLE_NOT_SHOWN = (
    "This article is not shown here: it is not stored, or its publisher keeps it out of lists."
)
STORY_NOT_SHOWN = "This story is not shown here: it is not stored (any more), or its publishers keep it out of lists."


@dataclass(frozen=True, slots=True)
class Copies:
    """The members of a story for a page: the one that leads it, and the others."""

    lead: StoryMember
    more: list[StoryMember]


async def show_public_keys(request: Request) -> Response:
    """Return the public keys that evidence files are or were signed with, the present one first."""
    keys = get_aggregator(request).maintenance.list_public_keys()
    return JSONResponse({"keys": to_json_value(keys)})


async def show_front(request: Request) -> Response:
    """Return the front page: stories, newest first, each with its copies folded under "More:"."""
    before = _check_position(request.query_params.get("before"))
    stories = list(get_aggregator(request).stories(limit=STORIES_PER_PAGE + 1, before=before))
    older = stories[STORIES_PER_PAGE - 1].position if len(stories) > STORIES_PER_PAGE else None
    shown = [(story, split_members(story)) for story in stories[:STORIES_PER_PAGE]]
    return render_page(request, "front.html", stories=shown, older=older, before=before)


async def show_story(request: Request) -> Response:
    """Return the page of a story: the verdict, what it rests on, and every member."""
    asked = request.path_params["story_id"]
    try:
        story = get_aggregator(request).story(asked)
    except Tombstoned:
        return render_removed(request, get_aggregator(request).removals.find_story(asked))
    except NotStored:
        raise HTTPException(404, STORY_NOT_SHOWN) from None
    if story.story_id != asked:
        return Response(status_code=301, headers={"Location": f"/s/{story.story_id}"})
    return render_page(request, "story.html", story=story, copies=split_members(story))


async def show_article(request: Request) -> Response:
    """Return the page of an article. Its first link leads to the primary source."""
    asked = request.path_params["article_id"]
    try:
        article = get_aggregator(request).article(asked)
    except Tombstoned:
        return render_removed(request, get_aggregator(request).removals.find_article(asked))
    except NotStored:
        raise HTTPException(404, ARTICLE_NOT_SHOWN) from None
    sent = request.query_params.get("sent") == "1"
    return render_article(request, article, notice=THANKS if sent else "")


def render_removed(request: Request, removed: RemovedArticle | None) -> HTMLResponse:
    """Return the page of what was removed: its case and its day, and no word of it."""
    return render_page(request, "gone.html", status=410, removed=removed)


def render_article(
    request: Request,
    article: StoredArticle,
    sent: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> HTMLResponse:
    """Return an article with its comments, a notice to the sender of one, and the form.

    `sent` are the fields of a comment that was refused; the form shows them again.
    """
    aggregator, shown = get_aggregator(request), request.app.state.config.comments
    values = {
        "article": article,
        "comments": aggregator.comments.approved(article.id) if shown else [],
        "notice": notice,
        "status": status,
        "shown": _describe_text(request, article),
        "related": aggregator.related_texts(article.story_id),
    }
    return tokens.render_page_with_form(request, "comment", "article.html", values, sent)


def _describe_text(request: Request, article: StoredArticle) -> ShownText:
    """How much of its text is shown to the reader, and why."""
    rights = get_aggregator(request).rights.find(article.id)
    if not is_signed_in(request):
        return describe_text(article, rights)
    public = get_public(request)
    try:
        seen = describe_text(public.article(article.id), rights)
    except NotStored:
        seen = NOT_LISTED
    return describe_for_operator(seen, article)


async def show_comparison(request: Request) -> Response:
    """Return the passages that two articles share; of wordings as much as both publishers allow."""
    aggregator, ids = get_aggregator(request), (request.path_params["a"], request.path_params["b"])
    try:
        texts = [get_stored(request).article(article_id).text for article_id in ids]
        if sum(map(len, texts)) > MAX_COMPARED:
            raise HTTPException(404, "These texts are too long to be compared here.")
        comparison = aggregator.compare(*ids)
    except Tombstoned:
        found = [aggregator.removals.find_article(article_id) for article_id in ids]
        return render_removed(request, found[0] or found[1])
    except NotStored:
        raise HTTPException(404, ARTICLE_NOT_SHOWN) from None
    return render_page(
        request,
        "compare.html",
        comparison=comparison,
        is_cut=any(map(_is_cut, comparison.passages)),
        limit=MAX_PASSAGES,
    )


def _is_cut(passage: CommonPassage) -> bool:
    """Whether less of a passage is shown than the texts share."""
    return not passage.parts or passage.parts[-1].text.endswith(ELLIPSIS)


async def show_search(request: Request) -> Response:
    """Return the results of a full-text search; of a long query, its first MAX_QUERY characters."""
    query = request.query_params.get("q", "")[:MAX_QUERY]
    hits = list(get_aggregator(request).search(query, limit=MAX_RESULTS)) if query.strip() else []
    return render_page(request, "search.html", query=query, hits=hits)


def split_members(story: Story | StoryInList) -> Copies:
    """Return the member that leads a story on a page, the original or the first seen, and the rest."""
    members, original_id = story.members, story.original.article_id
    lead = next((member for member in members if member.article_id == original_id), members[0])
    return Copies(lead, [member for member in members if member is not lead])


def _check_position(text: str | None) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(\.\d{1,18})?", text, re.ASCII):
        raise HTTPException(404, "There is no page before that moment.")
    return text
