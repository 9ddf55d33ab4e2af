"""Uses of a stored article that its publisher forbids, as tests set them."""

import sqlite3
from pathlib import Path

from aggregator.permissions import DEFAULT_FORBIDDEN, Use, encode_uses
from aggregator.rights.policy import RULES


def reserve(database: Path, url: str, mark: str) -> None:
    """Forbids what a mark of the policy forbids of an article. Its text stays stored."""
    uses: frozenset[Use] = RULES[mark].forbids | DEFAULT_FORBIDDEN
    with sqlite3.connect(database) as db:
        db.execute(
            """INSERT OR REPLACE INTO permissions (article_id, forbidden)
               SELECT id, ? FROM articles WHERE url = ?""",
            [encode_uses(uses), url],
        )
