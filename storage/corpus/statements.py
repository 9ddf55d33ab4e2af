"""What publishers said of the use of articles: on their pages, and in items of feeds. Each statement is dated."""

import json
from collections.abc import Iterable, Sequence

from aggregator.results import StatementRecord, convert
from aggregator.statements import Statement
from storage.sqlite.repository import Repository

_COLUMNS = "t.mark, t.value, t.place, t.url"
_SAME = "mark = ? AND value = ? AND place = ? AND url = ?"


class Statements(Repository):
    """Statements by article."""

    def add_all(self, rows: Iterable[tuple[int, str, Sequence[Statement]]]) -> None:
        """Store (article, when its page was read, what that said) of articles."""
        new = [
            (article_id, at, _make_columns(each))
            for article_id, at, statements in rows
            for each in statements
        ]
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO statements (mark, value, place, url) VALUES (?, ?, ?, ?)",
            [columns for *_, columns in new],
        )
        self._db.conn.executemany(
            f"""INSERT INTO article_statements (article_id, statement_id, since)
                SELECT ?, id, ? FROM statements WHERE {_SAME}
                ON CONFLICT DO UPDATE SET until = NULL""",
            [(article_id, at, *columns) for article_id, at, columns in new],
        )

    def update(self, article_id: int, statements: Sequence[Statement], at: str) -> bool:
        """Store what the page of an article says by now; what it no longer says ends. Returns whether it changed."""
        current, said = set(self.get(article_id)), set(statements)
        self._db.conn.executemany(
            f"""UPDATE article_statements SET until = ? WHERE article_id = ? AND until IS NULL
                AND statement_id = (SELECT id FROM statements WHERE {_SAME})""",
            [(at, article_id, *_make_columns(each)) for each in current - said],
        )
        self.add_all([(article_id, at, [each for each in statements if each not in current])])
        return current != said

    def get(self, article_id: int) -> tuple[Statement, ...]:
        """Returns what the page of an article says, as it was last read."""
        return self.get_many([article_id]).get(article_id, ())

    def get_many(self, article_ids: Sequence[int]) -> dict[int, tuple[Statement, ...]]:
        """Returns what the pages of articles say; those that say nothing are left out."""
        rows = self._db.conn.execute(
            f"""SELECT s.article_id, {_COLUMNS} FROM article_statements s
                JOIN statements t ON t.id = s.statement_id
                WHERE s.article_id IN (SELECT value FROM json_each(?)) AND s.until IS NULL
                ORDER BY s.article_id, s.statement_id""",
            [json.dumps([*article_ids])],
        )
        found: dict[int, list[Statement]] = {}
        for article_id, *columns in rows:
            found.setdefault(article_id, []).append(Statement(*columns))
        return {article_id: tuple(said) for article_id, said in found.items()}

    def list_history(self, article_id: int) -> list[StatementRecord]:
        """Returns what the page of an article says and said before, each with its dates, oldest first."""
        rows = self._db.query(
            f"""SELECT {_COLUMNS}, s.since, s.until FROM article_statements s
                JOIN statements t ON t.id = s.statement_id WHERE s.article_id = ?
                ORDER BY s.since, t.id""",
            [article_id],
        )
        return [convert(row, StatementRecord) for row in rows]

    def restore(self, article_id: int, records: Iterable[StatementRecord]) -> None:
        """Store statements again, with their dates, of an article that is put back."""
        for each in records:
            columns = (each.mark, each.value, each.place, each.url)
            self._db.conn.execute(
                "INSERT OR IGNORE INTO statements (mark, value, place, url) VALUES (?, ?, ?, ?)",
                columns,
            )
            self._db.conn.execute(
                f"""INSERT OR IGNORE INTO article_statements (article_id, statement_id, since, until)
                    SELECT ?, id, ?, ? FROM statements WHERE {_SAME}""",
                (article_id, each.since, each.until, *columns),
            )

    def delete_unused(self) -> None:
        """Delete statements that no article has."""
        self._db.conn.execute(
            """DELETE FROM statements WHERE NOT EXISTS
               (SELECT 1 FROM article_statements s WHERE s.statement_id = statements.id)"""
        )


def _make_columns(statement: Statement) -> tuple[str, str, str, str]:
    return statement.mark, statement.value, statement.place, statement.url
