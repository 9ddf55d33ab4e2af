"""News of a watch: facts as they are now, compared with those already reported.

A fact has a key that stays and a state that changes. A fact with a new key, or with another state
than the reported one, becomes an item of the report. How the state came to change does not matter:
nothing is missed between two reports, and nothing is reported twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from aggregator import clock, labels
from aggregator.results import (
    Correction,
    CorrectionCopy,
    FeedItem,
    Passage,
    ReportItem,
    StoryAbsence,
)
from storage.corpus.watched_data import Carrier, MatchedArticle, StoryVerdict

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
_OWN_KIND = ("original", "uncredited_copy", "version", "quote", "collection")


@dataclass(frozen=True, slots=True)
class Subject:
    """The article that a fact is about, or the story when `article_id` is None."""

    article_id: int | None
    url: str | None
    title: str | None
    source: str | None
    source_name: str | None
    story_id: int
    read_at: str = ""  # when the page was last read; empty when not known
    origin: str | None = None  # the name of the story's original, where the article is its copy
    says: str = ""  # the whole sentence, where the state does not have it


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be reported. A quiet one is news only when it changes."""

    key: str
    state: str  # our own words and numbers: it is stored, and must contain nothing of a work
    when: str
    subject: Subject
    passage: Passage | None = None
    quiet: bool = False


def list_story_facts(
    story: StoryVerdict, carriers: Iterable[Carrier], corrections: Iterable[Correction], key: str
) -> list[Fact]:
    """Return all facts of a story: its verdict, who carries it, who carries what was corrected."""
    return [
        _make_verdict_fact(story, key),
        *(_make_article_fact(row, "") for row in carriers),
        *_list_correction_facts(corrections),
    ]


def list_source_facts(
    source: str,
    story: StoryVerdict,
    carriers: Iterable[Carrier],
    corrections: Iterable[Correction],
    *,
    outside: bool,
) -> list[Fact]:
    """Return what concerns a source in a story: who carries its text, or whose text it carries.

    `outside`: the verdict names the source although its article is not stored.
    """
    rows = list(carriers)
    concerns_others = outside or _is_origin_open(story) or _is_original(source, story, rows)
    facts = [_make_verdict_fact(story, str(story.story_id))] if len(rows) > 1 or outside else []
    for row in rows:
        if row.source == source:
            facts += _list_copied_text_facts(row, story)
        elif concerns_others:
            facts.append(_make_article_fact(row, ""))
    passages = _list_correction_facts(corrections)
    return facts + [fact for fact in passages if _concerns_source(fact, source)]


def _list_copied_text_facts(row: Carrier, story: StoryVerdict) -> list[Fact]:
    """Return the fact that an article of the watched source carries another's text, or nothing."""
    if row.role in (None, "original", "same_owner"):
        return []
    return [_make_article_fact(row, "own_", story.original_name)]


def _is_origin_open(story: StoryVerdict) -> bool:
    return story.verdict in ("contested", "undetermined")


def _is_original(source: str, story: StoryVerdict, rows: Iterable[Carrier]) -> bool:
    """Whether the verdict names an article of the source as the original."""
    return any(r.article_id == story.original_article_id and r.source == source for r in rows)


def _concerns_source(fact: Fact, source: str) -> bool:
    """Whether a copy carries what the source has changed, or the source carries what another has."""
    changed_by = fact.passage.by.source if fact.passage else None
    return source in (fact.subject.source, changed_by)


def list_absence_facts(rows: Iterable[StoryAbsence]) -> list[Fact]:
    """Return a fact for each article that was gone from its address, with whether it came back."""
    return [
        Fact(
            f"absence:{row.article_id}:{row.vanished_at}",
            "restored" if row.restored_at else "gone",
            row.restored_at or row.vanished_at,
            replace(_make_subject(row), says=row.described),
        )
        for row in rows
    ]


def list_match_facts(rows: Iterable[MatchedArticle]) -> list[Fact]:
    """Return a fact for each article that contains the words of a query."""
    return [Fact(f"match:{r.article_id}", "matched", r.first_seen, _make_subject(r)) for r in rows]


def list_news(facts: Iterable[Fact], reported: Mapping[str, str]) -> list[ReportItem]:
    """Return the items for what is new in these facts, oldest first; `reported`: key -> state."""
    fresh = [
        fact
        for fact in facts
        if reported.get(fact.key) != fact.state and not (fact.quiet and fact.key not in reported)
    ]
    return [make_item(fact, reported.get(fact.key)) for fact in sorted(fresh, key=_sort_key)]


def _sort_key(fact: Fact) -> tuple[str, int, int, str]:
    """By time; then the copies of one passage together, in the order of the text."""
    if fact.passage is None:
        return fact.when, 0, 0, fact.state
    return fact.when, fact.passage.version_id, fact.passage.at, fact.state


def make_item(fact: Fact, before: str | None = None) -> ReportItem:
    """Return a fact as one item of a report; `before` is the state that was reported last.

    A change since then is dated by the last read of the page.
    """
    what, says = _describe_news(fact, before)
    subject = fact.subject
    return ReportItem(
        what=what,
        says=says,
        when=fact.when if before is None else subject.read_at or fact.when,
        article_id=subject.article_id,
        url=subject.url,
        title=subject.title,
        source=subject.source,
        source_name=subject.source_name,
        story_id=subject.story_id,
        passage=fact.passage,
    )


def make_feed_item(fact: Fact) -> FeedItem:
    """Return a fact as an item of a feed, with a key that changes with its state."""
    item = make_item(fact)
    fields = {name: getattr(item, name) for name in item.__struct_fields__}
    return FeedItem(**fields, key=f"{fact.key} {fact.state}")


def _describe_news(fact: Fact, before: str | None) -> tuple[str, str]:
    """Return the kind of the news and its sentence."""
    kind = fact.key.partition(":")[0]
    if kind == "match":
        return "match", "holds the words"
    if kind == "passage":
        what, says = _PASSAGES[fact.state]
        return what, says.format(fact.passage.by.called if fact.passage else "")
    if kind == "absence":
        return f"article_{fact.state}", fact.subject.says
    if kind == "verdict":
        return "verdict_changed", _describe_verdict(fact.state, before)
    what, says = _describe_copy_news(fact.state, before)
    if not kind.startswith("own_"):
        return what, says
    origin = fact.subject.origin
    return f"own_{what}", f"{says}; the text comes from {origin}" if origin else says


def _describe_verdict(state: str, before: str | None) -> str:
    now = labels.VERDICTS[state.partition(" ")[0]]
    was = labels.VERDICTS[(before or state).partition(" ")[0]]
    same = "it names another original now" if was == now else f"before: {was}"
    return f"{now}; {same}"


def _describe_copy_news(state: str, before: str | None) -> tuple[str, str]:
    """Return the kind of the news and its sentence for an article with this role and credit."""
    role, credit = state.split()
    says = _describe_copy(state)
    if before is None:
        return role if role in _OWN_KIND else "copy", says
    former_credit = before.split()[1]
    if former_credit == "none" != credit:
        return "credit_added", f"now gives credit: {labels.CREDITS[credit]}"
    if former_credit != "none" == credit and role in _CREDIT_EXPECTED:
        return "credit_gone", f"{labels.CREDITS[credit]} (before: {labels.CREDITS[former_credit]})"
    return "role_changed", f"{says} (before: {_describe_copy(before)})"


def _describe_copy(state: str) -> str:
    """Return the label of a role and a credit, as `_make_article_fact` writes them."""
    role, credit = state.split()
    return labels.describe_member(None if role == "unknown" else role, credit)


def _make_article_fact(row: Carrier, prefix: str, origin: str | None = None) -> Fact:
    beside = "" if row.member else "beside_"
    state = f"{row.role or 'unknown'} {row.credit or 'none'}"
    key = f"{prefix}{beside}article:{row.article_id}"
    return Fact(key, state, row.first_seen, _make_subject(row, row.read_at, origin))


def _make_verdict_fact(story: StoryVerdict, key: str) -> Fact:
    original = story.original_article_id or story.original_url or story.original_name or ""
    named = blake2b(str(original).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    subject = Subject(None, story.original_url, story.title, None, None, story.story_id)
    state = f"{story.verdict} {named}"
    return Fact(f"verdict:{key}", state, story.attributed_at or "", subject, quiet=True)


def _list_correction_facts(corrections: Iterable[Correction]) -> Iterator[Fact]:
    for correction in corrections:
        passage = Passage(*(getattr(correction, name) for name in Passage.__struct_fields__))
        for copy in correction.copies:
            key = f"passage:{copy.article_id}:{passage.version_id}:{passage.at}"
            quiet = copy.state in ("followed", "gone")
            subject = _make_subject(copy, copy.read_at)
            yield Fact(key, copy.state, passage.changed_at, subject, passage, quiet)


def _make_subject(
    row: Carrier | CorrectionCopy | MatchedArticle | StoryAbsence,
    read_at: str = "",
    origin: str | None = None,
) -> Subject:
    named = (row.article_id, row.url, row.title, row.source, row.source_name, row.story_id)
    return Subject(*named, read_at, origin)


def day_before(instant: str) -> str:
    """Return the instant 24 hours earlier: finalizing may have begun long before it ended."""
    return clock.add_seconds(instant, -86_400)
