"""Results about the published edition."""

from aggregator.results.base import Result


class PublishedEdition(Result, frozen=True):
    """What is in a published edition, as numbers of rows.

    `without_extract` are articles of which nothing of the text may be published, or whose text is not stored.
    `left_out` are articles that are not in it at all, as their publishers keep them out of lists.
    """

    articles: int
    stories: int
    copies: int
    sources: int
    without_extract: int
    left_out: int
