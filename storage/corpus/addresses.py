"""Which article an address leads to, and which addresses articles only claim.

An address is of one article, on one of these bases. `own`: the article is at it. `agreed`: what was read
there had the article's text. `former`: the program of schema version 2 knew it, whatever was read there.
A claim is an address that a page declares or that led to it: any number of articles may claim it.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from aggregator.model import KeyedFingerprints
from storage.corpus.keyed_fingerprints import ReadKey, key_fingerprints
from storage.sqlite.connection import Database
from storage.sqlite.repository import Repository

Basis = Literal["own", "agreed", "former"]

ADDRESSES_PER_QUERY = 500
MAX_CLAIMANTS = 8  # of one address that are compared; of others only those of identical wording
MAX_IDENTICAL = 50  # articles of identical wording that are looked up for that
MAX_NEWEST = 500  # articles of identical wording among which those of one source are looked for


@dataclass(frozen=True, slots=True)
class Holder:
    """The article that has an address."""

    article_id: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class AddressedText:
    """An article that may be the one a page is of. `url` is its own address."""

    article_id: int
    url: str
    text_hash: str
    text: str  # the text that is linked
    fingerprints: KeyedFingerprints | None = None  # of one that is not stored; `text` is empty

    @property
    def wording(self) -> str | KeyedFingerprints:
        """By what its text is compared."""
        return self.fingerprints or self.text


@dataclass(frozen=True, slots=True)
class SameWording:
    """An article with a wording and headline that is looked for. `url` is its own address."""

    article_id: int
    url: str
    published: str | None
    first_seen: str


class Addresses(Repository):
    """Addresses of articles, and claims to addresses."""

    def __init__(self, db: Database, read_key: ReadKey = bytes) -> None:
        """`read_key`: see `key_fingerprints`; without it, none are returned."""
        super().__init__(db)
        self._read_key = read_key

    def add_own(self, rows: Iterable[tuple[str, int]]) -> None:
        """Add (address, id of the article at it). An address that another article has with another
        basis than `agreed` stays with that one.
        """
        self._add("own", rows)

    def add_agreed(self, rows: Iterable[tuple[str, int]]) -> None:
        """Add (address, id of the article whose text was read there), in place of an agreed one."""
        self._add("agreed", rows)

    def _add(self, basis: Basis, rows: Iterable[tuple[str, int]]) -> None:
        self._db.conn.executemany(
            f"""INSERT INTO url_aliases (url, article_id, basis) VALUES (?, ?, '{basis}')
                ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, basis = excluded.basis
                WHERE basis = 'agreed'""",
            rows,
        )

    def add_missing_own(self) -> int:
        """Note the own address of every article that lacks it; returns how many those were."""
        with self.transaction():
            return self._db.conn.execute(
                """INSERT OR IGNORE INTO url_aliases (url, article_id)
                   SELECT url, id FROM articles a
                   WHERE NOT EXISTS (SELECT 1 FROM url_aliases u WHERE u.article_id = a.id)"""
            ).rowcount

    def add_claims(self, rows: Iterable[tuple[str, int, bool]]) -> None:
        """Add (address, id of an article that claims it, whether it is declared and a twin)."""
        query = "INSERT OR IGNORE INTO address_claims (url, article_id, is_twin) VALUES (?, ?, ?)"
        self._db.conn.executemany(query, rows)

    def find(self, url: str) -> int | None:
        """Returns the id of the article that has an address, or of the only one that claims it."""
        if holder := self.find_holder(url):
            return holder.article_id
        query = "SELECT article_id FROM address_claims WHERE url = ? LIMIT 2"
        claimants = self._db.conn.execute(query, [url]).fetchall()
        return int(claimants[0][0]) if len(claimants) == 1 else None

    def find_holder(self, url: str) -> Holder | None:
        """Returns the article that has an address; claims do not count."""
        query = "SELECT article_id, basis FROM url_aliases WHERE url = ?"
        row = self._db.conn.execute(query, [url]).fetchone()
        return Holder(*row) if row else None

    def list_claimants(self, url: str) -> list[int]:
        """Returns the ids of the articles that claim an address."""
        query = "SELECT article_id FROM address_claims WHERE url = ? ORDER BY article_id"
        return [article_id for (article_id,) in self._db.conn.execute(query, [url])]

    def select_known(self, urls: Collection[str]) -> tuple[set[str], set[str]]:
        """Returns those of these addresses that an article has or claims, and those that one has."""
        every = list(urls)
        held: set[str] = set()
        claimed: set[str] = set()
        for start in range(0, len(every), ADDRESSES_PER_QUERY):
            part = every[start : start + ADDRESSES_PER_QUERY]
            marks = ",".join("?" * len(part))
            for table, found in (("url_aliases", held), ("address_claims", claimed)):
                query = f"SELECT url FROM {table} WHERE url IN ({marks})"
                found.update(row[0] for row in self._db.conn.execute(query, part))
        return held | claimed, held

    def select_twins(self, variants: Sequence[str]) -> set[str]:
        """Returns those of these addresses that an article has, and the first if one claims it."""
        marks = ",".join("?" * len(variants))
        rows = self._db.conn.execute(
            f"""SELECT url FROM url_aliases WHERE url IN ({marks})
                UNION ALL SELECT url FROM address_claims WHERE url = ?""",
            (*variants, variants[0]),
        )
        return {url for (url,) in rows}

    def list_sharing(self, urls: Sequence[str], text_hash: str) -> list[AddressedText]:
        """Returns the articles that have or claim one of these addresses, identical wordings first.

        Of an address that more than MAX_CLAIMANTS claim, these first ones and those of this wording.
        """
        ids = [article_id for url in urls for article_id in self._ids_to_compare(url, text_hash)]
        return self.get_texts(ids, text_hash)

    def get_texts(self, article_ids: Collection[int], text_hash: str) -> list[AddressedText]:
        """Returns these articles, those of this wording first, then by id."""
        rows = self._db.conn.execute(
            """SELECT a.id, url, text_hash, unpack(coalesce(link_text, text)), fingerprints FROM articles a
               LEFT JOIN unstored_texts u ON u.article_id = a.id
               WHERE a.id IN (SELECT value FROM json_each(?)) ORDER BY text_hash != ?, a.id""",
            [json.dumps([*article_ids]), text_hash],
        )
        return [self._make_text(AddressedText(*row[:-1]), row[-1]) for row in rows]

    def _make_text(self, text: AddressedText, data: bytes | None) -> AddressedText:
        made = key_fingerprints(text.article_id, data, self._read_key)
        return replace(text, fingerprints=made) if made else text

    def list_same_wording(self, source_id: int, text_hash: str, title: str) -> list[SameWording]:
        """Returns the articles of a source with this wording and headline, oldest id first.

        Among the newest of all articles of this wording.
        """
        rows = self._db.conn.execute(
            f"""SELECT id, url, published, first_seen FROM articles WHERE id IN
                 (SELECT id FROM articles WHERE text_hash = ? ORDER BY id DESC LIMIT {MAX_NEWEST})
               AND source_id = ? AND title = ? ORDER BY id""",
            [text_hash, source_id, title],
        )
        return [SameWording(*row) for row in rows]

    def _ids_to_compare(self, url: str, text_hash: str) -> list[int]:
        """The holder of an address, its first claimants, and claimants with this wording."""
        rows = self._db.conn.execute(
            f"""SELECT article_id FROM url_aliases WHERE url = :url
                UNION SELECT * FROM (SELECT article_id FROM address_claims WHERE url = :url
                  ORDER BY article_id LIMIT {MAX_CLAIMANTS})
                UNION SELECT id FROM (SELECT id FROM articles WHERE text_hash = :hash
                    ORDER BY id LIMIT {MAX_IDENTICAL}) AS same
                  WHERE EXISTS (SELECT 1 FROM address_claims WHERE url = :url AND article_id = same.id)""",
            {"url": url, "hash": text_hash},
        )
        return [article_id for (article_id,) in rows]

    # Addresses that an operator parted

    def select_parted(self) -> frozenset[str]:
        """Returns the addresses that a decision keeps apart from every article that is not at them."""
        query = "SELECT address FROM decisions WHERE kind = 'part' AND undone_at IS NULL"
        return frozenset(address for (address,) in self._db.conn.execute(query))

    def delete(self, url: str) -> None:
        """Take an address from the article that has it, and from all that claim it."""
        self._db.conn.execute("DELETE FROM url_aliases WHERE url = ?", [url])
        self._db.conn.execute("DELETE FROM address_claims WHERE url = ?", [url])
