"""The web pages: which address is answered by which function, and what every answer carries."""

from collections.abc import Awaitable, Callable
from functools import partial

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
from aggregator.web import forms, pages, tokens
from aggregator.web.rendering import STATIC, page

MAX_FORM_BYTES = 64 * 1024

# No script, no frame, nothing from elsewhere, and no trace of our address on the way out.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
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
        Route("/takedown", forms.takedown, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard)],
        exception_handlers={
            404: partial(_problem, title="Not here"),
            405: partial(_problem, title="Not this way"),
            500: partial(_problem, title="Our mistake"),
        },
    )
    app.state.aggregator = aggregator
    app.state.config = config
    app.state.signer = tokens.signer(aggregator.store)
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
    return response


async def _problem(request: Request, error: Exception, title: str) -> Response:
    detail = error.detail if isinstance(error, HTTPException) else "Something went wrong here."
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "problem.html", status=status, title=title, detail=detail)
