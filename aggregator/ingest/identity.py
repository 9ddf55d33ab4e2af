"""Which stored article a page is of. Its text decides; an address that is only declared is a claim.

The page that was fetched at an article's own address is that article, whatever its text now is. Any
other address makes two pages one article only when their texts agree, and only within one author's space.
So does the same text under the same headline, wherever in that space it is.
The domains of one source are one space: a page that moved with its publisher stays the article it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aggregator import clock, twin_addresses, urls
from aggregator.ingest.provenance import ArticleAddresses
from aggregator.linking.agreement import agree, is_edited_version
from storage.corpus.addresses import AddressedText, Addresses

MOST_APART = (
    7 * 86_400
)  # seconds between the first sights of one text at two addresses without dates
DAY_LENGTH = len("2026-03-02")


@dataclass(frozen=True, slots=True)
class Identity:
    """The stored article that a page is of."""

    article_id: int
    is_own_address: bool  # the article is at the address of the page
    replaces_text: bool  # the page has the present text of the article


@dataclass(frozen=True, slots=True)
class PageText:
    """A page whose article is looked for."""

    addresses: ArticleAddresses
    title: str
    text: str  # the text that is linked
    text_hash: str
    published: str | None  # as claimed
    first_seen: str
    domains: Mapping[str, str]  # further domains of sources -> their present ones

    def is_same_author(self, url: str) -> bool:
        """Whether an address is in the author space of the page, at whatever domain of its source."""
        return are_of_one_author(self.addresses.fetched, url, self.domains)


class Dated(Protocol):
    """A text with the date that it claims, and when it was first seen."""

    @property
    def published(self) -> str | None: ...

    @property
    def first_seen(self) -> str: ...


def find_by_address(stored: Addresses, page: PageText, parted: frozenset[str]) -> Identity | None:
    """Returns the article that has or claims an address of a page, or whose address the page claims.

    `parted` are addresses that an operator parted.
    """
    fetched = page.addresses.fetched
    holder = stored.find_holder(fetched)
    if holder and holder.basis != "agreed":
        return Identity(holder.article_id, is_own_address=True, replaces_text=True)
    if holder and (same := _find_established(stored, page, holder.article_id)):
        return same
    if fetched in parted:
        return None
    others = [url for url in page.addresses.all if url not in parted]
    found = _find_agreeing(page, stored.list_sharing(others, page.text_hash))
    if found is None:
        return None
    has_moved = _is_at(stored, found.article_id, page.addresses.asked)
    return Identity(found.article_id, is_own_address=has_moved, replaces_text=has_moved)


def find_twin(stored: Addresses, page: PageText, parted: frozenset[str]) -> Identity | None:
    """Returns the article at a twin of a page's address, if their texts agree.

    The same address at another domain of the source is a twin too.
    """
    fetched = page.addresses.fetched
    if fetched in parted:
        return None
    plain = twin_addresses.find_plain_form(fetched) or fetched
    variants = twin_addresses.list_variants(plain)
    for moved in twin_addresses.list_at_other_domains(plain, page.domains):
        variants += twin_addresses.list_variants(moved)
    known = stored.select_twins(variants).difference(parted)
    if not known:
        return None
    found = _find_agreeing(page, stored.list_sharing(sorted(known), page.text_hash))
    return Identity(found.article_id, False, False) if found else None


def find_republished(
    stored: Addresses, page: PageText, source_id: int, parted: frozenset[str]
) -> Identity | None:
    """Returns the article of a source whose text and headline a page at another address repeats.

    To be called with texts that are too long to be a mere form. What has another date is another article,
    as a report that comes with the same words every week; so is what has no date and comes a week later.
    A text of which an operator parted an address shows nothing.
    """
    same = stored.list_same_wording(source_id, page.text_hash, page.title)
    if not parted.isdisjoint([page.addresses.fetched, *(each.url for each in same)]):
        return None
    for each in same:
        if page.is_same_author(each.url) and have_one_date(page, each):
            return Identity(each.article_id, is_own_address=False, replaces_text=False)
    return None


def have_one_date(one: Dated, other: Dated) -> bool:
    """Returns whether both claim the same day of publication; where one claims none, whether both were
    first seen about the same time."""
    if one.published and other.published:
        return one.published[:DAY_LENGTH] == other.published[:DAY_LENGTH]
    return abs(clock.seconds_between(other.first_seen, one.first_seen)) <= MOST_APART


def are_of_one_author(one: str, other: str, domains: Mapping[str, str]) -> bool:
    """Returns whether two addresses are in one author space, at whatever domain of their source."""
    spaces = (urls.author_space(one), urls.author_space(other))
    first, second = (domains.get(space, space) for space in spaces)
    return first == second


def _find_established(stored: Addresses, page: PageText, article_id: int) -> Identity | None:
    """The article whose text was read at this address before, unless there is another text by now."""
    [former] = stored.get_texts([article_id], page.text_hash)
    if former.text_hash == page.text_hash or agree(page.text, former.wording):
        return Identity(article_id, is_own_address=False, replaces_text=False)
    if is_edited_version(page.text, former.wording):
        return Identity(article_id, is_own_address=False, replaces_text=True)
    return None


def _find_agreeing(page: PageText, candidates: Iterable[AddressedText]) -> AddressedText | None:
    """The first of these articles that is of the page's author and has its text."""
    return next(
        (
            each
            for each in candidates
            if page.is_same_author(each.url)
            and (each.text_hash == page.text_hash or agree(page.text, each.wording))
        ),
        None,
    )


def _is_at(stored: Addresses, article_id: int, url: str) -> bool:
    """Whether an article is at an address: then the page it redirects to is where the article moved."""
    holder = stored.find_holder(url)
    return holder is not None and holder.article_id == article_id and holder.basis != "agreed"


def add_addresses(
    stored: Addresses, new: Sequence[tuple[int, ArticleAddresses, bool]], parted: frozenset[str]
) -> None:
    """Store the addresses of (article id, addresses of its page, whether the article is at it)."""
    own = [(each.fetched, key) for key, each, is_own in new if is_own]
    agreed = [(each.fetched, key) for key, each, is_own in new if not is_own]
    agreed += [(each.asked, key) for key, each, _ in new if each.asked != each.fetched]
    stored.add_own(own)
    stored.add_agreed(pair for pair in agreed if pair[0] not in parted)
    _claim_redirecting_addresses(stored, new)
    stored.add_claims(
        (url, key, url in each.declared_twins)
        for key, each, _ in new
        for url in each.claimed
        if url not in parted
    )


def _claim_redirecting_addresses(
    stored: Addresses, new: Sequence[tuple[int, ArticleAddresses, bool]]
) -> None:
    """Store as a claim the address of another article that redirected to a page of this one."""
    for article_id, addresses, _ in new:
        if addresses.is_direct_redirect:
            holder = stored.find_holder(addresses.asked)
            if holder and holder.article_id != article_id:
                stored.add_claims([(addresses.asked, article_id, False)])
