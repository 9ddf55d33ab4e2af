"""Exported rows of an open database."""

from collections.abc import Iterator

from aggregator import results
from aggregator.api.gate import Gate
from aggregator.errors import Refused
from aggregator.formats import exported_rows
from storage.store import Store


def read_rows(
    store: Store, gate: Gate, what: results.ExportKind, filters: results.ExportFilters
) -> Iterator[results.ExportRow]:
    """Return the rows of one kind that the filters select. Raises NotStored, UsageError; Refused for the public."""
    if gate.is_public:
        raise Refused(
            "exports are the operator's: `aggregator publish` writes what others may have"
        )
    repositories = exported_rows.ExportRepositories.of(store)
    return exported_rows.read_export_rows(repositories, what, filters)
