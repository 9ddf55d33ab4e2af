"""When web archives first captured the addresses of articles; what they do not have is kept too."""

import json
from collections.abc import Iterable
from dataclasses import replace

import msgspec

from aggregator.model import Capture
from storage.sqlite.repository import Repository


def decode_captures(text: str) -> tuple[Capture, ...]:
    """Returns the stored captures of an article, without those that an archive does not have."""
    return tuple(each for each in _decode_all(text) if each.memento)


def _decode_all(text: str) -> tuple[Capture, ...]:
    return tuple(Capture(**each) for each in json.loads(text)) if text != "[]" else ()


class Captures(Repository):
    """Captures of the articles of stories."""

    def list_addresses(self, story_id: int) -> list[tuple[str, tuple[Capture, ...]]]:
        """Returns (own address, what archives answered) of each article of a story, those seen first first."""
        rows = self._db.conn.execute(
            "SELECT url, captures FROM articles WHERE story_id = ? ORDER BY first_seen, id",
            [story_id],
        )
        return [(url, _decode_all(text)) for url, text in rows]

    def record(self, captures: Iterable[Capture]) -> int:
        """Store what archives answered on articles' own addresses; the earliest capture of an archive stays.

        Stories whose articles have new captures are marked for a new verdict. Returns their number.
        """
        stories: set[int] = set()
        for new in captures:
            row = self._db.conn.execute(
                "SELECT id, story_id, captures FROM articles WHERE url = ?", [new.url]
            ).fetchone()
            if row:
                article_id, story_id, text = row
                stored = _decode_all(text)
                former = next((each for each in stored if each.archive == new.archive), None)
                kept = _keep_earlier(former, new)
                rest = [each for each in stored if each.archive != new.archive]
                self._db.conn.execute(
                    "UPDATE articles SET captures = ? WHERE id = ?",
                    [msgspec.json.encode([*rest, kept]).decode(), article_id],
                )
                if former is None or former.captured_at != kept.captured_at:
                    stories.add(story_id)
        self._db.conn.executemany(
            "UPDATE stories SET dirty = 1 WHERE id = ?", [(story_id,) for story_id in stories]
        )
        return len(stories)


def _keep_earlier(former: Capture | None, new: Capture) -> Capture:
    """Returns the earlier of two captures by one archive, with the time of the new look."""
    if former is None or not former.memento:
        return new
    if new.memento and new.captured_at < former.captured_at:
        return new
    return replace(former, observed_at=new.observed_at)
