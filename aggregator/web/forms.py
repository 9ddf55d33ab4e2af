"""Forms: comments of readers and takedown requests of content owners.

A takedown request opens a case; nothing is decided here.
"""

import re
from collections.abc import Mapping
from typing import TypedDict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from aggregator import urls
from aggregator.errors import AddressError, AggregatorError, NotStored, StorageError, Tombstoned
from aggregator.results.takedowns import TakedownCase
from aggregator.takedown.types import TakedownRequest
from aggregator.web import pages, tokens
from aggregator.web.rendering import get_aggregator, render_page

MAX_COMMENT = 5000
MAX_FIELD = 500
MAX_REASON = 5000
MAX_PENDING = 500  # comments no moderator has read: more of them would only fill the disk

_OWN_PAGE = re.compile(r"/?(a|s)/(\d{1,18})(?:[?#].*)?")


class Target(TypedDict, total=False):
    """What a takedown request names: an address or a story."""

    url: str
    story: int


async def post_comment(request: Request) -> Response:
    """Store a comment for the moderator."""
    sent = await tokens.read_fields(request, "comment")
    comments = get_aggregator(request).comments
    if not request.app.state.config.comments or not comments.available:
        raise HTTPException(404, "Comments are switched off.")
    try:
        article = get_aggregator(request).article(request.path_params["article_id"])
    except (NotStored, Tombstoned):
        raise HTTPException(404, "This article is not stored.") from None
    if comments.count_pending() >= MAX_PENDING:
        raise HTTPException(429, "Too many comments wait for a moderator. Please come back later.")
    body = sent.get("body", "").strip()
    if not body or len(body) > MAX_COMMENT:
        problem = f"A comment has between 1 and {MAX_COMMENT} characters."
        return pages.render_article(request, article, sent, problem, 400)
    name, email = (sent.get(field, "").strip()[:MAX_FIELD] for field in ("name", "email"))
    comments.post(article.id, body, name=name, email=email)
    return RedirectResponse(f"/a/{article.id}?sent=1#comments", 303)


async def request_takedown(request: Request) -> Response:
    """Return the form of a takedown request, or open the case that it asks for."""
    if request.method != "POST":
        return _render_receipt(request) or _render_takedown_form(
            request, {"url": request.query_params.get("url", "")}
        )
    sent = await tokens.read_fields(request, "takedown")
    problem = _find_problem(sent)
    if problem:
        return _render_takedown_form(request, sent, problem, 400)
    try:
        case = _file_case(request, {name: value.strip() for name, value in sent.items()})
    except AggregatorError as error:
        return _render_takedown_form(request, sent, _explain_error(error), 400)
    receipt = tokens.sign_receipt(request, case.number, case.received_at, case.deadline)
    return RedirectResponse(f"/takedown?case={receipt}", 303)


def _file_case(request: Request, sent: dict[str, str]) -> TakedownCase:
    work_url = sent.get("work_url", "")
    if work_url:
        urls.canonical(work_url)
    asked = TakedownRequest(
        **_find_target(request, sent["url"]),
        claimant=sent["claimant"],
        email=sent["email"],
        reason=sent["reason"],
        work_url=work_url,
        confirmed=False,
        channel="form",
    )
    return get_aggregator(request).takedowns.submit(asked)


def _render_receipt(request: Request) -> Response | None:
    """Return the page with the case number, for an address that we have signed."""
    given = request.query_params.get("case")
    if given is None:
        return None
    receipt = tokens.read_receipt(request, given)
    if receipt is None:
        raise HTTPException(404, "This is not the address of a request.")
    number, received_at, deadline = receipt
    case = {"number": number, "received_at": received_at, "deadline": deadline}
    return render_page(request, "filed.html", case=case)


def _render_takedown_form(
    request: Request, sent: Mapping[str, str], problem: str = "", status: int = 200
) -> HTMLResponse:
    values = {"problem": problem, "status": status}
    return tokens.render_page_with_form(request, "takedown", "takedown.html", values, sent)


def _find_problem(sent: dict[str, str]) -> str:
    """Return what is wrong with a request first, in words for its sender; "" for nothing."""
    for name, what in (
        ("url", "the address of the page"),
        ("claimant", "your name"),
        ("email", "an e-mail address"),
        ("reason", "the reason"),
    ):
        if not sent.get(name, "").strip():
            return f"Please give {what}."
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", sent["email"].strip()):
        return "Please give an e-mail address we can answer to."
    if sent.get("faith") != "yes":
        return "Please confirm that what you write is true."
    return "" if _is_short_enough(sent) else "Please be shorter."


def _is_short_enough(sent: dict[str, str]) -> bool:
    return len(sent["reason"]) <= MAX_REASON and all(
        len(sent.get(name, "")) <= MAX_FIELD for name in ("claimant", "email")
    )


def _explain_error(error: AggregatorError) -> str:
    """Return why a case could not be opened, in words for a content owner."""
    if isinstance(error, NotStored):
        return "This address is not stored here. Please give the address of the page that shows it."
    if isinstance(error, Tombstoned):
        return "This was taken down already."
    if isinstance(error, AddressError):
        return "Please give a whole address, beginning with https:// or http://."
    if isinstance(error, StorageError):
        return "Your request could not be stored just now. Please send it again in a minute."
    return str(error)


def _find_target(request: Request, given: str) -> Target:
    """Return what a request names: one of our own pages (`…/a/12`, `…/s/3`), or a publisher's."""
    configured = request.app.state.config.base_url.rstrip("/")
    for own in (configured, str(request.base_url).rstrip("/"), ""):
        match = _OWN_PAGE.fullmatch(given.removeprefix(own)) if given.startswith(own) else None
        if match and match[1] == "s":
            return {"story": int(match[2])}
        if match:
            return {"url": get_aggregator(request).article(int(match[2])).url}
    return {"url": given}
