"""Corrections: which passages of a story were changed, and which copies still carry them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.linking import corrections as passages
from aggregator.results import ArticleVersion, Correction, CorrectionCopy, Publisher
from aggregator.results.stories import CarriedState
from storage.corpus.articles import Articles
from storage.corpus.watched_data import Carrier, WatchedData

MAX_VERSIONS = 10  # former wordings of an article that are compared, the latest first
MAX_CHANGED = 10  # articles of a story without an original whose changes are looked at


@dataclass(frozen=True, slots=True)
class _Change:
    """A changed passage, the former wording that contained it, and the article it was changed in."""

    passage: passages.Correction
    version: ArticleVersion
    by: Carrier


def list_corrections(
    watched: WatchedData,
    articles: Articles,
    original_id: int | None,
    verdict: str,
    carriers: Sequence[Carrier],
) -> list[Correction]:
    """Return the passages that the original of a story has changed, newest first, with what copies carry.

    While no original is decided, the changes of all members count, each for the member that made it
    first. `copies` are the other carriers with their `state`: carried, unread (carried when last
    read, before the change), followed or gone.
    """
    changed = _select_changed_articles(watched, original_id, verdict, carriers)
    if not changed:
        return []
    text = watched.get_texts([row.article_id for row in carriers])
    changes = [
        change for row in changed for change in _list_changes(articles, row, text[row.article_id])
    ]
    held = {key: passages.shingle_set(words) for key, words in text.items()} if changes else {}
    first = _skip_followed_changes(sorted(changes, key=lambda change: change.version.replaced_at))
    newest = sorted(first, key=lambda change: change.version.replaced_at, reverse=True)
    return [_make_correction(change, original_id, carriers, held) for change in newest]


def _select_changed_articles(
    watched: WatchedData, original_id: int | None, verdict: str, carriers: Sequence[Carrier]
) -> list[Carrier]:
    """Return the articles whose changes count: the original; while none is named, every member."""
    if original_id is None and verdict not in ("undetermined", "contested"):
        return []
    members = {row.article_id: row for row in carriers if row.member}
    ids = list(members) if original_id is None else [key for key in members if key == original_id]
    return [members[key] for key in watched.select_changed_articles(ids)[:MAX_CHANGED]]


def _list_changes(articles: Articles, by: Carrier, latest: str) -> Iterator[_Change]:
    """Yield the changes since each former wording, the latest first; each change once."""
    known: passages.ShingleSet = frozenset()
    for version in reversed(articles.list_former_versions(by.article_id)[-MAX_VERSIONS:]):
        for passage in passages.find_corrections(version.text, latest):
            if not passage.old_shingles <= known:
                yield _Change(passage, version, by)
            known |= passage.old_shingles


def _skip_followed_changes(changes: list[_Change]) -> Iterator[_Change]:
    """Yield changes without those that another article had made before: a follower corrects nothing."""
    made: list[_Change] = []
    for change in changes:
        old, new = change.passage.old_shingles, change.passage.new_shingles
        if not any(
            old & other.passage.old_shingles and new == other.passage.new_shingles for other in made
        ):
            made.append(change)
            yield change


def _make_correction(
    change: _Change,
    original_id: int | None,
    carriers: Sequence[Carrier],
    held: dict[int, passages.ShingleSet],
) -> Correction:
    passage, version, by = change.passage, change.version, change.by
    called = "the original" if by.article_id == original_id else by.source_name or by.source
    return Correction(
        version_id=version.id,
        at=passage.position,
        observed_at=version.observed_at,
        changed_at=version.replaced_at,
        by=Publisher(by.article_id, by.source, by.source_name, called),
        lead=passage.lead,
        was=passage.was,
        now=passage.now,
        tail=passage.tail,
        withheld=by.withheld,
        copies=[_make_copy(change, row, held[row.article_id]) for row in carriers if row is not by],
    )


def _make_copy(change: _Change, row: Carrier, held: passages.ShingleSet) -> CorrectionCopy:
    named = (row.article_id, row.url, row.title, row.source, row.source_name, row.story_id)
    return CorrectionCopy(*named, row.read_at, _decide_carried_state(change, row, held))


def _decide_carried_state(change: _Change, row: Carrier, held: passages.ShingleSet) -> CarriedState:
    state = passages.correction_state(change.passage, held)
    unread = state == "carried" and row.read_at < change.version.replaced_at
    return "unread" if unread else state
