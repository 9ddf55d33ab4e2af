"""What a person decides on stories: these articles are no part of it, these two are one, this page is
the original. Noted with who, when and why, then carried out at once, and kept to by every later
placement. A later decision takes back the earlier ones that it contradicts.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence

from aggregator import clock
from aggregator.errors import NotStored, UsageError
from aggregator.jobs import attribute
from aggregator.model import Row
from aggregator.stories.apply import assignment
from storage.corpus.decisions import Decisions
from storage.corpus.stories import Stories
from storage.corpus.verdicts import Verdicts
from storage.links.signatures import Signatures
from storage.sqlite.connection import Database, explained, transaction
from storage.store import Store


def split(db: Database, article_ids: Sequence[int], *, by: str, reason: str, now: str) -> Row:
    """Take articles, with others of the same wording, out of their story into one of their own.

    The ids have to be stored. Raises UsageError when that leaves nothing, or they are of several stories.
    """
    with transaction(db):
        story_id, leaving, staying = _sides(db, article_ids)
        _untie(db, story_id, {*leaving}, now)
        made = Decisions(db).add("split", leaving, staying, by=by, reason=reason, now=now)
        if len(leaving) > 1:
            Decisions(db).add("merge", leaving, by=by, reason=reason, now=now)
        number = _taken_out(db, story_id, leaving, now)
        why, lead = f"decision {made}: split", leaving[0]
        Decisions(db).log(number, "came_from", article=lead, other=story_id, reason=why, now=now)
        assignment.place_again(db, [story_id, number], now, why)
    return _told(db, made, article=lead)


def _sides(db: Database, article_ids: Sequence[int]) -> tuple[int, list[int], list[int]]:
    """The story of these articles, who leaves it (identical texts too), and who stays."""
    named = Signatures(db).placed(article_ids)
    if len(left := {article.story_id for article in named.values()}) != 1:
        told = ", ".join(f"{key} in {article.story_id}" for key, article in named.items())
        raise UsageError(f"these articles are not of one story ({told}): split one story at a time")
    [story_id] = left
    wordings = {article.text_hash for article in named.values()}
    everybody = Signatures(db).ranked(story_id)
    leaving = [row[0] for row in everybody if row[1] in wordings]
    staying = [row[0] for row in everybody if row[1] not in wordings]
    if not staying:
        raise UsageError(f"that is all of story {story_id} (identical texts stay together)")
    return story_id, leaving, staying


def merge(db: Database, a: int, b: int, *, by: str, reason: str, now: str) -> Row:
    """Make one story of two; the older id stays. Raises NotStored, UsageError."""
    with transaction(db):
        one, two = sorted(_standing(db, story_id) for story_id in (a, b))
        if one == two:
            raise UsageError(f"{a} and {b} are one story already")
        leaders = [Signatures(db).leader(story_id) or 0 for story_id in (one, two)]
        everybody = {row[0] for story_id in (one, two) for row in Signatures(db).ranked(story_id)}
        _unsplit(db, one, two, now)
        made = Decisions(db).add("merge", leaders, by=by, reason=reason, now=now)
        assignment.place_again(db, [one, two], now, f"decision {made}: merge")
        # Who followed a leader that now follows another may stand alone: bind them as well.
        whole = Signatures(db).placed(leaders)[leaders[0]].story_id
        lost = everybody - {row[0] for row in Signatures(db).ranked(whole)}
        if lost:
            Decisions(db).widen(made, lost)
            led = {article.story_id for article in Signatures(db).placed(lost).values()}
            assignment.place_again(db, sorted({whole, *led}), now, f"decision {made}: merge")
    return _told(db, made, article=leaders[0])


def pin(db: Database, article_id: int, *, by: str, reason: str, now: str) -> Row:
    """Set a stored article as the original of its story, in place of one set before."""
    with transaction(db):
        _unpin(db, article_id, now)
        made = Decisions(db).add("pin", [article_id], by=by, reason=reason, now=now)
    return _told(db, made, article=article_id)


def unpin(db: Database, article_id: int, *, now: str, **_: str) -> Row:
    """Let the evidence speak again in the story of an article. Raises NotStored when nobody set one."""
    with transaction(db):
        undone = _unpin(db, article_id, now)
    if not undone:
        raise NotStored(f"no original was set by hand in the story of article {article_id}")
    return _told(db, undone[-1], article=article_id)


def carry_out(
    store: Store,
    decide: Callable[..., Row],
    *args: object,
    reason: str = "",
    by: str = "operator",
    dry_run: bool = False,
) -> Row:
    """Carry a decision out, with the verdicts it changes; with `dry_run` all is rolled back."""
    db, now = store.main, clock.now()
    made: Row = {}
    with explained(store.path), contextlib.suppress(_Enough):
        with transaction(db):
            made = decide(db, *args, by=by, reason=reason, now=now)
            if dry_run:
                raise _Enough
        attribute.attribute_dirty(db, now)
    return made


def log(db: Database, story_id: int) -> list[Row]:
    """What became of a story, oldest first: verdicts, who led it, other stories, decisions."""
    former = Verdicts(db).history(story_id)
    said = [{"at": row["decided_at"], "what": "verdict", **row} for row in former]
    made = [{"what": "decision", **row} for row in Decisions(db).listed(story_id)]
    return sorted([*made, *Decisions(db).logged(story_id), *said], key=lambda row: str(row["at"]))


class _Enough(Exception):
    """Rolls a transaction back."""


def _unpin(db: Database, article_id: int, now: str) -> list[int]:
    story_id = Signatures(db).placed([article_id])[article_id].story_id
    undone = sorted(Decisions(db).standing("pin", [story_id]))
    for pin_id in undone:
        Decisions(db).undo(pin_id, now)
    Stories(db).mark_dirty(story_id)
    return undone


def _unsplit(db: Database, one: int, two: int, now: str) -> None:
    """Take back the splits that kept these stories apart."""
    for split_id, held in Decisions(db).standing("split", [one, two]).items():
        if len({stays for _, stays in held}) == 2:
            Decisions(db).undo(split_id, now)


def _untie(db: Database, story_id: int, leaving: set[int], now: str) -> None:
    """Take merges back that hold together what is to part; what is on one side stays together."""
    for merge_id, held in Decisions(db).standing("merge", [story_id]).items():
        bound = {article for article, _ in held}
        if bound & leaving and bound - leaving:
            by, reason = Decisions(db).said(merge_id)
            Decisions(db).undo(merge_id, now)
            for side in (bound & leaving, bound - leaving):
                if len(side) > 1:
                    Decisions(db).add("merge", sorted(side), by=by, reason=reason, now=now)


def _taken_out(db: Database, story_id: int, leaving: Iterable[int], now: str) -> int:
    """Put articles into a story of their own: that which one of them led before it was merged, or a new one."""
    joined = Decisions(db).joined(story_id)
    led = [joined[key] for key in leaving if key in joined]
    number = min(led) if led else Stories(db).create(now)
    for article_id in leaving:
        Decisions(db).leave(article_id)
        Signatures(db).put(article_id, number)
    return number


def _standing(db: Database, story_id: int) -> int:
    """The story that stands under this id now. Raises NotStored."""
    found = Stories(db).resolve(story_id) if 0 < story_id < 1 << 63 else None
    if found is None or not Signatures(db).leader(found):
        raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
    return found


def _told(db: Database, decision_id: int, article: int) -> Row:
    """A decision as it stands in the history, with the story it led to."""
    story_id = Signatures(db).placed([article])[article].story_id
    found = next(row for row in Decisions(db).listed(story_id) if row["decision"] == decision_id)
    return {"story_id": story_id, **found}
