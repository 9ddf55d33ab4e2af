"""The rows of the private file in which readers and operators may quote a work."""

from collections.abc import Iterable

from aggregator.takedown.types import FieldPlace
from storage.sqlite.fields import empty_field
from storage.sqlite.repository import Repository

EMPTY_VALUES = {("watches", "name"): "''"}
DELETED_ROWS = {
    ("comments", "body"),
    ("comments", "email"),
    ("comments", "name"),
    ("watch_reports", "key"),
    ("watch_reports", "state"),
    ("watches", "value"),
}


class QuotingRows(Repository):
    """Comments and watches that quote a work."""

    def remove(self, fields: Iterable[FieldPlace]) -> None:
        """Empty the names of watches, delete comments and what else is watched; others stay."""
        with self.transaction():
            for field in fields:
                empty_field(self._db, field, EMPTY_VALUES, DELETED_ROWS)
