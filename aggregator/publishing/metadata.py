"""Metadata with which Datasette shows the published edition: titles, descriptions, facets, canned queries."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aggregator import clock
from aggregator.publishing.descriptions import (
    DESCRIPTION,
    FIRST_VIEWS,
    LICENCE,
    TABLES,
    TITLE,
    WITHDRAWN,
)
from aggregator.publishing.edition import MEANINGS
from storage.published.queries import QUERIES

MADE_BY = "aggregator publish"

# Descriptions of columns side by side, so that the rows are on the first screen, and room for sentences.
_STYLE = (
    "dl.column-descriptions{columns:19em;font-size:.85em;max-width:none}"
    "dl.column-descriptions dt,dl.column-descriptions dd{break-after:avoid;margin-bottom:.2em}"
    "dl.column-descriptions dd{break-before:avoid;break-after:auto}"
    "td[class*=_seen],td.col-published{white-space:nowrap}"
    "td.col-headline,td.col-reason{min-width:12em}"
    "td.col-extract,td.col-says{min-width:24em}"
)

# How Datasette shows each table at first.
_SHOWN: dict[str, dict[str, Any]] = {
    "stories_readable": {"sort_desc": "last_seen", "size": 50},
    "copies_readable": {"size": 50},
    "sources_readable": {"sort_desc": "times_copied", "size": 50},
    "articles": {
        "sort_desc": "first_seen",
        "facets": ["source_id", "language"],
        "label_column": "headline",
        "size": 50,
    },
    "stories": {
        "sort_desc": "last_seen",
        "facets": ["verdict", "confidence"],
        "label_column": "headline",
        "size": 50,
    },
    "copies": {"facets": ["role", "credit", "relation"], "size": 50},
    "evidence": {"facets": ["class"], "label_column": "says", "size": 50},
    "sources": {"sort": "name", "facets": ["country", "kind"], "label_column": "name", "size": 50},
}


def make_metadata(database: str, made_at: str) -> str:
    """Returns the metadata of an edition as JSON text. `database` is the name of its file without the ending."""
    tables = {
        table: {"description": says, "columns": columns, **_SHOWN[table]}
        for table, says, columns in TABLES
    }
    hidden = {table: {"hidden": True, "label_column": "meaning"} for table in MEANINGS}
    queries = {
        name: {"title": title, "description": says, "sql": sql, "hide_sql": True}
        for name, title, says, sql in QUERIES
    }
    start = _link_first_views(database)
    about = {"title": TITLE, "description_html": f"<p>{DESCRIPTION}</p>{start}", "license": LICENCE}
    made = f"<p>Written {clock.for_people(made_at)}. {WITHDRAWN}</p>{start}"
    value = {
        "made_by": MADE_BY,
        **about,
        "extra_css_urls": [f"data:text/css,{quote(_STYLE)}"],
        "databases": {
            database: {"description_html": made, "tables": {**tables, **hidden}, "queries": queries}
        },
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _link_first_views(database: str) -> str:
    """Returns links to the views; Datasette lists them below everything else."""
    links = (
        f'<a href="{quote(database)}/{view}">{words}</a>' for view, words in FIRST_VIEWS.items()
    )
    return f"<p>Start here: {' · '.join(links)}</p>"


def is_metadata(path: Path) -> bool:
    """Returns whether a file is metadata that was made here."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, ValueError):
        return False
    return isinstance(value, dict) and value.get("made_by") == MADE_BY
