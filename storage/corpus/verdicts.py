"""The members of a story as attribution needs them, and the verdicts it returned."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from aggregator.model import (
    Attribution,
    Credit,
    Evidence,
    Manifest,
    Member,
    Original,
    Row,
    SourceTrace,
)
from aggregator.results import TraceCopy, VerdictRecord, convert
from storage.corpus.articles import decode_lines
from storage.corpus.captures import decode_captures
from storage.sqlite.repository import Repository

_MEMBER_COLUMNS = """SELECT a.id AS article_id, a.story_id, a.url, a.canonical_url, s.domain, s.name AS source_name,
  s.kind AS source_kind, s.publisher_group, a.title, coalesce(g.tokens, 0) AS tokens, a.published,
  a.published_precision, a.published_offset, a.first_seen, a.last_absent, c.relation,
  coalesce(c.resemblance, 1) AS resemblance, coalesce(c.containment, 1) AS containment,
  coalesce(c.containment_of_original, 1) AS containment_of_original, a.text_hash, a.language,
  unpack(a.sources) AS sources, unpack(a.lines) AS lines, unpack(a.manifests) AS manifests, a.captures, a.source_id
  FROM articles a JOIN sources s ON s.id = a.source_id
  LEFT JOIN signatures g ON g.article_id = a.id"""
_MEMBERS = f"""{_MEMBER_COLUMNS} LEFT JOIN copies c ON c.article_id = a.id AND c.story_id = a.story_id
  WHERE a.story_id IN (SELECT value FROM json_each(?)) ORDER BY a.id"""
_COLLECTIONS = f"""{_MEMBER_COLUMNS} JOIN copies c ON c.article_id = a.id
  WHERE c.story_id = ? AND c.member = 0 AND c.relation = 'collection' ORDER BY a.id"""
_COPIES = """SELECT c.article_id, a.url, s.domain AS source, c.relation, c.role, c.credit, c.containment, c.containment_of_original, a.first_seen, a.published,
  s.name AS source_name, a.title, c.reason
  FROM copies c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
  WHERE c.story_id = ? AND (c.member = 1 OR c.relation NOT IN ('collection', 'series'))
  ORDER BY c.member DESC, a.first_seen, a.id"""


class Verdicts(Repository):
    """The input of attribution and its verdicts, with their history."""

    def dirty_stories(self) -> list[int]:
        """Returns the ids of stories whose members changed since their verdict, ascending."""
        rows = self._db.conn.execute("SELECT id FROM stories WHERE dirty = 1 ORDER BY id")
        return [row[0] for row in rows]

    def members(self, story_id: int) -> list[Member]:
        """Returns the members of a story, each with all its addresses."""
        return self.list_members([story_id])[story_id]

    def list_members(self, story_ids: Sequence[int]) -> dict[int, list[Member]]:
        """Returns the members of each of these stories, each with all its addresses."""
        found: dict[int, list[Member]] = {story_id: [] for story_id in story_ids}
        for story_id, member in self._read_members(_MEMBERS, json.dumps(story_ids)):
            found[story_id].append(member)
        return found

    def read_texts(self, article_ids: Sequence[int]) -> dict[int, str]:
        """Returns the texts of these articles, those for people, by id."""
        rows = self._db.conn.execute(
            "SELECT id, unpack(text) FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(article_ids)],
        )
        return dict(rows.fetchall())

    def find_stories_in_collections(self, story_ids: Sequence[int]) -> list[int]:
        """Returns those of these stories that a collection carries, and those that a member of these carries."""
        ids = "(SELECT value FROM json_each(?))"
        rows = self._db.conn.execute(
            f"""SELECT DISTINCT story_id FROM copies WHERE member = 0 AND relation = 'collection'
                AND (story_id IN {ids} OR article_id IN (SELECT id FROM articles WHERE story_id IN {ids}))""",
            [json.dumps(story_ids)] * 2,
        )
        return sorted(story_id for (story_id,) in rows)

    def collections(self, story_id: int) -> list[Member]:
        """Returns the collections that carry a story, as members."""
        return [member for _, member in self._read_members(_COLLECTIONS, story_id)]

    def get_original(self, story_id: int) -> Original:
        """Returns the original that the verdict on a story names."""
        row = self._db.conn.execute(
            """SELECT coalesce(original_url, ''), coalesce(original_name, ''), coalesce(original_title, ''),
               original_article_id FROM stories WHERE id = ?""",
            [story_id],
        ).fetchone()
        return Original(*row) if row else Original()

    def list_original_names(self, except_stories: Collection[int]) -> list[str]:
        """Returns the publishers that the verdicts on all but some stories name."""
        rows = self._db.conn.execute(
            """SELECT DISTINCT original_name FROM stories WHERE original_name != ''
               AND id NOT IN (SELECT value FROM json_each(?))""",
            [json.dumps(sorted(except_stories))],
        )
        return [name for (name,) in rows]

    def write_collection_credits(self, story_id: int, given: Mapping[int, Credit | None]) -> None:
        """Write which credit the original of a story has from each collection that carries it."""
        self._db.conn.executemany(
            """UPDATE copies SET credit = ? WHERE article_id = ? AND story_id = ?
               AND member = 0 AND relation = 'collection'""",
            [(credit, article_id, story_id) for article_id, credit in given.items()],
        )

    def _read_members(self, query: str, parameter: int | str) -> list[tuple[int, Member]]:
        """Returns the rows of a query as members, each with the story that its article is in."""
        cursor = self._db.conn.execute(query, [parameter])  # `query` would set a savepoint
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        domains = self._read_further_domains({row["source_id"] for row in rows})
        ids = [row["article_id"] for row in rows]
        addresses, redirecting = self._read_addresses(ids), self._read_redirecting_addresses(ids)
        return [
            (row.pop("story_id"), _make_member(row, domains, addresses, redirecting))
            for row in rows
        ]

    def _read_further_domains(self, source_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Returns the further domains of these sources, where they have some."""
        found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
        rows = self._db.conn.execute(
            """SELECT source_id, domain FROM source_domains
               WHERE source_id IN (SELECT value FROM json_each(?)) ORDER BY domain""",
            [json.dumps(sorted(source_ids))],
        )
        for source_id, domain in rows:
            found[source_id] += (domain,)
        return found

    def _read_addresses(self, article_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Returns every known address of these articles."""
        found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
        rows = self._db.conn.execute(
            """SELECT article_id, url FROM url_aliases
               WHERE article_id IN (SELECT value FROM json_each(?)) ORDER BY url""",
            [json.dumps(article_ids)],
        )
        for article_id, url in rows:
            found[article_id] += (url,)
        return found

    def _read_redirecting_addresses(self, article_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Returns the own addresses of articles of other sources that redirected to these articles."""
        found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
        rows = self._db.conn.execute(
            """SELECT c.article_id, c.url FROM json_each(?) j
               JOIN address_claims c ON c.article_id = j.value JOIN articles b ON b.id = c.article_id
               JOIN url_aliases u ON u.url = c.url AND u.basis = 'own'
               JOIN articles a ON a.id = u.article_id
               WHERE a.source_id != b.source_id ORDER BY c.url""",
            [json.dumps(article_ids)],
        )
        for article_id, url in rows:
            found[article_id] += (url,)
        return found

    def write(self, decided: Mapping[int, Attribution], now: str) -> None:
        """Replace the verdicts of stories, by their ids, the evidence, and the roles of the members."""
        self._db.conn.executemany(
            """UPDATE stories SET dirty = 0, verdict = ?, confidence = ?, original_article_id = ?,
                original_url = ?, original_name = ?, set_by = ?, original_title = ?, attributed_at = ?
              WHERE id = ?""",
            [
                (*_verdict_columns(each), each.original.title or None, now, story_id)
                for story_id, each in decided.items()
            ],
        )
        self._db.conn.executemany(
            "UPDATE copies SET role = ?, credit = ?, reason = ? WHERE article_id = ? AND story_id = ?",
            [
                (each.role, each.credit, each.reason or None, each.article_id, story_id)
                for story_id, attribution in decided.items()
                for each in attribution.assessments
            ],
        )
        self._write_evidence(decided)
        for story_id, attribution in decided.items():
            self._add_to_history(story_id, attribution, now)

    def list_history(self, story_id: int) -> list[VerdictRecord]:
        """Returns the verdicts on a story that differ from the one before, oldest first."""
        rows = self._db.query(
            """SELECT decided_at, verdict, confidence, original_url, original_name,
                 original_article_id, set_by, articles
               FROM verdict_history WHERE story_id = ? ORDER BY id""",
            [story_id],
        )
        return [convert(row, VerdictRecord) for row in rows]

    def _add_to_history(self, story_id: int, attribution: Attribution, now: str) -> None:
        """Add a verdict to the history, unless it equals the last one."""
        verdict = _verdict_columns(attribution)
        last = self._db.conn.execute(
            """SELECT verdict, confidence, original_article_id, original_url, original_name, set_by
              FROM verdict_history WHERE story_id = ? ORDER BY id DESC LIMIT 1""",
            [story_id],
        ).fetchone()
        if last != verdict:
            self._db.conn.execute(
                """INSERT INTO verdict_history (story_id, decided_at, verdict, confidence,
                    original_article_id, original_url, original_name, set_by, articles)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                [story_id, now, *verdict, len(attribution.assessments)],
            )

    def list_copies(self, story_id: int) -> list[TraceCopy]:
        """Returns the members of a story, then versions and quotes of it in other stories."""
        return [convert(row, TraceCopy) for row in self._db.query(_COPIES, [story_id])]

    def _write_evidence(self, decided: Mapping[int, Attribution]) -> None:
        self._db.conn.executemany(
            "DELETE FROM evidence WHERE story_id = ?", [(story_id,) for story_id in decided]
        )
        self._db.conn.executemany(
            """INSERT INTO evidence (story_id, article_id, class, rule, says, quote, url, points_to,
             strength, observed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                _evidence_row(story_id, item)
                for story_id, attribution in decided.items()
                for item in attribution.evidence
            ],
        )


def _verdict_columns(attribution: Attribution) -> tuple[object, ...]:
    """The verdict as columns of stories and of their history."""
    original = attribution.original
    return (
        attribution.verdict,
        attribution.confidence,
        original.article_id,
        original.url or None,
        original.name or None,
        attribution.set_by or None,
    )


def _evidence_row(story_id: int, item: Evidence) -> tuple[object, ...]:
    observed = (item.article_id, item.cls, item.rule, item.says, item.quote, item.url)
    return (story_id, *observed, item.points_to, item.strength, item.observed_at)


def _make_member(
    row: Row,
    domains: Mapping[int, tuple[str, ...]],
    addresses: Mapping[int, tuple[str, ...]],
    redirecting: Mapping[int, tuple[str, ...]],
) -> Member:
    """Returns a member from its row, with the domains of its source and its own addresses."""
    decoded = {
        "sources": _decode_traces(row["sources"]),
        "lines": decode_lines(row["lines"]),
        "manifests": tuple(Manifest(**each) for each in json.loads(row["manifests"])),
        "captures": decode_captures(row["captures"]),
        "domains": domains[row.pop("source_id")],
        "addresses": addresses[row["article_id"]],
        "redirected_from": redirecting[row["article_id"]],
    }
    return Member(**{**row, **decoded})


def _decode_traces(text: str) -> tuple[SourceTrace, ...]:
    return tuple(SourceTrace(**trace) for trace in json.loads(text)) if text != "[]" else ()
