"""Finds whether a collection credits the original of a story that it carries.

A collection is no member of that story and never decides its verdict.
"""

from collections.abc import Mapping, Sequence

from aggregator.attribution import page_lines
from aggregator.attribution.naming import fold_name, site_of
from aggregator.attribution.parties import Parties, Party
from aggregator.attribution.source_claims import CREDIT_FACTORS, read_all_claims
from aggregator.model import Credit, Member, Original, Source


def find_credit(
    collection: Member,
    members: Sequence[Member],
    original: Original,
    known_sources: Mapping[str, Source],
) -> Credit | None:
    """Returns the most exact credit that a collection gives to the original of a story with these members.

    Credits to others count nothing, as they may be for another text that it carries. None where no
    original is known.
    """
    if not (original.article_id or original.url or original.name):
        return None
    parties = Parties.from_members(members, known_sources)
    index = page_lines.index_members(members, parties)
    sightings = page_lines.read_lines(collection, index)
    claims = read_all_claims(collection, parties, sightings)
    given = [
        claim.credit
        for claim in claims
        if claim.kind.is_credit and claim.party and _is_original(claim.party, original)
    ]
    most_exact: Credit = max(given, key=CREDIT_FACTORS.__getitem__, default="none")
    return most_exact


def _is_original(party: Party, original: Original) -> bool:
    if party.article_id or original.article_id:
        return party.article_id == original.article_id
    same_site = bool(original.url) and site_of(party.url) == site_of(original.url)
    return same_site or (bool(original.name) and fold_name(party.name) == fold_name(original.name))
