"""Comments without what they quote of an article of which nothing may be quoted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aggregator.results import PublicComment
from storage.private.keys import TOMBSTONE_KEY
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.linking import Shingles
    from aggregator.linking.unstored import Prints


def leave_out_quotations(
    store: Store, article_id: int, comments: Sequence[PublicComment]
) -> list[PublicComment]:
    """Return comments with `[…]` in place of words of the article."""
    from aggregator.linking.quotations import leave_out_quotations

    quoted = _read_quoted(store, article_id)
    if quoted is None:
        return [replace(each, body="") for each in comments]
    return [replace(each, body=leave_out_quotations(each.body, quoted)) for each in comments]


def _read_quoted(store: Store, article_id: int) -> "Shingles | Prints | None":
    """Return the text of an article, or by what it is known where it is not stored; None if that cannot be read."""
    from aggregator import linking
    from aggregator.linking.unstored import read_text_fingerprints

    unstored = store.unstored_texts.get(article_id)
    if unstored is None:
        return linking.shingles(store.membership.get_text(article_id).text)
    key = store.keys.require_key(TOMBSTONE_KEY)
    return read_text_fingerprints(key, article_id, unstored.fingerprints)
