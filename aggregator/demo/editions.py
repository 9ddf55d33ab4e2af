"""Times as numbers of editions: clock times differ each time the tour runs, editions do not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator import clock
from aggregator.demo.server import Newsroom

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Editions:
    """When each edition appeared."""

    edition_times: tuple[datetime, ...]

    @classmethod
    def from_newsroom(cls, newsroom: Newsroom) -> "Editions":
        return cls(tuple(newsroom.edition_times))

    def describe_time(self, text: str | None) -> str:
        """Return a time as its edition, or as hours before the first edition."""
        if not text:
            return ""
        moment = clock.from_text(text)
        number = sum(moment >= opened for opened in self.edition_times)
        if number:
            return f"edition {number}"
        hours = (self.edition_times[0] - moment) / timedelta(hours=1)
        return f"{hours:.0f} h before edition 1"

    @staticmethod
    def contains_time(text: str) -> bool:
        return bool(_TIME.search(text))
