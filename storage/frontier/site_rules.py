"""What files of sites say of the use of their pages, since when, and when they were last read.

A site is a host, with a port where it is not the usual one.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec

from aggregator import urls
from aggregator.errors import AddressError
from aggregator.statements import PathRule, PathRules, Place, SiteRules, Statement
from storage.frontier.source_domains import SOURCE_OF_DOMAIN
from storage.sqlite.repository import Repository

MAX_FORMER = 20  # of what a file said before, so much is kept
MAX_CACHED = 20_000  # characters of rules that stay decoded
NO_RULES = "[]"


@dataclass(frozen=True, slots=True)
class SiteFact:
    """What a file said from `since` until `until` (None: it still does); without rules, nothing."""

    place: Place
    url: str
    rules: SiteRules
    since: str
    until: str | None
    checked_at: str  # when it was last read


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file of a site, and when it was last read."""

    place: Place
    url: str
    checked_at: str


class StoredSiteRules(Repository):
    """Rows of `site_rules`: one that is in force for each file, and what each said before."""

    def get_rules(self, site: str) -> tuple[SiteRules, ...]:
        """Returns what the files of a site say now, one by one; `find_statements` finds what each says of a page."""
        rows = self._db.conn.execute(
            """SELECT rules, url FROM site_rules
               WHERE site = ? AND until IS NULL AND rules != ? ORDER BY id""",
            [site, NO_RULES],
        )
        return tuple(_decode(text, url) for text, url in rows)

    def list_history(self, site: str) -> list[SiteFact]:
        """Returns what the files of a site say and said, the earliest first."""
        rows = self._db.conn.execute(
            """SELECT place, url, rules, since, until, checked_at FROM site_rules
               WHERE site = ? ORDER BY since, id""",
            [site],
        )
        return [
            SiteFact(place, url, _decode(text, url), *times) for place, url, text, *times in rows
        ]

    def list_checked(self, site: str) -> list[CheckedFile]:
        """Returns the files of a site that were read, also those that say nothing."""
        rows = self._db.conn.execute(
            "SELECT place, url, checked_at FROM site_rules WHERE site = ? AND until IS NULL ORDER BY id",
            [site],
        )
        return [CheckedFile(*row) for row in rows]

    def note(self, site: str, place: Place, url: str, rules: SiteRules, now: str) -> bool:
        """Writes what a file says; returns whether it said something else before.

        What it said before ends now, and the permissions of articles of its source are to be decided again.
        A site has one file of a place, but for licence files.
        """
        text = _encode(rules, url)
        with self.transaction():
            known = self._find_row(site, place, url)
            if known and known[1] == text:
                self._db.conn.execute(
                    "UPDATE site_rules SET checked_at = ? WHERE id = ?", [now, known[0]]
                )
                return False
            if known:
                self._end_row(known[0], now)
            self._db.conn.execute(
                """INSERT INTO site_rules (site, place, url, rules, since, checked_at)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                [site, place, url, text, now, now],
            )
            self._forget_oldest(site, place)
            if known or text != NO_RULES:
                self._make_permissions_stale(site)
        return bool(known)

    def keep(self, site: str, place: Place, url: str, now: str) -> None:
        """Writes that a file was asked for, and that what it says is what is known of it."""
        with self.transaction():
            known = self._find_row(site, place, url)
            if known:
                self._db.conn.execute(
                    "UPDATE site_rules SET checked_at = ? WHERE id = ?", [now, known[0]]
                )
            else:
                self.note(site, place, url, (), now)

    def end(self, site: str, place: Place, url: str, now: str) -> None:
        """Writes that a file no longer counts: what named it names it no more."""
        with self.transaction():
            known = self._find_row(site, place, url)
            if known:
                self._end_row(known[0], now)
                self._make_permissions_stale(site)

    def _find_row(self, site: str, place: Place, url: str) -> tuple[int, str] | None:
        """Returns id and rules of the row that is in force."""
        row: tuple[int, str] | None = self._db.conn.execute(
            """SELECT id, rules FROM site_rules WHERE site = :site AND place = :place AND until IS NULL
               AND (:place != 'licence_file' OR url = :url)""",
            {"site": site, "place": place, "url": url},
        ).fetchone()
        return row

    def _end_row(self, row_id: int, now: str) -> None:
        self._db.conn.execute("UPDATE site_rules SET until = ? WHERE id = ?", [now, row_id])

    def _forget_oldest(self, site: str, place: Place) -> None:
        """Deletes former rows beyond MAX_FORMER: a file may change with each request."""
        self._db.conn.execute(
            """DELETE FROM site_rules WHERE id IN (SELECT id FROM site_rules
                 WHERE site = ? AND place = ? AND until IS NOT NULL ORDER BY until DESC, id DESC LIMIT -1 OFFSET ?)""",
            [site, place, MAX_FORMER],
        )

    def _make_permissions_stale(self, site: str) -> None:
        try:
            domain = urls.site(f"http://{site}/")
        except AddressError:
            return
        self._db.conn.execute(
            f"UPDATE sources SET permissions_stale = 1 WHERE id = {SOURCE_OF_DOMAIN}",
            {"domain": domain},
        )


def _encode(rules: SiteRules, url: str) -> str:
    """Returns rules as JSON; statements that were read at the address of the file itself have none there.

    So they are the same over http and https.
    """
    return msgspec.json.encode(_replace_url(rules, url, "")).decode()


def _decode(text: str, url: str) -> SiteRules:
    return _decode_now(text, url) if len(text) > MAX_CACHED else _decode_once(text, url)


@lru_cache(maxsize=2_000)
def _decode_once(text: str, url: str) -> SiteRules:
    return _decode_now(text, url)


def _decode_now(text: str, url: str) -> SiteRules:
    return _replace_url(msgspec.json.decode(text, type=SiteRules), "", url)


def _replace_url(rules: SiteRules, before: str, after: str) -> SiteRules:
    def move(said: Statement) -> Statement:
        return replace(said, url=after) if said.url == before else said

    return tuple(
        PathRules(
            tuple(PathRule(rule.pattern, tuple(map(move, rule.statements))) for rule in each.rules),
            each.decides,
        )
        for each in rules
    )
