"""Looks for third texts that show that a text and its matches are no copies, and assigns the text then."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aggregator.model import MEMBER_RELATIONS, StoredText
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.constraints import Constraints
from aggregator.stories.plan.match import (
    Assignment,
    Match,
    MatchedQuery,
    decide_assignment,
    make_compared_texts,
)
from aggregator.stories.plan.separations import (
    ComparedText,
    Separation,
    largest_share_of_third,
    may_be_separated,
    separate,
)
from aggregator.stories.repositories import StoryRepositories

# Third texts that a text and one of its matches are compared with:
MAX_MATCHES = 20  # other matches, the nearest first
MAX_MEMBERS = 10  # members of the story of the match, the longest first


def assign(
    repositories: StoryRepositories, query: MatchedQuery, constraints: Constraints
) -> Assignment:
    """Returns the assignment of a text by its matches, with the separations that these show."""
    found, articles = _find_separations(repositories, query, constraints)
    if not found:
        return decide_assignment(query.text.rank, query.matches, constraints)
    hashes = {key: text.text_hash for key, text in articles.items()} | {0: query.text.text_hash}
    assignment = decide_assignment(
        query.text.rank, query.matches, _add_separations(constraints, found, hashes)
    )
    released = {article.id: article for article in _find_released(found, articles)}
    overtaken = {article.id: article for article in assignment.overtaken} | released
    return replace(assignment, separations=tuple(found), overtaken=tuple(overtaken.values()))


def _find_separations(
    repositories: StoryRepositories, query: MatchedQuery, constraints: Constraints
) -> tuple[list[Separation], dict[int, StoredText]]:
    """What is to be separated, and the stored articles that were compared for it."""
    found: dict[tuple[int, int], Separation] = {}
    articles = {match.article.id: match.article for match in query.matches}
    texts = {text.article_id: text for text in query.matched}
    useful: ComparedText | None = None  # the third text that showed the last separation
    for match in query.matches:
        if not _is_suspect(query, match, constraints):
            continue
        text = texts[match.article.id]
        thirds = _third_texts(repositories, query, match, useful, articles)
        witness, shown = _find_showing(query.text, text, thirds, constraints)
        useful = witness or useful
        found |= {(each.article_id, each.other_id): each for each in shown}
    return list(found.values()), articles


def _find_showing(
    query: ComparedText,
    text: ComparedText,
    thirds: Iterator[ComparedText],
    constraints: Constraints,
) -> tuple[ComparedText | None, list[Separation]]:
    """The third text that shows two texts to be no copies, and what it shows; None and nothing if none does.

    What looks like a quotation may turn out to be a collection.
    """
    witness, shown = None, list[Separation]()
    for third in thirds:
        separations = _separate_further(query, text, third, constraints)
        is_quotation = any(each.kind == "quote" for each in separations)
        if separations and not (is_quotation and shown):
            witness, shown = third, separations
        if separations and not is_quotation:
            break
    return witness, shown


def _is_suspect(query: MatchedQuery, match: Match, constraints: Constraints) -> bool:
    """Whether a match would make the text a member of its story, and a third text may show otherwise."""
    if match.relation not in MEMBER_RELATIONS or not may_be_separated(match.scores):
        return False
    known = constraints.find_separation(query.text.text_hash, match.article.text_hash)
    return known in (None, "quote")  # what quotes a text may turn out to be a collection


def _separate_further(
    query: ComparedText, text: ComparedText, third: ComparedText, constraints: Constraints
) -> list[Separation]:
    """What three texts show that is not known yet. A collection is worth more than a quotation."""
    hashes = {each.article_id: each.text_hash for each in (query, text, third)}
    new = []
    for found in separate(query, text, third):
        known = constraints.find_separation(hashes[found.article_id], hashes[found.other_id])
        if known is None or (known == "quote" and found.kind == "collection"):
            new.append(found)
    return new


def _third_texts(
    repositories: StoryRepositories,
    query: MatchedQuery,
    match: Match,
    first: ComparedText | None,
    articles: dict[int, StoredText],
) -> Iterator[ComparedText]:
    """Yields texts to compare with a text and its match, `first` before all; adds them to `articles`."""
    others = [text for text in query.matched if text.article_id != match.article.id]
    if first and first.article_id != match.article.id:
        yield first
    yield from others[:MAX_MATCHES]
    near = [*_list_same_story(repositories, match), *_list_quoting(repositories, match)]
    new = [text for text in near if text.id not in articles]
    articles |= {text.id: text for text in new}
    boilerplates = read_boilerplates(repositories.boilerplate, {text.source_id for text in new})
    yield from make_compared_texts(new, boilerplates)


def _list_same_story(repositories: StoryRepositories, match: Match) -> list[StoredText]:
    """The leader of the story of a match; of a match that leads, some members."""
    membership, story_id = repositories.membership, match.article.story_id
    if match.article.leads:
        largest_share = largest_share_of_third(match.scores)
        return membership.list_longest_members(story_id, MAX_MEMBERS, largest_share)
    leader_id = membership.get_leader_id(story_id)
    return [] if leader_id is None else [membership.get_text(leader_id)]


def _list_quoting(repositories: StoryRepositories, match: Match) -> list[StoredText]:
    """What shares a quotation with a match: a second text that it carries shows it as a collection."""
    quoting = repositories.separations.list_quoting(match.article.id, MAX_MEMBERS)
    return list(repositories.membership.get_texts(quoting).values()) if quoting else []


def _add_separations(
    constraints: Constraints, found: Sequence[Separation], hashes: dict[int, str]
) -> Constraints:
    pairs = {frozenset((hashes[each.article_id], hashes[each.other_id])): each for each in found}
    collections = {hashes[each.article_id] for each in found if each.kind == "collection"}
    return replace(
        constraints,
        separated={**constraints.separated, **{key: each.kind for key, each in pairs.items()}},
        collections=frozenset({*constraints.collections, *collections}),
    )


def _find_released(
    found: Sequence[Separation], articles: dict[int, StoredText]
) -> Iterator[StoredText]:
    """Yields stored articles whose story is not theirs any more: collections, and members of the other."""
    for each in found:
        pair = [articles[key] for key in (each.article_id, each.other_id) if key]
        if each.kind == "collection" and each.article_id:
            yield articles[each.article_id]
        elif len(pair) == 2 and pair[0].story_id == pair[1].story_id:
            yield from (article for article in pair if not article.leads)
