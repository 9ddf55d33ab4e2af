"""What publishers said of the use of their articles, what follows, and what the operator opened: `Aggregator.rights`."""

from aggregator import clock, results
from aggregator.errors import NotStored, UsageError
from aggregator.permissions import USES, Override
from aggregator.results import convert
from storage.store import Store


class Rights:
    """Rights of publishers in an open database: `Aggregator.rights`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, article_id: int) -> results.ArticleRights:
        """Return what was said of the use of an article, and each use with the reason where it is not allowed.

        Raises NotStored.
        """
        from aggregator.jobs.permissions import RightsRepositories, decide_for_article

        found = decide_for_article(RightsRepositories.of(self._store), article_id, clock.now())
        if found is None:
            raise NotStored(f"no article {article_id}: `aggregator search` finds what is stored")
        reasons, permissions = found.decision.reasons, found.decision.permissions
        return results.ArticleRights(
            article_id,
            found.url,
            found.source,
            found.unstored,
            found.decision.licence,
            [
                results.UseDecision(use, meaning, permissions.allows(use), reasons.get(use, ""))
                for use, meaning in USES.items()
            ],
            self._store.statements.list_history(article_id),
            found.site,
        )

    def open_source(self, domain: str, *, reason: str, decided_by: str = "operator") -> None:
        """Open all uses of a source's articles, for a reason that is logged: a licence, an own site.

        Texts that were not stored are stored when their pages are read again. Raises NotStored, UsageError.
        """
        self._override(domain, reason, decided_by, opens=True)

    def withhold_source(self, domain: str, *, reason: str, decided_by: str = "operator") -> None:
        """Have a source's texts neither stored nor shown, whatever its pages allow, for a reason that is logged.

        Texts that are stored are deleted. Raises NotStored, UsageError.
        """
        self._override(domain, reason, decided_by, opens=False)

    def _override(self, domain: str, reason: str, decided_by: str, *, opens: bool) -> None:
        if not reason.strip():
            raise UsageError("say why: a licence, a permission, an own site, a promise")
        source_id, chosen = self._require_source(domain), Override(reason.strip(), opens)
        with self._store.permissions.transaction():
            self._store.permissions.add_override(source_id, decided_by, chosen, clock.now())
        self._decide_again()

    def close_source(self, domain: str) -> bool:
        """End what `open_source` or `withhold_source` began; returns whether there was something. Raises NotStored."""
        source_id = self._require_source(domain)
        with self._store.permissions.transaction():
            ended = self._store.permissions.end_override(source_id, clock.now())
        self._decide_again()
        return ended

    def overrides(self) -> list[results.RightsOverride]:
        """Return every override, oldest first, with those that ended."""
        rows = self._store.permissions.list_overrides()
        return [convert(row, results.RightsOverride) for row in rows]

    def _require_source(self, domain: str) -> int:
        source_id = self._store.sources.source_id(domain)
        if source_id is None:
            raise NotStored(f"no source {domain}: `aggregator source list` lists them")
        return source_id

    def _decide_again(self) -> None:
        from aggregator.jobs.permissions import RightsRepositories, decide_changed

        decide_changed(RightsRepositories.of(self._store), clock.now())
