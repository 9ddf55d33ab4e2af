"""Changes that a person makes to a source: another name, another attempt, no more crawls."""

from aggregator.results import RemovedSource, RetriedSource
from storage.frontier.source_domains import SOURCE_OF_DOMAIN
from storage.sqlite.repository import Repository


class SourceChanges(Repository):
    """Writes rows of `sources`, `feeds` and `frontier` of one source. `domain` is one that is stored."""

    def rename(self, domain: str, name: str) -> None:
        """Sets what a source is called."""
        with self.transaction():
            self._db.conn.execute(
                f"UPDATE sources SET name = :name WHERE id = {SOURCE_OF_DOMAIN}",
                {"name": name, "domain": domain},
            )

    def retry(self, domain: str, now: str) -> RetriedSource:
        """Makes all feeds due now, also retired ones, and all pages that brought no article."""
        values = {"domain": domain, "now": now}
        with self.transaction():
            feeds = self._db.conn.execute(
                f"""UPDATE feeds SET next_due = :now, failures = 0, retired_at = NULL,
                      gone_sightings = 0, gone_since = NULL, validators_distrusted_at = NULL
                    WHERE source_id = {SOURCE_OF_DOMAIN}""",
                values,
            ).rowcount
            pages = self._db.conn.execute(
                f"""UPDATE frontier SET next_due = :now, attempts = 0
                    WHERE source_id = {SOURCE_OF_DOMAIN}
                      AND state IN ('due', 'failed', 'rejected', 'refused')""",
                values,
            ).rowcount
        return RetriedSource(feeds, pages)

    def remove(self, domain: str, *, dry_run: bool = False) -> RemovedSource:
        """Removes the feeds of a source and its pages without an article; the source, if it has no article."""
        of_source = f"WHERE source_id = {SOURCE_OF_DOMAIN}"
        counts = RemovedSource(
            *(
                self._db.conn.execute(
                    f"SELECT count(*) FROM {table}", {"domain": domain}
                ).fetchone()[0]
                for table in (
                    f"feeds {of_source}",
                    f"frontier {of_source} AND state NOT IN ('done', 'known')",
                    f"articles {of_source}",
                )
            )
        )
        if not dry_run:
            with self.transaction():
                self._remove(domain, of_source, has_articles=counts.articles > 0)
        return counts

    def _remove(self, domain: str, of_source: str, *, has_articles: bool) -> None:
        values = {"domain": domain}
        self._db.conn.execute(f"DELETE FROM feeds {of_source}", values)
        if (
            has_articles
        ):  # what is known of their addresses stays, so that no other feed brings them again
            self._db.conn.execute(
                f"DELETE FROM frontier {of_source} AND state NOT IN ('done', 'known')", values
            )
            self._db.conn.execute(f"UPDATE frontier SET next_due = NULL {of_source}", values)
            self._db.conn.execute(
                f"UPDATE sources SET discovery_due = NULL, paused = 1 WHERE id = {SOURCE_OF_DOMAIN}",
                values,
            )
        else:
            self._db.conn.execute(f"DELETE FROM sources WHERE id = {SOURCE_OF_DOMAIN}", values)
