"""The fields of a takedown form: cleaned, checked, and made into requests.

They are those of Article 16 of the Digital Services Act and of 17 USC 512(c)(3) together.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.mail_addresses import encode_domain
from aggregator.results.takedowns import Capacity, Ground, ScopeKind, Statement, TakedownScope
from aggregator.takedown.types import TakedownRequest
from aggregator.web import posted

MAX_ADDRESSES = 10
MAX_TEXT = 5000  # characters of a field with several lines
MAX_ADDRESS_TEXT = 20_000

US_NOTICE = "copyright_us"  # a ground of the form: a notice under US law has to have more fields
TEXTS = ("urls", "keep", "work", "reason", "postal_address")
LINES = (
    *("scope", "author", "domain", "since", "until", "work_url", "ground", "capacity"),
    *("claimant", "email", "phone", "signature"),
    *("good_faith", "accurate", "at_once", "link_source"),
)
# As the page has them
IN_ORDER = (
    *("urls", "scope", "keep", "domain", "author", "since", "until", "ground", "work_url", "work"),
    *("reason", "capacity", "claimant", "email", "postal_address", "phone"),
    *("good_faith", "accurate", "signature", "link_source", "at_once"),
)
DOMAIN_SCOPES = ("author", "domain", "span")  # they name a domain, not addresses

_NEEDED = {
    "claimant": "Please enter your name, or the company that you speak for.",
    "email": "Please enter an e-mail address.",
    "reason": "Please explain why it is to be removed.",
}
_NEEDED_BY_SCOPE = {
    "author": {"domain": "Please enter the domain.", "author": "Please enter the author."},
    "domain": {"domain": "Please enter the domain."},
    "span": {
        "domain": "Please enter the domain.",
        "since": "Please enter the first day.",
        "until": "Please enter the last day.",
    },
}
_NEEDED_FOR_US_NOTICE = {
    "postal_address": "A notice under US law needs your postal address.",
    "phone": "A notice under US law needs your phone number.",
    "signature": "A notice under US law needs your signature: type your name.",
}
_STATEMENTS = {
    "good_faith": "Please confirm that you act in good faith.",
    "accurate": "Please confirm that this is accurate and that you may ask for it.",
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "scope": get_args(ScopeKind),
    "ground": (*get_args(Ground), US_NOTICE),
    "capacity": tuple(filter(None, get_args(Capacity))),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def clean(sent: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the form, each cleaned; "" for one that was not sent."""
    texts = {name: posted.clean_text(sent.get(name, "")) for name in TEXTS}
    return defaultdict(str, texts | {name: posted.clean_line(sent.get(name, "")) for name in LINES})


def find_problems(values: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with the fields, in words for their sender, by field."""
    problems = _find_missing(values)
    for name, choices in _CHOICES.items():
        if values[name] not in choices:
            problems[name] = "Please choose one of these."
    if values["email"] and not encode_domain(values["email"]):
        problems["email"] = "Please enter one e-mail address that we can answer to."
    for name in ("since", "until"):
        if values[name] and not _DAY.fullmatch(values[name]):
            problems[name] = "Please enter a day as YYYY-MM-DD."
    if values["scope"] not in DOMAIN_SCOPES:
        problems |= _find_address_problems(values["urls"])
    problems |= _find_bad_addresses(values) | _find_too_long(values)
    return {name: problems[name] for name in IN_ORDER if name in problems}


def _find_missing(values: Mapping[str, str]) -> dict[str, str]:
    needed = _NEEDED | _NEEDED_BY_SCOPE.get(values["scope"], {})
    if values["ground"] == US_NOTICE:
        needed |= _NEEDED_FOR_US_NOTICE
        if not values["work_url"]:
            needed["work"] = "Please name your work, or enter its address."
    problems = {name: problem for name, problem in needed.items() if not values[name]}
    return problems | {
        name: problem for name, problem in _STATEMENTS.items() if values[name] != "yes"
    }


def _find_address_problems(text: str) -> dict[str, str]:
    addresses = split_addresses(text)
    if not addresses:
        return {"urls": "Please enter the address of the page."}
    if len(addresses) > MAX_ADDRESSES:
        return {"urls": f"Please enter at most {MAX_ADDRESSES} addresses in one request."}
    if any("*" in address for address in addresses):
        return {"urls": "Please enter whole addresses; for a whole domain, choose that below."}
    return {}


def _find_bad_addresses(values: Mapping[str, str]) -> dict[str, str]:
    problems = {}
    if values["work_url"] and not is_address(values["work_url"]):
        problems["work_url"] = "Please enter a whole address, beginning with https:// or http://."
    if values["domain"] and not normalize_domain(values["domain"]):
        problems["domain"] = "Please enter a domain, such as example.org."
    if len(values["keep"].split()) > MAX_ADDRESSES:
        problems["keep"] = f"Please enter at most {MAX_ADDRESSES} addresses or domains."
    return problems


def _find_too_long(values: Mapping[str, str]) -> dict[str, str]:
    limits = dict.fromkeys(LINES, posted.MAX_LINE) | dict.fromkeys(TEXTS, MAX_TEXT)
    limits |= {"urls": MAX_ADDRESS_TEXT, "work_url": urls.MAX_LENGTH}
    return posted.find_too_long(values, limits)


def split_addresses(text: str) -> list[str]:
    """Return the addresses of a field, each once, in order."""
    return list(dict.fromkeys(text.split()))


def is_address(text: str) -> bool:
    """Return whether a text is an http(s) address."""
    try:
        urls.canonical(text)
    except AddressError:
        return False
    return True


def normalize_domain(text: str) -> str:
    """Return the name of a host as addresses spell it; "" for a text that is none."""
    if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", text):
        return ""
    try:
        return urls.host(urls.canonical(f"https://{text}/"))
    except AddressError:
        return ""


def make_request(
    values: Mapping[str, str], url: str | None, story: int | None, client: str
) -> TakedownRequest:
    """Return the request for one address or story, or for a domain when both are None."""
    work = f"Work: {values['work']}\n\n" if values["work"] else ""
    ground = "copyright" if values["ground"] == US_NOTICE else values["ground"]
    return TakedownRequest(
        claimant=values["claimant"],
        reason=work + values["reason"],
        url=url,
        story=story,
        email=encode_domain(values["email"]),
        work_url=values["work_url"],
        confirmed=False,
        channel="form",
        postal_address=values["postal_address"],
        phone=values["phone"],
        capacity=_as(Capacity, values["capacity"]),
        statements=_list_statements(values),
        signature=values["signature"],
        client=client,
        ground=_as(Ground, ground),
        scope=make_scope(values, url, story),
        at_once=values["at_once"] == "yes",
        source_url=(values["work_url"] or url or "") if values["link_source"] == "yes" else "",
    )


def make_scope(values: Mapping[str, str], url: str | None, story: int | None) -> TakedownScope:
    """Return what a request is about."""
    kind = _as(ScopeKind, values["scope"])
    by_domain = kind in DOMAIN_SCOPES
    domain = normalize_domain(values["domain"]) if by_domain else ""
    return TakedownScope(
        url=url or "",
        asked=url or (f"story {story}" if story is not None else domain),
        kind=kind,
        keep=tuple(split_addresses(values["keep"])) if kind in ("text", "copies") else (),
        author=values["author"] if kind == "author" else "",
        domain=domain,
        since=values["since"] if kind == "span" else "",
        until=values["until"] if kind == "span" else "",
    )


def _list_statements(values: Mapping[str, str]) -> tuple[Statement, ...]:
    accurate: tuple[Statement, ...] = ("accurate", "authorised")
    given: tuple[Statement, ...] = ("good_faith",) if values["good_faith"] == "yes" else ()
    return given + (accurate if values["accurate"] == "yes" else ())


def _as(kind: Any, value: str) -> Any:
    """A text as a value of a Literal type; the checks made sure that it is one."""
    return msgspec.convert(value, kind)
