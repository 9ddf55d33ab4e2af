"""Stories as people read them, and the evidence file: put together from what is stored."""

from collections.abc import Iterator

from msgspec.structs import asdict

from aggregator import clock, results
from aggregator.errors import NotStored
from storage.store import Store

MAX_COMPARED = 200  # copies and collections whose passages an evidence file has


def read_story(store: Store, story_id: int) -> results.Story:
    """Return a story by its present id. Raises NotStored."""
    from aggregator.stories import related_events
    from aggregator.trace.unchecked import list_not_checked
    from aggregator.watching import corrections

    story = store.stories.get(story_id)
    if story is None:  # taken down between two reads
        raise NotStored(f"no story {story_id}: `aggregator export stories` lists them")
    carriers = store.watched_data.list_carriers(story.story_id)
    original_id = story.original.article_id
    return results.Story(
        **asdict(story),
        **asdict(store.relations.list_related_texts(story.story_id)),
        corrections=corrections.list_corrections(
            store.watched_data, store.articles, original_id, story.verdict, carriers
        ),
        related=related_events.find_related(store.search, story.story_id),
        not_checked=list_not_checked(store.coverage),
    )


def make_evidence(store: Store, story_id: int) -> results.EvidenceBundle:
    """Return the evidence on a story by its present id. Raises NotStored."""
    from aggregator.formats import evidence_bundle

    story = read_story(store, story_id)
    former = store.verdicts.list_history(story.story_id)
    passages = list(_compare_with_original(store, story))
    return evidence_bundle.make_bundle(store.verdicts, story, former, passages, clock.now())


def _compare_with_original(store: Store, story: results.Story) -> Iterator[dict[str, object]]:
    """Yield what each copy, and each collection that carries it, shares with the original.

    Where that is not stored, with the fullest text.
    """
    from aggregator.formats.evidence_passages import describe_comparison
    from aggregator.trace import compare
    from aggregator.trace.repositories import TraceRepositories

    fullest = (member.article_id for member in story.members if member.relation is None)
    base = story.original.article_id or next(fullest, story.members[0].article_id)
    members = [member.article_id for member in story.members]
    pages = [*members, *(collection.article_id for collection in story.collections)]
    for article_id in [page for page in pages if page != base][:MAX_COMPARED]:
        articles = [store.articles.get(key) for key in (article_id, base)]
        may_be_shown = all(article and "noarchive" not in article.rights for article in articles)
        comparison = compare.compare(TraceRepositories.of(store), article_id, base)
        yield describe_comparison(comparison, with_wordings=may_be_shown)
