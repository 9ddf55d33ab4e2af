"""Which stored articles a takedown request affects, and what happens to each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from aggregator.errors import UsageError
from aggregator.results.takedowns import Action, ScopeKind, TakedownItem, TakedownScope

# Relations of articles that carry the work (`reach.py`). A partial text or a collection mixes it with the work of
# others, a version is another wording, a quote may be lawful: a person looks at these.
CARRYING_RELATIONS = frozenset(
    ["requested", "identical", "syndicated", "abridged", "wrapped", "edited"]
)
# Of articles of other stories that linking did not relate to the work
DOUBTFUL_RELATIONS = frozenset(["partial", "version", "quote"])

WIDE_KINDS: tuple[ScopeKind, ...] = ("author", "domain", "span")  # reach only pages at their domain

_BOUND = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")


@dataclass(frozen=True, slots=True)
class AffectedArticle:
    """An article that a request affects; `relation` is its relation to the requested article."""

    article_id: int
    relation: str
    action: Action


def list_affected_articles(
    requested_id: int,
    related: Iterable[tuple[int, str]],
    others: Iterable[tuple[int, str]],
) -> list[AffectedArticle]:
    """Returns the requested article, then its copies, then what a person should look at.

    `related` are the articles of the same story, and copies in others, with their relation to the requested one.
    `others` are articles of other stories that a person should look at.
    """
    relations = {requested_id: "requested"}
    for article_id, relation in (*related, *others):
        relations.setdefault(article_id, relation)
    articles = [
        AffectedArticle(key, value, _action_for_relation(value)) for key, value in relations.items()
    ]
    return sorted(articles, key=lambda a: (a.relation != "requested", a.action, a.article_id))


def is_wide(scope: TakedownScope) -> bool:
    """Does a scope name pages of a domain, and not one text?"""
    return scope.kind in WIDE_KINDS


def check_scope(scope: TakedownScope, *, has_page: bool) -> None:
    """Check that a scope has the parts of its kind and no others. Raises UsageError."""
    kind = scope.kind
    if not is_wide(scope):
        if scope.author or scope.domain or scope.since or scope.until:
            raise UsageError(f"the scope {kind} takes no author, domain or time: name a page only")
        return
    if not scope.domain:
        raise UsageError(f"the scope {kind} needs a domain")
    if has_page:
        raise UsageError(f"the scope {kind} takes a domain, no page")
    if bool(scope.author) != (kind == "author"):
        raise UsageError("an author belongs to the scope author, which needs one")
    if bool(scope.since or scope.until) != (kind == "span"):
        raise UsageError("a time belongs to the scope span, which needs its start or its end")
    for bound in (scope.since, scope.until):
        if bound and not _BOUND.fullmatch(bound):
            raise UsageError(f"{bound!r} is no day (2026-03-01) and no time (2026-03-01T06:00:00Z)")


def end_of_time(until: str) -> str:
    """Returns the last instant of a bound, which may be a day; an empty one stays empty."""
    return f"{until}T23:59:59Z" if len(until) == len("2026-03-01") else until


def describe_undecided(items: Iterable[TakedownItem]) -> str:
    """Returns which articles a person has to decide on, as they may show words of the work; else nothing."""
    named = ", ".join(f"article {item.article_id} ({item.relation})" for item in items)
    return f"a person must decide on {named}, where words of it may still be shown" if named else ""


def _action_for_relation(relation: str) -> Action:
    return "hide" if relation in CARRYING_RELATIONS else "list"
