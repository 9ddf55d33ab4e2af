"""The gate of the API: who asks, and what of the articles they may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeVar

from aggregator import clock, results
from aggregator.errors import NotStored
from aggregator.permissions import Permissions, Use, encode_uses
from aggregator.results.base import Result
from aggregator.rights import shown_results
from aggregator.rights.gate import EXTRACT_WORDS
from aggregator.rights.named_articles import hide_articles, list_named_ids
from storage.store import Store

Named = TypeVar("Named", bound=Result)

Audience = Literal["operator", "public"]
MAX_AT_ONCE = 100  # stories of a list whose permissions are read together

# What the operator sees whatever was said. It is what is stored here, and does not leave by being looked at.
SEEN_BY_OPERATOR: tuple[Use, ...] = (
    *("headline", "extract", "full_text", "search", "snippet", "quote", "image"),
)
_SEEN = encode_uses(SEEN_BY_OPERATOR)


@dataclass(frozen=True, slots=True)
class Gate:
    """What an audience may see of the articles of a database."""

    store: Store
    audience: Audience = "operator"
    extract_words: int = EXTRACT_WORDS

    def find_permissions(self, article_ids: Iterable[int]) -> dict[int, Permissions]:
        """Return the permissions of each of these articles for this audience."""
        stored = self.store.permissions.get_many([*article_ids])
        if self.audience == "public":
            return stored
        return {key: Permissions(each.forbidden & ~_SEEN) for key, each in stored.items()}

    @property
    def is_public(self) -> bool:
        """Whether publishers decide what is seen."""
        return self.audience == "public"

    def find_hidden(self, article_ids: Iterable[int]) -> frozenset[int]:
        """Return which of these articles are kept out of lists for this audience."""
        if not self.is_public:
            return frozenset()
        return self.store.permissions.list_unlisted([*article_ids])

    @property
    def listed_at(self) -> str | None:
        """The time at which articles must be listed to be in a list; None where all are."""
        return clock.now() if self.is_public else None

    def require_listed(self, article_id: int) -> Permissions:
        """Return the permissions of an article. Raises NotStored for one that its publisher keeps out of lists."""
        permissions = self.find_permissions([article_id])[article_id]
        if permissions.allows("headline"):
            return permissions
        raise NotStored(f"article {article_id} is not shown: its publisher keeps it out of lists")

    def hide_unlisted(self, result: Named) -> Named:
        """Return a result without the headlines and addresses of articles that are not listed."""
        if not self.is_public:
            return result
        return hide_articles(result, self.find_hidden(list_named_ids(result)))

    def show_story(self, story: results.Story) -> results.Story:
        """Return a story as it may be seen. Raises NotStored when none of its articles is listed."""
        if not self.is_public:
            return story
        hidden = self.find_hidden(list_named_ids(story))
        if all(each.article_id in hidden for each in story.members):
            raise NotStored(
                f"story {story.story_id} is not shown: its publisher keeps it out of lists"
            )
        authors = self.find_permissions(each.by.article_id for each in story.corrections)
        return shown_results.show_story(story, hidden, authors, self.extract_words)

    def show_list(
        self, stories: Iterator[results.StoryInList], at_once: int
    ) -> Iterator[results.StoryInList]:
        """Yield the stories of a list that have an article which is listed; so many are read at once."""
        if not self.is_public:
            yield from stories
            return
        while part := [*islice(stories, max(1, min(at_once, MAX_AT_ONCE)))]:
            named = {key for story in part for key in shown_results.list_entry_ids(story)}
            hidden = self.find_hidden(named)
            for story in part:
                shown = shown_results.show_list_entry(story, hidden)
                if shown:
                    yield shown

    def show_hits(self, hits: Iterable[results.SearchHit]) -> list[results.SearchHit]:
        """Return the hits of a search with what may be shown around the words."""
        found = [*hits]
        if not self.is_public:
            return found
        permissions = self.find_permissions(hit.id for hit in found)
        return [shown_results.show_hit(hit, permissions[hit.id]) for hit in found]

    def show_trace(self, result: results.TraceResult) -> results.TraceResult:
        """Return an answer as it may be seen."""
        if not self.is_public:
            return result
        permissions = self.find_permissions(list_named_ids(result))
        return shown_results.show_trace(result, permissions, self.extract_words)
