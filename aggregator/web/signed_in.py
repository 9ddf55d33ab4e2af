"""Whether the operator is signed in: a signed cookie, whose key is made from the operator's own.

It is valid for 12 hours, on the host of these pages only, and until another key is set.
"""

import hmac
from urllib.parse import SplitResult, urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "operator"
SECONDS = 12 * 3600
SIGNED = "operator"
PORTS = {"http": 80, "https": 443}


def make_signer(form_key: bytes, operator_key: str) -> URLSafeTimedSerializer | None:
    """Return what signs the cookie; None where no operator's key is set: nobody can sign in."""
    if not operator_key:
        return None
    key = hmac.digest(form_key, b"operator " + operator_key.encode(), "sha256")
    return URLSafeTimedSerializer(key, salt=COOKIE)


def is_signed_in(request: Request) -> bool:
    """Return whether a request comes from the operator, by its cookie."""
    signer, cookie = request.app.state.operator_signer, request.cookies.get(COOKIE)
    if signer is None or cookie is None or not is_own_host(request):
        return False
    try:
        return bool(signer.loads(cookie, max_age=SECONDS) == SIGNED)
    except BadSignature:
        return False


def is_own_host(request: Request) -> bool:
    """Return whether a request names the host of `base_url`; every host is ours where that is not set."""
    configured = urlsplit(request.app.state.config.base_url)
    if not configured.netloc:
        return True
    named = urlsplit(f"{configured.scheme}://{request.headers.get('host', '')}")
    try:
        return _name_host(named) == _name_host(configured)
    except ValueError:  # a port that is no number
        return False


def is_right_key(request: Request, given: str) -> bool:
    """Return whether a key is the operator's, in a time that does not depend on how much of it is right."""
    key = request.app.state.form_key
    wanted, sent = (
        hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")
        for text in (request.app.state.config.operator_key, given)
    )
    return hmac.compare_digest(wanted, sent)


def set_cookie(request: Request, response: Response) -> None:
    """Sign the operator in with a response."""
    response.set_cookie(
        COOKIE,
        request.app.state.operator_signer.dumps(SIGNED),
        max_age=SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.app.state.config.base_url.startswith("https:"),
    )


def delete_cookie(response: Response) -> None:
    """Sign the operator out with a response."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


def _name_host(address: SplitResult) -> tuple[str | None, int | None]:
    return address.hostname, address.port or PORTS.get(address.scheme)
