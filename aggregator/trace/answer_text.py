"""The answer to a question about a text that is not stored: the story it belongs to, and what it says itself."""

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from aggregator.model import Article, Page, Record
from aggregator.results import (
    AlteredPassage,
    Asked,
    NamedOriginal,
    NotChecked,
    StoredArticle,
    TraceEvidence,
    TraceResult,
)
from aggregator.trace import match_text, own_claims, related_texts
from aggregator.trace.answer_story import answer_story
from aggregator.trace.repositories import TraceRepositories
from aggregator.trace.unchecked import list_not_checked

if TYPE_CHECKING:
    from aggregator.stories.plan.match import Assignment, Match

    Found = list[tuple[Match, StoredArticle]]  # copies first

MAX_QUOTE = 300  # characters of a passage
MAX_COMPARED = 100_000  # characters of two texts together for which passages are looked for
MAX_ALTERED = 2000  # characters of a text whose changed words are shown
MAX_TEXTS = 12  # of one paste that are answered
WHOLE = 0.8  # of an article: the text asked about is a copy of it, not a part


def answer_text(
    repositories: TraceRepositories, query: str, text: str | Article, now: str
) -> TraceResult:
    """Return the verdict on the story that a text belongs to, with what the text itself says.

    Of several texts at once there is one answer each, in `answers`.
    """
    asked = _read_article(text)
    assignment = match_text.find_assignment(repositories, asked.link_text)
    found = _read_matched_articles(repositories, assignment)
    pieces = [] if isinstance(text, Article) else _split(text, asked, found)
    if pieces:
        whole = _answer_without_story(repositories, query, asked, found, now)
        answers = [answer_text(repositories, piece, piece, now) for piece in pieces[:MAX_TEXTS]]
        unanswered = _list_unanswered(len(pieces))
        return replace(whole, answers=answers, not_checked=[*unanswered, *whole.not_checked])
    if assignment.story_id is None:
        answer = _answer_without_story(repositories, query, asked, found, now)
    else:
        question = Asked("text", "text")
        evidence = _list_evidence(asked, found, now)
        answer = answer_story(repositories, query, assignment.story_id, question, evidence)
    answer = replace(answer, altered=_list_altered(repositories, asked, found, answer.original))
    if not (asked.sources or asked.manifests):
        return answer
    return own_claims.apply_own_claims(repositories, answer, asked, assignment, now)


def _answer_without_story(
    repositories: TraceRepositories, query: str, asked: Article, found: "Found", now: str
) -> TraceResult:
    """Return the answer on a text that belongs to no story, or on several texts."""
    return TraceResult(
        query=query,
        verdict="undetermined",
        confidence="none",
        original=NamedOriginal(),
        evidence=list(_list_evidence(asked, found, now)),
        copies=[],
        **msgspec.structs.asdict(related_texts.group_related_texts(found)),
        not_checked=list_not_checked(repositories.coverage),
        related=[],
        asked=Asked("text", "text" if found else "none"),
    )


def _list_unanswered(pieces: int) -> list[NotChecked]:
    """Return that texts of a paste, beyond the first MAX_TEXTS of so many `pieces`, are not answered."""
    if pieces <= MAX_TEXTS:
        return []
    why = f"of one paste, {MAX_TEXTS} texts are answered: ask about the rest separately"
    return [NotChecked(f"the last {pieces - MAX_TEXTS} of {pieces} parts of your text", why)]


def _list_evidence(asked: Article, found: "Found", now: str) -> tuple[TraceEvidence, ...]:
    """Return lines that lost their address, and what the text shares with stored articles."""
    matches = (_describe_match(match, article, asked, now) for match, article in found)
    return (*own_claims.list_lost_links(asked, now), *matches)


def _split(text: str, asked: Article, found: "Found") -> list[str]:
    """Return the texts that a paste is made of; none when it is one, or when one article has all of it."""
    stories = {match.article.story_id for match, _ in found}
    if len(stories) < 2 or any(match.scores.a_in_b >= WHOLE for match, _ in found):
        return []
    from aggregator.trace.several_texts import split_by_stories

    pieces = split_by_stories(asked.link_text, [match for match, _ in found], text)
    return pieces if max(map(len, pieces), default=0) < len(text) else []


def _list_altered(
    repositories: TraceRepositories, asked: Article, found: "Found", original: NamedOriginal
) -> list[AlteredPassage]:
    """Return the changed words of a short text, beside the nearest article and beside the original."""
    if not found or len(asked.link_text) > MAX_ALTERED:
        return []
    nearest = found[0][0]
    ids = [] if nearest.scores.a_in_b == 1 else [nearest.article.id]
    if original.article_id is not None and original.article_id != nearest.article.id:
        ids.append(original.article_id)
    if not ids:
        return []
    from aggregator.trace.altered import find_altered

    articles = repositories.lookup.articles
    texts = repositories.membership.get_texts(ids)
    beside = ((articles.get(key), texts[key].text) for key in ids if key in texts)
    passages = (find_altered(article, text, asked.link_text) for article, text in beside if article)
    return [passage for passage in passages if passage]


def _read_article(text: str | Article) -> Article:
    """Return a text as an article, with what its lines say about its source."""
    if isinstance(text, Article):
        return text
    from aggregator import reading

    outcome = reading.read_text(Record(Page("", b""), text=text))
    return outcome if isinstance(outcome, Article) else Article("", "", "", text, text)


def _read_matched_articles(repositories: TraceRepositories, assignment: "Assignment") -> "Found":
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
