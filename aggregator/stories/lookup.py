"""Reads what planning needs (candidates, boilerplate, constraints) and plans with it. Writes nothing."""

from collections.abc import Sequence

from aggregator.model import Signature, StoredText
from aggregator.stories import separation
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.constraints import read_constraints
from aggregator.stories.plan import batch
from aggregator.stories.plan.batch import BatchPlan, NewArticle
from aggregator.stories.plan.match import (
    MAX_CANDIDATES,
    MIN_SHARED,
    MIN_TOKENS,
    Assignment,
    Hashes,
    Match,
    Query,
    assign_exact_duplicate,
    get_site_boilerplate,
    match_queries,
    match_texts,
    select_distinctive_hashes,
)
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.articles import text_hash
from storage.links.signatures import shorten_sketch
from storage.links.sketch_index import Prefetched


def assign_text(
    repositories: StoryRepositories,
    source_id: int | None,
    text: str,
    signature: Signature,
    except_article_id: int | None = None,
) -> Assignment:
    """Returns the assignment of a text, if it is not the stored article `except_article_id` itself.

    `source_id` is None for a text of no known site.
    """
    sketch = shorten_sketch(signature)
    query = Query(source_id, text, text_hash(text), signature.tokens, sketch, signature.minhash)
    return assign_query(repositories, query, except_article_id=except_article_id)


def assign_query(
    repositories: StoryRepositories,
    query: Query,
    prefetched: Prefetched | None = None,
    except_article_id: int | None = None,
) -> Assignment:
    """Returns the assignment of a text: that of an exact duplicate, or by its matches."""
    if not query.tokens:
        return Assignment()
    duplicate = repositories.membership.find_duplicate(query.text_hash, except_article_id)
    if duplicate:
        return assign_exact_duplicate(duplicate)
    return assign_similar_text(repositories, query, prefetched)


def assign_similar_text(
    repositories: StoryRepositories, query: Query, prefetched: Prefetched | None = None
) -> Assignment:
    """Returns the assignment of a text whose wording is not stored."""
    if query.tokens < MIN_TOKENS:
        return Assignment()
    archived = find_archived(repositories, [query.minhash])
    return assign_similar_texts(repositories, [query], prefetched, archived)[0]


def assign_similar_texts(
    repositories: StoryRepositories,
    queries: Sequence[Query],
    prefetched: Prefetched | None,
    archived: Sequence[Sequence[int]],
) -> list[Assignment]:
    """Returns the assignments of such texts, which are not compared with one another.

    `archived` are the candidates of each in the archive.
    """
    hashes = read_distinctive_hashes(
        repositories, [(query.source_id, query.sketch) for query in queries]
    )
    recent = repositories.candidates.find(hashes, MIN_SHARED, MAX_CANDIDATES, prefetched)
    candidates = [
        [*dict.fromkeys([*found, *older])] if older else found
        for found, older in zip(recent, archived, strict=True)
    ]
    article_ids = {article_id for each in candidates for article_id in each}
    if not article_ids:
        return [Assignment()] * len(queries)
    texts = repositories.membership.get_texts(article_ids)
    compared: list[Query | StoredText] = [*queries, *texts.values()]
    sources = {text.source_id for text in compared}
    wordings = {text.text_hash for text in compared}
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    constraints = read_constraints(repositories, wordings)
    matched = match_queries(queries, candidates, texts, boilerplates)
    return [
        separation.assign(repositories, matched[i], constraints) if i in matched else Assignment()
        for i in range(len(queries))
    ]


def match_articles(
    repositories: StoryRepositories, article: StoredText, other: StoredText
) -> Match | None:
    """Returns how a stored article relates to another one; None where it does not."""
    sources = (article.source_id, other.source_id)
    return match_texts(article, other, read_boilerplates(repositories.boilerplate, sources))


def plan_batch(
    repositories: StoryRepositories, articles: Sequence[NewArticle], texts: Sequence[str]
) -> tuple[BatchPlan, Prefetched]:
    """Returns the plan of articles that are stored with one commit, and what was read for it.

    To be called within the transaction that stores them.
    """
    hashes = read_distinctive_hashes(
        repositories, [(article.source_id, article.sketch) for article in articles]
    )
    prefetched, known = _prefetch_and_count_known(repositories, hashes)
    archived = find_archived(repositories, [article.signature.minhash for article in articles])
    have_candidates = [
        count >= MIN_SHARED or bool(older) for count, older in zip(known, archived, strict=True)
    ]
    independent = batch.find_independent(articles, hashes)
    wordings = {article.text_hash for article in articles}
    duplicates = repositories.membership.find_first_duplicates(wordings)
    plan = BatchPlan(batch.assign_unmatched(articles, independent, duplicates, have_candidates))
    to_match = [i for i, alone in enumerate(independent) if alone and i not in plan.assignments]
    queries = [articles[i].as_query(texts[i]) for i in to_match]
    older = [archived[i] for i in to_match]
    matched = assign_similar_texts(repositories, queries, prefetched, older)
    plan.assignments.update(zip(to_match, matched, strict=True))
    return plan, prefetched


def find_archived(repositories: StoryRepositories, minhashes: Sequence[bytes]) -> list[list[int]]:
    """Returns the candidates of texts in the archive; none where it is switched off."""
    if repositories.uses_archive:
        return repositories.archive.find(minhashes, MAX_CANDIDATES)
    return [[] for _ in minhashes]


def read_distinctive_hashes(
    repositories: StoryRepositories, sketches: Sequence[tuple[int | None, Hashes]]
) -> list[Hashes]:
    """Returns the hashes of each (source, sketch) that are not the site's boilerplate."""
    sources = {source_id for source_id, _ in sketches}
    boilerplates = read_boilerplates(repositories.boilerplate, sources)
    return [
        select_distinctive_hashes(sketch, get_site_boilerplate(boilerplates, source_id))
        for source_id, sketch in sketches
    ]


def _prefetch_and_count_known(
    repositories: StoryRepositories, hashes: Sequence[Hashes]
) -> tuple[Prefetched, list[int]]:
    """What the index holds for all of these hashes, and how many of each text it holds."""
    joined = batch.concatenate(hashes)
    prefetched = repositories.candidates.prefetch(joined)
    known = repositories.candidates.are_known(joined, prefetched)
    return prefetched, batch.count_by_article(hashes, known)
