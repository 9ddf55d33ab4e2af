"""Pages of evidence files, rendered with Jinja from frozen templates: each format has one, for ever.

A page is checked by rendering it again. So the templates and the functions here may change for a
new format only: what a former format showed has to come out byte for byte.
"""

import html
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

MAX_WORDS = 60  # of a part of a passage on a page; the data has all of them
TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, data: str, **context: object) -> str:
    """Return a page with its JSON inside; it loads nothing. `data`: JSON in which no tag can begin."""
    from markupsafe import Markup

    return (
        _load_environment().get_template(template).render(data=Markup(data), **context)  # noqa: S704  # see `data`
    )


@lru_cache(maxsize=1)
def _load_environment() -> "Environment":
    """Return the environment of the templates; values are escaped as `html.escape` does."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def escape(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(html.escape(str(value)))  # noqa: S704  # it was just escaped

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=escape,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "readable": format_time,
        "claimed": format_claimed_time,
        "percent": format_share,
        "shorten": shorten,
    }
    return environment


def format_time(text: str) -> str:
    """Return a time for people, `2026-03-01 06:00 UTC`; any other text unchanged."""
    if len(text) != len("2026-03-01T06:00:00Z") or not text.endswith("Z"):
        return text
    return f"{text[:10]} {text[11:19].removesuffix(':00')} UTC"


def format_claimed_time(text: str, offset: int | None) -> str:
    """Return a claimed date for people, in the zone it was claimed in; `offset` in minutes east of UTC."""
    if not offset or not text.endswith("Z"):
        return format_time(text)
    instant = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    local = instant.astimezone(timezone(timedelta(minutes=offset))).isoformat()
    return f"{local[:10]} {local[11:19].removesuffix(':00')} ({local[19:]})"


def shorten(text: str) -> str:
    """Return the first words of a text."""
    words = text.split(None, MAX_WORDS)
    return text if len(words) <= MAX_WORDS else " ".join(words[:MAX_WORDS]) + " …"


def format_share(part: int, whole: int) -> str:
    """Return a share for people, `92%`; of nothing, `–`."""
    return f"{part / whole:.0%}" if whole else "–"
