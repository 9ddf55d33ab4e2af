"""Match a text that is not stored with stored articles that contain it, or most of it.

Candidates come from the full-text index on disk, so that the cost does not grow with the corpus, and
are then verified word by word as linking does. The full-text index holds texts as they are written: an
article whose letters are disguised is not found there, so what it does not know is asked of the sketch
index, which a process has to read first, and of the archive. A fragment is shorter than any text that is linked: an
article that contains it in one piece matches, whatever surrounds it there.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from aggregator import linking
from aggregator.linking.folding import drop_invisible, fold
from aggregator.linking.passages import SHINGLE_WORDS
from aggregator.linking.relations import QUOTE_LENGTH
from aggregator.linking.verify import WHOLE_SHARE, Comparison
from aggregator.model import MEMBER_RELATIONS, Signature, StoredText
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.match import (
    MIN_SHARED,
    Assignment,
    Boilerplates,
    Match,
    assign_exact_duplicate,
    make_compared_texts,
    make_shingles,
    rank_article,
)
from aggregator.stories.plan.rank import Rank, rank
from aggregator.stories.plan.separations import ComparedText
from aggregator.trace.repositories import TraceRepositories
from aggregator.trace.third_texts import (
    NO_COPIES,
    mark_separated,
    put_sources_before_holders,
)
from storage.corpus import articles
from storage.links.signatures import shorten_sketch
from storage.sqlite.fts_tokens import FRAGMENT_BYTES, select_fragments

MAX_CANDIDATES = 20  # wordings that are compared with one text, twice at most
FIRST_FRAGMENTS = 4  # looked up first; the others only when these do not lead to the whole text
MIN_TEXT_SHINGLES = 100  # 3-word shingles; a text with fewer is a fragment
MAJOR_SHARE = 2 / 3  # of the text: the article that contains it is the answer
ALTERED_SHARE = 0.7  # of the words of a fragment: the rest of them may be changed
MIN_EQUAL_WORDS = 10  # of an altered fragment
MAX_STRETCH = 1.5  # how much longer the words of the article may be
MAX_PARTS = 2  # into which the shared words of a fragment may be divided


def find_assignment(repositories: TraceRepositories, text: str) -> Assignment:
    """Return the story that a text of no known site belongs to, and others that share passages.

    A text that is of a series with stored ones, that only a collection carries, or that is a collection
    itself, belongs to none.
    """
    if not linking.words(text):
        return Assignment()
    duplicate = repositories.membership.find_duplicate(articles.text_hash(text))
    if duplicate:
        return assign_exact_duplicate(duplicate)
    shingles = linking.shingles(text)
    matches: list[Match] = []
    for fragments in _select_fragments_by_rank(text):
        found = repositories.search.find_by_fragments(fragments, MAX_CANDIDATES)
        matches += _verify_candidates(repositories, shingles, found)
        if any(match.scores.a_in_b >= WHOLE_SHARE for match in matches):
            break
    if not any(map(_is_member_match, matches)):
        found = _find_by_signature(repositories, linking.sign(text))
        matches += _verify_candidates(repositories, shingles, found)
    collections = repositories.relations.select_collections(match.article.id for match in matches)
    marked = [_mark_collection(match, collections) for match in matches]
    nearest = sorted(marked, key=_make_distance_key)
    texts = _make_texts(repositories, nearest)
    asked = ComparedText(
        0, None, rank(linking.count_tokens(text), articles.text_hash(text)), shingles
    )
    separated = mark_separated(asked, nearest, texts)
    return _assign_by_matches(put_sources_before_holders(separated, texts))


def _select_fragments_by_rank(text: str) -> Iterator[list[str]]:
    """Yield the fragments of a text to look up first, then the others, then those of the folded text.

    An article is written with the letters of the folded text if only the text asked about is disguised.
    """
    fragments = select_fragments(drop_invisible(text))
    yield fragments[:FIRST_FRAGMENTS]
    yield fragments[FIRST_FRAGMENTS:]
    if len(fragments) <= FIRST_FRAGMENTS:  # a changed word may be in each of them
        yield select_fragments(drop_invisible(text)[FRAGMENT_BYTES // 2 :].partition(" ")[2])
    if not text.isascii():
        yield select_fragments(fold(text))


def _find_by_signature(repositories: TraceRepositories, signature: Signature) -> list[int]:
    """Return candidates for a text as linking finds them: of the sketch index and of the archive."""
    sketch = shorten_sketch(signature)
    [recent] = repositories.candidates.find([sketch], MIN_SHARED, MAX_CANDIDATES)
    [older] = repositories.archive.find([signature.minhash], MAX_CANDIDATES)
    return list(dict.fromkeys([*recent, *older]))


def _verify_candidates(
    repositories: TraceRepositories, shingles: linking.Shingles, article_ids: Collection[int]
) -> list[Match]:
    """Return how a text with these shingles matches these articles, where it does."""
    texts = repositories.membership.get_texts(article_ids)
    sources = {other.source_id for other in texts.values()}
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    matches = (_verify_match(other, shingles, boilerplates) for other in texts.values())
    return [match for match in matches if match]


def _assign_by_matches(matches: list[Match]) -> Assignment:
    """Return the assignment of a text by its matches, which are sorted by distance."""
    nearest_of_story = {match.article.story_id: match for match in reversed(matches)}
    nearest = list(nearest_of_story.values())[::-1]
    members = tuple(match for match in nearest if _is_member_match(match))
    others = tuple(match for match in nearest if not _is_member_match(match))
    if not members:
        return Assignment(others=others)
    first = members[0]
    return Assignment(
        first.article.story_id, first.relation, first.article.id, members, others, leads=False
    )


def _mark_collection(match: Match, collections: Collection[int]) -> Match:
    """Return the match; that of a text with a collection which carries it says so."""
    is_carried = match.article.id in collections and match.scores.a_in_b > match.scores.b_in_a
    return replace(match, relation="collection") if is_carried else match


def _make_texts(repositories: TraceRepositories, matches: Sequence[Match]) -> list[ComparedText]:
    """Return the texts of matches as they are compared."""
    found = {match.article.id: match.article for match in matches}
    sources = {article.source_id for article in found.values()}
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    return list(make_compared_texts(list(found.values()), boilerplates))


def _verify_match(
    other: StoredText, shingles: linking.Shingles, boilerplates: Boilerplates
) -> Match | None:
    """Return how a text with these shingles matches a stored one; None where it does not."""
    scores = linking.compare(shingles, make_shingles([other], boilerplates)[0])
    relation = linking.relate(scores, same_site=False)
    if relation == "series" and scores.longest_passage >= WHOLE_SHARE * scores.a_size:
        relation = "quote"  # a part of that text, word for word
    is_fragment = len(shingles) < MIN_TEXT_SHINGLES and scores.b_in_a < WHOLE_SHARE
    if is_fragment and (relation, scores.form) != ("series", "same"):
        relation = (relation or "quote") if _is_fragment_of(scores) else None
    return Match(other, relation, scores) if relation else None


def _is_fragment_of(scores: Comparison) -> bool:
    """Return whether an article contains a fragment in one piece, and not only the same words."""
    if is_altered_fragment(scores):
        return True
    if scores.a_in_b >= WHOLE_SHARE:
        return scores.shared >= QUOTE_LENGTH
    min_passage = max(QUOTE_LENGTH, scores.shared / MAX_PARTS)
    return scores.a_in_b >= MAJOR_SHARE and scores.longest_passage >= min_passage


def is_altered_fragment(scores: Comparison) -> bool:
    """Return whether a fragment is one passage of an article, in which some words were changed."""
    if not 0 < scores.a_size < MIN_TEXT_SHINGLES or not scores.passages:
        return False
    longest = max(scores.passages, key=lambda passage: passage.shingles)
    equal = sum(size + SHINGLE_WORDS - 1 for _, _, size in longest.runs)
    words = scores.a_size + SHINGLE_WORDS - 1
    is_in_place = longest.b_end - longest.b <= MAX_STRETCH * words
    return equal >= MIN_EQUAL_WORDS and equal >= ALTERED_SHARE * words and is_in_place


def _is_member_match(match: Match) -> bool:
    if match.relation in NO_COPIES:
        return False
    is_part = match.scores.a_in_b >= MAJOR_SHARE or is_altered_fragment(match.scores)
    return match.relation in MEMBER_RELATIONS or is_part


def _make_distance_key(match: Match) -> tuple[float, bool, float, Rank]:
    """Return a sort key: the nearest match first."""
    scores: Comparison = match.scores
    share = max(scores.a_in_b, scores.b_in_a)
    return (-share, not match.article.leads, -scores.resemblance, rank_article(match.article))
