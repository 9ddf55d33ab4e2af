"""The form for comments of readers; a moderator reads each of them first."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aggregator.errors import NotStored, Tombstoned
from aggregator.web import pages, posted, tokens
from aggregator.web.rendering import get_aggregator

MAX_COMMENT = 5000
MAX_PENDING = 500  # comments no moderator has read: more of them would only fill the disk


async def post_comment(request: Request) -> Response:
    """Store a comment for the moderator."""
    sent = await tokens.read_fields(request, "comment")
    comments = get_aggregator(request).comments
    if not request.app.state.config.comments or not comments.available:
        raise HTTPException(404, "Comments are switched off.")
    try:
        article = get_aggregator(request).article(request.path_params["article_id"])
    except (NotStored, Tombstoned):
        raise HTTPException(404, pages.ARTICLE_NOT_SHOWN) from None
    if comments.count_pending() >= MAX_PENDING:
        raise HTTPException(429, "Too many comments wait for a moderator. Please come back later.")
    body = posted.clean_text(sent.get("body", ""))
    if not body or len(body) > MAX_COMMENT:
        problem = f"A comment has between 1 and {MAX_COMMENT} characters."
        return pages.render_article(request, article, sent, problem, 400)
    name, email = (
        posted.clean_line(sent.get(field, ""))[: posted.MAX_LINE] for field in ("name", "email")
    )
    comments.post(article.id, body, name=name, email=email)
    return RedirectResponse(f"/a/{article.id}?sent=1#comments", 303)
