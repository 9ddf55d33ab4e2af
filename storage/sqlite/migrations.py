"""The versions of both files: how a new file is made, and the steps that lead an older one to it.

A step is a function with the decorator of its file, added at the end; its number is the version it
leads to, kept in `PRAGMA user_version`. The current schema is changed in the same commit
(`schema_main`, `schema_private`): a test compares a file that was led here with a new one.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from aggregator import clock
from storage.sqlite import main_version_9, main_version_10, private_version_4
from storage.sqlite.fts_tokens import TOKENIZER
from storage.sqlite.schema_main import FULL_TEXT, MAIN
from storage.sqlite.schema_private import PRIVATE
from storage.sqlite.statements import split_into_statements

APPLICATION_ID = 0x4E657773  # "News"; PRAGMA application_id tells our files from others

main_migrations = Migrations("aggregator")
private_migrations = Migrations("aggregator_private")


@main_migrations()
def m001_first(db: Database) -> None:
    """The first version. A new file gets the current schema at once, so this only has a name."""


@private_migrations()
def p001_first(db: Database) -> None:
    """The first version of the private file."""


@main_migrations()
def m002_standard_names(db: Database) -> None:
    """Tables and columns get standard names; kinds of feeds are open; change counters are added."""
    for table, old, new in (
        ("sources", "owner", "publisher_group"),
        ("sources", "mask_stale", "boilerplate_stale"),
        ("feeds", "lease_owner", "lease_holder"),
        ("frontier", "lease_owner", "lease_holder"),
        ("articles", "found", "field_origins"),
        ("tombstones", "runs", "shingles"),
        ("tombstones", "sampled", "sampled_shingles"),
        ("tombstones", "whole", "is_complete"),
        ("joined", "was", "former_story_id"),
    ):
        db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    for old, new in (
        ("findable", "index_entries"),
        ("site_text", "boilerplate"),
        ("joined", "merged_leaders"),
        ("owner_claims", "publisher_group_claims"),
    ):
        db.execute(f"ALTER TABLE {old} RENAME TO {new}")
    _rebuild_feeds_002(db)
    db.execute(
        "CREATE TABLE changes (name TEXT PRIMARY KEY CHECK (name IN ('boilerplate', 'signatures')), "
        "number INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID"
    )
    db.execute("INSERT INTO changes (name) VALUES ('boilerplate'), ('signatures')")


def _rebuild_feeds_002(db: Database) -> None:
    """Take the CHECK from feeds.kind: SQLite cannot drop a constraint of a table that exists."""
    kind = "kind TEXT NOT NULL DEFAULT 'feed'"
    check = " CHECK (kind IN ('feed', 'news_sitemap', 'section'))"
    objects = "SELECT sql FROM sqlite_master WHERE tbl_name = 'feeds' AND sql IS NOT NULL ORDER BY type DESC"
    table, *indexes = [row[0] for row in db.execute(objects)]
    db.execute(table.replace(kind + check, kind).replace("feeds", "feeds_new", 1))
    db.execute("INSERT INTO feeds_new SELECT * FROM feeds")
    db.execute("DROP TABLE feeds")
    db.execute("ALTER TABLE feeds_new RENAME TO feeds")
    for index in indexes:
        db.execute(index)


@private_migrations()
def p002_standard_names(db: Database) -> None:
    """Tables and columns get standard names."""
    db.execute("ALTER TABLE held RENAME COLUMN held_at TO hidden_at")
    db.execute("ALTER TABLE held RENAME TO hidden_articles")
    # The column of `articles` that m002 renames, in rows that are hidden: key "article" of content.
    db.execute(
        """UPDATE hidden_articles SET content = json_remove(json_set(content,
             '$.article.field_origins', json_extract(content, '$.article.found')), '$.article.found')"""
    )
    db.execute("ALTER TABLE watch_told RENAME TO watch_reports")


@main_migrations()
def m003_folding_of_tombstones(db: Database) -> None:
    """A tombstone says by which folding of words its hashes were made."""
    db.execute("ALTER TABLE tombstones ADD COLUMN folding INTEGER NOT NULL DEFAULT 1")
    db.execute("CREATE INDEX tombstones_folding ON tombstones(folding)")


@main_migrations()
def m004_archive(db: Database) -> None:
    """Tables for the archive, which the next finalizing fills."""
    db.execute("CREATE TABLE archive (id INTEGER PRIMARY KEY, entries BLOB NOT NULL)")
    db.execute("CREATE TABLE archive_bands (band INTEGER PRIMARY KEY, below INTEGER NOT NULL)")


@main_migrations()
def m005_addresses(db: Database) -> None:
    """Addresses get a basis, claims a table of their own; a decision can part an address."""
    db.execute(
        "ALTER TABLE url_aliases ADD COLUMN basis TEXT NOT NULL DEFAULT 'own' "
        "CHECK (basis IN ('own', 'agreed', 'former'))"
    )
    db.execute(
        """UPDATE url_aliases SET basis = 'former'
           WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.id = article_id AND a.url = url_aliases.url)"""
    )
    db.execute(
        "CREATE TABLE address_claims (url TEXT NOT NULL, "
        "article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE, "
        "is_twin INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (url, article_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX address_claims_article ON address_claims(article_id)")
    _rebuild_decisions_005(db)


def _rebuild_decisions_005(db: Database) -> None:
    """Let decisions.kind be a part: SQLite cannot change a constraint of a table that exists."""
    [(table,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'decisions'").fetchall()
    kinds = "'split', 'merge', 'pin'"
    db.execute(table.replace(kinds, f"{kinds}, 'part'").replace("decisions", "decisions_new", 1))
    db.execute("INSERT INTO decisions_new SELECT * FROM decisions")
    db.execute("DROP TABLE decisions")
    db.execute("ALTER TABLE decisions_new RENAME TO decisions")
    db.execute("ALTER TABLE decisions ADD COLUMN address TEXT")


@private_migrations()
def p003_addresses(db: Database) -> None:
    """Addresses of hidden articles get a basis."""
    db.execute(
        """UPDATE hidden_articles SET content = json_remove(json_set(content, '$.addresses', (
             SELECT json_group_array(json_array(value,
               CASE value WHEN json_extract(content, '$.article.url') THEN 'own' ELSE 'former' END))
             FROM json_each(content, '$.aliases'))), '$.aliases')"""
    )


@main_migrations()
def m006_separations(db: Database) -> None:
    """A table for texts that a third one shows to be no copies."""
    db.execute(
        """CREATE TABLE separations (
          article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
          other_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
          kind TEXT NOT NULL CHECK (kind IN ('collection', 'quote', 'series')),
          PRIMARY KEY (article_id, other_id)
        ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX separations_other ON separations(other_id)")


@main_migrations()
def m007_quotable_attribution(db: Database) -> None:
    """Lines, manifests and captures of articles, reasons of roles, domains of sources, hashes of feeds."""
    for table, column in (
        ("articles", "lines TEXT"),
        ("articles", "manifests TEXT NOT NULL DEFAULT '[]'"),
        ("articles", "captures TEXT NOT NULL DEFAULT '[]'"),
        ("copies", "reason TEXT"),
        ("frontier", "absent_hash TEXT"),
        ("frontier", "found_hash TEXT"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.execute(
        """CREATE TABLE source_domains (
          domain TEXT PRIMARY KEY,
          source_id INTEGER NOT NULL REFERENCES sources(id) ON DELETE CASCADE,
          kind TEXT NOT NULL CHECK (kind IN ('former', 'variant', 'merged')),
          basis TEXT NOT NULL CHECK (basis IN ('redirects', 'canonical', 'feed', 'operator')),
          added_at TEXT NOT NULL,
          detail TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX source_domains_source ON source_domains(source_id)")
    # What a page said was read by other rules: every verdict is decided again.
    db.execute("UPDATE stories SET dirty = 1 WHERE redirect_to IS NULL")


@main_migrations()
def m008_takedown_pages(db: Database) -> None:
    """What tombstones say and block by, contacts of publishers, the last erasure that is known."""
    for table, column in (
        ("tombstones", "case_number TEXT NOT NULL DEFAULT ''"),
        ("tombstones", "source_url TEXT NOT NULL DEFAULT ''"),
        ("tombstones", "tokens INTEGER NOT NULL DEFAULT 0"),
        ("tombstones", "fingerprints BLOB"),
        ("sources", "contact TEXT NOT NULL DEFAULT ''"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    db.execute(
        "CREATE TABLE last_erasure (id INTEGER PRIMARY KEY CHECK (id = 1), erasure_id INTEGER NOT NULL)"
    )
    db.execute("DROP INDEX tombstones_folding")
    db.execute("CREATE INDEX tombstones_case ON tombstones(case_id)")
    db.execute("CREATE INDEX tombstones_former ON tombstones(folding) WHERE fingerprints IS NULL")
    db.execute(
        "CREATE TABLE tombstone_short_shingles (hash INTEGER NOT NULL, "
        "tombstone_id INTEGER NOT NULL REFERENCES tombstones(id) ON DELETE CASCADE, "
        "PRIMARY KEY (hash, tombstone_id)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE INDEX tombstone_short_shingles_tombstone ON tombstone_short_shingles(tombstone_id)"
    )
    db.execute(
        "CREATE TABLE tombstone_exceptions (hash INTEGER NOT NULL, case_id INTEGER NOT NULL, "
        "article_id INTEGER NOT NULL, PRIMARY KEY (hash, case_id, article_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX tombstone_exceptions_article ON tombstone_exceptions(article_id)")


@private_migrations()
def p004_takedown_cases(db: Database) -> None:
    """Requests, proofs, mails and counter-notices of cases; a log that is only added to."""
    private_version_4.migrate(db)


@main_migrations()
def m009_hosts(db: Database) -> None:
    """Hosts, which are leased in place of rows; what a crawl that runs for years has to remember."""
    main_version_9.migrate(db)


@main_migrations()
def m010_rights(db: Database) -> None:
    """What publishers say of the use of articles, and what follows from it."""
    main_version_10.migrate(db)


@private_migrations()
def p005_websub(db: Database) -> None:
    """A table for subscriptions to hubs."""
    db.execute(
        """CREATE TABLE websub_subscriptions (
          feed_id INTEGER PRIMARY KEY,
          hub TEXT NOT NULL, topic TEXT NOT NULL,
          token TEXT NOT NULL UNIQUE,
          secret TEXT NOT NULL,
          requested_at TEXT NOT NULL,
          verified_at TEXT, expires_at TEXT,
          last_push_at TEXT,
          error TEXT NOT NULL DEFAULT ''
        )"""
    )


def current_version(migrations: Migrations) -> int:
    """The version that this program writes: the number of steps."""
    return len(migrations.pending(Database(memory=True)))


def migrate(db: Database, migrations: Migrations) -> None:
    """Create the schema in an empty file, or lead an older file to it.

    Call it in a transaction, with foreign keys off: dropping a table that is rebuilt would else
    change the rows that refer to it.
    """
    if migrations.applied(db):
        migrations.apply(db)
    else:
        _create_all(db, migrations)
    _write_application_id_and_version(db, current_version(migrations))


def _write_application_id_and_version(db: Database, number: int) -> None:
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    db.execute(f"PRAGMA user_version={number}")


def _create_all(db: Database, migrations: Migrations) -> None:
    """Create the current schema and record every step as applied."""
    is_main = migrations is main_migrations
    with db.atomic():
        for statement in split_into_statements(MAIN if is_main else PRIVATE):
            db.execute(statement)
        if is_main:
            _create_full_text_index(db)
        migrations.ensure_migrations_table(db)
        db.table(migrations.migrations_table).insert_all(
            {"migration_set": migrations.name, "name": step.name, "applied_at": clock.now()}
            for step in migrations.pending(db)
        )


def _create_full_text_index(db: Database) -> None:
    """Full-text search over title and text of articles."""
    tokenizer = TOKENIZER.replace("'", "''")
    for statement in split_into_statements(FULL_TEXT.replace(":tokenizer", f"'{tokenizer}'")):
        db.execute(statement)
    # Merge late: pieces of the index wait until there are sixteen of a size, which saves a fifth.
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('automerge', 16)")
