"""Results about watches and readers' comments."""

from typing import Literal

from aggregator.results.base import Result
from aggregator.results.stories import Passage

WatchKind = Literal["story", "source", "query"]
CommentState = Literal["pending", "approved", "hidden"]


class WatchRef(Result, frozen=True):
    """A watch by its id, with what it watches."""

    id: int
    kind: WatchKind
    value: str
    name: str


class Watch(WatchRef, frozen=True):
    """A watch. Its reports end at `reported_at`, those of a query also at `article_id`; `feed` is the
    path of its Atom feed, which is secret."""

    created_at: str
    reported_at: str
    article_id: int
    feed: str


class ReportItem(Result, frozen=True):
    """One piece of news: `what` is its kind (docs/watching.md lists them), `says` one sentence."""

    what: str
    says: str
    when: str
    article_id: int | None
    url: str | None
    title: str | None
    source: str | None
    source_name: str | None
    story_id: int | None
    passage: Passage | None


class FeedItem(ReportItem, frozen=True):
    """One item of a watch's Atom feed; `key` identifies it."""

    key: str


class Report(Result, frozen=True):
    """What is new of a watch since its last report."""

    watch: WatchRef
    since: str
    until: str
    items: list[ReportItem]


class WatchFeed(Result, frozen=True):
    """A watch with the latest items known of it, newest first."""

    watch: Watch
    items: list[FeedItem]


class PendingCount(Result, frozen=True):
    """How many watches have news, and how many there are."""

    with_news: int
    watches: int


class Comment(Result, frozen=True):
    """A reader's comment as its moderator sees it."""

    id: int
    article_id: int
    state: CommentState
    name: str
    email: str
    body: str
    posted_at: str


class PublicComment(Result, frozen=True):
    """An approved comment as readers see it, without the address of its author."""

    id: int
    name: str
    body: str
    posted_at: str
