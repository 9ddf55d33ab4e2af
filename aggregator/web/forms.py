"""What readers and content owners send: comments and takedown requests.

A takedown request opens a case; nothing is decided here.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aggregator import clock
from aggregator.errors import AggregatorError
from aggregator.model import Row
from aggregator.web import pages, tokens
from aggregator.web.rendering import aggregator, page
from storage import comments

MAX_COMMENT = 5000
MAX_FIELD = 500
MAX_REASON = 5000


async def post_comment(request: Request) -> Response:
    """Keep a comment for the moderator."""
    sent = await tokens.fields(request, "comment")
    if not request.app.state.config.comments:
        raise HTTPException(404, "Comments are switched off.")
    try:
        article = aggregator(request).article(request.path_params["article_id"])
    except AggregatorError:
        raise HTTPException(404, "This article is not stored.") from None
    body = sent.get("body", "").strip()
    if not body or len(body) > MAX_COMMENT:
        said = f"A comment has between 1 and {MAX_COMMENT} characters."
        return pages.article_page(request, article, 400, said)
    private = aggregator(request).store.private
    if private is None:
        raise HTTPException(404, "Comments are switched off.")
    name, email = sent.get("name", "")[:MAX_FIELD], sent.get("email", "")[:MAX_FIELD]
    comments.post(private, article["id"], name.strip(), email.strip(), body, clock.now())
    return pages.article_page(request, article, 200, "Thank you. A moderator reads it first.")


async def takedown(request: Request) -> Response:
    """The request form, and the case it opens."""
    if request.method == "GET":
        return _form(request, {"url": request.query_params.get("url", "")[:2048]})
    sent = await tokens.fields(request, "takedown")
    problem = _missing(sent)
    if problem:
        return _form(request, sent, problem, 400)
    try:
        case = aggregator(request).file_takedown(
            url=_stored_address(request, sent["url"].strip()),
            claimant=sent["claimant"].strip(),
            email=sent["email"].strip(),
            reason=sent["reason"].strip(),
            work_url=sent.get("work_url", "").strip(),
            confirmed=False,
        )
    except AggregatorError as error:
        return _form(request, sent, str(error), 400)
    return page(request, "filed.html", case=case)


def _form(request: Request, sent: Row, problem: str = "", status: int = 200) -> HTMLResponse:
    values: Row = {"sent": sent, "problem": problem, "status": status}
    return tokens.with_token(request, "takedown", "takedown.html", values)


def _missing(sent: dict[str, str]) -> str:
    """The first thing that is wrong with a request, in words for its sender."""
    for name, what in (
        ("url", "the address of the page"),
        ("claimant", "your name"),
        ("email", "an e-mail address"),
        ("reason", "the reason"),
    ):
        if not sent.get(name, "").strip():
            return f"Please give {what}."
    if "@" not in sent["email"]:
        return "Please give an e-mail address we can answer to."
    if sent.get("faith") != "yes":
        return "Please confirm that what you write is true."
    long = len(sent["reason"]) > MAX_REASON or any(
        len(sent.get(name, "")) > MAX_FIELD for name in ("claimant", "email")
    )
    return "Please be shorter." if long else ""


def _stored_address(request: Request, given: str) -> str:
    """The article's address for one of our own page addresses (`…/a/12`); any other as it is."""
    head, _, tail = given.rpartition("/a/")
    own = request.app.state.config.base_url.rstrip("/")
    loopback = head.startswith(("http://127.0.0.1", "http://localhost"))
    if tail.isdecimal() and (not head or head == own or loopback):
        row = aggregator(request).article(int(tail))
        return str(row["url"])
    return given
