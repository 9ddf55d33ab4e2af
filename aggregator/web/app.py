"""The web application: its routes, and the headers of every response."""

import sqlite3
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.errors import StorageError
from aggregator.web import comments, feeds, metrics, pages, sign_in, signed_in, tokens
from aggregator.web.rendering import STATIC, render_page
from aggregator.web.takedown.routes import takedown_routes
from aggregator.web.websub import MAX_PUSH_BYTES, PREFIX, hub_routes

MAX_FORM_BYTES = 64 * 1024
MAX_PATH = 2048  # characters
MAX_LENGTH_DIGITS = 20  # of a declared length that is read as a number
BUSY_MILLISECONDS = 2000  # wait of a post for another writer; all readers wait with it

# What a visitor reads instead of the name of the status.
DETAILS = {405: "This address takes another kind of request."}

# No script, no frame, nothing from other sites, no Referer to them, and no copy in a cache of what
# may be taken down tomorrow.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(
    aggregator: Aggregator, config: ServeConfig, send_mails: Callable[[], None] | None = None
) -> Starlette:
    """Return the application over an open database.

    Endpoints are coroutines on one thread, so that one connection serves all of them. `send_mails` sends
    what a request has queued; it runs on another thread and opens a connection of its own.
    """
    routes = [
        Route("/", pages.show_front),
        Route("/s/{story_id:int}", pages.show_story),
        Route("/a/{article_id:int}", pages.show_article),
        Route("/a/{article_id:int}/comment", comments.post_comment, methods=["POST"]),
        Route("/compare/{a:int}/{b:int}", pages.show_comparison),
        Route("/search", pages.show_search),
        Route("/feed.atom", feeds.show_stories_feed),
        Route("/watch/{watch_id:int}/{token}.atom", feeds.show_watch_feed),
        Route("/health", metrics.show_health),
        Route("/metrics", metrics.show_metrics),
        Route("/sitemap.xml", feeds.show_sitemap_index),
        Route("/sitemap-{part:int}.xml", feeds.show_sitemap),
        Route("/.well-known/aggregator-key", pages.show_public_keys),
        Route("/sign-in", sign_in.handle_sign_in, methods=["GET", "POST"]),
        Route("/sign-out", sign_in.sign_out, methods=["POST"]),
        *takedown_routes(),
        *hub_routes(),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_check_and_protect)],
        exception_handlers={
            HTTPException: _render_problem_page,
            ClientDisconnect: _end_silently,
            sqlite3.Error: _render_busy_page,
            500: _render_internal_error_page,
        },
    )
    app.router.redirect_slashes = False  # it would redirect to the host that a client names
    app.state.aggregator = aggregator
    app.state.public = aggregator.for_public()
    app.state.config = config
    app.state.send_mails = send_mails
    app.state.form_key = aggregator.maintenance.form_key()
    app.state.signer = tokens.make_signer(app.state.form_key)
    app.state.operator_signer = signed_in.make_signer(app.state.form_key, config.operator_key)
    app.state.attempts = {}
    aggregator.maintenance.set_busy_timeout(BUSY_MILLISECONDS)
    return app


async def _check_and_protect(
    request: Request, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Refuse too large requests; add the protective headers to every response."""
    if len(request.url.path) > MAX_PATH:
        response = Response("too long", status_code=414, media_type="text/plain")
    elif _is_too_large(request):
        response = Response("too large", status_code=413, media_type="text/plain")
    else:
        response = await answer(request)
    response.headers.update(HEADERS)
    if request.app.state.config.base_url.startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    caching = "max-age=3600" if request.url.path.startswith("/static/") else "no-store"
    response.headers.setdefault("Cache-Control", caching)
    response.headers.setdefault("X-Robots-Tag", "noarchive")  # a page may say more
    return response


def _is_too_large(request: Request) -> bool:
    """Return whether a body is longer than its address takes, or does not say how long it is.

    Pushes of hubs may leave that out: `receive_push` counts what comes.
    """
    is_push = request.url.path.startswith(PREFIX)
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > MAX_LENGTH_DIGITS:
        return True
    if int(length) > (MAX_PUSH_BYTES if is_push else MAX_FORM_BYTES):
        return True
    return not is_push and "transfer-encoding" in request.headers


TITLES = {
    403: "Not accepted",
    404: "Not here",
    405: "Not allowed",
    409: "Sent already",
    429: "Too much at once",
}


async def _render_problem_page(request: Request, error: Exception) -> Response:
    """Return a page that explains an HTTP error and links to the stories."""
    status = getattr(error, "status_code", 500)
    title = TITLES.get(status, "This did not work")
    detail = DETAILS.get(status) or getattr(error, "detail", "")
    response = render_page(request, "problem.html", status=status, title=title, detail=detail)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


async def _end_silently(_: Request, __: Exception) -> Response:
    """Return an answer that nobody reads: the reader has gone in the middle of a post."""
    return Response(status_code=400)


async def _render_busy_page(request: Request, error: Exception) -> Response:
    """Return a page for a locked database or a full disk. Other database errors are bugs: raises them."""
    try:
        with request.app.state.aggregator.maintenance.explain_errors():
            raise error
    except StorageError:
        detail = "The database is busy. Nothing was changed; please try again in a minute."
        return render_page(request, "problem.html", status=503, title="One moment", detail=detail)


async def _render_internal_error_page(request: Request, _: Exception) -> Response:
    """Return a page for a bug, with the protective headers; the server logs the bug."""
    detail = "Something went wrong here, and it is not your fault."
    response = render_page(request, "problem.html", status=500, title="Our mistake", detail=detail)
    response.headers.update({**HEADERS, "Cache-Control": "no-store"})
    return response
