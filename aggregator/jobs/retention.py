"""Deletes what is older than it is to be kept, in slices between which others write.

The text of an article goes as in a takedown, without its proof: its words leave the full-text index, and dead bytes
are overwritten. Headline, address, verdict, evidence, source traces and credit lines stay, and fingerprints by which
copies are still found. Stories that are pinned or watched, and those of open takedown cases, keep their texts.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aggregator import clock
from aggregator.config.settings import RetentionConfig
from aggregator.jobs import permissions
from aggregator.jobs.permissions import RightsRepositories
from aggregator.results import RetainedKind
from storage.corpus.retention import Amount, Retention
from storage.private.retention import PrivateRetention
from storage.sqlite import dead_space
from storage.sqlite.packing import PACKED
from storage.sqlite.residual_data import MainResidualData
from storage.sqlite.slices import work_in_slices
from storage.store import Store

ROWS_AT_ONCE = 200
OPEN_CASES = ("received", "hidden", "erased")
DAY_SECONDS = 86_400
CLEAR_SECONDS = 30.0  # how long other processes are waited for

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RetentionRepositories:
    """What is measured and deleted."""

    main: Retention
    private: PrivateRetention
    rights: RightsRepositories
    residual: MainResidualData

    @classmethod
    def of(cls, store: Store) -> "RetentionRepositories":
        """Returns the repositories of an open database."""
        rights = RightsRepositories.of(store)
        return cls(store.retention, store.private_retention, rights, store.residual_data)


@dataclass(frozen=True, slots=True)
class _Limits:
    """The time before which rows of each kind go, and the stories that keep their texts."""

    before: Mapping[str, str]
    kept: Collection[int]


def measure(
    repositories: RetentionRepositories, config: RetentionConfig, now: str
) -> list[RetainedKind]:
    """Returns how much of each kind is older than it is to be kept. Changes nothing."""
    limits = _find_limits(repositories, config, now)
    return [
        *(
            RetainedKind(kind, getattr(config, kind), amount.rows, amount.bytes)
            for kind, amount in _measure_kinds(repositories, limits)
        ),
        _measure_unpacked(repositories),
    ]


def _measure_unpacked(repositories: RetentionRepositories) -> RetainedKind:
    amount = repositories.main.measure_unpacked()
    return RetainedKind("unpacked", 0, amount.rows, amount.bytes)


def _find_limits(repositories: RetentionRepositories, config: RetentionConfig, now: str) -> _Limits:
    main, private = repositories.main, repositories.private
    open_articles = private.list_articles_of_cases(OPEN_CASES)
    kept = {
        *main.list_pinned_stories(),
        *private.list_watched_stories(),
        *main.list_stories_of(open_articles),
    }
    days = {kind: getattr(config, kind) for kind in RetentionConfig.__slots__}
    before = {
        kind: clock.add_seconds(now, -number * DAY_SECONDS) if number else ""
        for kind, number in days.items()
    }
    return _Limits(before, kept)


def _measure_kinds(
    repositories: RetentionRepositories, limits: _Limits
) -> Iterator[tuple[str, Amount]]:
    main, before = repositories.main, limits.before
    yield "texts", main.measure_texts(before["texts"], limits.kept)
    yield "versions", main.measure_versions(before["versions"], limits.kept)
    yield "pages", main.measure_pages(before["pages"])
    yield "runs", main.measure_runs(before["runs"])
    yield "numbers", main.measure_days(before["numbers"][:10])
    yield "comments", Amount(*repositories.private.measure_refused_comments(before["comments"]))


def retain(
    repositories: RetentionRepositories,
    config: RetentionConfig,
    now: str,
    progress: Progress | None = None,
) -> list[RetainedKind]:
    """Delete what is older than it is to be kept; returns how much that was. Safe to stop and to run again.

    `progress` gets the number of texts that are deleted.
    """
    found = measure(repositories, config, now)
    limits = _find_limits(repositories, config, now)
    main, before = repositories.main, limits.before
    _delete_texts(repositories, limits, now, progress)
    _work_in_parts(
        main, main.list_versions(before["versions"], limits.kept), main.delete_version_texts
    )
    _work_in_parts(main, main.list_pages(before["pages"]), main.delete_pages)
    with main.transaction():
        main.delete_runs(before["runs"])
        main.delete_days(before["numbers"][:10])
    repositories.private.delete_refused_comments(before["comments"])
    for table in PACKED:
        ids = main.list_unpacked(table)
        _work_in_parts(main, ids, partial(main.pack_rows, table))
    clear_deleted(repositories.residual)
    return found


def _delete_texts(
    repositories: RetentionRepositories, limits: _Limits, now: str, progress: Progress | None
) -> None:
    ids = repositories.main.list_texts(limits.before["texts"], limits.kept)
    work_in_slices(
        repositories.main.transaction,
        ids,
        lambda article_id: permissions.delete_text(repositories.rights, article_id, now, "aged"),
        progress=progress,
    )


def _work_in_parts(
    main: Retention, ids: Sequence[int], work: Callable[[Sequence[int]], object]
) -> None:
    parts = [ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE)]
    work_in_slices(main.transaction, parts, work)


def clear_deleted(residual: MainResidualData) -> bool:
    """Remove deleted words from the full-text index and dead bytes of the file; False when another process prevents it."""
    if not residual.merge_full_text_index():
        return False
    return dead_space.clear_in_own_process([residual.path()], CLEAR_SECONDS) is not None
