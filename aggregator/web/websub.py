"""The address that hubs (WebSub) call, one for each subscription."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator.api.websub import HubCalls

PREFIX = "/websub/"
MAX_PUSH_BYTES = 1024 * 1024


def hub_routes() -> list[Route]:
    """Return the routes for hubs."""
    path = PREFIX + "{token}"
    return [
        Route(path, confirm_intent, methods=["GET"]),
        Route(path, receive_push, methods=["POST"]),
    ]


async def confirm_intent(request: Request) -> Response:
    """Answer a hub that asks whether a request came from here: with its challenge if it did."""
    answer = _hub_calls(request).confirm(request.path_params["token"], request.query_params)
    if answer is None:
        raise HTTPException(404, "No such subscription.")
    return Response(answer, media_type="text/plain")


async def receive_push(request: Request) -> Response:
    """Note that a hub announces something new.

    A call with a wrong signature gets the same answer, as WebSub says, and does nothing.
    """
    calls, token = _hub_calls(request), request.path_params["token"]
    if not calls.knows(token):
        raise HTTPException(404, "No such subscription.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_PUSH_BYTES:
            return Response("too large", status_code=413, media_type="text/plain")
    calls.receive(token, bytes(body), request.headers.get("x-hub-signature", ""))
    return Response(status_code=202)


def _hub_calls(request: Request) -> HubCalls:
    calls: HubCalls = request.app.state.aggregator.hub_calls
    return calls
