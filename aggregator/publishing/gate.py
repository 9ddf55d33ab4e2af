"""Rows of the main file → rows of the published edition: only what may leave."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from aggregator import labels
from aggregator.attribution.source_claims import CLAIM_KINDS
from aggregator.permissions import Permissions, Use
from aggregator.rights.gate import leave_out, shorten, show_text
from aggregator.rights.words import find_reason
from storage.published.rows import (
    EditionArticle,
    EditionCopy,
    EditionEvidence,
    StoredArticle,
    StoredCopy,
    StoredEvidence,
    StoryRow,
    UnlistedArticle,
)

NOTHING_SAID = "nothing said: all rights are its publisher's"
RIGHTS_CHARACTERS = 200  # of what publishers said, in a row
_USES_OF_AN_EXTRACT: tuple[Use, ...] = ("publish", "extract")
# The origin of such a story is not in the corpus: one article alone is a copy.
_OUTSIDE_VERDICTS = frozenset(["common_source", "original_outside"])
# What a credit line says is quoted of every article: lines that name a source, and no sentences of the text.
_CREDIT_LINES = frozenset(
    kind for kind, meaning in CLAIM_KINDS.items() if meaning.is_credit and meaning.cls == "A"
)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Articles that are left out as if they did not exist: their ids, addresses, and what names them in a story."""

    ids: Set[int]
    urls: Set[str]
    names: Mapping[
        int, Set[str]
    ]  # by story: addresses, domains and names of sources, in lower case

    def is_origin(self, story: StoryRow) -> bool:
        """Returns whether a story's verdict names one of them."""
        return story.original_article_id in self.ids or story.original_url in self.urls

    def is_named(self, evidence: StoredEvidence) -> bool:
        """Returns whether an item of evidence is about one of them, or names it."""
        if evidence.article_id in self.ids or evidence.points_to in self.urls:
            return True
        names = self.names.get(evidence.story_id, ())
        said = f"{evidence.says}\n{evidence.quote}\n{evidence.url}".lower() if names else ""
        return any(name in said for name in names)


def collect_unlisted(articles: Iterable[UnlistedArticle]) -> Unlisted:
    """Returns the articles that are left out."""
    ids: set[int] = set()
    urls: set[str] = set()
    names: defaultdict[int, set[str]] = defaultdict(set)
    for article in articles:
        ids.add(article.id)
        urls |= {article.url, article.canonical_url}
        named = (article.url, article.canonical_url, article.domain, article.name)
        names[article.story_id] |= {name.lower() for name in named if name}
    return Unlisted(ids, urls, names)


def make_article(stored: StoredArticle, permissions: Permissions, words: int) -> EditionArticle:
    """Returns an article with an extract of so many words as far as it may be published; the whole text only where that is open."""
    extract = (
        show_text(permissions, stored.text, words=words) if permissions.allows("publish") else ""
    )
    rights = _describe_rights(json.loads(stored.rights), permissions)
    return EditionArticle(*stored[:-2], rights, extract)


def _describe_rights(words: list[str], permissions: Permissions) -> str:
    """Returns what a publisher said, short; what forbids an extract comes first."""
    forbidden = [use for use in _USES_OF_AN_EXTRACT if not permissions.allows(use)]
    if not forbidden:
        return _join(words) or NOTHING_SAID
    reason = find_reason(words, forbidden[0])
    return f"no extract: {_join([reason, *(each for each in words if each != reason)])}"


def _join(words: list[str]) -> str:
    said = "; ".join(words)
    return said if len(said) <= RIGHTS_CHARACTERS else f"{said[:RIGHTS_CHARACTERS].rstrip()}…"


def make_story(stored: StoryRow, veiled: Set[int]) -> StoryRow:
    """Returns a story; without its verdict in `veiled` stories, whose origin is left out."""
    if stored.id in veiled:
        return StoryRow(stored.id, None, None, None, None, None, None)
    return stored


def is_relation(stored: StoredCopy, unlisted: Unlisted, single: Set[int]) -> bool:
    """Returns whether a relation is between articles that are in the edition, or with an origin outside.

    `single` are stories of one article there.
    """
    if stored.article_id in unlisted.ids:
        return False
    if stored.member:
        return stored.story_id not in single or stored.verdict in _OUTSIDE_VERDICTS
    return stored.compared_with not in unlisted.ids


def make_copy(stored: StoredCopy, unlisted: Unlisted, veiled: Set[int]) -> EditionCopy:
    """Returns a relation; without a role in `veiled` stories, whose origin is left out."""
    is_veiled = stored.story_id in veiled
    compared = None if stored.compared_with in unlisted.ids else stored.compared_with
    return EditionCopy(
        stored.article_id,
        stored.story_id,
        compared,
        stored.member,
        None if is_veiled else stored.role,
        None if is_veiled else stored.credit,
        stored.relation if compared else None,
        stored.share_of_its_text if compared else None,
        stored.share_of_the_original if compared else None,
        "" if is_veiled else labels.describe_reason(stored.reason, stored.original_name),
    )


def make_evidence(
    stored: StoredEvidence, permissions: Permissions | None, words: int
) -> EditionEvidence:
    """Returns an item of evidence with the quotation that may be published.

    `permissions` are those of its article; None without one.
    """
    quote = _show_quote(stored, permissions, words) if permissions else ""
    return EditionEvidence(*stored[:5], quote, stored.url, stored.observed_at)


def _show_quote(stored: StoredEvidence, permissions: Permissions, words: int) -> str:
    if permissions.allows("quote") and permissions.allows("publish"):
        return show_text(permissions, stored.quote, "quote", words)
    if stored.rule not in _CREDIT_LINES:
        return ""
    return shorten(leave_out(stored.quote, permissions.withheld), words)
