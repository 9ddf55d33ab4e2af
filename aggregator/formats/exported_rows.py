"""Rows of an export: selected by filters, and without texts that may not leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from msgspec.structs import replace

from aggregator import clock
from aggregator.errors import NotStored, UsageError
from aggregator.permissions import USES, Permissions
from aggregator.results import ArticleRow, ExportFilters, ExportKind, ExportRow
from aggregator.rights.words import find_reason
from storage.corpus.articles import Articles
from storage.corpus.export_filters import (
    SOURCE_FILTERS,
    select_articles,
    select_relations,
    select_sources,
)
from storage.corpus.permissions import ArticlePermissions
from storage.corpus.stories import Stories
from storage.frontier.sources import Sources
from storage.store import Store

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ExportRepositories:
    """What an export reads."""

    articles: Articles
    stories: Stories
    sources: Sources
    permissions: ArticlePermissions

    @classmethod
    def of(cls, store: Store) -> "ExportRepositories":
        """Returns the repositories of an open database."""
        return cls(store.articles, store.stories, store.sources, store.permissions)


def read_export_rows(
    repositories: ExportRepositories, what: ExportKind, filters: ExportFilters
) -> Iterator[ExportRow]:
    """Returns the rows of one kind. Raises UsageError for a filter that is wrong, NotStored for an unknown source."""
    checked = check_filters(what, filters)
    source_id = _require_source(repositories.sources, checked)
    if what == "sources":
        chosen = select_sources(checked, source_id)
        return repositories.sources.all_with_state(chosen.condition, chosen.parameters)
    if what == "copies":
        return repositories.stories.all_relations(select_relations(checked, source_id))
    selection = select_articles(checked, source_id)
    if what == "stories":
        return repositories.stories.all_rows(selection)
    return _withhold_texts(repositories.articles.all_rows(selection), repositories.permissions)


def check_filters(what: ExportKind, filters: ExportFilters) -> ExportFilters:
    """Returns filters with times as they are stored. Raises UsageError."""
    for name in filters:
        if name not in ExportFilters.__annotations__:
            raise UsageError(
                f"there is no filter {name}: {', '.join(ExportFilters.__annotations__)}"
            )
        if what == "sources" and name not in SOURCE_FILTERS:
            raise UsageError(f"sources have no {name}: filter them by {', '.join(SOURCE_FILTERS)}")
    checked: ExportFilters = {**filters}
    if "since" in filters:
        checked["since"] = _read_time("since", filters["since"], "T00:00:00Z")
    if "until" in filters:
        checked["until"] = _read_time("until", filters["until"], "T23:59:59Z")
    if filters.get("rights", "export") not in USES:
        raise UsageError(f"rights: there is no use {filters['rights']}: {', '.join(USES)}")
    return checked


def _read_time(name: str, text: str, end: str) -> str:
    """Returns a time; of a day the one with this end. Raises UsageError."""
    try:
        return (
            clock.to_text(clock.from_text(text))
            if "T" in text
            else f"{date.fromisoformat(text)}{end}"
        )
    except ValueError as error:
        raise UsageError(
            f"{name}: {text!r} is no day such as 2026-03-01, and no time such as 2026-03-01T06:00:00Z"
        ) from error


def _require_source(sources: Sources, filters: ExportFilters) -> int | None:
    if "source" not in filters:
        return None
    source_id = sources.source_id(filters["source"].lower())
    if source_id is None:
        raise NotStored(f"no source {filters['source']}: `aggregator source list` lists them")
    return source_id


def _withhold_texts(
    rows: Iterator[ArticleRow], permissions: ArticlePermissions
) -> Iterator[ArticleRow]:
    """Yields articles without the texts that may not be exported, and with the reason."""
    while some := [*islice(rows, ROWS_AT_ONCE)]:
        allowed = permissions.get_many([row.id for row in some])
        yield from (withhold_text(row, allowed) for row in some)


def withhold_text(row: ArticleRow, by_id: Mapping[int, Permissions]) -> ArticleRow:
    """Returns an article as it may be exported."""
    if by_id[row.id].allows("export"):
        return row
    reason = f"text not exported: {find_reason(row.rights, 'export')}"
    return replace(row, text="", rights=[reason, *row.rights])
