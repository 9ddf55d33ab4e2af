"""Constraints: which texts a person's splits keep apart, and which were found to be no copies.

A split has two sides. A text that left a story leads a story of its own, whatever longer text there
is; a text that stayed never joins one that left. Only wordings and decisions count, never the order
of arrival, so the same articles under the same decisions make the same stories. Articles with
identical text are one unit.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aggregator.model import SeparationKind

Side = tuple[int, bool]  # the id of a split, and whether it is the side that stays


@dataclass(frozen=True, slots=True)
class Constraints:
    """The sides of splits that texts are on, by text hash (texts on no side are left out), and separations."""

    sides: Mapping[str, Collection[Side]] = field(default_factory=dict)
    # What three texts showed (see `separations`), by the hashes of two of them
    separated: Mapping[frozenset[str], SeparationKind] = field(default_factory=dict)
    collections: Collection[str] = frozenset()  # texts that carry several unrelated ones

    def allows_member(self, leader: str, member: str) -> bool:
        """Whether the second text (by hash) may be a member of a story that the first one leads."""
        if not self.sides:
            return True
        member_sides = self.sides.get(member, ())
        return not was_split_off(member_sides) and not are_on_different_sides(
            self.sides.get(leader, ()), member_sides
        )

    def find_separation(self, a: str, b: str) -> SeparationKind | None:
        """Returns how two texts (by hash) relate that are no copies; None where they may be."""
        if a in self.collections or b in self.collections:
            return "collection"
        return self.separated.get(frozenset((a, b)))


NO_CONSTRAINTS = Constraints()


def was_split_off(sides: Collection[Side]) -> bool:
    """Whether a person took this text out of a story: then it joins none."""
    return any(not stays for _, stays in sides)


def are_on_different_sides(a: Collection[Side], b: Collection[Side]) -> bool:
    """Whether two texts are on different sides of a split."""
    return any((split, not stays) in b for split, stays in a)
