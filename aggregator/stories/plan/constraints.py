"""Whom a person's splits leave an article to be linked with.

A split makes the articles that leave lead for themselves, whatever fuller text there is, and keeps
those that stay from joining them. It looks only at wordings and decisions, never at who came first,
so the same articles under the same decisions make the same stories in any order. Articles with
identical text are one unit, here as everywhere in linking.
"""

from collections.abc import Mapping

from storage.corpus.decisions import Decisions, Side
from storage.sqlite.connection import Database


def free(db: Database, text_hash: str, others: Mapping[str, bool]) -> set[str]:
    """The wordings that this one may be linked with; of each is told whether it comes first."""
    if not Decisions(db).splits():
        return set(others)
    own = Decisions(db).sides(text_hash)
    found = {other: Decisions(db).sides(other) for other in others}
    return {
        other
        for other, sides in found.items()
        if not leaves(own if others[other] else sides) and not apart(own, sides)
    }


def touches(db: Database, text_hash: str) -> bool:
    """Is this wording on a side of any split? Then its copies may be nearer to one it is kept from."""
    return Decisions(db).splits() and bool(Decisions(db).sides(text_hash))


def leaves(sides: set[Side]) -> bool:
    """Did a person take this wording out of a story? Then it joins none."""
    return any(not stays for _, stays in sides)


def apart(a: set[Side], b: set[Side]) -> bool:
    """Are two wordings on different sides of a split?"""
    return any((split, not stays) in b for split, stays in a)
