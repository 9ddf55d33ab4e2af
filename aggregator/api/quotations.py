"""Comments without what they quote of an article of which nothing may be quoted."""

from collections.abc import Sequence

from msgspec.structs import replace

from aggregator.results import PublicComment
from storage.store import Store


def leave_out_quotations(
    store: Store, article_id: int, comments: Sequence[PublicComment]
) -> list[PublicComment]:
    """Return comments with `[…]` in place of words of the article."""
    from aggregator import linking
    from aggregator.linking.quotations import leave_out_quotations

    quoted = linking.shingles(store.membership.get_text(article_id).text)
    return [replace(each, body=leave_out_quotations(each.body, quoted)) for each in comments]
