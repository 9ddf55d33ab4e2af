"""Readers' comments: posted, moderated, shown."""

from collections.abc import Iterable

from aggregator import clock
from aggregator.api.gate import Gate
from aggregator.results import Comment, PublicComment
from aggregator.results.watching import CommentState
from storage.store import Store


class Comments:
    """Comments of an open database: `Aggregator.comments`. Without a private file there are none.

    >>> comment_id = news.comments.post(1, "Well done.", name="Ada")
    >>> news.comments.decide([comment_id], "approved") == [comment_id]
    True
    >>> [comment.body for comment in news.comments.approved(1)]
    ['Well done.']
    """

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    @property
    def available(self) -> bool:
        """Whether comments can be stored: they are kept in the private file."""
        return self._store.private is not None

    def post(self, article_id: int, body: str, *, name: str = "", email: str = "") -> int:
        """Store a comment that waits for a moderator; returns its id. Raises StorageError."""
        return self._store.comments.add(article_id, name, email, body, clock.now())

    def count_pending(self) -> int:
        """Return how many comments no moderator has decided on."""
        return self._store.comments.count_pending() if self.available else 0

    def approved(self, article_id: int) -> list[PublicComment]:
        """Return the approved comments on an article, oldest first.

        What they quote of an article of which nothing may be quoted is left out.
        """
        comments = self._store.comments.list_approved(article_id) if self.available else []
        if not comments or self._gate.find_permissions([article_id])[article_id].allows("quote"):
            return comments
        from aggregator.api.quotations import leave_out_quotations

        return leave_out_quotations(self._store, article_id, comments)

    def all(self, state: CommentState | None = None) -> list[Comment]:
        """Return all comments, or those in one state; pending ones first."""
        return self._store.comments.list_for_moderator(state) if self.available else []

    def decide(
        self, ids: Iterable[int], state: CommentState, *, dry_run: bool = False
    ) -> list[int]:
        """Approve or hide comments; returns the ids that exist."""
        known = {comment.id for comment in self.all()}
        existing = [comment_id for comment_id in ids if comment_id in known]
        for comment_id in existing if not dry_run else ():
            self._store.comments.set_state(comment_id, state, clock.now())
        return existing
