"""What an operator decides on stories (a split, a merge, a pin of the original) and on addresses (a part).

Each decision is stored with who made it, when and why, carried out at once, and respected by every
later assignment. A later decision undoes the earlier ones that it contradicts.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence

from msgspec import structs

from aggregator import clock
from aggregator.errors import NotStored, UsageError
from aggregator.jobs import attribute
from aggregator.model import Row
from aggregator.stories.apply import assignment
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.absences import Absences
from storage.corpus.decisions import Decisions
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources

MAX_ID = 1 << 63


def split_off_articles(
    repositories: StoryRepositories, article_ids: Sequence[int], *, by: str, reason: str, now: str
) -> Row:
    """Take stored articles, with others of the same wording, out of their story into one of their own.

    Returns the decision. Raises UsageError when nothing is left, or they are of several stories.
    """
    decisions = repositories.decisions
    with repositories.transaction():
        story_id, leaving, staying = _divide_story(repositories, article_ids)
        _cut_merges_across_split(decisions, story_id, {*leaving}, now)
        made = decisions.add("split", leaving, staying, by=by, reason=reason, now=now)
        if len(leaving) > 1:
            decisions.add("merge", leaving, by=by, reason=reason, now=now)
        new_id = _move_to_new_story(repositories, story_id, leaving, now)
        why, first = f"decision {made}: split", leaving[0]
        decisions.log_story_change(
            new_id, "came_from", article=first, other=story_id, reason=why, now=now
        )
        assignment.reassign_stories(repositories, [story_id, new_id], now, why)
    return _describe_decision(repositories, made, article_id=first)


def merge_by_operator(
    repositories: StoryRepositories, a: int, b: int, *, by: str, reason: str, now: str
) -> Row:
    """Make one story of two; the older id stays. Returns the decision.

    Raises NotStored, and UsageError when they are one story already.
    """
    decisions, membership = repositories.decisions, repositories.membership
    with repositories.transaction():
        older, newer = sorted(_resolve_story(repositories, story_id) for story_id in (a, b))
        if older == newer:
            raise UsageError(f"{a} and {b} are one story already")
        leaders = [membership.get_leader_id(story_id) or 0 for story_id in (older, newer)]
        members = {
            key.id for story_id in (older, newer) for key in membership.member_keys(story_id)
        }
        _undo_splits(decisions, older, newer, now)
        made = decisions.add("merge", leaders, by=by, reason=reason, now=now)
        why = f"decision {made}: merge"
        assignment.reassign_stories(repositories, [older, newer], now, why)
        # Members of a leader that has another leader now may lead for themselves: bind them as well.
        merged = membership.get_text(leaders[0]).story_id
        lost = members - {key.id for key in membership.member_keys(merged)}
        if lost:
            decisions.bind_more_articles(made, lost)
            story_ids = {text.story_id for text in membership.get_texts(lost).values()}
            assignment.reassign_stories(repositories, sorted({merged, *story_ids}), now, why)
    return _describe_decision(repositories, made, article_id=leaders[0])


def pin_original(
    repositories: StoryRepositories, article_id: int, *, by: str, reason: str, now: str
) -> Row:
    """Set a stored article as the original of its story, in place of one set before.

    Returns the decision.
    """
    with repositories.transaction():
        _undo_pins(repositories, article_id, now)
        made = repositories.decisions.add("pin", [article_id], by=by, reason=reason, now=now)
    return _describe_decision(repositories, made, article_id)


def unpin_original(repositories: StoryRepositories, article_id: int, *, now: str, **_: str) -> Row:
    """Let the evidence decide again in the story of an article. Returns the decision it undoes.

    Raises NotStored when no original was set.
    """
    with repositories.transaction():
        undone = _undo_pins(repositories, article_id, now)
    if not undone:
        raise NotStored(f"no original was set by hand in the story of article {article_id}")
    return _describe_decision(repositories, undone[-1], article_id)


def part_address(
    repositories: StoryRepositories, address: str, *, by: str, reason: str, now: str
) -> Row:
    """Take a canonical address from the article that has it, or those that claim it, for good.

    What is read there from now on is an article of its own. Returns the decision. Raises NotStored,
    and UsageError when it is the article's own address or is parted already.
    """
    with repositories.transaction():
        article_ids = _find_articles_of_address(repositories, address)
        made = repositories.decisions.add(
            "part", article_ids, by=by, reason=reason, now=now, address=address
        )
        repositories.addresses.delete(address)
        for article_id in article_ids:
            repositories.stories.mark_dirty(repositories.membership.get_text(article_id).story_id)
    return _describe_decision(repositories, made, article_ids[0])


def unpart_address(repositories: StoryRepositories, address: str, *, now: str, **_: str) -> Row:
    """Let texts decide again which article an address is of. Returns the decision it undoes.

    Raises NotStored when it is not parted.
    """
    with repositories.transaction():
        part = repositories.decisions.find_active_part(address)
        if part is None or not part[1]:
            raise NotStored(f"{address} was not parted from a stored article")
        part_id, article_ids = part
        repositories.decisions.undo(part_id, now)
    return _describe_decision(repositories, part_id, article_ids[0])


def _find_articles_of_address(repositories: StoryRepositories, address: str) -> list[int]:
    """The article that has an address without being at it, or those that claim it."""
    if repositories.decisions.find_active_part(address):
        raise UsageError(f"{address} is parted already")
    holder = repositories.addresses.find_holder(address)
    if holder is None:
        claimants = repositories.addresses.list_claimants(address)
        if not claimants:
            raise NotStored(f"{address} is not stored: there is nothing to part")
        return claimants
    if holder.basis == "own":
        raise UsageError(
            f"article {holder.article_id} is at {address} itself: name another address of it "
            f"(`aggregator article {holder.article_id} --json` lists them)"
        )
    return [holder.article_id]


def carry_out_decision(
    repositories: StoryRepositories,
    verdicts: Verdicts,
    sources: Sources,
    decide: Callable[..., Row],
    *args: object,
    reason: str = "",
    by: str = "operator",
    dry_run: bool = False,
) -> Row:
    """Carry a decision out, with the verdicts it changes; with `dry_run` all is rolled back."""
    now = clock.now()
    made: Row = {}
    with contextlib.suppress(_DryRunEnds):
        with repositories.transaction():
            made = decide(repositories, *args, by=by, reason=reason, now=now)
            if dry_run:
                raise _DryRunEnds
        attribute.attribute_changed_stories(verdicts, repositories.decisions, sources, now)
    return made


def read_story_log(
    decisions: Decisions, verdicts: Verdicts, absences: Absences, story_id: int
) -> list[Row]:
    """Returns what became of a story, oldest first: verdicts, leaders, other stories, decisions, absences."""
    former = [
        {"at": record.decided_at, "what": "verdict", **structs.asdict(record)}
        for record in verdicts.list_history(story_id)
    ]
    made = [{"what": "decision", **row} for row in decisions.list_for_story(story_id)]
    changes = [*decisions.list_story_changes(story_id), *absences.list_events(story_id)]
    rows = [*made, *changes, *former]
    return sorted(rows, key=lambda row: str(row["at"]))


class _DryRunEnds(Exception):
    """Rolls the transaction of a dry run back."""


def _divide_story(
    repositories: StoryRepositories, article_ids: Sequence[int]
) -> tuple[int, list[int], list[int]]:
    """The story of these articles, which members leave it (identical texts too), and which stay."""
    texts = repositories.membership.get_texts(article_ids)
    if len(story_ids := {text.story_id for text in texts.values()}) != 1:
        listed = ", ".join(f"{key} in {text.story_id}" for key, text in texts.items())
        raise UsageError(
            f"these articles are not of one story ({listed}): split one story at a time"
        )
    [story_id] = story_ids
    wordings = {text.text_hash for text in texts.values()}
    members = repositories.membership.member_keys(story_id)
    leaving = [key.id for key in members if key.text_hash in wordings]
    staying = [key.id for key in members if key.text_hash not in wordings]
    if not staying:
        raise UsageError(f"that is all of story {story_id} (identical texts stay together)")
    return story_id, leaving, staying


def _undo_pins(repositories: StoryRepositories, article_id: int, now: str) -> list[int]:
    """Undo the pins in the story of an article; returns their ids."""
    story_id = repositories.membership.get_text(article_id).story_id
    undone = sorted(repositories.decisions.find_active_in_stories("pin", [story_id]))
    for pin_id in undone:
        repositories.decisions.undo(pin_id, now)
    repositories.stories.mark_dirty(story_id)
    return undone


def _undo_splits(decisions: Decisions, a: int, b: int, now: str) -> None:
    """Undo the splits that keep two stories apart."""
    for split_id, articles in decisions.find_active_in_stories("split", [a, b]).items():
        if len({stays for _, stays in articles}) == 2:
            decisions.undo(split_id, now)


def _cut_merges_across_split(
    decisions: Decisions, story_id: int, leaving: set[int], now: str
) -> None:
    """Undo the merges across the two sides of a split; each side on its own stays merged."""
    for merge_id, articles in decisions.find_active_in_stories("merge", [story_id]).items():
        bound = {article_id for article_id, _ in articles}
        if bound & leaving and bound - leaving:
            by, reason = decisions.author_and_reason(merge_id)
            decisions.undo(merge_id, now)
            for side in (bound & leaving, bound - leaving):
                if len(side) > 1:
                    decisions.add("merge", sorted(side), by=by, reason=reason, now=now)


def _move_to_new_story(
    repositories: StoryRepositories, story_id: int, leaving: Iterable[int], now: str
) -> int:
    """Move articles into a story of their own, and return its id.

    That is the story which one of them led before it was merged, or a new one.
    """
    merged = repositories.membership.merged_leaders(story_id)
    led = [merged[article_id] for article_id in leaving if article_id in merged]
    new_id = min(led) if led else repositories.stories.create(now)
    for article_id in leaving:
        repositories.membership.delete_merged_leader(article_id)
        repositories.membership.move_article_to_story(article_id, new_id)
    return new_id


def _resolve_story(repositories: StoryRepositories, story_id: int) -> int:
    """The story that an id leads to now. Raises NotStored."""
    resolved = repositories.stories.resolve_redirect(story_id) if 0 < story_id < MAX_ID else None
    if resolved is None or not repositories.membership.get_leader_id(resolved):
        raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
    return resolved


def _describe_decision(repositories: StoryRepositories, decision_id: int, article_id: int) -> Row:
    """A decision as the log shows it, with the story of an article it names."""
    story_id = repositories.membership.get_text(article_id).story_id
    rows = repositories.decisions.list_for_story(story_id)
    return {
        "story_id": story_id,
        **next(row for row in rows if row["decision"] == decision_id),
    }
