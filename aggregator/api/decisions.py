"""Decisions of the operator: split and merge stories, set the original, part an address."""

from collections.abc import Callable, Sequence

from aggregator.model import Row
from aggregator.results import OperatorDecision, convert
from storage.sqlite.connection import explain_sqlite_errors
from storage.store import Store


class Decisions:
    """Decisions on stories and addresses of an open database: `Aggregator.decisions`.

    A decision is stored with its `reason` and who made it (`by`), and later crawls respect it. With
    `dry_run` nothing is changed.

    >>> made = news.decisions.pin_original("https://wire.example/storm", dry_run=True)
    >>> made.kind, made.articles
    ('pin', [1])
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def split(
        self,
        articles: Sequence[int | str],
        *,
        reason: str = "",
        by: str = "operator",
        dry_run: bool = False,
    ) -> OperatorDecision:
        """Move articles out of their story into one of their own. Raises NotStored, UsageError."""
        from aggregator.stories.apply import operator_actions as actions

        ids = [self._article_id(key) for key in articles]
        return self._carry_out(
            actions.split_off_articles, ids, reason=reason, by=by, dry_run=dry_run
        )

    def merge(
        self, a: int, b: int, *, reason: str = "", by: str = "operator", dry_run: bool = False
    ) -> OperatorDecision:
        """Make one story of two; the older id stays. Raises NotStored, UsageError."""
        from aggregator.stories.apply import operator_actions as actions

        return self._carry_out(
            actions.merge_by_operator, a, b, reason=reason, by=by, dry_run=dry_run
        )

    def pin_original(
        self,
        article: int | str,
        *,
        reason: str = "",
        by: str = "operator",
        dry_run: bool = False,
    ) -> OperatorDecision:
        """Set an article as the original of its story. Raises NotStored."""
        from aggregator.stories.apply import operator_actions as actions

        article_id = self._article_id(article)
        return self._carry_out(
            actions.pin_original, article_id, reason=reason, by=by, dry_run=dry_run
        )

    def unpin_original(self, article: int | str, *, dry_run: bool = False) -> OperatorDecision:
        """Let the evidence decide again in an article's story. Raises NotStored."""
        from aggregator.stories.apply import operator_actions as actions

        article_id = self._article_id(article)
        return self._carry_out(actions.unpin_original, article_id, dry_run=dry_run)

    def part_address(
        self, address: str, *, reason: str = "", by: str = "operator", dry_run: bool = False
    ) -> OperatorDecision:
        """Part an address from the article that has it without being at it, or that claims it.

        What is read there from now on is an article of its own. Raises AddressError, NotStored,
        UsageError.
        """
        from aggregator import urls
        from aggregator.stories.apply import operator_actions as actions

        url = urls.canonical(address)
        return self._carry_out(actions.part_address, url, reason=reason, by=by, dry_run=dry_run)

    def unpart_address(self, address: str, *, dry_run: bool = False) -> OperatorDecision:
        """Let texts decide again which article an address is of. Raises AddressError, NotStored."""
        from aggregator import urls
        from aggregator.stories.apply import operator_actions as actions

        return self._carry_out(actions.unpart_address, urls.canonical(address), dry_run=dry_run)

    def _carry_out(
        self,
        decide: Callable[..., Row],
        *args: object,
        reason: str = "",
        by: str = "operator",
        dry_run: bool = False,
    ) -> OperatorDecision:
        from aggregator.stories.apply.operator_actions import carry_out_decision
        from aggregator.stories.repositories import StoryRepositories

        store = self._store
        with explain_sqlite_errors(store.path):
            made = carry_out_decision(
                StoryRepositories.of(store),
                store.verdicts,
                store.sources,
                decide,
                *args,
                reason=reason,
                by=by,
                dry_run=dry_run,
            )
        return convert(made, OperatorDecision)

    def _article_id(self, key: int | str) -> int:
        from aggregator.trace.lookup import require_article_id
        from aggregator.trace.repositories import LookupRepositories

        return require_article_id(LookupRepositories.of(self._store), key)
