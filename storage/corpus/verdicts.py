"""What attribution needs to know of a story, and what it decided."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.model import Attribution, Evidence, Member, Row, SourceTrace
from storage.sqlite.repository import Repository

_MEMBERS = """SELECT a.id AS article_id, a.url, a.canonical_url, s.domain, s.name AS source_name,
  s.kind AS source_kind, s.publisher_group, a.title, coalesce(g.tokens, 0) AS tokens, a.published,
  a.published_precision, a.published_offset, a.first_seen, a.last_absent, c.relation,
  coalesce(c.resemblance, 1) AS resemblance, coalesce(c.containment, 1) AS containment,
  coalesce(c.containment_of_original, 1) AS containment_of_original, a.text_hash, a.sources
  FROM articles a JOIN sources s ON s.id = a.source_id
  LEFT JOIN signatures g ON g.article_id = a.id
  LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
  WHERE a.story_id = ? ORDER BY a.id"""
_COPIES = """SELECT c.article_id, a.url, s.domain AS source, s.name AS source_name, a.title, c.relation,
  c.role, c.credit, c.containment, c.containment_of_original, a.first_seen, a.published
  FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  WHERE c.story_id = ? ORDER BY c.member DESC, a.first_seen, a.id"""


class Verdicts(Repository):
    """What attribution needs to know of a story, and what it decided."""

    def dirty(self) -> list[int]:
        """Stories whose members changed since their verdict, oldest id first."""
        rows = self._db.conn.execute("SELECT id FROM stories WHERE dirty = 1 ORDER BY id")
        return [row[0] for row in rows]

    def members(self, story_id: int) -> list[Member]:
        """The members of a story with their traces; a link to any address of one is a link to it."""
        cursor = self._db.conn.execute(
            _MEMBERS, [story_id]
        )  # `query` would set a savepoint each time
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        found = [Member(**{**row, "sources": _traces(row["sources"])}) for row in rows]
        addresses = self._aliases(story_id) if any(_linked(member) for member in found) else {}
        return [_with_own_addresses(member, addresses) for member in found]

    def write(self, story_id: int, decided: Attribution, now: str) -> None:
        """Replace the verdict of a story, its evidence, and the roles of its members."""
        original = decided.original
        self._db.conn.execute(
            """UPDATE stories SET dirty = 0, verdict = ?, confidence = ?, original_article_id = ?,
             original_url = ?, original_name = ?, original_title = ?, set_by = ?, attributed_at = ?
           WHERE id = ?""",
            [
                decided.verdict,
                decided.confidence,
                original.article_id,
                original.url or None,
                original.name or None,
                original.title or None,
                decided.set_by or None,
                now,
                story_id,
            ],
        )
        self._db.conn.executemany(
            "UPDATE copies SET role = ?, credit = ? WHERE article_id = ? AND story_id = ?",
            [(said.role, said.credit, said.article_id, story_id) for said in decided.assessments],
        )
        self._write_evidence(story_id, decided)
        self._note(story_id, decided, now)

    def history(self, story_id: int) -> list[Row]:
        """Every verdict on a story that differed from the one before, oldest first."""
        return list(
            self._db.query(
                """SELECT decided_at, verdict, confidence, original_url, original_name,
                 original_article_id, set_by, articles
               FROM verdict_history WHERE story_id = ? ORDER BY id""",
                [story_id],
            )
        )

    def _note(self, story_id: int, decided: Attribution, now: str) -> None:
        """Add a verdict to the history, unless it says what the last one said."""
        named = decided.original
        says = (
            decided.verdict,
            decided.confidence,
            named.article_id,
            named.url or None,
            named.name or None,
            decided.set_by or None,
        )
        last = self._db.conn.execute(
            """SELECT verdict, confidence, original_article_id, original_url, original_name, set_by
           FROM verdict_history WHERE story_id = ? ORDER BY id DESC LIMIT 1""",
            [story_id],
        ).fetchone()
        if last != says:
            self._db.conn.execute(
                """INSERT INTO verdict_history (story_id, decided_at, verdict, confidence,
                 original_article_id, original_url, original_name, set_by, articles)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [story_id, now, *says, len(decided.assessments)],
            )

    def copies(self, story_id: int) -> Iterator[Row]:
        """Members of a story, and the versions and quotes of it in other stories after them."""
        return self._db.query(_COPIES, [story_id])

    def _write_evidence(self, story_id: int, decided: Attribution) -> None:
        self._db.conn.execute("DELETE FROM evidence WHERE story_id = ?", [story_id])
        self._db.conn.executemany(
            """INSERT INTO evidence (story_id, article_id, class, rule, says, quote, url, points_to,
             strength, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [_evidence_row(story_id, item) for item in decided.evidence],
        )

    def _aliases(self, story_id: int) -> dict[str, str]:
        """Every address of the members, with the one each is known by."""
        rows = self._db.conn.execute(
            """SELECT u.url, a.url FROM articles a JOIN url_aliases u ON u.article_id = a.id
           WHERE a.story_id = ? AND u.url != a.url""",
            [story_id],
        )
        return dict(rows.fetchall())


def _evidence_row(story_id: int, item: Evidence) -> tuple[object, ...]:
    observed = (item.article_id, item.cls, item.rule, item.says, item.quote, item.url)
    return (story_id, *observed, item.points_to, item.strength, item.observed_at)


def _traces(text: str) -> tuple[SourceTrace, ...]:
    return tuple(SourceTrace(**trace) for trace in json.loads(text)) if text != "[]" else ()


def _linked(member: Member) -> bool:
    return any(trace.url for trace in member.sources)


def _with_own_addresses(member: Member, addresses: dict[str, str]) -> Member:
    if not any(trace.url in addresses for trace in member.sources):
        return member
    traces: Sequence[SourceTrace] = [
        replace(trace, url=addresses.get(trace.url, trace.url)) for trace in member.sources
    ]
    return replace(member, sources=tuple(traces))
