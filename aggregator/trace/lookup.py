"""Stored articles and stories by id or address."""

from collections.abc import Sequence
from dataclasses import dataclass

from aggregator import address_forms, urls
from aggregator.address_forms import AddressForm
from aggregator.address_services import Form
from aggregator.errors import NotStored, Tombstoned
from aggregator.trace.repositories import LookupRepositories
from storage.corpus.addresses import Addresses
from storage.corpus.stories import Stories
from storage.private.tombstones import Tombstones

LARGEST_ID = 2**63 - 1  # that SQLite can hold
MAX_DIGITS = 30  # of a number that is read; Python refuses to read one of thousands of digits
MAX_CLAIMANTS = 50  # of one address whose stories are compared
MAX_OFFERED = 5  # articles that are named in an error


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A stored article, the address under which it was found, and how that follows from what was asked."""

    article_id: int
    url: str = ""  # empty: found by its id
    form: Form = "exact"
    claimants: tuple[int, ...] = ()  # where no article is at the address: those that claim it


def require_article_id(repositories: LookupRepositories, key: int | str) -> int:
    """Return the id of a stored article by id or address, in any form of `address_forms`.

    Raises AddressError, NotStored (also for an address that several articles claim), Tombstoned.
    """
    found = find_article(repositories, key)
    if len(found.claimants) > 1:
        raise NotStored(_offer_claimants(found.url, found.claimants))
    return found.article_id


def find_article(repositories: LookupRepositories, key: int | str) -> FoundArticle:
    """Return a stored article by id or address, the address that is written first.

    Addresses of articles count before addresses that articles only claim. Raises AddressError, NotStored,
    Tombstoned.
    """
    text = str(key).strip()
    if text.isdecimal():
        return FoundArticle(_require_stored_id(repositories, text))
    forms = address_forms.list_forms(text)
    if not forms:
        urls.canonical(text)  # raises AddressError
    found = _find_holder(repositories.addresses, forms) or _find_claimant(repositories, forms)
    if found:
        return found
    from aggregator.takedown.block import find_blocking_case

    if case := find_blocking_case(repositories.blocklist, [each.url for each in forms]):
        raise Tombstoned(f"{text} was taken down: {case}")
    raise NotStored(_explain_missing(text))


def _find_holder(addresses: Addresses, forms: Sequence[AddressForm]) -> FoundArticle | None:
    """Return the article at the first of these addresses that an article is at."""
    for each in forms:
        if holder := addresses.find_holder(each.url):
            return FoundArticle(holder.article_id, each.url, each.form)
    return None


def _find_claimant(
    repositories: LookupRepositories, forms: Sequence[AddressForm]
) -> FoundArticle | None:
    """Return the first article that claims the first of these addresses that is claimed.

    Raises NotStored, with their ids, when articles of several stories claim it.
    """
    for each in forms:
        claimants = repositories.addresses.list_claimants(each.url)
        stories = {repositories.articles.get_story_id(key) for key in claimants[:MAX_CLAIMANTS]}
        if len(stories) > 1:
            raise NotStored(_offer_claimants(each.url, claimants))
        if stories:
            return FoundArticle(claimants[0], each.url, each.form, tuple(claimants))
    return None


def _offer_claimants(url: str, claimants: Sequence[int]) -> str:
    ids = ", ".join(map(str, claimants[:MAX_OFFERED]))
    return (
        f"{url}: {len(claimants)} stored articles give it as their address: ask by id, one of {ids}"
    )


def _explain_missing(text: str) -> str:
    """Return that an address is not stored, and what to do."""
    page = address_forms.unwrap(text)
    if address_forms.is_short_link(page):
        return (
            f"{text} is a short link, which does not hold the address of the page: "
            "open it, and give the address it leads to"
        )
    return (
        f"{text} is not stored: `aggregator crawl --url {page}` fetches it, "
        "`aggregator ingest FILE` takes a saved page"
    )


def _read_id(digits: str) -> int:
    """Return the number that digits write; 0, which is no id, where they are more than an id has."""
    return int(digits) if len(digits) <= MAX_DIGITS else 0


def _require_stored_id(repositories: LookupRepositories, digits: str) -> int:
    article_id = _read_id(digits)
    if 0 < article_id <= LARGEST_ID:
        if repositories.articles.exists(article_id):
            return article_id
        if repositories.tombstones.has_article(article_id):
            raise Tombstoned(f"article {article_id} was taken down")
    raise NotStored(f"no article {digits[:MAX_DIGITS]}: `aggregator search` finds what is stored")


def require_current_story_id(stories: Stories, tombstones: Tombstones, key: int | str) -> int:
    """Return the id of a story; of a merged one, that of the story it was merged into.

    Raises NotStored, Tombstoned.
    """
    text = str(key)
    wanted = _read_id(text) if text.isdecimal() else 0
    possible = 0 < wanted <= LARGEST_ID
    current = stories.resolve_redirect(wanted) if possible else None
    if current is not None and stories.has_members(current):
        return current
    if possible and tombstones.has_story(current or wanted):
        raise Tombstoned(f"story {key} was taken down")
    raise NotStored(f"no story {text[:MAX_DIGITS]}: `aggregator export stories` lists them")
