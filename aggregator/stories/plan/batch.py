"""Plans the articles that are stored with one commit.

Most new articles have a text of their own, or are copies of what is stored: these change nothing for
any other article. All of them are assigned at once, and the result is what assigning each in its turn
would be. The others, which resemble one another, wait for their turn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aggregator.model import Signature, StoredText
from aggregator.stories.plan.match import (
    MIN_SHARED,
    MIN_TOKENS,
    Assignment,
    Hashes,
    Query,
    assign_exact_duplicate,
)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What linking needs of an article that is about to be stored."""

    source_id: int | None
    text_hash: str
    signature: Signature
    sketch: Hashes

    def as_query(self, text: str) -> Query:
        """The article as a text that is looked for."""
        made = self.signature
        return Query(self.source_id, text, self.text_hash, made.tokens, self.sketch, made.minhash)


@dataclass(slots=True)
class BatchPlan:
    """The assignments of a batch that are known beforehand, and whether they still hold."""

    assignments: dict[int, Assignment]  # by index; left out are those that resemble one another
    changed_stories: set[int] = field(default_factory=set)
    is_stale: bool = False  # anything may have changed

    def assignment(self, index: int) -> Assignment | None:
        """Returns the assignment of an article if it still holds; None: match it in its turn."""
        planned = self.assignments.get(index)
        if planned is None or self.is_stale:
            return None
        return planned if self.changed_stories.isdisjoint(planned.story_ids) else None


def find_independent(articles: Sequence[NewArticle], distinctive: Sequence[Hashes]) -> list[bool]:
    """Returns for each article whether it shares neither wording nor sketch with another of them.

    `distinctive` are the distinctive hashes of each.
    """
    hashes = concatenate(distinctive)
    shared = count_by_article(distinctive, _is_in_several(hashes))
    times = Counter(article.text_hash for article in articles)
    return [
        count < MIN_SHARED and times[article.text_hash] == 1
        for article, count in zip(articles, shared, strict=True)
    ]


def assign_unmatched(
    articles: Sequence[NewArticle],
    independent: Sequence[bool],
    duplicates: Mapping[str, StoredText],
    have_candidates: Sequence[bool],
) -> dict[int, Assignment]:
    """Returns the assignments, by index, of independent articles that need not be compared.

    `duplicates` are stored texts by their hash; `have_candidates` says for each article whether the
    sketch index or the archive may know similar ones.
    """
    planned = {}
    for i, article in enumerate(articles):
        tokens = article.signature.tokens
        if independent[i] and tokens and article.text_hash in duplicates:
            planned[i] = assign_exact_duplicate(duplicates[article.text_hash])
        elif independent[i] and (not have_candidates[i] or tokens < MIN_TOKENS):
            planned[i] = Assignment()
    return planned


def concatenate(hashes: Sequence[Hashes]) -> Hashes:
    """Returns the hashes of many articles as one array."""
    return np.concatenate(hashes) if hashes else np.empty(0, dtype=np.uint32)


def count_by_article(hashes: Sequence[Hashes], selected: NDArray[np.bool_]) -> list[int]:
    """Returns how many hashes of each article are selected in the array of all of them."""
    articles = np.repeat(np.arange(len(hashes)), [len(own) for own in hashes])
    counts: list[int] = np.bincount(articles[selected], minlength=len(hashes)).tolist()
    return counts


def _is_in_several(hashes: Hashes) -> NDArray[np.bool_]:
    """For each hash, distinct within its article: whether another article has it too."""
    order = np.argsort(hashes)
    same = hashes[order][1:] == hashes[order][:-1]
    repeated = np.zeros(len(hashes), dtype=np.bool_)
    repeated[order[1:]] = same
    repeated[order[:-1]] |= same
    return repeated
