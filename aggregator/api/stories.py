"""Stories as people read them: put together from what is stored."""

from msgspec.structs import asdict

from aggregator import results
from aggregator.errors import NotStored
from storage.store import Store


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
        absences=store.absences.list_of_story(story.story_id),
    )
