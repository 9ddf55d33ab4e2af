"""Rendering: one Jinja environment, escaping on, and the few words templates need."""

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

FOLDER = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

SHOWN_URL = 90  # characters of an address

SHOWN_WORDS = 60  # of a passage


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page with what every page has."""
    shared = {"config": request.app.state.config, "query": "", "path": request.url.path}
    html = environment().get_template(template).render({**shared, **values})
    return HTMLResponse(html, status_code=status)


def aggregator(request: Request) -> Aggregator:
    """The open database the application answers from."""
    opened: Aggregator = request.app.state.aggregator
    return opened


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, with the words they use as filters."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        brief=brief,
        carried=lambda state: labels.CORRECTION_STATES[state],
        comment=comment,
        contact=contact,
        confidence=lambda value: labels.CONFIDENCES[value],
        evidence=lambda value: labels.EVIDENCE_CLASSES[value],
        href=href,
        percent=lambda value: "" if value is None else f"{round(100 * value)} %",
        member=labels.describe_member,
        role=lambda value: labels.ROLES[value] if value else labels.UNKNOWN_ROLE,
        short=lambda url: url if len(url) <= SHOWN_URL else url[:SHOWN_URL] + "…",
        verdict=lambda value: labels.VERDICTS[value],
        when=when,
    )
    return made


def _printable(value: Any) -> Any:
    """Text without the characters no XML may hold: one in a title would break the whole feed."""
    # Markup is made of such text.
    return INVALID_XML.sub("", value) if type(value) is str else value


def brief(words: str) -> str:
    """The first words of a passage."""
    first = words.split(None, SHOWN_WORDS)
    return words if len(first) <= SHOWN_WORDS else " ".join(first[:SHOWN_WORDS]) + " …"


def href(url: str | None) -> str:
    """The address when it is http(s); nothing a page could run otherwise."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def contact(value: str) -> str:
    """The operator's mail or https address (as the settings check it) as a link, marked safe."""
    from markupsafe import Markup

    link = value if href(value) else f"mailto:{value}"
    return Markup('<a href="{}">{}</a>').format(link, value)


def when(instant: str | None, offset: int | None = None) -> str:
    """`2026-11-23T20:15:00Z` as `23 Nov 2026, 20:15 UTC`; a claim that is no instant stays as it is.

    With the zone it was written in (minutes east of UTC) as `23 Nov 2026, 22:15 (+02:00)`.
    """
    if not instant:
        return ""
    try:
        moment = clock.moment(instant)
    except ValueError:
        return instant
    if not offset:
        return moment.strftime("%-d %b %Y, %H:%M UTC")
    written = clock.as_written(instant, offset)
    return datetime.fromisoformat(written).strftime(f"%-d %b %Y, %H:%M ({written[19:]})")


def comment(body: str) -> str:
    """A comment's Markdown as safe HTML, marked so."""
    import nh3
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    allowed = {"p", "em", "strong", "a", "blockquote", "code", "ul", "ol", "li", "br"}
    rendered = MarkdownIt("commonmark", {"html": False}).render(body)
    clean = nh3.clean(rendered, tags=allowed, link_rel="nofollow ugc noopener noreferrer")
    return Markup(clean)  # noqa: S704  # nh3 has just cleaned it
