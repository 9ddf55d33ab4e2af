"""What the fields are in which words of a work may be found.

A field that is in none of these tables may hold words of a work only by mistake.
"""

from typing import Literal

Reason = Literal[
    "words that other works also say",
    "records of cases",
    "names and addresses of sources and pages, words of the program",
    "single words in other rows",
]
OTHER_WORKS: Reason = "words that other works also say"
RECORDS: Reason = "records of cases"
NAMES: Reason = "names and addresses of sources and pages, words of the program"
SINGLE_WORDS: Reason = "single words in other rows"

# What claimants, operators and recipients wrote or got, and which addresses a case is about.
RECORD_TABLES = {
    "counter_notices",
    "erasures",
    "recipient_notices",
    "takedown_cases",
    "takedown_items",
    "takedown_log",
    "takedown_mails",
    "takedown_proofs",
    "takedown_receipts",
    "takedown_requests",
    "takedown_senders",
    "written_files",
}

# Words of the program itself.
PROGRAM_TABLES = {
    "_sqlite_migrations",
    "articles_fts_config",
    "changes",
    "policy_version",
    "sqlite_master",
    "sqlite_sequence",
    "sqlite_stat1",
}

# Words of works that stay, or that another case will erase.
WORK_FIELDS = {
    ("article_versions", "text"),
    ("article_versions", "title"),
    ("articles", "authors"),
    ("hidden_articles", "content"),
    ("permissions", "withheld"),
}

# Who publishes, and where: a title, a byline or the address of a front page may be the same.
NAME_FIELDS = {
    ("articles", "url"),
    ("feeds", "kind"),
    ("feeds", "url"),
    ("publisher_group_claims", "domain"),
    ("publisher_group_claims", "other"),
    ("rights_overrides", "decided_by"),
    ("rights_overrides", "reason"),
    ("site_rules", "site"),
    ("site_rules", "url"),
    ("source_domains", "domain"),
    ("sources", "contact"),
    ("sources", "country"),
    ("sources", "domain"),
    ("sources", "kind"),
    ("sources", "language"),
    ("sources", "name"),
    ("sources", "publisher_group"),
    ("sources", "site"),
    ("statements", "url"),
    ("statements", "value"),
    ("tombstones", "source_url"),
    ("url_aliases", "url"),
}
