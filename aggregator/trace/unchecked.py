"""What a verdict does not rest on: pages that are not stored or not read, and what is never looked at."""

from collections.abc import Iterator

from aggregator import clock
from aggregator.results import NotChecked
from storage.corpus.coverage import Coverage

MAX_NAMED = 5  # sources listed by name


def list_not_checked(coverage: Coverage) -> list[NotChecked]:
    """Return what a verdict does not rest on: each with what was not checked, and why."""
    span = coverage.article_span()
    if span.since is None or span.until is None:
        return [NotChecked("everything", "no article is stored yet")]
    since, until = clock.for_people(span.since), clock.for_people(span.until)
    sources = coverage.count_sources_with_articles()
    return [
        NotChecked(
            "pages that are not stored",
            f"the corpus holds {_count(span.articles, 'article')} of {_count(sources, 'source')}, "
            f"first seen from {since} to {until}",
        ),
        *_list_unread(coverage),
        NotChecked(
            "translations and rewritten texts",
            "texts are compared word by word, within one language",
        ),
        NotChecked(
            "who reported the event first", "a verdict is about who published this text first"
        ),
    ]


def _list_unread(coverage: Coverage) -> Iterator[NotChecked]:
    """Yield the known addresses that were not read, and sources whose feeds fail."""
    counts = coverage.count_pages_by_state()
    reasons = {
        "due": "found in feeds and not fetched yet",
        "failed": "could not be fetched",
        "refused": "refused by robots.txt, terms or a takedown",
    }
    for state, why in reasons.items():
        if counts.get(state):
            yield NotChecked(f"{counts[state]} known addresses", why)
    silent = coverage.sources_with_failing_feeds()
    if silent:
        more = f" and {len(silent) - MAX_NAMED} more sources" if len(silent) > MAX_NAMED else ""
        why = "their feeds could not be read, or robots.txt forbids it"
        yield NotChecked(f"new pages of {', '.join(silent[:MAX_NAMED])}{more}", why)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
