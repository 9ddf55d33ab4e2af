"""Which stored articles a request touches, and what is to happen to each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Action = Literal["hide", "list"]

# Relations to the work that mean: this carries it. A partial text mixes it with another's work, a
# version is another wording, a quote may be lawful: these three are shown to a person.
CARRIES = frozenset(["requested", "identical", "syndicated", "abridged", "wrapped", "edited"])


@dataclass(frozen=True, slots=True)
class Touched:
    """One article that a request touches; `relation` is to the requested work."""

    article_id: int
    relation: str
    action: Action


def touched(
    requested: int, members: Iterable[tuple[int, str | None]], others: Sequence[tuple[int, str]]
) -> list[Touched]:
    """The requested article first, then its copies, then what a person should look at.

    `members`: articles of the same story with their relation to the requested one, None when they
    share too little with it; `others`: versions and quotes in other stories.
    """
    found = {requested: "requested"}
    for article_id, relation in members:
        found.setdefault(article_id, relation or "partial")
    for article_id, relation in others:
        found.setdefault(article_id, relation)
    rows = [Touched(key, relation, _action(relation)) for key, relation in found.items()]
    return sorted(rows, key=lambda row: (row.relation != "requested", row.action, row.article_id))


def _action(relation: str) -> Action:
    return "hide" if relation in CARRIES else "list"
