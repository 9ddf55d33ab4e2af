"""Signs articles again whose signatures are outdated or invalid, then reclusters the corpus."""

from collections.abc import Iterator

from aggregator import linking
from aggregator.model import Signature
from aggregator.stories.apply import archiving, assignment
from aggregator.stories.repositories import StoryRepositories
from storage.links import signatures
from storage.links.signatures import Signatures

ARTICLES_AT_ONCE = 256
MAX_ID = (1 << 63) - 1


def resign_outdated_and_recluster(repositories: StoryRepositories, now: str) -> bool:
    """Sign every article again if signatures are of another version, and link all of them again.

    Returns whether there was anything to do. Safe to stop and run again: the first article, by which
    that is seen, comes last.
    """
    if not repositories.signatures.are_outdated():
        return False
    repositories.archive.clear()
    for block in _recompute_signatures(repositories.signatures):
        with repositories.transaction():
            for article_id, signature in block:
                repositories.signatures.add(article_id, signature)
    repositories.candidates.invalidate_all_indexes()
    with repositories.transaction():
        repositories.boilerplate.mark_all_stale()
        assignment.recluster(repositories, now)
    return True


def find_invalid_signatures(stored: Signatures) -> list[int]:
    """Returns the articles whose stored signature is not that of their text."""
    pairs = (pair for block in _recompute_signatures(stored) for pair in block)
    return [
        key
        for key, signature in pairs
        if stored.get(key) != signatures.shorten_signature(signature)
    ]


def repair_and_recluster(repositories: StoryRepositories, now: str) -> int:
    """Sign and index articles again where that is wrong, and recluster; returns how many those were."""
    invalid = find_invalid_signatures(repositories.signatures)
    missing = repositories.candidates.find_unindexed_leaders()
    if not invalid and not missing:
        return 0
    with repositories.transaction():
        if invalid:
            repositories.archive.clear()
        for article_id, article in repositories.membership.get_texts(invalid).items():
            repositories.signatures.add(article_id, linking.sign(article.text))
        for article_id in missing:
            sketch = repositories.signatures.sketch(article_id)
            repositories.candidates.add(article_id, sketch)
    repositories.candidates.invalidate_all_indexes()
    assignment.recluster(repositories, now)
    return len({*invalid, *missing})


def repair_archive(repositories: StoryRepositories) -> bool:
    """Make the archive again if it is not what signatures and index entries say; returns whether."""
    if not repositories.archive.find_wrong_bands():
        return False
    repositories.archive.clear()
    archiving.archive_older_articles(repositories, load_index=True)
    return True


def _recompute_signatures(signatures: Signatures) -> Iterator[list[tuple[int, Signature]]]:
    """Every article with a new signature of its text, in blocks, the latest first."""
    below = MAX_ID
    while rows := signatures.list_texts_with_lower_id(below, ARTICLES_AT_ONCE):
        below = rows[-1][0]
        made = linking.sign_all(text for _, text in rows)
        yield [(row[0], signature) for row, signature in zip(rows, made, strict=True)]
