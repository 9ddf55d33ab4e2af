"""Where takedowns meet storage: what a request affects, and the case.

Hiding is in `hiding`, erasing and its proof in `erasing`.
"""

from collections.abc import Sequence
from contextlib import suppress

from aggregator import linking, urls
from aggregator.errors import NotStored, Tombstoned, UsageError
from aggregator.model import Row
from aggregator.takedown import block, hide
from aggregator.takedown.rules import scope, states
from storage.corpus.articles import Articles
from storage.corpus.stories import Stories
from storage.links.signatures import Signatures
from storage.private.erasure import Erasure
from storage.private.takedown_cases import TakedownCases
from storage.private.tombstones import Tombstones
from storage.sqlite.connection import Database, explained, transaction
from storage.store import Store

BACKUPS = "backups made before this are not reached: delete them, or restore none of them"


# What a request touches


def preview(store: Store, *, url: str | None = None, story: int | None = None) -> list[Row]:
    """Every article that a request touches, with what would become of it.

    Raises NotStored, Tombstoned, UsageError.
    """
    db = store.main
    touched = _touched(db, _requested(store, url, story))
    rows = {row["article_id"]: row for row in Erasure(db).listed([t.article_id for t in touched])}
    return [
        {**rows[t.article_id], "relation": t.relation, "action": t.action}
        for t in touched
        if t.article_id in rows
    ]


def _requested(store: Store, url: str | None, story: int | None) -> int:
    """The id of the article that a request names; of a story, its leader."""
    if (url is None) == (story is None):
        raise UsageError("name what to take down: either an address or a story")
    if url is not None:
        found = Articles(store.main).by_url([urls.canonical(url)])
        if found is None and (number := block.blocking_case(store, [url])):
            raise Tombstoned(f"{url} was taken down already: {number}")
    else:
        now_at = Stories(store.main).resolve(story or 0)
        found = None if now_at is None else Signatures(store.main).leader(now_at)
        if found is None and Tombstones(store.main).of_story(now_at or story or 0):
            raise Tombstoned(f"story {story} was taken down already")
    if found is None:
        raise NotStored(f"{url or f'story {story}'} is not stored: there is nothing to take down")
    return found


def _touched(db: Database, requested: int) -> list[scope.AffectedArticle]:
    asked = Signatures(db).placed([requested])[requested]
    runs = linking.shingles(asked.text)
    members: list[tuple[int, str | None]] = []
    for other in Signatures(db).members(asked.story_id):
        same = other.text_hash == asked.text_hash
        scores = linking.compare(linking.shingles(other.text), runs)
        members.append((other.id, "identical" if same else linking.relate(scores, same_site=False)))
    carried = [key for key, relation in members if (relation or "") in scope.CARRYING_RELATIONS]
    return scope.affected_articles(requested, members, Erasure(db).related([requested, *carried]))


# Cases


def file_case(
    store: Store,
    *,
    url: str | None,
    story: int | None,
    claimant: str,
    reason: str,
    email: str = "",
    work_url: str = "",
    confirmed: bool = True,
    now: str,
) -> Row:
    """Open a case; when somebody in charge `confirmed` it, hide at once what it touches.

    Raises NotStored, Tombstoned, UsageError.
    """
    private = store.private_file()
    with explained(store.path):
        found = preview(store, url=url, story=story)
        case: Row = {
            "received_at": now,
            "deadline": states.deadline(now),
            "state": "received",
            "claimant": claimant,
            "email": email,
            "reason": reason,
            "work_url": work_url,
            "confirmed": confirmed,
            "scope": {"url": found[0]["url"], "asked": url or f"story {story}"},
        }
        with transaction(private):
            number = states.case_number(now, TakedownCases(private).filed_in(now[:4]))
            case_id = TakedownCases(private).open_case(case, number)
            _write_items(private, case_id, found)
            TakedownCases(private).note(case_id, now, "claimant", "received", _count(found))
        if confirmed:
            carry_out(store, takedown(store, number), now)
    return takedown(store, number)


def decide(store: Store, number: str, *, accept: bool, now: str) -> Row:
    """A person's decision: carry a waiting case out, or turn it down and put back what it hid."""
    case = takedown(store, number)
    with explained(store.path):
        if case["state"] not in ("received", "hidden"):
            raise UsageError(f"{number} is {case['state']}: there is nothing left to decide")
        if accept:
            confirm(store, case, now, "operator")
        else:
            hide.put_back(store, case, now)
    return takedown(store, number)


def confirm(store: Store, case: Row, now: str, actor: str) -> None:
    """Let a case pass, and hide what it touches by now."""
    private = store.private_file()
    if case["state"] == "received":
        with transaction(private):
            TakedownCases(private).change(case["id"], confirmed=1, waits_for="")
            TakedownCases(private).note(case["id"], now, actor, "accepted")
        carry_out(store, case, now)


def carry_out(store: Store, case: Row, now: str) -> None:
    """Hide what a case touches. Safe to run again.

    What it touches is asked once more within the transaction that hides it, so that no copy can
    come in between; gone already (a former attempt, another case), what is listed stays listed.
    """
    private = store.private_file()
    with transaction(store.main):
        with suppress(NotStored, Tombstoned):
            _write_items(private, case["id"], preview(store, url=case["scope"]["url"]))
        hide.move(store, case["id"], now)
    hide.finish(store, case["id"], now)


def is_back(store: Store, case: Row) -> bool:
    """Is the article that a case names in the main file, as when another case let it back in?"""
    return Articles(store.main).by_url([case["scope"]["url"]]) is not None


def cases(store: Store, state: str | None = None) -> list[Row]:
    """Cases, the most urgent first."""
    return TakedownCases(store.private).cases(state) if store.private else []


def takedown(store: Store, number: str) -> Row:
    """One case with everything it touches. Raises NotStored."""
    found = TakedownCases(store.private).case(number.strip().upper()) if store.private else None
    if found is None:
        raise NotStored(f"no case {number}: `aggregator takedown list` shows them")
    return found


def log(store: Store, number: str) -> list[Row]:
    """What was done in a case, and when. Raises NotStored."""
    found = takedown(store, number)
    return TakedownCases(store.private_file()).log(found["id"])


def warnings(store: Store, now: str) -> list[Row]:
    """Cases that are not closed, the most urgent first, with the hours that are left."""
    open_cases = [row for row in cases(store) if row["state"] in states.OPEN_STATES]
    return [_warning(row, states.hours_left(row["deadline"], now)) for row in open_cases]


def _warning(case: Row, hours: float) -> Row:
    return {
        "number": case["number"],
        "state": case["state"],
        "deadline": case["deadline"],
        "hours_left": hours,
        "says": states.describe_urgency(case["state"], hours, case["waits_for"]),
    }


def _write_items(private: Database, case_id: int, found: Sequence[Row]) -> None:
    begins = {"hide": "pending", "list": "listed"}
    names = ("article_id", "url", "relation", "action")
    items = [
        {**{name: row[name] for name in names}, "state": begins[row["action"]]} for row in found
    ]
    with transaction(private):
        TakedownCases(private).set_items(case_id, items)


def _count(found: Sequence[Row]) -> str:
    hidden = sum(row["action"] == "hide" for row in found)
    return f"{hidden} to hide, {len(found) - hidden} for a person to look at"
