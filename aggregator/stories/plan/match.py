"""Matches a text with stored candidates, word by word, and decides which story it belongs to.

The order of rank (`rank.py`) decides who leads. An article belongs to the nearest leader of a lower
rank key; where there is none, it leads, and takes over the similar texts with a higher key.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aggregator import linking
from aggregator.linking.relations import MEMBER_SHARE
from aggregator.linking.verify import Comparison
from aggregator.model import MEMBER_RELATIONS, KeyedFingerprints, Relation, StoredText
from aggregator.stories.plan.constraints import Constraints
from aggregator.stories.plan.rank import Rank, rank
from aggregator.stories.plan.separations import ComparedText, Separation

MIN_TOKENS = 40  # shorter texts are linked only when they are identical
MIN_SHARED = 2  # sketched shingles in common that make a candidate
MAX_CANDIDATES = 20  # leaders, and as many members, that one text is compared with

BLOCK = 64  # texts whose shingles are made at once

Hashes = NDArray[np.uint32]  # a containment sketch as it is stored


@dataclass(frozen=True, slots=True)
class SourceBoilerplate:
    """What a site repeats: left out of texts, and of the sketches by which candidates are found."""

    text: linking.Boilerplate
    sketch: Hashes


Boilerplates = Mapping[int, SourceBoilerplate]  # by source; sources without any may be left out
EMPTY_BOILERPLATE = SourceBoilerplate(linking.NO_BOILERPLATE, np.empty(0, dtype=np.uint32))


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is looked for among stored ones. `source_id` is None for one of no known site."""

    source_id: int | None
    text: str
    text_hash: str
    tokens: int
    sketch: Hashes
    minhash: bytes = b""  # empty: the archive is not asked
    fingerprints: KeyedFingerprints | None = (
        None  # of a text that is not stored; `text` is empty then
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A stored article, mostly a leader, that a text was compared with: the text is `a` in `scores`."""

    article: StoredText
    relation: Relation
    scores: Comparison
    is_carried: bool = False  # of relation collection: the stored article is the collection


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which story an article belongs to. `story_id` None: a story of its own."""

    story_id: int | None = None
    relation: Relation | None = None
    of_article_id: int | None = None
    members: tuple[Match, ...] = ()  # leaders it was verified against, the nearest first
    others: tuple[Match, ...] = ()  # versions and quotes, one of each story
    leads: bool = True  # it leads that story
    overtaken: tuple[
        StoredText, ...
    ] = ()  # similar, of a higher rank key, or separated by it: to be reassigned after it
    separations: tuple[Separation, ...] = ()  # that it showed; its own id is 0 in them

    @property
    def changes_others(self) -> bool:
        """Whether it changes the assignment of any stored article."""
        return bool(self.overtaken or self.separations)

    @property
    def story_ids(self) -> set[int]:
        """The stories it depends on."""
        overtaken = {article.story_id for article in self.overtaken}
        return overtaken | {match.article.story_id for match in (*self.members, *self.others)}

    @property
    def scores(self) -> Comparison | None:
        """The scores of the nearest match."""
        return self.members[0].scores if self.members else None


def assign_exact_duplicate(duplicate: StoredText) -> Assignment:
    """Returns the assignment of a text whose exact wording is stored: nothing is compared."""
    match = Match(duplicate, "identical", Comparison(1.0, 1.0, 1.0, 0, 0, 0))
    return Assignment(duplicate.story_id, "identical", duplicate.id, (match,), leads=False)


def select_distinctive_hashes(sketch: Hashes, boilerplate: SourceBoilerplate) -> Hashes:
    """Returns the sketched shingles that are not the site's boilerplate."""
    repeated = boilerplate.sketch
    if not len(repeated):
        return sketch
    indices = np.minimum(np.searchsorted(repeated, sketch), len(repeated) - 1)
    distinctive: NDArray[np.bool_] = repeated[indices] != sketch
    return sketch[distinctive]


@dataclass(frozen=True, slots=True)
class MatchedQuery:
    """A text that is looked for, and the stored texts that relate to it, the nearest first."""

    text: ComparedText
    matches: tuple[Match, ...] = ()
    matched: tuple[ComparedText, ...] = ()  # the texts of the matches


def match_queries(
    queries: Sequence[Query],
    candidates: Sequence[Sequence[int]],
    texts: Mapping[int, StoredText],
    boilerplates: Boilerplates,
) -> dict[int, MatchedQuery]:
    """Returns the matches of the queries that have candidates, by index, given their ids.

    Queries are not compared with one another. Candidates that are not among `texts` are left out.
    """
    compared = [i for i, article_ids in enumerate(candidates) if article_ids]
    own = [queries[i] for i in compared]
    shingles = make_shingles([*own, *texts.values()], boilerplates)
    stored = dict(zip(texts, shingles[len(own) :], strict=True))
    matched = {}
    for i, own_shingles in zip(compared, shingles, strict=False):
        pairs = [(texts[key], stored[key]) for key in candidates[i] if key in texts]
        matches = _match_candidates(queries[i], own_shingles, pairs)
        query = queries[i]
        text = ComparedText(0, query.source_id, rank(query.tokens, query.text_hash), own_shingles)
        others = (_make_compared_text(match.article, stored[match.article.id]) for match in matches)
        matched[i] = MatchedQuery(text, tuple(matches), tuple(others))
    return matched


def make_compared_texts(
    texts: Sequence[StoredText], boilerplates: Boilerplates
) -> list[ComparedText]:
    """Returns stored texts with their shingles."""
    shingles = make_shingles(texts, boilerplates)
    return [_make_compared_text(*each) for each in zip(texts, shingles, strict=True)]


def decide_assignment(
    query_rank: Rank, matches: Sequence[Match], constraints: Constraints
) -> Assignment:
    """Returns the assignment of a text, given its matches, the nearest first."""
    matches = [_apply_separation(query_rank[-1], match, constraints) for match in matches]
    above, below = _split_by_rank(query_rank, matches, constraints)
    others = _select_other_relations(matches, above)
    leaders = tuple(match for match in above if match.article.leads)
    if leaders:
        article, relation = leaders[0].article, leaders[0].relation
        return Assignment(article.story_id, relation, article.id, leaders, others, leads=False)
    return _make_leader_assignment(below, others)


def match_texts(article: StoredText, other: StoredText, boilerplates: Boilerplates) -> Match | None:
    """Returns how a stored article relates to another one; None where it does not."""
    own, theirs = make_shingles((article, other), boilerplates)
    return _make_match(other, own, theirs, article.source_id)


def make_shingles(
    texts: Sequence[Query | StoredText], boilerplates: Boilerplates
) -> list[linking.Shingles]:
    """Returns each text as it is compared: without what its site repeats; of one that is not stored, its fingerprints."""
    stored = [
        (text.text, get_site_boilerplate(boilerplates, text.source_id).text) for text in texts
    ]
    blocks = (stored[start : start + BLOCK] for start in range(0, len(stored), BLOCK))
    made = [shingles for block in blocks for shingles in linking.shingles_all(block)]
    for i, text in enumerate(texts):
        if text.fingerprints:
            made[i] = linking.shingles_of_unstored(text.fingerprints)
    return made


def reverse_match(match: Match, article: StoredText) -> Match:
    """Returns the match of the other text with this article, given that of the article with it."""
    return Match(article, match.relation, linking.reverse_comparison(match.scores))


def rank_article(article: StoredText) -> Rank:
    """Returns the rank of a stored article."""
    return rank(article.tokens, article.text_hash)


def get_site_boilerplate(boilerplates: Boilerplates, source_id: int | None) -> SourceBoilerplate:
    """Returns a site's boilerplate; none for a text of no known site."""
    return (
        EMPTY_BOILERPLATE if source_id is None else boilerplates.get(source_id, EMPTY_BOILERPLATE)
    )


def _apply_separation(query_hash: str, match: Match, constraints: Constraints) -> Match:
    """The match with the relation that a third text showed, where one did."""
    other_hash = match.article.text_hash
    kind = constraints.find_separation(query_hash, other_hash)
    related = match.relation in (*MEMBER_RELATIONS, "version")
    if kind is None or not (related or (kind == "collection" and _shares_much(match))):
        return match
    is_carried = kind == "collection" and other_hash in constraints.collections
    return replace(match, relation=kind, is_carried=is_carried)


def _shares_much(match: Match) -> bool:
    return max(match.scores.a_in_b, match.scores.b_in_a) >= MEMBER_SHARE


def _make_compared_text(text: StoredText, shingles: linking.Shingles) -> ComparedText:
    return ComparedText(text.id, text.source_id, rank_article(text), shingles)


def _split_by_rank(
    query_rank: Rank, matches: Iterable[Match], constraints: Constraints
) -> tuple[list[Match], list[Match]]:
    """The matches whose member the text may be, and those that may be members of its story."""
    above, below = [], []
    own_hash = query_rank[-1]
    for match in matches:
        if match.relation in MEMBER_RELATIONS:
            other_hash = match.article.text_hash
            if rank_article(match.article) < query_rank:
                above += [match] if constraints.allows_member(other_hash, own_hash) else []
            else:
                below += [match] if constraints.allows_member(own_hash, other_hash) else []
    return above, below


def _select_other_relations(matches: Iterable[Match], above: Iterable[Match]) -> tuple[Match, ...]:
    """Relations to other stories, the nearest of each; members that are longer count as quotes."""
    others = [match for match in matches if match.relation not in MEMBER_RELATIONS]
    others += [replace(match, relation="quote") for match in above if not match.article.leads]
    return tuple({match.article.story_id: match for match in reversed(others)}.values())


def _make_leader_assignment(below: Sequence[Match], others: tuple[Match, ...]) -> Assignment:
    """The assignment of a text that leads those below it; it takes the oldest of their stories."""
    led = tuple(match for match in below if match.article.leads)
    nearest = led[0] if led else None
    return Assignment(
        min((match.article.story_id for match in led), default=None),
        nearest.relation if nearest else None,
        nearest.article.id if nearest else None,
        led,
        others,
        overtaken=tuple(match.article for match in below),
    )


def _match_candidates(
    query: Query,
    shingles: linking.Shingles,
    candidates: Iterable[tuple[StoredText, linking.Shingles]],
) -> list[Match]:
    """The candidates that relate to a query, the nearest first."""
    matches = (
        _make_match(other, shingles, theirs, query.source_id) for other, theirs in candidates
    )
    return sorted((match for match in matches if match), key=_match_sort_key)


def _make_match(
    other: StoredText, own: linking.Shingles, theirs: linking.Shingles, source_id: int | None
) -> Match | None:
    scores = linking.compare(own, theirs)
    relation = linking.relate(scores, same_site=other.source_id == source_id)
    return Match(other, relation, scores) if relation else None


def _match_sort_key(match: Match) -> tuple[float, float, Rank]:
    """Sorts the nearest match first."""
    share = max(match.scores.a_in_b, match.scores.b_in_a)
    return (-share, -match.scores.resemblance, rank_article(match.article))
