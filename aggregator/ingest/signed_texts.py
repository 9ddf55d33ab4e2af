"""Reads a text with a signed manifest in a process of its own.

The library that checks manifests is native code; a text that makes it crash must not end a server.
"""

from functools import partial

from aggregator import reading
from aggregator.ingest import process_pool
from aggregator.model import Article, Manifest, Page, Record, Rejected, TrustList
from aggregator.reading.manifests.variation_selectors import strip_selector_runs


def read_signed_text(text: str, trust: TrustList) -> str | Article:
    """Returns a text as an article with its manifest; the text without it where none can be read."""
    record = Record(Page("", b""), text=text)
    task = partial(reading.read_text, trust=trust)
    [outcome] = process_pool.map_in_order(task, [record], _reject_lost, workers=1)
    if isinstance(outcome, Article) and any(_is_readable(each) for each in outcome.manifests):
        return outcome
    return strip_selector_runs(text)


def _is_readable(manifest: Manifest) -> bool:
    return manifest.state != "unreadable"


def _reject_lost(_: Record, reason: str) -> Rejected:
    return Rejected("", reason)
