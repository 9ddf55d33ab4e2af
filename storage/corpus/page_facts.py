"""What the main file says of pages that somebody asks to remove: whose they are, and what came first."""

import json
from collections.abc import Collection, Iterable

from aggregator.model import Row
from aggregator.takedown.types import PageFacts
from storage.sqlite.repository import Repository

_IDS = "(SELECT value FROM json_each(:ids))"
_PAGES = """SELECT a.id AS article_id, a.url, s.domain AS source, s.contact, a.first_seen, a.last_absent,
    a.published, a.published_precision, a.story_id, t.verdict, t.confidence, t.original_article_id AS original_id,
    t.set_by IS NOT NULL AS is_set, t.dirty = 0 AS is_settled,
    min(s.added_at, (SELECT min(first_seen) FROM articles WHERE source_id = a.source_id)) AS source_since,
    (SELECT count(DISTINCT source_id) FROM articles WHERE story_id = a.story_id) AS publishers,
    coalesce((SELECT min(first_seen) FROM articles o
      WHERE o.story_id = a.story_id AND o.source_id != a.source_id), '') AS others_first_seen,
    iif((SELECT coalesce(first_outcome, '') != '' OR attempts > 1 FROM frontier f WHERE f.url = a.url),
      a.fetched_at, a.first_seen) AS text_since
  FROM articles a JOIN sources s ON s.id = a.source_id JOIN stories t ON t.id = a.story_id"""
_NAMED = f"""SELECT e.article_id, e.points_to FROM evidence e
    JOIN copies c ON c.article_id = e.article_id AND c.story_id = e.story_id
    WHERE e.article_id IN {_IDS} AND e.rule IN ('line_link', 'link_phrase', 'syndicated_notice')
      AND c.credit = 'exact_link' AND c.reason = 'linked'"""  # what readers see, no canonical address
_ALARMS = (
    f"SELECT article_id, rule FROM evidence WHERE article_id IN {_IDS} AND class IN ('A', 'D')"
)
_VERSIONS = f"""SELECT article_id, observed_at, replaced_at, unpack(text) FROM article_versions
    WHERE article_id IN {_IDS} ORDER BY article_id, observed_at, id"""
_AUTHORS = "EXISTS (SELECT 1 FROM json_each(a.authors) j WHERE lower(j.value) = lower(:author))"


class PageFactsReader(Repository):
    """Facts on pages, which standing depends on. Only reads."""

    def get(self, article_ids: Collection[int]) -> dict[int, PageFacts]:
        """Returns the facts on these articles and on the originals that their verdicts name, by id."""
        rows = self._select(article_ids)
        named = {row["original_id"] for row in rows.values() if row["original_id"]}
        rows |= self._select(named.difference(rows))
        ids = {"ids": json.dumps(sorted(rows))}
        names = _group(self._db.conn.execute(_NAMED, ids))
        alarms = _group(self._db.conn.execute(_ALARMS, ids))
        return {
            key: PageFacts(
                **row,
                names_pages=frozenset(int(each) for each in names.get(key, ()) if each.isdigit()),
                alarms=frozenset(alarms.get(key, ())),
            )
            for key, row in rows.items()
        }

    def list_versions(self, article_ids: Collection[int]) -> list[tuple[int, str, str, str]]:
        """Returns (article id, observed at, replaced at, text) of former wordings, the oldest first."""
        return list(self._db.conn.execute(_VERSIONS, {"ids": json.dumps(sorted(article_ids))}))

    def get_contact(self, domain: str) -> str:
        """Returns the mail address of the publisher of a domain; empty when none is known."""
        row = self._db.conn.execute(
            "SELECT contact FROM sources WHERE domain = ?", [domain]
        ).fetchone()
        return str(row[0]) if row else ""

    def count_articles(self) -> int:
        """Returns the number of all articles."""
        return int(self._db.conn.execute("SELECT count(*) FROM articles").fetchone()[0])

    def list_of_source(
        self, domain: str, *, author: str = "", since: str = "", until: str = ""
    ) -> list[tuple[int, str]]:
        """Returns (article id, address) of the pages of a source, by an author or first seen within a time.

        The time is closed at both ends; an empty bound is none.
        """
        return list(
            self._db.conn.execute(
                f"""SELECT a.id, a.url FROM articles a JOIN sources s ON s.id = a.source_id
                    WHERE s.domain = :domain AND (:author = '' OR {_AUTHORS})
                      AND a.first_seen >= :since AND (:until = '' OR a.first_seen <= :until) ORDER BY a.id""",
                {"domain": domain, "author": author, "since": since, "until": until},
            )
        )

    def _select(self, article_ids: Collection[int]) -> dict[int, Row]:
        rows = self._db.query(
            f"{_PAGES} WHERE a.id IN {_IDS}", {"ids": json.dumps(sorted(article_ids))}
        )
        return {row["article_id"]: _decode(row) for row in rows}


def _decode(row: Row) -> Row:
    return {**row, "is_set": bool(row["is_set"]), "is_settled": bool(row["is_settled"])}


def _group(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    grouped: dict[int, set[str]] = {}
    for key, value in pairs:
        grouped.setdefault(key, set()).add(value)
    return grouped
