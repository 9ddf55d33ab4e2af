"""Finds the stored articles that carry a work, as a takedown hides them.

Candidates are the members of its story, and articles of other stories that linking would compare with it: by the
sketch index and the archive. Each is then compared word by word (`rules/reach.py`), so the cost follows the
candidates, not the corpus.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from aggregator import linking
from aggregator.model import StoredText
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.constraints import read_constraints
from aggregator.stories.lookup import find_archived, read_distinctive_hashes
from aggregator.stories.plan.constraints import Constraints
from aggregator.stories.plan.match import MIN_SHARED, make_compared_texts
from aggregator.stories.repositories import StoryRepositories
from aggregator.takedown.rules import reach, scope

MAX_CANDIDATES = 100  # leaders of other stories, and as many members, that share most with the work
MAX_MEMBERS = 500  # of stories of which a candidate shares much with it
MAX_SERIES = 5  # texts of the work's form that show what the form is
MIN_WORDS = (
    40  # of the work without what its site repeats: with less, that is taken into account too
)

Relations = dict[int, str | None]


def find_related_articles(
    repositories: StoryRepositories, requested: StoredText
) -> list[tuple[int, str]]:
    """Returns (article id, relation to the work) of the members of its story, and of others that may be copies.

    A member without a relation to the work itself is `partial`.
    """
    members = repositories.membership.list_members(requested.story_id)
    candidates = _find_candidates(repositories, requested)
    related = _relate_all(repositories, requested, [*members, *candidates])
    further = _list_further_members(repositories, candidates, related)
    if further:
        related = _relate_all(repositories, requested, [*members, *candidates, *further])
    own = {member.id: related.get(member.id) or "partial" for member in members}
    others = {
        key: relation
        for key, relation in related.items()
        if relation in scope.CARRYING_RELATIONS or relation in scope.DOUBTFUL_RELATIONS
    }
    return list((others | own).items())


def _find_candidates(
    repositories: StoryRepositories, requested: StoredText
) -> Sequence[StoredText]:
    """The articles of other stories that share sketched shingles with the work."""
    signature = repositories.signatures.get(requested.id)
    if signature is None:
        return ()
    sketch = repositories.signatures.sketch(requested.id)
    hashes = read_distinctive_hashes(repositories, [(requested.source_id, sketch)])
    [recent] = repositories.candidates.find(hashes, MIN_SHARED, MAX_CANDIDATES)
    [older] = find_archived(repositories, [signature.minhash])
    texts = repositories.membership.get_texts({*recent, *older})
    return [text for text in texts.values() if text.story_id != requested.story_id]


def _list_further_members(
    repositories: StoryRepositories,
    candidates: Iterable[StoredText],
    related: Relations,
) -> list[StoredText]:
    """The other members of stories of which a candidate has much of the work: only some can be found."""
    wanted = scope.CARRYING_RELATIONS | scope.DOUBTFUL_RELATIONS - {"quote"}
    known = {text.id for text in candidates}
    stories = {text.story_id for text in candidates if related.get(text.id) in wanted}
    members = (
        member
        for story_id in sorted(stories)
        for member in repositories.membership.list_members(story_id)
    )
    return [*islice((member for member in members if member.id not in known), MAX_MEMBERS)]


def _relate_all(
    repositories: StoryRepositories, requested: StoredText, texts: Sequence[StoredText]
) -> Relations:
    """Returns the relation of each of these articles to the work, by id."""
    others = [text for text in texts if text.id != requested.id]
    work, *shingles = _make_shingles(repositories, [requested, *others])
    pages = dict(zip((text.id for text in others), shingles, strict=True))
    related: Relations = {
        text.id: "identical"
        if text.text_hash == requested.text_hash
        else reach.relate_to_work(
            work, pages[text.id], same_publisher=text.source_id == requested.source_id
        )
        for text in others
    }
    separated = _find_separated(repositories, requested, others, related)
    for key, kind in separated.items():
        related[key] = _relate_separated(work, pages[key], related[key], kind)
    return related | _find_texts_of_form(work, pages, related)


def _relate_separated(
    work: linking.Shingles, page: linking.Shingles, relation: str | None, kind: str
) -> str:
    """Returns the relation of a page that was separated from the work as of this kind, given their own relation."""
    is_copy = relation in scope.CARRYING_RELATIONS
    if relation and is_copy and reach.is_certain_beside_others(work, page, kind):
        return relation
    return "partial" if kind == "quote" and relation not in (None, "quote") else kind


def _find_separated(
    repositories: StoryRepositories,
    requested: StoredText,
    others: Sequence[StoredText],
    related: Relations,
) -> dict[int, str]:
    """Returns as what a third text or a person separated texts from the work, or from a copy in its story."""
    constraints = read_constraints(repositories, {text.text_hash for text in (requested, *others)})
    copies = {
        text.text_hash
        for text in others
        if text.story_id == requested.story_id and related[text.id] in scope.CARRYING_RELATIONS
    }
    wordings = [requested.text_hash, *sorted(copies - {requested.text_hash})]
    separated: dict[int, str] = {}
    for text in others:
        own = wordings if text.story_id != requested.story_id else wordings[:1]
        kinds = (_find_separation(constraints, wording, text.text_hash) for wording in own)
        kind = next(filter(None, kinds), None)
        if kind and text.text_hash != requested.text_hash:
            separated[text.id] = kind
    return separated


def _find_separation(constraints: Constraints, a: str, b: str) -> str | None:
    """Returns what two texts, given by hash, are to each other if they were separated."""
    are_apart = not (constraints.allows_member(a, b) and constraints.allows_member(b, a))
    return constraints.find_separation(a, b) or ("partial" if are_apart else None)


def _find_texts_of_form(
    work: linking.Shingles, pages: Mapping[int, linking.Shingles], related: Relations
) -> Relations:
    """Returns the copies that have of the work only what others of its form have: they are of a series, too.

    None where the words of the work are not stored.
    """
    if work.prints:
        return {}
    copies = [
        key
        for key in pages
        if related[key] in scope.CARRYING_RELATIONS and related[key] != "identical"
    ]
    series = [key for key in pages if related[key] == "series"][:MAX_SERIES]
    lists = [key for key in copies if reach.may_show_form(work, pages[key])]
    if not (series or lists):
        return {}
    is_list = bool(series) and reach.has_nothing_of_its_own(work, [pages[key] for key in series])
    found: Relations = {}
    for key in copies:
        others = [pages[other] for other in (*series, *lists) if other != key][:MAX_SERIES]
        is_of_list = is_list and not reach.is_verbatim(work, pages[key])
        if is_of_list or reach.shares_only_form(work, pages[key], others):
            found[key] = "series"
    return found


def _make_shingles(
    repositories: StoryRepositories, texts: Sequence[StoredText]
) -> list[linking.Shingles]:
    """Returns the shingles of the work and of pages, without what their sites repeat."""
    boilerplates = read_boilerplates(repositories.boilerplate, {text.source_id for text in texts})
    own = [each.shingles for each in make_compared_texts(texts, boilerplates)]
    if own[0].prints or len(own[0].words) >= MIN_WORDS:
        return own
    return linking.shingles_all([(text.text, linking.NO_BOILERPLATE) for text in texts])
