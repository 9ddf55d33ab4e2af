"""The form to request a removal: filled in, shown with what it would affect, then sent.

Sending opens a case; nothing is decided here.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from aggregator.errors import AggregatorError, NotStored, Tombstoned
from aggregator.results import TakedownPreview
from aggregator.takedown.types import TakedownRequest
from aggregator.web import tokens
from aggregator.web.rendering import find_own_page, get_aggregator, render_page
from aggregator.web.takedown import fields
from aggregator.web.takedown.answers import send_later
from aggregator.web.takedown.errors import describe_error

FORM = "takedown"
MAX_SHOWN = 100  # articles of a preview
FIRST_VALUES = {"scope": "page", "ground": "copyright", "capacity": "owner"}


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """What one address of a form would affect; `rows` are the first MAX_SHOWN of `count`.

    `is_hidden`: it is hidden for an open case already, which a further request joins.
    """

    asked: str
    rows: list[TakedownPreview]
    count: int
    hidden: int
    is_hidden: bool = False


class FormError(Exception):
    """A field of the form cannot be used."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


async def handle_takedown_form(request: Request) -> Response:
    """Return the form, its preview, or open the cases that it asks for."""
    if request.method != "POST":
        given = request.query_params.get("url", "")
        return _render_filed(request) or _render_form(request, {**FIRST_VALUES, "urls": given})
    sent = await tokens.read_posted(request)
    values = fields.clean(sent)
    token = sent.get("token", "")
    tokens.check_token(request, FORM, token)
    if sent.get("step") == "change":
        return _render_form(request, values)
    problems = fields.find_problems(values)
    if problems:
        return _render_form(request, values, problems)
    try:
        if sent.get("step") == "send":
            return _send(request, values, token)
        return _render_preview(request, values)
    except FormError as error:
        return _render_form(request, values, {error.field: error.problem})


def _send(request: Request, values: Mapping[str, str], token: str) -> Response:
    """Open the cases, and lead to the page that names them."""
    asked = _make_requests(request, values)
    tokens.use_token(request, FORM, token)
    filed: list[str] = []
    for each in asked:
        try:
            filed.append(_submit(request, each))
        except AggregatorError as error:
            if not filed:
                raise _explain_error(each, error) from error
            break  # those that are filed count; the page says how many are not
    receipt = tokens.sign_receipt(request, str(len(asked) - len(filed)), *filed)
    return RedirectResponse(f"/takedown?filed={receipt}", 303, background=send_later(request))


def _submit(request: Request, asked: TakedownRequest) -> str:
    """Submit a request; returns the path of its status page."""
    aggregator = get_aggregator(request)
    case = aggregator.takedowns.submit(asked)
    filed = [
        each.id
        for each in aggregator.takedowns.list_requests(case.number)
        if (each.email, each.channel) == (asked.email, "form")
    ]
    return aggregator.claimants.make_status_link(filed[-1])


def _render_filed(request: Request) -> Response | None:
    """Return the page with the numbers of new cases, for an address that we have signed."""
    given = request.query_params.get("filed")
    if given is None:
        return None
    receipt = tokens.read_receipt(request, given)
    if receipt is None:
        raise HTTPException(404, "This is not the address of a request.")
    missing, *links = receipt
    aggregator = get_aggregator(request)
    cases = []
    for link in links:
        values = aggregator.claimants.read_link("status", link.rpartition("/")[2])
        with suppress(NotStored):  # of a database that was replaced
            cases.append((aggregator.takedowns.get(values[0] if values else ""), link))
    return render_page(request, "takedown_filed.html", cases=cases, missing=int(missing))


def _render_form(
    request: Request, values: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> HTMLResponse:
    return render_page(
        request,
        "takedown_form.html",
        status=400 if problems else 200,
        token=tokens.make_token(request, FORM),
        sent=fields.clean(values),
        problems=problems or {},
    )


def _render_preview(request: Request, values: Mapping[str, str]) -> HTMLResponse:
    """Return what each address would affect, with the fields hidden in the page."""
    parts = [_preview(request, each) for each in _make_requests(request, values)]
    return render_page(
        request,
        "takedown_preview.html",
        token=tokens.make_token(request, FORM),
        sent=values,
        parts_shown=parts,
        names=(*fields.TEXTS, *fields.LINES),
    )


def _preview(request: Request, asked: TakedownRequest) -> PreviewPart:
    aggregator = get_aggregator(request)
    scope = asked.scope.asked if asked.scope else ""
    try:
        found = aggregator.takedowns.preview(url=asked.url, story=asked.story, scope=asked.scope)
    except Tombstoned as error:
        if not aggregator.claimants.can_join(asked):
            raise _explain_error(asked, error) from error
        return PreviewPart(scope, [], 0, 0, is_hidden=True)
    except AggregatorError as error:
        raise _explain_error(asked, error) from error
    hidden = sum(article.action == "hide" for article in found)
    return PreviewPart(scope, found[:MAX_SHOWN], len(found), hidden)


def _make_requests(request: Request, values: Mapping[str, str]) -> list[TakedownRequest]:
    """One request for each address, or one for a domain. Raises FormError."""
    client = tokens.hash_client(request)
    if values["scope"] in fields.DOMAIN_SCOPES:
        return [fields.make_request(values, None, None, client)]
    targets = [_find_target(request, given) for given in fields.split_addresses(values["urls"])]
    return [
        fields.make_request(values, url, story, client) for url, story in dict.fromkeys(targets)
    ]


def _find_target(request: Request, given: str) -> tuple[str | None, int | None]:
    """What a form names: one of our own pages, or the address of a publisher's. Raises FormError."""
    own = find_own_page(request, given)
    if own is None:
        return given, None
    kind, number = own
    return (None, number) if kind == "s" else (_find_own_address(request, number), None)


def _find_own_address(request: Request, article_id: int) -> str:
    try:
        return get_aggregator(request).article(article_id).url
    except AggregatorError as error:
        raise FormError("urls", describe_error(error)) from error


def _explain_error(asked: TakedownRequest, error: AggregatorError) -> FormError:
    is_about_domain = asked.url is None and asked.story is None
    if is_about_domain and isinstance(error, NotStored):
        return FormError("domain", "Nothing of this domain that you ask for is stored here.")
    field = "domain" if is_about_domain else "urls"
    address = f"{asked.url}: " if asked.url else ""
    return FormError(field, address + describe_error(error))
