"""The gate for results: what of an answer may be shown, given the permissions of the articles that it quotes."""

from collections.abc import Mapping
from typing import TypeVar

from msgspec.structs import replace

from aggregator.permissions import NO_LIMIT, Permissions
from aggregator.results import (
    AlteredPassage,
    ArticleVersion,
    CommonPassage,
    Comparison,
    PassagePart,
    SearchHit,
    StoredArticle,
    Story,
    StoryInList,
    TraceResult,
)
from aggregator.results.stories import Passage, TraceEvidence
from aggregator.rights.gate import shorten, show_text
from aggregator.rights.named_articles import hide_articles

PermissionsById = Mapping[int, Permissions]

PassageType = TypeVar("PassageType", bound=Passage)
EvidenceType = TypeVar("EvidenceType", bound=TraceEvidence)


def show_article(article: StoredArticle, permissions: Permissions, words: int) -> StoredArticle:
    """Returns an article with as much of its text as may be shown, and its picture if that may be."""
    whole = permissions.allows("full_text") and not permissions.withheld
    return replace(
        article,
        text=show_text(permissions, article.text, words=words),
        image=article.image if permissions.allows("image") else "",
        removed=article.removed if whole else [],
    )


def show_version(version: ArticleVersion, permissions: Permissions, words: int) -> ArticleVersion:
    """Returns a former wording with as much of its text as may be shown."""
    return replace(version, text=show_text(permissions, version.text, words=words))


def show_hit(hit: SearchHit, permissions: Permissions) -> SearchHit:
    """Returns a hit of a search with what may be shown around the words."""
    if not permissions.allows("snippet") or permissions.withheld:
        return replace(hit, snippet="")
    if permissions.max_characters == NO_LIMIT:
        return hit
    return replace(hit, snippet=shorten(hit.snippet, None, permissions.max_characters))


def list_entry_ids(story: StoryInList) -> list[int]:
    """Returns the ids of the articles that a story of a list names."""
    members = [each.article_id for each in story.members]
    original = story.original.article_id
    return members if original is None else [*members, original]


def show_list_entry(story: StoryInList, hidden: frozenset[int]) -> StoryInList | None:
    """Returns a story of a list without these articles; None when none is left."""
    if hidden.isdisjoint(list_entry_ids(story)):
        return story
    members = [each for each in story.members if each.article_id not in hidden]
    if not members:
        return None
    original = hide_articles(story.original, hidden)
    return replace(story, title=members[0].title, original=original, members=members)


def show_story(story: Story, hidden: frozenset[int], authors: PermissionsById, words: int) -> Story:
    """Returns a story without the headlines of articles that are not listed, and with what may be quoted.

    `authors` are the permissions of the articles that were changed.
    """
    if story.corrections:
        changes = [show_passage(each, authors, words) for each in story.corrections]
        story = replace(story, corrections=changes)
    if not hidden:
        return story
    listed = next((each.title for each in story.members if each.article_id not in hidden), "")
    shown = replace(hide_articles(story, hidden), title=listed or story.title)
    evidence = [show_evidence(each, each.article_id in hidden) for each in shown.evidence]
    related = [each for each in shown.related if each.article_id not in hidden]
    return replace(shown, evidence=evidence, related=related)


def show_evidence(item: EvidenceType, is_hidden: bool) -> EvidenceType:
    """Returns an observation without words of an article that is not listed."""
    return replace(item, quote="", url="") if is_hidden else item


def show_passage(passage: PassageType, by_id: PermissionsById, words: int) -> PassageType:
    """Returns a changed passage, shortened where the whole text may not be shown; without words where none may be."""
    permissions = by_id[passage.by.article_id]
    if not permissions.allows("quote") or permissions.withheld:
        return replace(passage, lead="", was="", now="", tail="", withheld=True)
    if permissions.allows("full_text"):
        return passage
    was, now = (shorten(each, words) for each in (passage.was, passage.now))
    return replace(passage, was=was, now=now)


def show_comparison(
    comparison: Comparison, a: Permissions, b: Permissions, words: int
) -> Comparison:
    """Returns what two articles share: of wordings so many words in all, unless both may be shown in full."""
    if a.allows("full_text") and b.allows("full_text"):
        return comparison
    is_quotable = a.allows("quote") and b.allows("quote") and not (a.withheld or b.withheld)
    left = words if is_quotable else 0
    passages = []
    for each in comparison.passages:
        passages.append(_shorten_passage(each, left))
        left = max(0, left - each.end_a + each.at_a)
    masked = replace(comparison.masked, a=[], b=[])
    return replace(comparison, passages=passages, masked=masked)


def show_trace(result: TraceResult, by_id: PermissionsById, words: int) -> TraceResult:
    """Returns an answer without the headlines of articles that are not listed, and with what may be quoted."""
    altered = [_show_altered(each, by_id[each.article_id], words) for each in result.altered]
    answers = [show_trace(each, by_id, words) for each in result.answers]
    return hide_articles(replace(result, altered=altered, answers=answers), list_hidden(by_id))


def list_hidden(by_id: PermissionsById) -> frozenset[int]:
    """Returns the articles that are not listed."""
    return frozenset(key for key, each in by_id.items() if not each.allows("headline"))


def _shorten_passage(passage: CommonPassage, words: int) -> CommonPassage:
    other = None if passage.other_text is None else shorten(passage.other_text, words)
    parts = _shorten_parts(passage.parts, words)
    return replace(passage, text=shorten(passage.text, words), other_text=other, parts=parts)


def _show_altered(altered: AlteredPassage, permissions: Permissions, words: int) -> AlteredPassage:
    if permissions.allows("full_text"):
        return altered
    return replace(
        altered,
        parts=_shorten_parts(altered.parts, words if permissions.allows("quote") else 0),
    )


def _shorten_parts(parts: list[PassagePart], words: int) -> list[PassagePart]:
    """Returns the first parts of a passage, with so many words in all."""
    kept = []
    for part in parts:
        if words <= 0:
            break
        kept.append(replace(part, text=shorten(part.text, words)))
        words -= len(part.text.split())
    return kept
