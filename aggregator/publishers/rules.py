"""Decides whether a site moved to another domain: observations in, a decision out. No I/O.

Only the old site's own server proves a move: its redirects. What the new site says proves nothing, since it
may be a copier that wants the articles. And the new site must be new to us: with articles of its own from the
time before, it is a publisher that the old site, which may be a copier too, may not join by itself.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from aggregator import urls

# What proves a move. With less, `source owners` shows what was observed, and the operator decides.
MIN_REDIRECTED_ARTICLES = 3  # of the old site, that redirect to the same article at the new one
MIN_REDIRECTED_OF_FEW = 2  # of a site that has fewer articles in all: every one, but at least these
MIN_TARGET_PAGES = 2  # at the new site, to which they redirect: a front page is no article
MAX_OWN_ARTICLES = 2  # of the new site, seen while the old one still answered, in no story with it


@dataclass(frozen=True, slots=True)
class RedirectedArticle:
    """An address of the old site that its server redirected to a page where an article was read."""

    old_url: str
    new_url: str
    has_same_text: bool  # as the article that was read at the old address before


@dataclass(frozen=True, slots=True)
class MoveEvidence:
    """What was observed of a site whose feeds lead to another one."""

    old: str  # domain
    new: str  # domain
    redirected: tuple[RedirectedArticle, ...]
    stored_articles: int  # at the old site
    own_articles: int  # of the new site; see MAX_OWN_ARTICLES
    is_one_group: bool = True  # no two publisher groups are known of them


def select_proving(evidence: MoveEvidence) -> list[RedirectedArticle]:
    """Returns the redirects that lead from an article of the old site to the same one at the new site.

    It has the same text or the same path and query there. Sites that many authors share prove nothing.
    """
    return [each for each in evidence.redirected if _is_proving(each, evidence)]


def is_move_proven(evidence: MoveEvidence) -> bool:
    """Whether redirects prove that the publisher of the old site is now at the new one."""
    proving = select_proving(evidence)
    needed = max(min(MIN_REDIRECTED_ARTICLES, evidence.stored_articles), MIN_REDIRECTED_OF_FEW)
    return (
        len({each.old_url for each in proving}) >= needed
        and len({each.new_url for each in proving}) >= MIN_TARGET_PAGES
        and evidence.own_articles <= MAX_OWN_ARTICLES
        and evidence.is_one_group
    )


def describe_move(evidence: MoveEvidence) -> str:
    """Returns what was observed, in one line for readers."""
    count = len({each.old_url for each in select_proving(evidence)})
    return f"the feed and {count} articles of {evidence.old} redirect to {evidence.new}"


def _is_proving(redirect: RedirectedArticle, evidence: MoveEvidence) -> bool:
    addresses = ((redirect.old_url, evidence.old), (redirect.new_url, evidence.new))
    return all(_is_unshared_at(url, domain) for url, domain in addresses) and (
        redirect.has_same_text
        or _path_and_query(redirect.old_url) == _path_and_query(redirect.new_url)
    )


def _is_unshared_at(url: str, domain: str) -> bool:
    """Whether an address is at a site, and the whole site is one author's."""
    return urls.site(url) == domain and urls.author_space(url) == domain


def _path_and_query(url: str) -> tuple[str, str]:
    split = urlsplit(url)
    return split.path.rstrip("/"), split.query
