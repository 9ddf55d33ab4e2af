"""What may be done with the articles of a commit: decided as they are stored, and written beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aggregator.jobs.permissions import (
    Circumstances,
    RightsRepositories,
    decide_again,
    list_statements,
    make_unstored_text,
)
from aggregator.model import Article, Row
from aggregator.rights.decide import Decision, decide, list_words
from storage.corpus import articles


@dataclass(frozen=True, slots=True)
class Judged:
    """An article as it may be stored, its columns, and what it was as it was read."""

    article: Article  # without its text where that may not be stored
    columns: Row  # those that do not come from its page
    read: Article
    decision: Decision


def judge(
    repositories: RightsRepositories,
    common: Circumstances,
    article: Article,
    source_id: int,
    columns: Row,
    now: str,
) -> Judged:
    """Returns an article as it may be stored. `columns` has its text hash: that of the text as it was read."""
    every = list_statements(repositories, common, article.url, article.statements)
    decision = decide(every, now, common.overrides.get(source_id), article.withheld)
    stored = replace(article, rights=())
    if not decision.permissions.allows("store"):
        stored = replace(stored, text="", link_text="", removed=())
    return Judged(stored, {**columns, "rights": list_words(every)}, article, decision)


def write_all(repositories: RightsRepositories, group: Sequence[Judged], now: str) -> None:
    """Write what was said of new articles, what follows, and by what a text that is not stored is compared."""
    repositories.statements.add_all(
        (each.columns["id"], each.columns["fetched_at"], each.read.statements) for each in group
    )
    repositories.permissions.set_new(
        (each.columns["id"], each.decision.permissions) for each in group
    )
    repositories.unstored.add_all(
        make_unstored_text(
            repositories, each.columns["id"], each.columns["source_id"], each.read.link_text, now
        )
        for each in group
        if not each.decision.permissions.allows("store")
    )


def update(
    repositories: RightsRepositories, article_id: int, article: Article, at: str, now: str
) -> bool:
    """Write what the page of a stored article said when it was read; returns whether it said something else before.

    Then it is decided again what may be done with the article, and a text that may not be stored is deleted.
    """
    said = article.statements
    if not any(each.place == "feed" for each in said):  # what the item said holds with any page
        stored = repositories.statements.get(article_id)
        said += tuple(each for each in stored if each.place == "feed")
    changed = repositories.statements.update(article_id, said, at)
    former = repositories.permissions.get(article_id)
    if former.withheld != article.withheld:
        withheld = replace(former, withheld=article.withheld)
        repositories.permissions.set_all([(article_id, withheld)])
        changed = True
    if changed:
        decide_again(repositories, [article_id], now)
    return changed


def restore_text(repositories: RightsRepositories, article_id: int, article: Article) -> bool:
    """Store the text of an article again when it may be by now; returns whether it was not stored."""
    if not repositories.permissions.get(article_id).allows("store"):
        return False
    if repositories.unstored.get(article_id) is None:
        return False
    repositories.articles.restore_text(article_id, article)
    repositories.unstored.delete(article_id)
    return True


def replace_wording(
    repositories: RightsRepositories, article_id: int, source_id: int, article: Article, now: str
) -> None:
    """Store a new wording of an article, and the former one as a version; a text only where it may be stored."""
    columns: Row = {"text_hash": articles.text_hash(article.link_text)}
    stored = article
    repositories.unstored.delete(article_id)
    if not repositories.permissions.get(article_id).allows("store"):
        stored = replace(article, text="", link_text="", removed=())
        repositories.unstored.add(
            make_unstored_text(repositories, article_id, source_id, article.link_text, now)
        )
    repositories.articles.replace_and_archive_wording(article_id, stored, columns, now)
