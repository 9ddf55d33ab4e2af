"""Rendering: one Jinja environment with escaping, and the filters of the templates."""

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from aggregator import clock, labels
from aggregator.api import Aggregator
from aggregator.formats.opml import INVALID_XML
from aggregator.results import RelatedText
from aggregator.web.signed_in import is_signed_in

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

MAX_SHOWN_URL = 90  # characters of an address

SHOWN_WORDS = 60  # of a passage

# Pages with words of other publishers' texts, and pages of one person. A story has quotations that no snippet shows.
NOT_INDEXED = frozenset(
    {
        "article.html",
        "compare.html",
        "search.html",
        "sign_in.html",
        "takedown_preview.html",
        "takedown_status.html",
    }
)

_STEERING = re.compile("[\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
_OWN_PAGE = re.compile(r"/?(a|s)/([0-9]{1,18})(?:[?#].*)?")


def render_page(
    request: Request, template: str, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return a page; every template gets the settings, the query and the path.

    Search engines are asked to leave out pages whose templates are in NOT_INDEXED.
    """
    shared = {
        "config": request.app.state.config,
        "query": "",
        "path": request.url.path,
        "signed_in": is_signed_in(request),
        "is_indexed": template not in NOT_INDEXED,
    }
    html = make_environment().get_template(template).render({**shared, **values})
    robots = "noarchive" if shared["is_indexed"] else "noindex, noarchive"
    return HTMLResponse(html, status_code=status, headers={"X-Robots-Tag": robots})


def get_aggregator(request: Request) -> Aggregator:
    """Return the open database as the reader of a page sees it: what publishers allow, or all to the operator."""
    return get_stored(request) if is_signed_in(request) else get_public(request)


def get_public(request: Request) -> Aggregator:
    """Return the open database as the public sees it, whoever asks: for what is kept and passed on, such as feeds."""
    public: Aggregator = request.app.state.public
    return public


def get_stored(request: Request) -> Aggregator:
    """Return the open database with all that is stored: for no page of the public."""
    opened: Aggregator = request.app.state.aggregator
    return opened


def find_own_page(request: Request, address: str) -> tuple[str, int] | None:
    """Return the kind and the id of one of our own pages (`…/a/12`, `…/s/3`); None for another address."""
    configured = request.app.state.config.base_url.rstrip("/")
    for own in (configured, str(request.base_url).rstrip("/"), ""):
        path = address.removeprefix(own)
        match = _OWN_PAGE.fullmatch(path) if address.startswith(own) else None
        if match:
            return match[1], int(match[2])
    return None


def get_configured_base_url(request: Request) -> str:
    """Return the configured address of these pages; else loopback, and never the Host header."""
    config = request.app.state.config
    return config.base_url.rstrip("/") or f"http://{config.host}:{config.port}"


@lru_cache(maxsize=1)
def make_environment() -> Environment:
    """Return the environment of the templates, with their filters."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        finalize=_remove_invalid_characters,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        brief=shorten_words,
        carried=lambda state: labels.CORRECTION_STATES[state],
        channel=lambda value: labels.TAKEDOWN_CHANNELS[value],
        comment=render_comment,
        contact=link_contact,
        confidence=lambda value: labels.CONFIDENCES[value],
        counter_state=lambda value: labels.COUNTER_STATES[value],
        day=format_day,
        evidence=lambda value: labels.EVIDENCE_CLASSES[value],
        href=safe_href,
        form=lambda value: labels.FORMS[value],
        ground=lambda value: labels.TAKEDOWN_GROUNDS[value],
        outcome=lambda value: labels.TAKEDOWN_OUTCOMES[value],
        percent=lambda value: "" if value is None else f"{round(100 * value)} %",
        manifest=labels.describe_manifest,
        member=labels.describe_member,
        reason=labels.describe_reason,
        relation=labels.describe_comparison,
        role=lambda value: labels.ROLES[value] if value else labels.UNKNOWN_ROLE,
        scope=lambda value: labels.TAKEDOWN_SCOPES[value],
        share=describe_share,
        short=lambda url: url if len(url) <= MAX_SHOWN_URL else url[:MAX_SHOWN_URL] + "…",
        takedown_action=lambda value: labels.TAKEDOWN_ACTIONS[value],
        takedown_decision=lambda value: labels.TAKEDOWN_DECISIONS[value],
        takedown_item_state=lambda value: labels.TAKEDOWN_ITEM_STATES[value],
        takedown_reason=lambda value: labels.TAKEDOWN_REASONS.get(value, value),
        takedown_relation=labels.describe_takedown_relation,
        takedown_state=lambda value: labels.TAKEDOWN_STATES[value],
        unstored=lambda reason: labels.UNSTORED_TEXTS[reason],
        verdict=lambda value: labels.VERDICTS[value],
        when=format_instant,
    )
    return made


def _remove_invalid_characters(value: Any) -> Any:
    """Text without the characters no XML may hold, which would break a whole feed, and those that steer a
    terminal or turn the direction of the line around them."""
    # Markup is made of such text.
    return _STEERING.sub("", INVALID_XML.sub("", value)) if type(value) is str else value


def shorten_words(words: str) -> str:
    """Return the first SHOWN_WORDS words of a passage."""
    first = words.split(None, SHOWN_WORDS)
    return words if len(first) <= SHOWN_WORDS else " ".join(first[:SHOWN_WORDS]) + " …"


def describe_share(row: RelatedText, of_collection: bool) -> str:
    """Return how much a text that is no copy shares with a story; or a text with the collection of a story."""
    shares = (row.containment, row.containment_of_original)
    if of_collection:
        return labels.describe_carried_share(*shares)
    share = labels.describe_related_share(row.relation, row.role, *shares)
    return f"{share}; {labels.CREDITS[row.credit]}" if row.credit else share


def safe_href(url: str | None) -> str:
    """Return an http(s) address, "" for any other: a page could run it."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def link_contact(value: str) -> str:
    """Return the operator's mail or https address (as the settings check it) as a link, marked safe."""
    from markupsafe import Markup

    link = value if safe_href(value) else f"mailto:{value}"
    return Markup('<a href="{}">{}</a>').format(link, value)


def format_instant(instant: str | None, offset: int | None = None) -> str:
    """Return `2026-11-23T20:15:00Z` as `23 Nov 2026, 20:15 UTC`; another text stays as it is.

    With the zone it was written in (minutes east of UTC) as `23 Nov 2026, 22:15 (+02:00)`.
    """
    if not instant:
        return ""
    try:
        moment = clock.from_text(instant)
    except ValueError:
        return instant
    if not offset:
        return moment.strftime("%-d %b %Y, %H:%M UTC")
    written = clock.in_claimed_zone(instant, offset)
    return datetime.fromisoformat(written).strftime(f"%-d %b %Y, %H:%M ({written[19:]})")


def format_day(instant: str) -> str:
    """Return the day of a time, as `23 Nov 2026`."""
    return clock.from_text(instant).strftime("%-d %b %Y")


def render_comment(body: str) -> str:
    """Return a comment's Markdown as safe HTML, marked so."""
    import nh3
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    allowed = {"p", "em", "strong", "a", "blockquote", "code", "ul", "ol", "li", "br"}
    rendered = MarkdownIt("commonmark", {"html": False}).render(body)
    clean = nh3.clean(rendered, tags=allowed, link_rel="nofollow ugc noopener noreferrer")
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it
