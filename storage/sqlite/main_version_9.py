"""What version 9 of the main file adds: hosts, and what a crawl that runs for years has to remember.

The statements are those of version 9, whatever the schema is today.
"""

import zlib
from collections.abc import Iterable

from sqlite_utils import Database

from aggregator import urls
from storage.sqlite.statements import split_into_statements

_REBUILT = ("feeds", "frontier")
_STATEMENTS = """
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  shard_key INTEGER NOT NULL,
  feeds_due TEXT, pages_due TEXT,
  free_at TEXT,
  paused_until TEXT,
  pause_reason TEXT NOT NULL DEFAULT '',
  lease_until TEXT, lease_holder TEXT
);
CREATE INDEX hosts_feeds_due ON hosts(feeds_due) WHERE feeds_due IS NOT NULL;
CREATE INDEX hosts_pages_due ON hosts(pages_due) WHERE pages_due IS NOT NULL;
CREATE INDEX hosts_lease ON hosts(lease_until) WHERE lease_holder IS NOT NULL;
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  url TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL DEFAULT 'feed',
  title TEXT NOT NULL DEFAULT '',
  etag TEXT, last_modified TEXT, body_hash TEXT,
  interval_s INTEGER NOT NULL DEFAULT 3600,
  next_due TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  last_status TEXT, last_error TEXT,
  last_polled TEXT,
  last_changed TEXT,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  address TEXT,
  added_at TEXT,
  rhythm TEXT,
  hints TEXT,
  moved_to TEXT, moved_sightings INTEGER NOT NULL DEFAULT 0, moved_since TEXT,
  former_url TEXT,
  gone_sightings INTEGER NOT NULL DEFAULT 0, gone_since TEXT,
  retired_at TEXT,
  checked_whole_at TEXT,
  validators_distrusted_at TEXT,
  listed_at TEXT
);
CREATE INDEX feeds_host ON feeds(host_id, next_due);
CREATE INDEX feeds_source ON feeds(source_id);
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  address TEXT,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  feed_id INTEGER REFERENCES feeds(id) ON DELETE SET NULL,
  source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
  entry TEXT,
  state TEXT NOT NULL DEFAULT 'due'
    CHECK (state IN ('due', 'asked', 'done', 'known', 'rejected', 'refused', 'failed')),
  cause TEXT NOT NULL DEFAULT '',
  outcome TEXT,
  last_absent TEXT,
  found_at TEXT NOT NULL,
  next_due TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  first_tried_at TEXT, first_outcome TEXT,
  tried_at TEXT,
  looks INTEGER NOT NULL DEFAULT 0,
  absent_hash TEXT, found_hash TEXT
);
CREATE INDEX frontier_host ON frontier(host_id, next_due) WHERE next_due IS NOT NULL;
CREATE INDEX frontier_source ON frontier(source_id);
CREATE INDEX frontier_state ON frontier(state) WHERE state != 'done';
CREATE TRIGGER feeds_added AFTER INSERT ON feeds BEGIN
  UPDATE hosts SET feeds_due = new.next_due
    WHERE id = new.host_id AND (feeds_due IS NULL OR feeds_due > new.next_due);
END;
CREATE TRIGGER feeds_changed AFTER UPDATE OF next_due, host_id ON feeds BEGIN
  UPDATE hosts SET feeds_due = new.next_due
    WHERE id = new.host_id AND (feeds_due IS NULL OR feeds_due > new.next_due);
END;
CREATE TRIGGER frontier_added AFTER INSERT ON frontier WHEN new.next_due IS NOT NULL BEGIN
  UPDATE hosts SET pages_due = new.next_due
    WHERE id = new.host_id AND (pages_due IS NULL OR pages_due > new.next_due);
END;
CREATE TRIGGER frontier_changed AFTER UPDATE OF next_due, host_id ON frontier WHEN new.next_due IS NOT NULL BEGIN
  UPDATE hosts SET pages_due = new.next_due
    WHERE id = new.host_id AND (pages_due IS NULL OR pages_due > new.next_due);
END;
CREATE TABLE article_absences (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  last_present TEXT,
  vanished_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  confirmed_at TEXT,
  restored_at TEXT
);
CREATE INDEX article_absences_article ON article_absences(article_id);
CREATE TABLE site_parameters (
  site TEXT NOT NULL, name TEXT NOT NULL,
  learned_at TEXT NOT NULL,
  evidence TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (site, name)
) WITHOUT ROWID;
CREATE TABLE crawl_events (
  id INTEGER PRIMARY KEY,
  happened_at TEXT NOT NULL, ended_at TEXT,
  kind TEXT NOT NULL,
  source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
  feed_id INTEGER REFERENCES feeds(id) ON DELETE CASCADE,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX crawl_events_at ON crawl_events(happened_at);
CREATE INDEX crawl_events_source ON crawl_events(source_id, happened_at);
CREATE INDEX crawl_events_feed ON crawl_events(feed_id);
CREATE TABLE source_days (
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  polls INTEGER NOT NULL DEFAULT 0, failed_polls INTEGER NOT NULL DEFAULT 0,
  announced INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,
  text_length INTEGER NOT NULL DEFAULT 0,
  paywalled INTEGER NOT NULL DEFAULT 0,
  delay_s INTEGER NOT NULL DEFAULT 0, delays INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, day)
) WITHOUT ROWID;
CREATE TABLE source_day_causes (
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  cause TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (source_id, day, cause)
) WITHOUT ROWID;
CREATE TABLE clock_mark (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL);
"""
_FEED_COLUMNS = """id, source_id, url, kind, title, etag, last_modified, body_hash, interval_s, next_due,
  failures, last_status, last_error, last_polled, last_changed"""
_PAGE_COLUMNS = """id, url, feed_id, source_id, entry, state, outcome, last_absent, found_at, attempts,
  absent_hash, found_hash"""


def migrate(db: Database) -> None:
    """Leads version 8 to version 9. What had its final outcome keeps it and is not looked at again."""
    db.execute("ALTER TABLE sources ADD COLUMN tls_unverified INTEGER NOT NULL DEFAULT 0")
    for column in (
        "holder TEXT NOT NULL DEFAULT ''",
        "counted_at TEXT",
        "killed INTEGER NOT NULL DEFAULT 0",
    ):
        db.execute(f"ALTER TABLE crawl_runs ADD COLUMN {column}")
    for table in _REBUILT:
        # A table that is renamed would take the references of other tables with it.
        db.execute(f"CREATE TABLE {table}_8 AS SELECT * FROM {table}")
        db.execute(f"DROP TABLE {table}")
    for statement in split_into_statements(_STATEMENTS):
        db.execute(statement)
    _add_hosts(
        db, (row[0] for table in _REBUILT for row in db.execute(f"SELECT url FROM {table}_8"))
    )
    db.conn.create_function("host_of", 1, _get_host, deterministic=True)
    host = "(SELECT id FROM hosts WHERE name = host_of(url))"
    db.execute(
        f"INSERT INTO feeds ({_FEED_COLUMNS}, host_id) SELECT {_FEED_COLUMNS}, {host} FROM feeds_8"
    )
    db.execute(
        f"""INSERT INTO frontier ({_PAGE_COLUMNS}, host_id, next_due)
            SELECT {_PAGE_COLUMNS}, {host}, iif(state = 'due', next_due, NULL) FROM frontier_8"""
    )
    for table in _REBUILT:
        db.execute(f"DROP TABLE {table}_8")


def _add_hosts(db: Database, addresses: Iterable[str]) -> None:
    """Adds the hosts of addresses with the part of a crawl that their site is in."""
    hosts = {_get_host(url): zlib.crc32(urls.site(url).encode()) for url in addresses}
    db.conn.executemany("INSERT INTO hosts (name, shard_key) VALUES (?, ?)", hosts.items())


def _get_host(url: str) -> str:
    return urls.host(url)
