"""Form tokens: signed, bound to a cookie, valid for one kind of form and for four hours.

A post without both halves, or sent from another site, is refused.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aggregator.web.rendering import render_page

COOKIE = "form"
TOKEN_SECONDS = 4 * 3600


def make_signer(key: bytes) -> URLSafeTimedSerializer:
    """Return what signs form tokens with a secret key."""
    return URLSafeTimedSerializer(key, salt="form")


def render_page_with_form(
    request: Request,
    form: str,
    template: str,
    values: Mapping[str, Any],
    sent: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return a page with a form: one half of the token in the page, the other in the cookie.

    `sent` are fields that were posted before; the form shows them again.
    """
    cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(16)
    token = request.app.state.signer.dumps([form, cookie])
    filled = defaultdict(str, sent or {})
    response = render_page(request, template, token=token, sent=filled, **values)
    secure = request.app.state.config.base_url.startswith("https:")
    response.set_cookie(
        COOKIE, cookie, httponly=True, samesite="strict", secure=secure, max_age=TOKEN_SECONDS
    )
    return response


def sign_receipt(request: Request, *values: str) -> str:
    """Return signed values for an address, so that a page can be shown again without a second post."""
    return str(request.app.state.signer.dumps(["receipt", *values]))


def read_receipt(request: Request, text: str) -> list[str] | None:
    """Return the values of a receipt, or None for one that is not ours."""
    try:
        kind, *values = request.app.state.signer.loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return values if kind == "receipt" else None


async def read_fields(request: Request, form: str) -> dict[str, str]:
    """Return the posted fields, after the token and the origin were checked."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "This form was sent from another site.")
    posted = await request.form(max_files=0, max_fields=20)
    sent = {name: value for name, value in posted.items() if isinstance(value, str)}
    if not _is_valid_token(request, form, sent.get("token", "")):
        raise HTTPException(403, "This form is too old or was not ours: load the page again.")
    return sent


def _is_valid_token(request: Request, form: str, token: str) -> bool:
    try:
        signed: Any = request.app.state.signer.loads(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        return False
    return bool(signed == [form, request.cookies.get(COOKIE)])
