"""The pages on which the operator signs in and out."""

import time
from collections.abc import Mapping, MutableMapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aggregator.web import signed_in, tokens

FORM = "sign-in"
MAX_WRONG = 5  # keys from one network within PAUSE_S
PAUSE_S = 15 * 60
MAX_NETWORKS = 10_000  # that are remembered

Attempts = MutableMapping[str, list[float]]  # when wrong keys came, by the hash of a network


async def handle_sign_in(request: Request) -> Response:
    """Return the form that asks for the operator's key, or sign the operator in."""
    _require_sign_in(request)
    if request.method != "POST":
        return _render_form(request)
    sent = await tokens.read_fields(request, FORM)
    attempts, client = request.app.state.attempts, tokens.hash_client(request)
    wrong = list_recent(attempts, client, time.monotonic())
    if len(wrong) >= MAX_WRONG:
        raise HTTPException(
            429, "Too many wrong keys came from your network. Please wait 15 minutes."
        )
    if not signed_in.is_right_key(request, sent.get("key", "")):
        remember(attempts, client, [*wrong, time.monotonic()])
        return _render_form(request, {"key": "This is not the key."})
    response = RedirectResponse("/", 303)
    signed_in.set_cookie(request, response)
    return response


async def sign_out(request: Request) -> Response:
    """Sign the operator out, and lead to the front page."""
    await tokens.read_posted(request)
    response = RedirectResponse("/", 303)
    signed_in.delete_cookie(response)
    return response


def list_recent(attempts: Attempts, client: str, now: float) -> list[float]:
    """Return when the wrong keys of a network came that still count."""
    return [at for at in attempts.get(client, ()) if now - at < PAUSE_S]


def remember(attempts: Attempts, client: str, wrong: list[float]) -> None:
    """Note when wrong keys came; of too many networks, the one that came first is forgotten."""
    attempts[client] = wrong
    if len(attempts) > MAX_NETWORKS:
        del attempts[next(iter(attempts))]


def _require_sign_in(request: Request) -> None:
    if request.app.state.operator_signer is None:
        raise HTTPException(404, "Nobody can sign in here.")
    if not signed_in.is_own_host(request):
        raise HTTPException(404, "Please sign in at the address of these pages.")


def _render_form(request: Request, problems: Mapping[str, str] | None = None) -> Response:
    values = {"problems": problems or {}, "status": 403 if problems else 200}
    return tokens.render_page_with_form(request, FORM, "sign_in.html", values)
