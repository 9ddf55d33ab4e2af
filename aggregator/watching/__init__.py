"""What a watch has to tell: facts as they are now, against what was told of them before.

A fact has a key that stays and a state that changes. One whose key is new, or whose state is not the
one that was told, becomes an item of the report. It does not matter how the state came to change:
nothing is missed between two reports, and nothing is told twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from aggregator import clock, labels
from aggregator.model import Row

_PASSAGES = {
    "carried": ("correction_carried", "still carries a passage that {} has changed"),
    "unread": (
        "correction_unread",
        "carried a passage, when it was last read, that {} has changed by now",
    ),
    "followed": ("correction_followed", "has taken over a change of {}"),
    "gone": ("correction_gone", "no longer carries a passage that {} has changed"),
}
_CREDIT_EXPECTED = ("uncredited_copy", "partial")  # roles whose silence about a source is reported
_TOLD_APART = ("original", "uncredited_copy", "version", "quote")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be told. A quiet one is news only when it changes."""

    key: str
    state: str  # our own words and numbers: it is kept, and must hold nothing of a work
    when: str
    row: Row  # what it is about
    quiet: bool = False


def of_story(story: Row, carriers: Iterable[Row], passages: Iterable[Row], key: str) -> list[Fact]:
    """Everything to be told of a story: its verdict, who carries it, who carries what was corrected."""
    return [
        _verdict(story, key),
        *(_article(row, "") for row in carriers),
        *_passages(passages),
    ]


def of_source(
    source: str, story: Row, carriers: Iterable[Row], passages: Iterable[Row], *, outside: bool
) -> list[Fact]:
    """What concerns a source in a story: who carries its text, or whose text it carries.

    `outside`: the verdict names the source although its article is not stored.
    """
    rows = list(carriers)
    original = story["original_article_id"]
    its_own = outside or any(r["article_id"] == original and r["source"] == source for r in rows)
    open_ = story["verdict"] in ("contested", "undetermined")
    facts = [_verdict(story, str(story["story_id"]))] if len(rows) > 1 or outside else []
    for row in rows:
        if row["source"] == source:
            copied = row["role"] not in (None, "original", "same_owner")
            facts += [_article({**row, "origin": story["original_name"]}, "own_")] if copied else []
        elif its_own or open_:
            facts.append(_article(row, ""))
    return facts + [fact for fact in _passages(passages) if _concerns(source, fact.row)]


def _concerns(source: str, row: Row) -> bool:
    """A copy of what the source has changed, or its own article that carries what another has."""
    return source in (row["source"], row["passage"]["by"]["source"])


def matched(rows: Iterable[Row]) -> list[Fact]:
    """Articles that hold the words of a query."""
    return [Fact(f"match:{row['article_id']}", "matched", row["first_seen"], row) for row in rows]


def news(facts: Iterable[Fact], told: Mapping[str, str]) -> list[Row]:
    """What is new in these facts, oldest first."""
    fresh = [
        fact
        for fact in facts
        if told.get(fact.key) != fact.state and not (fact.quiet and fact.key not in told)
    ]
    return [item(fact, told.get(fact.key)) for fact in sorted(fresh, key=_order)]


def _order(fact: Fact) -> tuple[str, int, int, str]:
    """By time; then the copies of one passage together, in the order of the text."""
    passage = fact.row.get("passage") or {"version_id": 0, "at": 0}
    return fact.when, passage["version_id"], passage["at"], fact.state


def item(fact: Fact, before: str | None = None) -> Row:
    """A fact as one item of a report; `before`: the state that was told last.

    What has changed since it was told, did so when the page was last looked at.
    """
    what, says = _words(fact, before)
    when = fact.when if before is None else fact.row.get("read_at") or fact.when
    names = ("article_id", "url", "title", "source", "source_name", "story_id")
    return {
        "what": what,
        "says": says,
        "when": when,
        **{name: fact.row.get(name) for name in names},
        "passage": fact.row.get("passage"),
    }


def _words(fact: Fact, before: str | None) -> tuple[str, str]:
    kind = fact.key.partition(":")[0]
    if kind == "match":
        return "match", "holds the words"
    if kind == "passage":
        what, says = _PASSAGES[fact.state]
        return what, says.format(fact.row["passage"]["by"]["called"])
    if kind == "verdict":
        now = labels.VERDICTS[fact.state.partition(" ")[0]]
        was = labels.VERDICTS[(before or fact.state).partition(" ")[0]]
        same = "it names another original now" if was == now else f"before: {was}"
        return "verdict_changed", f"{now}; {same}"
    what, says = _copy_words(fact.state, before)
    if not kind.startswith("own_"):
        return what, says
    origin = fact.row.get("origin")
    return f"own_{what}", f"{says}; the text comes from {origin}" if origin else says


def _copy_words(state: str, before: str | None) -> tuple[str, str]:
    role, credit = state.split()
    says = _describe_copy(state)
    if before is None:
        return role if role in _TOLD_APART else "copy", says
    former_credit = before.split()[1]
    if former_credit == "none" != credit:
        return "credit_added", f"now gives credit: {labels.CREDITS[credit]}"
    if former_credit != "none" == credit and role in _CREDIT_EXPECTED:
        return "credit_gone", f"{labels.CREDITS[credit]} (before: {labels.CREDITS[former_credit]})"
    return "role_changed", f"{says} (before: {_describe_copy(before)})"


def _describe_copy(state: str) -> str:
    """Returns the label of a role and a credit, as `_article` writes them."""
    role, credit = state.split()
    return labels.describe_member(None if role == "unknown" else role, credit)


def _article(row: Row, own: str) -> Fact:
    beside = "" if row["member"] else "beside_"
    state = f"{row['role'] or 'unknown'} {row['credit'] or 'none'}"
    return Fact(f"{own}{beside}article:{row['article_id']}", state, row["first_seen"], row)


def _verdict(story: Row, key: str) -> Fact:
    original = story["original_article_id"] or story["original_url"] or story["original_name"] or ""
    named = blake2b(str(original).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    row = {**story, "url": story["original_url"]}
    at = story["attributed_at"]
    return Fact(f"verdict:{key}", f"{story['verdict']} {named}", at, row, quiet=True)


def _passages(passages: Iterable[Row]) -> Iterator[Fact]:
    for passage in passages:
        shown = {name: value for name, value in passage.items() if name != "copies"}
        for copy in passage["copies"]:
            key = f"passage:{copy['article_id']}:{passage['version_id']}:{passage['at']}"
            quiet = copy["state"] in ("followed", "gone")
            row = {**copy, "passage": shown}
            yield Fact(key, copy["state"], passage["changed_at"], row, quiet)


def day_before(instant: str) -> str:
    """From when on stories are looked at again: settling may have begun long before it ended."""
    return clock.later(instant, -86_400)
