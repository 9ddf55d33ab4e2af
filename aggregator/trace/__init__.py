"""Where a text comes from: the stored verdict on an article's story, or that of a text like it.

Modules that only some questions need are imported where they are used: start-up is half of the cost.
"""

from msgspec.structs import replace

from aggregator.model import Article
from aggregator.results import Asked, FoundHeadline, TraceResult
from aggregator.trace.answer_story import answer_story
from aggregator.trace.lookup import find_article, require_current_story_id
from aggregator.trace.question import Question, read_question
from aggregator.trace.repositories import TraceRepositories


def trace(
    repositories: TraceRepositories,
    query: str | int,
    *,
    text: str | Article | None,
    now: str,
) -> TraceResult:
    """Return the verdict on what a question is about (see `question`) or, with `text`, on that text.

    Reads only. Raises AddressError, NotStored, Tombstoned.
    """
    if isinstance(text, Article):
        return _answer_text(repositories, str(query), text, now)
    if text is not None:
        return _answer_words(repositories, str(query), text, now)
    question = read_question(query)
    if question.kind == "words":
        return _answer_words(repositories, str(query), question.value, now)
    if question.kind == "story":
        return _answer_story_number(repositories, str(query), question.value)
    return _answer_article(repositories, str(query), question)


def _answer_article(repositories: TraceRepositories, query: str, question: Question) -> TraceResult:
    """Return the answer to an id or an address."""
    found = find_article(repositories.lookup, question.value)
    asked = Asked(
        "id" if question.kind == "id" else "address",
        "claim" if found.claimants else found.form,
        url=found.url or None,
        article_id=found.article_id,
    )
    story_id = repositories.lookup.articles.get_story_id(found.article_id)
    return answer_story(repositories, query, story_id, asked)


def _answer_story_number(repositories: TraceRepositories, query: str, number: str) -> TraceResult:
    lookup = repositories.lookup
    story_id = require_current_story_id(lookup.stories, lookup.tombstones, number)
    return answer_story(repositories, query, story_id, Asked("story", "exact"))


def _answer_words(repositories: TraceRepositories, query: str, text: str, now: str) -> TraceResult:
    """Return the answer to a headline, else to a text, else to the nearest headline."""
    from aggregator.trace import headlines

    if not headlines.may_be_headline(text):
        return _answer_text(repositories, query, text, now)
    same = headlines.keep_one_of_each_story(headlines.find_same(repositories.search, text))
    if same:
        return _answer_headline(repositories, query, same)
    answer = _answer_text(repositories, query, text, now)
    if answer.evidence or answer.copies:
        return answer
    nearest = headlines.find_nearest(repositories.search, text)
    if nearest and nearest[0].alike >= headlines.NEAR:
        return _answer_headline(repositories, query, nearest)
    return replace(answer, asked=Asked("headline", "none", others=nearest))


def _answer_headline(
    repositories: TraceRepositories, query: str, found: list[FoundHeadline]
) -> TraceResult:
    """Return the answer on the first of these articles; the others are offered."""
    first, *others = found
    asked = Asked(
        "headline",
        "headline" if first.alike == 1 else "near_headline",
        url=first.url,
        article_id=first.article_id,
        title=first.title,
        others=others,
    )
    return answer_story(repositories, query, first.story_id, asked)


def _answer_text(
    repositories: TraceRepositories, query: str, text: str | Article, now: str
) -> TraceResult:
    from aggregator.trace.answer_text import answer_text

    return answer_text(repositories, query, text, now)
