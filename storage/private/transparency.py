"""What the transparency report counts, from the private file: no names, no addresses."""

from aggregator.takedown.types import CountedCase
from storage.sqlite.repository import Repository

_CASES = """SELECT c.ground, json_extract(c.scope, '$.kind') AS scope, c.grade, c.state AS outcome,
    coalesce((SELECT r.channel FROM takedown_requests r WHERE r.case_id = c.id ORDER BY r.id LIMIT 1),
      'command') AS channel,
    (SELECT count(*) FROM takedown_requests r WHERE r.case_id = c.id) AS requests,
    (SELECT count(*) FROM takedown_items i WHERE i.case_id = c.id
      AND i.state IN ('hidden', 'erased')) AS articles,
    (SELECT count(*) FROM takedown_items i WHERE i.case_id = c.id AND i.state = 'restored') AS restored,
    (SELECT count(*) FROM counter_notices n WHERE n.case_id = c.id) AS counter_notices,
    c.received_at, c.hidden_at, c.erased_at,
    coalesce((SELECT l.detail FROM takedown_log l WHERE l.case_id = c.id AND l.event = 'breach' LIMIT 1),
      '') AS breach
  FROM takedown_cases c WHERE c.received_at LIKE ? ORDER BY c.id"""


class Transparency(Repository):
    """Cases as they are counted in public."""

    def list_cases(self, year: int | None) -> list[CountedCase]:
        """Returns the cases that were received in a year, or all, oldest first."""
        rows = self._db.query(_CASES, [f"{year:04}-%" if year is not None else "%"])
        return [CountedCase(**row) for row in rows]
