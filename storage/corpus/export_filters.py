"""Which rows are exported: filters as conditions on articles, and on what belongs to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.model import Row
from aggregator.permissions import DEFAULT_PERMISSIONS, encode_uses
from aggregator.results import ExportFilters


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters as SQL: a condition on an article `a`, its source `s`, its permissions `p`, a relation `c`."""

    condition: str = ""  # empty: every row
    parameters: Row = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The clause for a query that has these."""
        return f"WHERE {self.condition}" if self.condition else ""


EVERYTHING = Selection()
SOURCE_AND_PERMISSIONS = """JOIN sources s ON s.id = a.source_id
  LEFT JOIN permissions p ON p.article_id = a.id"""
_IN_LANGUAGE = "(lower({of}.language) = :language OR lower({of}.language) LIKE :language || '-%')"
_OF_ARTICLES = {
    "since": "a.first_seen >= :since",
    "until": "a.first_seen <= :until",
    "source": "a.source_id = :source",
    "country": "lower(s.country) = :country",
    "language": _IN_LANGUAGE.format(of="a"),
    "story": "a.story_id = :story",
    "rights": "coalesce(p.forbidden, :default_forbidden) & :rights = 0",
}
_OF_SOURCES = {
    "source": "s.id = :source",
    "country": "lower(s.country) = :country",
    "language": _IN_LANGUAGE.format(of="s"),
}
_OF_RELATIONS = {**_OF_ARTICLES, "story": "c.story_id = :story"}
SOURCE_FILTERS = tuple(_OF_SOURCES)


def select_articles(filters: ExportFilters, source_id: int | None) -> Selection:
    """Returns the selection of articles; `source_id` is that of the source that is named."""
    return _select(_OF_ARTICLES, filters, source_id)


def select_relations(filters: ExportFilters, source_id: int | None) -> Selection:
    """Returns the selection of relations: by the articles that have them, and by the story that these are to."""
    return _select(_OF_RELATIONS, filters, source_id)


def select_sources(filters: ExportFilters, source_id: int | None) -> Selection:
    """Returns the selection of sources, by SOURCE_FILTERS."""
    return _select(_OF_SOURCES, filters, source_id)


def _select(
    conditions: Mapping[str, str], filters: ExportFilters, source_id: int | None
) -> Selection:
    parameters: Row = {**filters}
    for name in ("country", "language"):
        if name in parameters:
            parameters[name] = parameters[name].lower()
    if "source" in filters:
        parameters["source"] = source_id
    if "rights" in filters:
        parameters["rights"] = encode_uses([filters["rights"]])
        parameters["default_forbidden"] = DEFAULT_PERMISSIONS.forbidden
    return Selection(" AND ".join(conditions[name] for name in filters), parameters)
