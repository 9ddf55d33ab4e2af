"""The form of a counter-notice, with the fields of 17 USC 512(g)(3), for those whose page was removed by mistake."""

from collections import defaultdict
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from aggregator import urls
from aggregator.errors import AggregatorError, NotStored
from aggregator.mail_addresses import encode_domain
from aggregator.results.takedowns import CounterStatement
from aggregator.takedown.rules.states import CASE_NUMBER
from aggregator.takedown.types import CounterChannel, CounterNotice
from aggregator.web import posted, tokens
from aggregator.web.rendering import find_own_page, get_aggregator, render_page
from aggregator.web.takedown.answers import send_later
from aggregator.web.takedown.errors import describe_error

FORM = "counter"
MAX_TEXT = 5000  # characters
TEXTS = ("reason", "postal_address")
LINES = ("number", "url", "name", "email", "phone", "signature", "mistake", "jurisdiction")

_NEEDED = {
    "url": "Please enter the address where it was.",
    "reason": "Please explain why it was removed by mistake.",
    "name": "Please enter your name.",
    "email": "Please enter an e-mail address.",
    "postal_address": "A counter-notice needs your postal address.",
    "phone": "A counter-notice needs your phone number.",
    "signature": "A counter-notice needs your signature: type your name.",
}
_STATEMENTS: Mapping[CounterStatement, str] = {
    "mistake": "Please confirm that it was removed by mistake.",
    "jurisdiction": "Please confirm which court decides.",
}


async def handle_counter_form(request: Request) -> Response:
    """Return the form of a counter-notice, or store the notice."""
    if request.method != "POST":
        return _render_form(request, _find_first_values(request))
    sent = await tokens.read_posted(request)
    values = _clean(sent)
    tokens.check_token(request, FORM, sent.get("token", ""))
    problems = _find_problems(values)
    if problems:
        return _render_form(request, values, problems)
    tokens.use_token(request, FORM, sent.get("token", ""))
    try:
        filed = get_aggregator(request).takedowns.counter(_make_notice(request, values))
    except AggregatorError as error:
        is_unknown = isinstance(error, NotStored)
        problem = "This page was not removed in this case." if is_unknown else describe_error(error)
        return _render_form(request, values, {"url": problem})
    page = render_page(request, "counter_filed.html", filed=filed)
    page.background = send_later(request)
    return page


def _find_first_values(request: Request) -> dict[str, str]:
    """What the form begins with: the case and the page of a signed link, or of the removed page."""
    token = request.path_params.get("token")
    if token is None:
        query = request.query_params
        return {"number": query.get("case", ""), "url": query.get("page", "")}
    values = get_aggregator(request).claimants.read_link("counter", token)
    if values is None:
        raise HTTPException(404, "This link is not complete, or not ours.")
    return {"number": values[0], "url": f"/a/{values[1]}"}


def _find_channel(request: Request, number: str, url: str) -> CounterChannel:
    """`link` for a counter-notice on the very page whose link was mailed to its publisher."""
    if "token" not in request.path_params:
        return "form"
    first = _find_first_values(request)
    named = first["number"], _find_address(request, first["number"], first["url"])
    return "link" if named == (number, url) else "form"


def _clean(sent: Mapping[str, str]) -> dict[str, str]:
    texts = {name: posted.clean_text(sent.get(name, "")) for name in TEXTS}
    lines = {name: posted.clean_line(sent.get(name, "")) for name in LINES}
    return defaultdict(str, texts | lines | {"number": lines["number"].upper()})


def _find_problems(values: Mapping[str, str]) -> dict[str, str]:
    problems = {name: problem for name, problem in _NEEDED.items() if not values[name]}
    if values["number"] and not CASE_NUMBER.fullmatch(values["number"]):
        problems["number"] = "The number of a case looks like TD-2026-0001."
    if values["email"] and not encode_domain(values["email"]):
        problems["email"] = "Please enter one e-mail address that we can answer to."
    problems |= {name: says for name, says in _STATEMENTS.items() if values[name] != "yes"}
    limits = dict.fromkeys(LINES, posted.MAX_LINE) | dict.fromkeys(TEXTS, MAX_TEXT)
    limits["url"] = urls.MAX_LENGTH
    return problems | posted.find_too_long(values, limits)


def _make_notice(request: Request, values: Mapping[str, str]) -> CounterNotice:
    url = _find_address(request, values["number"], values["url"])
    return CounterNotice(
        number=values["number"],
        url=url,
        name=values["name"],
        email=encode_domain(values["email"]),
        postal_address=values["postal_address"],
        phone=values["phone"],
        reason=values["reason"],
        statements=tuple(_STATEMENTS),
        signature=values["signature"],
        channel=_find_channel(request, values["number"], url),
    )


def _find_address(request: Request, number: str, given: str) -> str:
    """The address of a removed page that is named by its address here, `…/a/12`. Raises NotStored."""
    own = find_own_page(request, given)
    if own is None:
        return given
    aggregator = get_aggregator(request)
    removed = aggregator.removals.find_article(own[1]) if own[0] == "a" else None
    number = number or (removed.case_number if removed else "")
    items = aggregator.takedowns.get(number).items
    found = [item.url for item in items if own == ("a", item.article_id)]
    if not found:
        raise NotStored(f"{given} is no page of {number}")
    return found[0]


def _render_form(
    request: Request, values: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> HTMLResponse:
    return render_page(
        request,
        "counter_form.html",
        status=400 if problems else 200,
        token=tokens.make_token(request, FORM),
        action=request.url.path,
        sent=_clean(values),
        problems=problems or {},
    )
