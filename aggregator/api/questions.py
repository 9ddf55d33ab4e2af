"""Questions about texts and pages: where they come from, and what they share."""

from aggregator import clock, results
from aggregator.model import Article, TrustList
from aggregator.trace.repositories import TraceRepositories
from storage.store import Store


def trace(
    store: Store, query: str | int, text: str | Article | None, trust: TrustList
) -> results.TraceResult:
    """Return where a stored article, or a text, comes from.

    A text with a signed manifest is read in a process of its own: native code checks it. Raises
    AddressError, NotStored, Tombstoned.
    """
    from aggregator import trace

    if isinstance(text, str):
        text = _read_if_signed(text, trust) or text
    elif text is None and isinstance(query, str) and not query.isascii():
        text = _read_if_signed(query, trust)
        query = query if text is None else _remove_manifest(query)
    return trace.trace(TraceRepositories.of(store), query, text=text, now=clock.now())


def compare(
    store: Store, ids: tuple[int, int], min_words: int, *, quotes: bool
) -> results.Comparison:
    """Return how much two stored articles share, with the passages of `min_words` or more."""
    from aggregator.trace import compare

    return compare.compare(TraceRepositories.of(store), *ids, min_words, quotes=quotes)


def _read_if_signed(text: str, trust: TrustList) -> str | Article | None:
    """Return a text with a signed manifest as an article, or without what cannot be read; else None."""
    from aggregator.reading.manifests.text_manifests import may_hold_manifest

    if not may_hold_manifest(text):
        return None
    from aggregator.ingest.signed_texts import read_signed_text

    return read_signed_text(text, trust)


def _remove_manifest(text: str) -> str:
    from aggregator.reading.manifests.variation_selectors import strip_selector_runs

    return strip_selector_runs(text)
