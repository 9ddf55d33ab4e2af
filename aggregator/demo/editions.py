"""Times told by editions: clock times differ each time the demo runs, editions do not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator import clock
from aggregator.demo.server import Newsroom

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Editions:
    """When each edition appeared."""

    opened: tuple[datetime, ...]

    @classmethod
    def of(cls, newsroom: Newsroom) -> "Editions":
        return cls(tuple(newsroom.opened))

    def told(self, text: str) -> str:
        """A text with every time in it as an edition, or as hours before the first."""
        return _TIME.sub(lambda found: self._word(clock.moment(found.group())), text)

    def _word(self, moment: datetime) -> str:
        number = sum(moment >= opened for opened in self.opened)
        if number:
            return f"edition {number}"
        hours = (self.opened[0] - moment) / timedelta(hours=1)
        return f"{hours:.0f} h before edition 1"
