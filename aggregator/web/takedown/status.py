"""The pages of a case for a claimant, by signed links: how far it is, and the confirmation of a mailbox."""

from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from aggregator.errors import NotStored
from aggregator.results import TakedownCaseItems, TakedownProof
from aggregator.results.takedowns import ProofMethod
from aggregator.takedown.links import LinkPurpose
from aggregator.takedown.rules import grades
from aggregator.takedown.rules.states import OPEN_STATES
from aggregator.takedown.types import PROOF_PLACES
from aggregator.web import tokens
from aggregator.web.rendering import get_aggregator, render_page
from aggregator.web.takedown.answers import send_later

REFRESH_SECONDS = 60  # of the page of an open case
MAX_SHOWN = 200  # items


async def show_status(request: Request) -> Response:
    """Return how far a case is: no names, no mail addresses, no titles."""
    case, request_id = _find_case(request)
    aggregator = get_aggregator(request)
    proofs = aggregator.claimants.list_proofs(request_id)
    return render_page(
        request,
        "takedown_status.html",
        case=case,
        mailbox=_find_moment(proofs, "mailbox"),
        signed_mail=_find_moment(proofs, "dkim"),
        is_proven=bool(grades.list_counted(proofs)),
        counters=aggregator.takedowns.list_counter_notices(case.number),
        domains=_list_domain_proofs(proofs),
        refresh=REFRESH_SECONDS if case.state in OPEN_STATES else None,
        limit=MAX_SHOWN,
        places=PROOF_PLACES,
    )


def _find_moment(proofs: list[TakedownProof], method: ProofMethod) -> str | None:
    """When a proof by a method was found."""
    return next((proof.proven_at for proof in proofs if proof.method == method), None)


def _list_domain_proofs(proofs: list[TakedownProof]) -> dict[str, list[TakedownProof]]:
    """The proofs of control of a domain, by domain."""
    found: dict[str, list[TakedownProof]] = {}
    for proof in proofs:
        if proof.domain and proof.method in PROOF_PLACES:
            found.setdefault(proof.domain, []).append(proof)
    return found


async def ask_for_check(request: Request) -> Response:
    """Note that the proofs of a claimant are to be looked for at once, and lead back to the status."""
    await tokens.read_posted(request)
    _, request_id = _find_case(request)
    get_aggregator(request).claimants.ask_for_check(request_id)
    return RedirectResponse(f"/takedown/status/{request.path_params['token']}#proof", 303)


async def show_receipt(request: Request) -> Response:
    """Return the signed receipt of a closed case as a file."""
    [number] = _read_link(request, "receipt")
    try:
        text = get_aggregator(request).takedowns.receipt(number)
    except NotStored:
        raise HTTPException(404, "There is no receipt yet: the case is not closed.") from None
    headers = {"Content-Disposition": f'attachment; filename="{number}.json"'}
    return Response(text, media_type="application/json", headers=headers)


async def confirm_mailbox(request: Request) -> Response:
    """Return a page with a button, as scanners of mail follow every link; the button confirms, once."""
    values = _read_link(request, "confirm")
    claimants, takedowns = get_aggregator(request).claimants, get_aggregator(request).takedowns
    try:
        proof = claimants.find_mailbox_proof(values[0])
    except NotStored:
        return _render_too_old(request)
    if request.method == "POST":
        await tokens.read_posted(request)
        if proof.proven_at is None:
            takedowns.record_proof(proof.id, "link")
    status = claimants.make_status_link(proof.request_id)
    if request.method == "POST" and proof.proven_at is None:
        return RedirectResponse(status, 303, background=send_later(request))
    number = claimants.number_of_request(proof.request_id)
    return render_page(
        request, "takedown_confirm.html", number=number, used=proof.proven_at, status_link=status
    )


def _render_too_old(request: Request) -> Response:
    detail = "This link is too old: a mailbox is to be confirmed within seven days. Please send your request again."
    return render_page(request, "problem.html", status=410, title="Too old", detail=detail)


def _find_case(request: Request) -> tuple[TakedownCaseItems, int]:
    """The case of a status link, and the id of the request whose proofs it shows. Raises HTTPException.

    A request may have moved to a case of its own since; when it is deleted, the case is left.
    """
    number, request_id = _read_link(request, "status")
    aggregator = get_aggregator(request)
    with suppress(NotStored):
        number = aggregator.claimants.number_of_request(int(request_id))
    try:
        return aggregator.takedowns.get(number), int(request_id)
    except NotStored:
        raise HTTPException(404, "There is no such case.") from None


def _read_link(request: Request, purpose: LinkPurpose) -> tuple[str, ...]:
    """The values that a link signs. Raises HTTPException for one that is not ours."""
    values = get_aggregator(request).claimants.read_link(purpose, request.path_params["token"])
    if values is None:
        raise HTTPException(404, "This link is not complete, or not ours.")
    return values
