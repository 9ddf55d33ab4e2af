"""Signs articles again whose signatures are outdated or invalid, then reclusters the corpus."""

from collections.abc import Callable, Iterator, Sequence

from aggregator import linking
from aggregator.model import Signature
from aggregator.stories.apply import archiving, reclustering
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.long_jobs import JobKind
from storage.links import signatures
from storage.links.signatures import Signatures
from storage.sqlite.slices import work_in_slices

JOB: JobKind = "signing"
ARTICLES_AT_ONCE = 256
MAX_ID = (1 << 63) - 1


def resign_outdated_and_recluster(
    repositories: StoryRepositories, now: str, progress: Callable[[int], None] | None = None
) -> bool:
    """Sign every article again if signatures are of another version, and link all of them again.

    Returns whether there was anything to do. Safe to stop and run again: what is signed stays so, and the job
    ends only when everything is linked.
    """
    jobs = repositories.jobs
    if not repositories.signatures.are_outdated() and jobs.get_mark(JOB) is None:
        return False
    if jobs.get_mark(JOB) is None:
        repositories.archive.clear()
        jobs.begin(JOB)
    signed = False
    for block in _recompute_signatures(repositories.signatures, outdated_only=True):
        _store_signatures(repositories, block)
        signed = True
    if signed:
        repositories.candidates.invalidate_all_indexes()
        _mark_all_sites_stale(repositories)
    reclustering.link_all_again(repositories, JOB, now, progress)
    jobs.end(JOB)
    return True


def find_invalid_signatures(stored: Signatures) -> list[int]:
    """Returns the articles whose stored signature is not that of their text."""
    made = (each for block in _recompute_signatures(stored) for each in block)
    return [
        key
        for key, _, signature in made
        if stored.get(key) != signatures.shorten_signature(signature)
    ]


def repair_and_recluster(repositories: StoryRepositories, now: str) -> int:
    """Sign and index articles again where that is wrong, and recluster; returns how many those were.

    Safe to stop and run again.
    """
    invalid = find_invalid_signatures(repositories.signatures)
    missing = repositories.candidates.find_unindexed_leaders()
    if not invalid and not missing and repositories.jobs.get_mark("linking") is None:
        return 0
    repositories.jobs.begin("linking")
    if invalid:
        repositories.archive.clear()
    work_in_slices(
        repositories.transaction, invalid, lambda article_id: _sign_again(repositories, article_id)
    )
    work_in_slices(
        repositories.transaction,
        missing,
        lambda article_id: repositories.candidates.add(
            article_id, repositories.signatures.sketch(article_id)
        ),
    )
    repositories.candidates.invalidate_all_indexes()
    reclustering.recluster(repositories, now)
    return len({*invalid, *missing})


def _sign_again(repositories: StoryRepositories, article_id: int) -> None:
    for article in repositories.membership.get_texts([article_id]).values():
        repositories.signatures.add(article_id, linking.sign(article.text))


def repair_archive(repositories: StoryRepositories) -> bool:
    """Make the archive again if it is not what signatures and index entries say; returns whether."""
    if not repositories.archive.find_wrong_bands():
        return False
    repositories.archive.clear()
    archiving.archive_older_articles(repositories, load_index=True)
    return True


def _recompute_signatures(
    signatures: Signatures, *, outdated_only: bool = False
) -> Iterator[list[tuple[int, str, Signature]]]:
    """Every article with its text and a new signature of that, in blocks, the latest first."""
    below = MAX_ID
    while rows := signatures.list_texts_with_lower_id(
        below, ARTICLES_AT_ONCE, outdated_only=outdated_only
    ):
        below = rows[-1][0]
        made = linking.sign_all(text for _, text in rows)
        yield [(*row, signature) for row, signature in zip(rows, made, strict=True)]


def _store_signatures(
    repositories: StoryRepositories, block: Sequence[tuple[int, str, Signature]]
) -> None:
    """Store new signatures, but of texts that changed or went while they were made."""
    with repositories.transaction():
        texts = repositories.membership.get_texts([article_id for article_id, _, _ in block])
        for article_id, text, signature in block:
            if article_id in texts and texts[article_id].text == text:
                repositories.signatures.add(article_id, signature)


def _mark_all_sites_stale(repositories: StoryRepositories) -> None:
    with repositories.transaction():
        repositories.boilerplate.mark_all_stale()
