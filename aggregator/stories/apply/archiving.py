"""Adds older articles to the archive, before the sketch index in memory drops them."""

from aggregator.stories.repositories import StoryRepositories

FULL_SHARE = 0.75  # of a full index that articles take before the oldest of them are archived
KEPT_SHARE = 0.5  # and the share of the latest, which are not archived yet


def archive_older_articles(repositories: StoryRepositories, *, load_index: bool = False) -> int:
    """Add to the archive what the sketch index may soon not hold; returns how many articles those were.

    Nothing where this process has no index in memory, unless it is to be loaded: then it has added no
    article. Safe to stop and run again.
    """
    archive, candidates = repositories.archive, repositories.candidates
    if not repositories.uses_archive or not (load_index or candidates.is_loaded()):
        return 0
    if archive.filled_below() >= candidates.find_archive_boundary(FULL_SHARE):
        return 0
    return archive.fill(candidates.find_archive_boundary(KEPT_SHARE))
