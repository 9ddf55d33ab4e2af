"""The tables of sources, feeds and crawls in the main file; `schema_main` has the rest."""

CRAWL = """
-- Who publishes. domain is the registrable domain, or host:port for addresses without one.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '', site TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'publisher' CHECK (kind IN ('publisher', 'agency', 'aggregator')),
  publisher_group TEXT NOT NULL DEFAULT '',   -- publishers of one owner share it
  paused INTEGER NOT NULL DEFAULT 0,
  discovery_due TEXT,                -- no feed is known: look for one from this time on
  boilerplate_stale INTEGER NOT NULL DEFAULT 0,   -- articles added since its boilerplate was learned
  added_at TEXT NOT NULL,
  contact TEXT NOT NULL DEFAULT '',  -- mail address where the publisher is written to
  tls_unverified INTEGER NOT NULL DEFAULT 0,  -- 1: fetched although its certificates fail
  permissions_stale INTEGER NOT NULL DEFAULT 0  -- 1: the permissions of its articles are to be decided again
);
CREATE INDEX sources_stale ON sources(id) WHERE boilerplate_stale > 0;

-- Further domains of a source: where it was before it moved, mobile, AMP and regional hosts, sources merged into it.
CREATE TABLE source_domains (
  domain TEXT PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('former', 'variant', 'merged')),
  basis TEXT NOT NULL CHECK (basis IN ('redirects', 'canonical', 'feed', 'operator')),
  added_at TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''    -- what was observed, or why the operator decided so
) WITHOUT ROWID;
CREATE INDEX source_domains_source ON source_domains(source_id);

-- Hosts that are fetched from. One crawl process at a time has a host, and with it all its feeds and pages:
-- so the pause between two requests holds across processes.
CREATE TABLE hosts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,         -- host, or host:port
  shard_key INTEGER NOT NULL,        -- hash of its site: all hosts of a site are in one part of a crawl
  feeds_due TEXT, pages_due TEXT,    -- none of its feeds and pages is due before; NULL: none is
  free_at TEXT,                      -- the process that had it last asked so recently that another one waits until then
  paused_until TEXT,                 -- it asked for a pause (429, 503, Retry-After)
  pause_reason TEXT NOT NULL DEFAULT '',
  lease_until TEXT, lease_holder TEXT
);
CREATE INDEX hosts_feeds_due ON hosts(feeds_due) WHERE feeds_due IS NOT NULL;
CREATE INDEX hosts_pages_due ON hosts(pages_due) WHERE pages_due IS NOT NULL;
CREATE INDEX hosts_lease ON hosts(lease_until) WHERE lease_holder IS NOT NULL;

-- Feeds, sitemaps and section pages that announce articles, and when they are due.
CREATE TABLE feeds (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  url TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL DEFAULT 'feed',   -- a class of spiders/ reads it, by its `kind`
  title TEXT NOT NULL DEFAULT '',
  etag TEXT, last_modified TEXT, body_hash TEXT,   -- validators of the last answer
  interval_s INTEGER NOT NULL DEFAULT 3600,        -- the last one that was chosen
  next_due TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,             -- in a row; 0 after a success
  last_status TEXT, last_error TEXT,
  last_polled TEXT,                                -- last successful fetch, changed or not
  last_changed TEXT,
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  address TEXT,                      -- as written, which is fetched; NULL: the same as url
  added_at TEXT,
  rhythm TEXT,                       -- JSON: how often and when it publishes, see crawl/polling
  hints TEXT,                        -- JSON: what it says of its own polling, see spiders.interface.PollHints
  moved_to TEXT, moved_sightings INTEGER NOT NULL DEFAULT 0, moved_since TEXT,   -- where it redirects to for good
  former_url TEXT,                   -- its address before it moved
  gone_sightings INTEGER NOT NULL DEFAULT 0, gone_since TEXT,   -- answers 410 in a row
  retired_at TEXT,                   -- gone: looked at once a month
  checked_whole_at TEXT,             -- last fetched without validators
  validators_distrusted_at TEXT,     -- its validators did not change with its body: it is fetched without them
  listed_at TEXT                     -- of a child sitemap: its index last named it
);
CREATE INDEX feeds_host ON feeds(host_id, next_due);
CREATE INDEX feeds_source ON feeds(source_id);

-- Addresses of pages that are to be fetched or were. state: what the last look showed; due: none yet; asked: a person
-- wants it fetched, known or not. next_due: the next look, whatever the state; NULL: none is planned.
CREATE TABLE frontier (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,          -- canonical, for comparing
  address TEXT,                      -- as written, which is fetched; NULL: the same as url
  host_id INTEGER NOT NULL REFERENCES hosts(id),
  feed_id INTEGER REFERENCES feeds(id) ON DELETE SET NULL,
  source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
  entry TEXT,                        -- the feed's claims as JSON, kept after it is stored
  state TEXT NOT NULL DEFAULT 'due'
    CHECK (state IN ('due', 'asked', 'done', 'known', 'rejected', 'refused', 'failed')),
  cause TEXT NOT NULL DEFAULT '',    -- a code of crawl_labels.PAGE_CAUSES
  outcome TEXT,                      -- the cause in words
  last_absent TEXT,                  -- the feed was last seen without it at
  found_at TEXT NOT NULL,
  next_due TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,       -- looks without an article since it was last stored
  first_tried_at TEXT, first_outcome TEXT,   -- the first look, and why it brought no article; NULL: it did
  tried_at TEXT,                     -- the last look
  looks INTEGER NOT NULL DEFAULT 0,  -- re-visits since it was stored
  absent_hash TEXT, found_hash TEXT  -- SHA-256 of the feed as fetched at last_absent and found_at; NULL: not known
);
CREATE INDEX frontier_host ON frontier(host_id, next_due) WHERE next_due IS NOT NULL;
CREATE INDEX frontier_source ON frontier(source_id);
CREATE INDEX frontier_state ON frontier(state) WHERE state != 'done';

-- A host is due no later than its feeds and pages.
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

-- When an article was found gone from its address, and when it was found there again.
CREATE TABLE article_absences (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  last_present TEXT,                 -- the article was last fetched at
  vanished_at TEXT NOT NULL,         -- the first look that found it gone
  status INTEGER NOT NULL,           -- 404 or 410
  confirmed_at TEXT,                 -- the second look; NULL: not yet
  restored_at TEXT                   -- it was found again
);
CREATE INDEX article_absences_article ON article_absences(article_id);

-- Query parameters that lead to the same article on a site, as was seen.
CREATE TABLE site_parameters (
  site TEXT NOT NULL, name TEXT NOT NULL,
  learned_at TEXT NOT NULL,
  evidence TEXT NOT NULL DEFAULT '', -- what was seen, in words
  PRIMARY KEY (site, name)
) WITHOUT ROWID;

-- What an operator may have to know: outages, moved and retired feeds, cuts, gaps, jumps of the clock.
CREATE TABLE crawl_events (
  id INTEGER PRIMARY KEY,
  happened_at TEXT NOT NULL, ended_at TEXT,
  kind TEXT NOT NULL,                -- see results.sources.CrawlEventKind
  source_id INTEGER REFERENCES sources(id) ON DELETE CASCADE,
  feed_id INTEGER REFERENCES feeds(id) ON DELETE CASCADE,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX crawl_events_at ON crawl_events(happened_at);
CREATE INDEX crawl_events_source ON crawl_events(source_id, happened_at);
CREATE INDEX crawl_events_feed ON crawl_events(feed_id);

-- What a source did on a day (UTC), as the crawl saw it.
CREATE TABLE source_days (
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  polls INTEGER NOT NULL DEFAULT 0, failed_polls INTEGER NOT NULL DEFAULT 0,
  announced INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,
  text_length INTEGER NOT NULL DEFAULT 0,    -- characters of what was stored
  paywalled INTEGER NOT NULL DEFAULT 0,
  delay_s INTEGER NOT NULL DEFAULT 0, delays INTEGER NOT NULL DEFAULT 0,   -- sum and number of delays, published to stored
  PRIMARY KEY (source_id, day)
) WITHOUT ROWID;
CREATE TABLE source_day_causes (
  source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  cause TEXT NOT NULL,               -- why pages were not stored: a code of crawl_labels.PAGE_CAUSES
  number INTEGER NOT NULL,
  PRIMARY KEY (source_id, day, cause)
) WITHOUT ROWID;

-- The latest time that a crawl has seen, to notice a clock that jumps.
CREATE TABLE clock_mark (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL);
"""
