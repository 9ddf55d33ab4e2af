"""Decides what may be done with articles: when one is stored, and again when what it rests on changed.

What was said of an article, on its page, in its feed and in files of its site, and what the operator chose for its
source → its permissions. A text that may no longer be stored is deleted; fingerprints of it stay.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator import linking, urls
from aggregator.permissions import Override
from aggregator.reading.rights import combine, path_rules
from aggregator.results import StatementRecord
from aggregator.results.articles import UnstoredReason
from aggregator.rights.decide import Decision, decide, list_words
from aggregator.rights.policy import find_version
from aggregator.statements import SiteRules, Statement
from aggregator.stories.boilerplate import read_boilerplates
from aggregator.stories.plan.match import get_site_boilerplate
from storage.corpus.articles import Articles
from storage.corpus.membership import Membership
from storage.corpus.permissions import ArticlePermissions
from storage.corpus.statements import Statements
from storage.frontier.site_rules import StoredSiteRules
from storage.links.site_boilerplate import SiteBoilerplate
from storage.links.unstored_texts import UnstoredText, UnstoredTexts
from storage.private.keys import TOMBSTONE_KEY, Keys
from storage.sqlite.slices import work_in_slices
from storage.store import Store

ARTICLES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class RightsRepositories:
    """What deciding reads and writes."""

    articles: Articles
    membership: Membership
    statements: Statements
    permissions: ArticlePermissions
    site_rules: StoredSiteRules
    unstored: UnstoredTexts
    boilerplate: SiteBoilerplate
    keys: Keys

    @classmethod
    def of(cls, store: Store) -> "RightsRepositories":
        """Returns the repositories of an open database."""
        return cls(
            store.articles,
            store.membership,
            store.statements,
            store.permissions,
            store.site_rules,
            store.unstored_texts,
            store.site_boilerplate,
            store.keys,
        )


@dataclass(slots=True)
class Circumstances:
    """What several decisions have in common: overrides by source, and rules of sites as far as they were read."""

    overrides: Mapping[int, Override]
    rules: dict[str, tuple[SiteRules, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArticleDecision:
    """What may be done with a stored article, and what that rests on."""

    url: str
    source: str
    unstored: UnstoredReason | None  # why its text is not stored
    decision: Decision
    site: list[StatementRecord]


def read_circumstances(repositories: RightsRepositories) -> Circumstances:
    """Returns what decisions of one transaction have in common."""
    return Circumstances(repositories.permissions.get_overrides())


def list_statements(
    repositories: RightsRepositories, common: Circumstances, url: str, page: Sequence[Statement]
) -> tuple[Statement, ...]:
    """Returns what holds for a page: what it says, and what files of its site say of it."""
    site = urls.host(url)
    if site not in common.rules:
        common.rules[site] = repositories.site_rules.get_rules(site)
    rules = common.rules[site]
    if not rules:
        return tuple(page)
    said = [each for file in rules for each in path_rules.find_statements(file, url)]
    return combine(page, said)


def decide_changed(
    repositories: RightsRepositories, now: str, progress: Callable[[int], None] | None = None
) -> int:
    """Decide again where something changed since: policy, overrides, files of sites, dates that came.

    Returns how many articles were looked at. Safe to stop and run again.
    """
    permissions = repositories.permissions
    with permissions.transaction():
        permissions.mark_all_stale(find_version())
    count = 0
    for source_id, ids in _list_stale(repositories, now):
        parts = [ids[i : i + ARTICLES_AT_ONCE] for i in range(0, len(ids), ARTICLES_AT_ONCE)]
        work_in_slices(
            permissions.transaction,
            parts,
            lambda part: decide_again(repositories, part, now),
            progress=progress,
        )
        count += len(ids)
        if source_id is not None:
            with permissions.transaction():
                permissions.clear_stale(source_id)
    return count


def _list_stale(
    repositories: RightsRepositories, now: str
) -> Iterator[tuple[int | None, list[int]]]:
    """Yields articles to be decided on again: by source, then those of which a date has come."""
    permissions = repositories.permissions
    for source_id in permissions.list_stale_sources():
        yield source_id, permissions.list_articles_of(source_id)
    yield None, permissions.list_due(now)


def decide_again(repositories: RightsRepositories, article_ids: Sequence[int], now: str) -> None:
    """Decide on stored articles, and delete texts that may no longer be stored."""
    common = read_circumstances(repositories)
    stored = repositories.permissions
    former, said = stored.get_many(article_ids), repositories.statements.get_many(article_ids)
    decisions: dict[int, Decision] = {}
    words: dict[int, str] = {}
    for article_id, url, source_id in stored.read_addresses(article_ids):
        every = list_statements(repositories, common, url, said.get(article_id, ()))
        override, withheld = common.overrides.get(source_id), former[article_id].withheld
        decisions[article_id] = decide(every, now, override, withheld)
        words[article_id] = list_words(every)
    stored.set_all((key, each.permissions) for key, each in decisions.items())
    stored.set_words(words.items())
    for article_id, each in decisions.items():
        if not each.permissions.allows("store"):
            delete_text(repositories, article_id, now)


def delete_text(
    repositories: RightsRepositories, article_id: int, now: str, reason: UnstoredReason = "reserved"
) -> None:
    """Delete the text of an article for a reason, with its former wordings; fingerprints of it stay."""
    if repositories.unstored.get(article_id):
        return
    text = repositories.membership.get_text(article_id)
    repositories.unstored.add(
        make_unstored_text(repositories, article_id, text.source_id, text.text, now, reason)
    )
    repositories.articles.delete_text(article_id)


def make_unstored_text(
    repositories: RightsRepositories,
    article_id: int,
    source_id: int,
    text: str,
    now: str,
    reason: UnstoredReason = "reserved",
) -> UnstoredText:
    """Returns by what a text that is not stored is compared."""
    boilerplates = read_boilerplates(repositories.boilerplate, [source_id])
    boilerplate = get_site_boilerplate(boilerplates, source_id).text
    key = repositories.keys.require_key(TOMBSTONE_KEY)
    is_aged = reason == "aged"
    fingerprints = linking.make_text_fingerprints(
        key, article_id, text, boilerplate, is_aged=is_aged
    )
    return UnstoredText(article_id, reason, now, fingerprints)


def decide_for_article(
    repositories: RightsRepositories, article_id: int, now: str
) -> ArticleDecision | None:
    """Returns what may be done with an article and why; None when it is not stored. Stores nothing."""
    found = repositories.permissions.find_article(article_id)
    if found is None:
        return None
    url, source_id, source = found
    common = read_circumstances(repositories)
    page = repositories.statements.get(article_id)
    every = list_statements(repositories, common, url, page)
    withheld = repositories.permissions.get(article_id).withheld
    unstored = repositories.unstored.get(article_id)
    return ArticleDecision(
        url,
        source,
        unstored.reason if unstored else None,
        decide(every, now, common.overrides.get(source_id), withheld),
        [*_list_site_records(repositories, url)],
    )


def _list_site_records(repositories: RightsRepositories, url: str) -> Iterator[StatementRecord]:
    """Yields what files of a site say and said of one of its pages."""
    for fact in repositories.site_rules.list_history(urls.host(url)):
        for said in path_rules.find_statements(fact.rules, url):
            yield StatementRecord(
                said.mark, said.value, said.place, said.url, fact.since, fact.until
            )
