"""The boilerplate of sites as planning needs it: read once until it changes, and learned again."""

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import numpy as np

from aggregator import linking
from aggregator.linking import boilerplate
from aggregator.stories.plan.match import (
    EMPTY_BOILERPLATE,
    Boilerplates,
    SourceBoilerplate,
    get_site_boilerplate,
)
from storage.corpus.membership import Membership
from storage.links.site_boilerplate import HashesByKind, SiteBoilerplate
from storage.links.sketch_index import shorten_hashes

# By repository: the version of the boilerplate that was read, and what was read by source.
_caches: "WeakKeyDictionary[SiteBoilerplate, tuple[int, dict[int, SourceBoilerplate]]]" = (
    WeakKeyDictionary()
)


def read_boilerplates(
    repository: SiteBoilerplate, source_ids: Iterable[int | None]
) -> Boilerplates:
    """Returns the boilerplate of these sources (and of others that were read before)."""
    version = repository.get_change_count()
    cached_version, known = _caches.get(repository, (None, {}))
    if cached_version != version:
        known = {}
        _caches[repository] = (version, known)
    missing = {key for key in source_ids if key is not None and key not in known}
    if missing:
        stored = repository.get_all(missing)
        known.update((key, _make_source_boilerplate(hashes)) for key, hashes in stored.items())
    return known


def read_all_boilerplates(repository: SiteBoilerplate) -> Boilerplates:
    """Returns the boilerplate of every source that has any."""
    return read_boilerplates(repository, repository.sources_with_boilerplate())


def clear_boilerplate_cache(repository: SiteBoilerplate) -> None:
    """Read them again when they are next needed: they were learned here, or rolled back."""
    _caches.pop(repository, None)


def count_repeats(repository: SiteBoilerplate, source_id: int) -> boilerplate.RepeatCounts:
    """Returns what the latest texts of a site repeat. To be asked before the transaction that stores it."""
    return boilerplate.count_repeats(repository.read_latest_texts(source_id))


def store_boilerplate(
    repository: SiteBoilerplate, source_id: int, counts: boilerplate.RepeatCounts
) -> bool:
    """Store what a site repeats; returns whether its boilerplate changed."""
    before = repository.get(source_id)
    repository.replace(source_id, {"line": counts.lines, "shingle": counts.shingles})
    repository.mark_learned(source_id)
    clear_boilerplate_cache(repository)
    return repository.get(source_id) != before


def list_boilerplate_passages(
    membership: Membership, repository: SiteBoilerplate, article_id: int
) -> list[str]:
    """Returns what of an article's text its site repeats, so that comparisons leave it out."""
    article = membership.get_text(article_id)
    boilerplates = read_boilerplates(repository, [article.source_id])
    return linking.find_boilerplate(
        article.text, get_site_boilerplate(boilerplates, article.source_id).text
    )


def _make_source_boilerplate(hashes: HashesByKind) -> SourceBoilerplate:
    shingles = np.sort(np.array(hashes["shingle"], dtype=np.int64).view(np.uint64))
    if not hashes["line"] and not len(shingles):
        return EMPTY_BOILERPLATE
    return SourceBoilerplate(
        linking.Boilerplate(frozenset(hashes["line"]), shingles), shorten_hashes(shingles)
    )
