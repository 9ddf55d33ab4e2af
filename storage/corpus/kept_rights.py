"""What was said of an article and what follows, as it is kept while the article is hidden."""

from aggregator.model import Row
from aggregator.results import StatementRecord, convert, to_json_value
from storage.corpus.statements import Statements
from storage.sqlite.repository import Repository


class KeptRights(Repository):
    """Statements, permissions and fingerprints of one article, as JSON values."""

    def read(self, article_id: int) -> Row:
        """Returns what `restore` stores again."""
        permissions = self._db.query("SELECT * FROM permissions WHERE article_id = ?", [article_id])
        unstored = self._db.query(
            """SELECT article_id, reason, since, hex(fingerprints) AS fingerprints FROM unstored_texts
               WHERE article_id = ?""",
            [article_id],
        )
        return {
            "statements": to_json_value(Statements(self._db).list_history(article_id)),
            "permissions": list(permissions),
            "unstored": list(unstored),
        }

    def restore(self, article_id: int, kept: Row) -> None:
        """Store again what was kept of an article; of one that was hidden by a former version nothing was."""
        records = [convert(each, StatementRecord) for each in kept.get("statements", [])]
        Statements(self._db).restore(article_id, records)
        self._db.table("permissions").insert_all(kept.get("permissions", []), ignore=True)
        for row in kept.get("unstored", []):
            columns = {**row, "fingerprints": bytes.fromhex(row["fingerprints"])}
            self._db.table("unstored_texts").insert(columns, ignore=True)
