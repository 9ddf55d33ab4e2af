"""The web pages: which address is answered by which function, and what every answer carries."""

import sqlite3
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.errors import StorageError
from aggregator.web import forms, pages, tokens
from aggregator.web.rendering import STATIC, page

MAX_FORM_BYTES = 64 * 1024
BUSY_MS = 2000  # how long a post waits for another writer: every reader waits with it

# What a visitor reads where Starlette would only name the status.
DETAILS = {405: "This address takes another kind of request."}

# No script, no frame, nothing from elsewhere, no trace of our address on the way out, and no
# copy in somebody's cache of what may be taken down tomorrow.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noarchive",
}


def create_app(aggregator: Aggregator, config: ServeConfig) -> Starlette:
    """The application over an open database. Endpoints are coroutines on one thread, so the one
    connection is never used by two at a time."""
    routes = [
        Route("/", pages.front),
        Route("/s/{story_id:int}", pages.story),
        Route("/a/{article_id:int}", pages.article),
        Route("/a/{article_id:int}/comment", forms.post_comment, methods=["POST"]),
        Route("/search", pages.search),
        Route("/feed.atom", pages.atom),
        Route("/watch/{watch_id:int}/{token}.atom", pages.watch),
        Route("/takedown", forms.takedown, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard)],
        exception_handlers={HTTPException: _problem, sqlite3.Error: _busy, 500: _mistake},
    )
    app.state.aggregator = aggregator
    app.state.config = config
    app.state.signer = tokens.make_signer(aggregator.maintenance.form_key())
    aggregator.maintenance.set_busy_timeout(BUSY_MS)
    return app


async def _guard(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse what is too large; add the protective headers."""
    length = request.headers.get("content-length", "0")
    if (
        not length.isdigit()
        or int(length) > MAX_FORM_BYTES
        or "transfer-encoding" in request.headers
    ):
        response = Response("too large", status_code=413)
    else:
        response = await answer(request)
    response.headers.update(HEADERS)
    kept = "max-age=3600" if request.url.path.startswith("/static/") else "no-store"
    response.headers.setdefault("Cache-Control", kept)
    return response


TITLES = {403: "Not accepted", 404: "Not here", 405: "Not this way", 429: "Too much at once"}


async def _problem(request: Request, error: Exception) -> Response:
    """A known trouble as a page: what it is and the way back."""
    status = getattr(error, "status_code", 500)
    title = TITLES.get(status, "This did not work")
    detail = DETAILS.get(status) or getattr(error, "detail", "")
    response = page(request, "problem.html", status=status, title=title, detail=detail)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


async def _busy(request: Request, error: Exception) -> Response:
    """The database is locked or its disk is full: the reader may come back. A bug stays one."""
    try:
        with request.app.state.aggregator.maintenance.explain_errors():
            raise error
    except StorageError:
        detail = "The database is busy. Nothing was changed; please try again in a minute."
        return page(request, "problem.html", status=503, title="One moment", detail=detail)


async def _mistake(request: Request, _: Exception) -> Response:
    """A bug, answered outside of the guard; the server logs it."""
    detail = "Something went wrong here, and it is not your fault."
    response = page(request, "problem.html", status=500, title="Our mistake", detail=detail)
    response.headers.update({**HEADERS, "Cache-Control": "no-store"})
    return response
