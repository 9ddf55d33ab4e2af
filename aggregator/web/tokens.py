"""Form tokens: signed, bound to a cookie, good for one kind of form and a few hours.

A post without both halves, or sent from another site, is refused.
"""

import secrets
from collections import defaultdict
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aggregator.model import Row
from aggregator.web.rendering import page
from storage.private.keys import Keys
from storage.store import Store

COOKIE = "form"
SECONDS = 4 * 3600


def signer(store: Store) -> URLSafeTimedSerializer:
    """Signs form tokens with a key kept in the private file."""
    if store.private is None:
        raise ValueError("forms need the private file")
    Keys(store.private).ensure("forms")
    return URLSafeTimedSerializer(Keys(store.private).key("forms"), salt="form")


def with_token(
    request: Request, form: str, template: str, values: Row, sent: Row | None = None
) -> HTMLResponse:
    """A page with a form on it: the token in the page, its other half in the cookie. What was
    `sent` before stands in its fields again."""
    cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(16)
    token = request.app.state.signer.dumps([form, cookie])
    filled = defaultdict(str, sent or {})
    response = page(request, template, token=token, sent=filled, **values)
    secure = request.app.state.config.base_url.startswith("https:")
    response.set_cookie(
        COOKIE, cookie, httponly=True, samesite="strict", secure=secure, max_age=SECONDS
    )
    return response


def receipt(request: Request, *said: str) -> str:
    """A signed text for an address, so that a page can be shown again without a second post."""
    return str(request.app.state.signer.dumps(["receipt", *said]))


def read_receipt(request: Request, text: str) -> list[str] | None:
    """What a receipt says, or None for one that is not ours."""
    try:
        kind, *said = request.app.state.signer.loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return said if kind == "receipt" else None


async def fields(request: Request, form: str) -> dict[str, str]:
    """The posted fields, after the token and the origin were checked."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "This form was sent from another site.")
    posted = await request.form(max_files=0, max_fields=20)
    sent = {name: value for name, value in posted.items() if isinstance(value, str)}
    if not _valid(request, form, sent.get("token", "")):
        raise HTTPException(403, "This form is too old or was not ours: load the page again.")
    return sent


def _valid(request: Request, form: str, token: str) -> bool:
    try:
        told: Any = request.app.state.signer.loads(token, max_age=SECONDS)
    except BadSignature:
        return False
    return bool(told == [form, request.cookies.get(COOKIE)])
