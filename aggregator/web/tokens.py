"""Form tokens: signed, and valid for one kind of form and for four hours.

That of a comment is bound to a cookie. Those of forms that need no cookie are used once: who sends such
a form needs no rights, so that another site could win nothing by sending it. A post from another site
is refused.
"""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aggregator.web.rendering import get_aggregator, render_page

COOKIE = "form"
TOKEN_SECONDS = 4 * 3600
MAX_FIELDS = 40
CLIENT_DIGITS = 32  # of the hash of a network address
TOO_OLD = "This form is too old or was not ours: load the page again."


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


def make_token(request: Request, form: str) -> str:
    """Return a token for a form that needs no cookie."""
    return str(request.app.state.signer.dumps([form, secrets.token_urlsafe(16)]))


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
    """Return the posted fields, after the token with its cookie and the origin were checked."""
    sent = await read_posted(request)
    if _read_token(request, sent.get("token", "")) != [form, request.cookies.get(COOKIE)]:
        raise HTTPException(403, TOO_OLD)
    return sent


async def read_posted(request: Request) -> dict[str, str]:
    """Return the posted fields, after the origin was checked. Raises HTTPException."""
    if not _is_from_here(request):
        raise HTTPException(403, "This form was sent from another site.")
    posted = await request.form(max_files=0, max_fields=MAX_FIELDS)
    return {name: value for name, value in posted.items() if isinstance(value, str)}


def check_token(request: Request, form: str, token: str) -> None:
    """Check the token of a form that needs no cookie. Raises HTTPException."""
    signed = _read_token(request, token)
    if not isinstance(signed, list) or signed[:1] != [form]:
        raise HTTPException(403, TOO_OLD)


def use_token(request: Request, form: str, token: str) -> None:
    """Check the token of a form and accept it once. Raises HTTPException."""
    check_token(request, form, token)
    if not get_aggregator(request).claimants.use_token(token):
        raise HTTPException(409, "This form was sent already: it counts once.")


def hash_client(request: Request) -> str:
    """Return the network address of a request as a keyed hash; of IPv6, of its network of 64 bits."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    network = ip_network((address, 64), strict=False) if address.version == 6 else address
    return hmac.digest(request.app.state.form_key, f"client {network}".encode(), "sha256").hex()[
        :CLIENT_DIGITS
    ]


def _is_from_here(request: Request) -> bool:
    """Whether a post comes from a page of ours; a browser that says nothing of it is believed."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin", "null").partition("://")[2]
    # "null" has no host: a browser sends it from a page with our policy to send no Referer
    configured = urlsplit(request.app.state.config.base_url).netloc
    return origin in ("", configured, request.headers.get("host", ""))


def _read_token(request: Request, token: str) -> Any:
    """The values of a token, or None for one that is not ours or too old."""
    try:
        return request.app.state.signer.loads(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        return None
