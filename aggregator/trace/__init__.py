"""Where a text comes from: the stored verdict on an article's story, or that of a text like it.

Modules that only some questions need are imported where they are used: start-up is half of the cost.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from aggregator import clock, urls
from aggregator.errors import NotStored
from aggregator.model import (
    Article,
    Attribution,
    Evidence,
    Member,
    Original,
    Page,
    Record,
)
from aggregator.results import (
    EvidenceItem,
    NamedOriginal,
    NotChecked,
    StoredArticle,
    TraceCopy,
    TraceEvidence,
    TraceResult,
)
from aggregator.trace.lookup import LARGEST_ID, find_article
from aggregator.trace.repositories import TraceRepositories
from storage.corpus.coverage import Coverage

if TYPE_CHECKING:
    from aggregator.stories.plan.match import Assignment, Match

MAX_NAMED = 5  # sources listed by name
MAX_QUOTE = 300  # characters of a passage
MAX_COMPARED = 100_000  # characters of two texts together for which passages are looked for
WHOLE = 0.8  # of an article: the text asked about is a copy of it, not a part
ASKED = LARGEST_ID  # the id of the text asked about among the members of a story


def trace(
    repositories: TraceRepositories,
    query: str | int,
    *,
    text: str | Article | None,
    now: str,
) -> TraceResult:
    """Return the verdict on a stored article (by id or address) or, with `text`, on that text.

    Reads only. Raises AddressError, NotStored, Tombstoned.
    """
    if text is not None:
        return _trace_text(repositories, str(query), _read_article(text), now)
    found = find_article(repositories.lookup, query)
    story_id = repositories.lookup.articles.get_story_id(found.article_id)
    return _trace_story(repositories, str(query), story_id)


def _trace_story(
    repositories: TraceRepositories,
    query: str,
    story_id: int,
    first: tuple[TraceEvidence, ...] = (),
) -> TraceResult:
    """Return the stored verdict on a story; `first` is evidence that goes before its own."""
    from aggregator.stories import related_events

    story = repositories.lookup.stories.get(story_id)
    if story is None:  # taken down between two reads
        raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
    return TraceResult(
        query=query,
        verdict=story.verdict,
        confidence=story.confidence,
        original=story.original,
        evidence=[*first, *(_remove_article(item) for item in story.evidence)],
        copies=[
            copy
            for copy in repositories.verdicts.list_copies(story_id)
            if copy.article_id != story.original.article_id
        ],
        **msgspec.structs.asdict(repositories.relations.list_related_texts(story_id)),
        not_checked=list_not_checked(repositories.coverage),
        related=related_events.find_related(repositories.search, story_id),
    )


def _remove_article(item: EvidenceItem) -> TraceEvidence:
    return TraceEvidence(item.cls, item.rule, item.says, item.quote, item.url, item.observed_at)


def _read_article(text: str | Article) -> Article:
    """Return a text as an article, with what its lines say about its source."""
    if isinstance(text, Article):
        return text
    from aggregator import reading

    outcome = reading.read_text(Record(Page("", b""), text=text))
    return outcome if isinstance(outcome, Article) else Article("", "", "", text, text)


def _trace_text(
    repositories: TraceRepositories, query: str, asked: Article, now: str
) -> TraceResult:
    """Return the verdict on the story that a text belongs to, with what the text itself says."""
    from aggregator.trace import match_text, related_texts

    assignment = match_text.find_assignment(repositories, asked.link_text)
    found = _read_matched_articles(repositories, assignment)
    matches = (_describe_match(match, article, asked, now) for match, article in found)
    evidence = (*_list_lost_links(asked, now), *matches)
    if assignment.story_id is not None:
        answer = _trace_story(repositories, query, assignment.story_id, evidence)
    else:
        answer = TraceResult(
            query=query,
            verdict="undetermined",
            confidence="none",
            original=NamedOriginal(),
            evidence=list(evidence),
            copies=[],
            **msgspec.structs.asdict(related_texts.group_related_texts(found)),
            not_checked=list_not_checked(repositories.coverage),
            related=[],
        )
    return (
        _apply_own_claims(repositories, answer, asked, assignment, now) if asked.sources else answer
    )


def _list_lost_links(asked: Article, now: str) -> Iterator[TraceEvidence]:
    """Yield lines that mention an original without its address, which copying a page can lose."""
    for trace in asked.sources:
        if trace.kind == "link_phrase" and not (trace.url or trace.name):
            says = "the text asked about speaks of an original, without an address of another site"
            url = asked.url or asked.canonical_url
            yield TraceEvidence("A", "source_line", says, trace.phrase, url, now)


def _apply_own_claims(
    repositories: TraceRepositories,
    answer: TraceResult,
    asked: Article,
    assignment: "Assignment",
    now: str,
) -> TraceResult:
    """Decide again, for this answer only, when the text asked about names its source itself."""
    decided = _attribute_with_text(repositories, asked, assignment)
    claims = [item for item in decided.evidence if item.article_id == ASKED and item.cls in "AB"]
    if not claims or decided.original.article_id == ASKED:
        return answer
    return msgspec.structs.replace(
        answer,
        verdict=decided.verdict,
        confidence=decided.confidence,
        original=_name_original(decided.original),
        evidence=[*(_as_trace_evidence(item, now) for item in claims), *answer.evidence],
        copies=_update_copy_roles(answer.copies, decided),
    )


def _attribute_with_text(
    repositories: TraceRepositories, asked: Article, assignment: "Assignment"
) -> Attribution:
    """Return the verdict on a story that the text asked about is a member of."""
    from aggregator import attribution
    from aggregator.jobs import attribute

    story_id = assignment.story_id
    members = repositories.verdicts.members(story_id) if story_id is not None else []
    pinned = repositories.decisions.get_pinned_original(story_id) if story_id is not None else None
    sources = attribute.read_sources_by_domain_and_name(repositories.sources)
    return attribution.attribute(
        [*members, _make_member_of_text(asked, assignment)], sources, pinned
    )


def _name_original(original: Original) -> NamedOriginal:
    url, name, title = (part or None for part in (original.url, original.name, original.title))
    return NamedOriginal(url, name, title, original.article_id)


def _update_copy_roles(copies: list[TraceCopy], decided: Attribution) -> list[TraceCopy]:
    """Return the copies with the roles and credits of this attribution."""
    assessed = {each.article_id: each for each in decided.assessments}
    return [
        msgspec.structs.replace(copy, role=assessment.role, credit=assessment.credit)
        if (assessment := assessed.get(copy.article_id))
        else copy
        for copy in copies
    ]


def _make_member_of_text(asked: Article, assignment: "Assignment") -> Member:
    """Return the text asked about as a member of its story; it is never taken for the origin."""
    url = asked.url or asked.canonical_url
    site = urls.site(url) if url else ""
    return Member(
        ASKED,
        url,
        url,
        site,
        source_name=asked.publisher or site or "the text asked about",
        source_kind="aggregator",
        title=asked.title,
        relation=assignment.relation or "identical",
        sources=asked.sources,
    )


def _as_trace_evidence(item: Evidence, now: str) -> TraceEvidence:
    return TraceEvidence(item.cls, item.rule, item.says, item.quote, item.url, now)


def _read_matched_articles(
    repositories: TraceRepositories, assignment: "Assignment"
) -> list[tuple["Match", StoredArticle]]:
    """Return the matches of a text, copies first, with their articles."""
    matches = (*assignment.members, *assignment.others)
    articles = ((match, repositories.lookup.articles.get(match.article.id)) for match in matches)
    return [(match, article) for match, article in articles if article]


def _describe_match(
    match: "Match", article: StoredArticle, asked: Article, now: str
) -> TraceEvidence:
    """Return how much the text shares with a matching article; of a part, the passage in it."""
    from aggregator.trace import related_texts

    says, passage = related_texts.describe_match(match, article), _longest_passage(match, asked)
    return TraceEvidence("C", "containment", says, passage, article.url, now)


def _longest_passage(link: "Match", asked: Article) -> str:
    """Return the longest passage of a stored article that the text asked about contains."""
    from aggregator import linking

    text_lengths = len(link.article.text) + len(asked.link_text)
    if link.scores.b_in_a >= WHOLE or text_lengths > MAX_COMPARED:
        return ""
    stored, own = (linking.shingles(text) for text in (link.article.text, asked.link_text))
    passages = linking.find_passages(stored, own)
    text = max(passages, key=lambda passage: passage.words).text if passages else ""
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"


def list_not_checked(coverage: Coverage) -> list[NotChecked]:
    """Return what a verdict does not rest on: each with what was not checked, and why."""
    span = coverage.article_span()
    if span.since is None or span.until is None:
        return [NotChecked("everything", "no article is stored yet")]
    since, until = clock.for_people(span.since), clock.for_people(span.until)
    sources = coverage.count_sources_with_articles()
    return [
        NotChecked(
            "pages that are not stored",
            f"the corpus holds {span.articles} articles of {sources} sources, "
            f"first seen from {since} to {until}",
        ),
        *_list_unread(coverage),
        NotChecked(
            "translations and rewritten texts",
            "texts are compared word by word, within one language",
        ),
        NotChecked(
            "who reported the event first", "a verdict is about who published this text first"
        ),
    ]


def _list_unread(coverage: Coverage) -> Iterator[NotChecked]:
    """Yield the known addresses that were not read, and sources whose feeds fail."""
    counts = coverage.count_pages_by_state()
    reasons = {
        "due": "found in feeds and not fetched yet",
        "failed": "could not be fetched",
        "refused": "refused by robots.txt, terms or a takedown",
    }
    for state, why in reasons.items():
        if counts.get(state):
            yield NotChecked(f"{counts[state]} known addresses", why)
    silent = coverage.sources_with_failing_feeds()
    if silent:
        more = f" and {len(silent) - MAX_NAMED} more sources" if len(silent) > MAX_NAMED else ""
        why = "their feeds could not be read, or robots.txt forbids it"
        yield NotChecked(f"new pages of {', '.join(silent[:MAX_NAMED])}{more}", why)
