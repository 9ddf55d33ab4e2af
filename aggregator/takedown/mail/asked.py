"""What a mail asks to take down: its addresses compared with what is stored, then one request for each item."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from aggregator import address_forms, urls
from aggregator.results.takedowns import TakedownScope
from aggregator.takedown.block import find_blocking_case
from aggregator.takedown.mail import phrases
from aggregator.takedown.mail.addresses import MailAddress, make_plain
from aggregator.takedown.mail.message import ReceivedMail
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades
from aggregator.takedown.types import TakedownRequest

MAX_ITEMS = 20  # of one mail that are filed
MAX_REASON = 5_000  # characters of a mail that are kept as the reason of its requests

_OWN_PAGE = re.compile(r"/(a|s)/(\d{1,18})/?")


@dataclass(frozen=True, slots=True)
class Item:
    """An address of a mail: of a stored article or story, of one that was taken down, or not known."""

    url: str
    state: Literal["stored", "removed", "unknown"]
    is_work: bool = False  # the sender's own publication, which is not asked for
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The items of a mail by what is known of them. `left` is the number of those that are too many."""

    requests: tuple[TakedownRequest, ...]
    work: str
    unknown: tuple[str, ...]
    removed: tuple[str, ...]
    left: int


def find_asked(store: TakedownStore, mail: ReceivedMail, base_url: str) -> Asked:
    """Returns what a mail asks for. Reads the stored addresses, and writes nothing.

    A page at the domain that signed the mail is asked for alone, as one signed mail is no proof of more; unless the
    mail asks for copies. Where it names only the sender's own publication, their copies are asked for without it.
    """
    with_copies = phrases.asks_for_copies(mail.text)
    matched = [match_address(store, address, base_url) for address in mail.addresses]
    items = _mark_own_work(matched, mail, with_copies=with_copies)
    stored = list(dict.fromkeys(item for item in items if item.state == "stored"))
    asked = [item for item in stored if not item.is_work] or (stored if with_copies else [])
    works = [item.url for item in items if item.is_work and item not in asked]
    return Asked(
        requests=tuple(
            _make_request(item, mail, next(iter(works), ""), with_copies=with_copies)
            for item in asked[:MAX_ITEMS]
        ),
        work=next(iter(works), ""),
        unknown=tuple(
            item.url for item in items if item.state == "unknown" and _has_path(item.url)
        ),
        removed=tuple(item.url for item in items if item.state == "removed"),
        left=max(0, len(asked) - MAX_ITEMS),
    )


def match_address(store: TakedownStore, address: MailAddress, base_url: str) -> Item:
    """Returns what is stored under the first reading of an address that is known."""
    for reading in address.readings:
        forms = [form.url for form in address_forms.list_forms(reading)]
        if item := _match_own_page(store, reading, base_url) or _match_stored(store, forms):
            return item
        if item := _match_removed(store, forms):
            return item
    return Item(address.url, "unknown")


def _match_removed(store: TakedownStore, forms: Sequence[str]) -> Item | None:
    """Returns an address that was taken down; one that is only hidden can still be asked for."""
    for url in forms:
        if number := find_blocking_case(store.preview.blocklist, [url]):
            case = store.cases.get_by_number(number)
            is_hidden = case is not None and case.state in ("received", "hidden")
            return Item(url, "stored" if is_hidden else "removed")
    return None


def _match_own_page(store: TakedownStore, url: str, base_url: str) -> Item | None:
    """Returns the article or story of a page of ours: `…/a/12`, `…/s/3`."""
    found = _OWN_PAGE.fullmatch(
        urlsplit(url).path.removeprefix(urlsplit(base_url).path.rstrip("/"))
    )
    if not base_url or not found or urls.host(url) != urls.host(base_url):
        return None
    if found[1] == "s":
        return Item(url, "stored", story=int(found[2]))
    return _make_item(store, int(found[2]))


def _match_stored(store: TakedownStore, forms: Sequence[str]) -> Item | None:
    for url in forms:
        if article_id := store.addresses.find(url):
            return _make_item(store, article_id)
    return None


def _make_item(store: TakedownStore, article_id: int) -> Item | None:
    rows = store.erasure.preview_rows([article_id])
    return Item(str(rows[article_id]["url"]), "stored") if rows else None


def _mark_own_work(items: Sequence[Item], mail: ReceivedMail, *, with_copies: bool) -> list[Item]:
    """Mark the sender's own publications, by the words before them.

    Only where a mail also names pages of other sites, or asks for copies: else it asks for what it names.
    """
    if not with_copies and len({urls.site(item.url) for item in items}) < 2:
        return list(items)
    text = make_plain(mail.text)
    return [
        replace(item, is_work=phrases.names_own_work(text, address.place))
        for item, address in zip(items, mail.addresses, strict=True)
    ]


def _make_request(
    item: Item, mail: ReceivedMail, work: str, *, with_copies: bool
) -> TakedownRequest:
    return TakedownRequest(
        claimant=mail.sender.name or mail.sender.address,
        reason=mail.text[:MAX_REASON],
        url=None if item.story else item.url,
        story=item.story,
        email=mail.sender.address,
        work_url=work,
        confirmed=False,
        channel="mail",
        statements=phrases.find_statements(mail.text),
        signature=phrases.find_signature(mail.text, mail.sender.name),
        language=mail.language,
        ground=phrases.find_ground(mail.text),
        scope=_choose_scope(item, mail, with_copies=with_copies),
    )


def _choose_scope(item: Item, mail: ReceivedMail, *, with_copies: bool) -> TakedownScope | None:
    if item.is_work:
        return TakedownScope(url="", asked="", kind="copies")
    is_signed = grades.covers(mail.signing_domain, item.url, urls.site(item.url))
    if is_signed and not with_copies and item.story is None:
        return TakedownScope(url="", asked="", kind="page")
    return None


def _has_path(url: str) -> bool:
    return urlsplit(url).path.strip("/") != ""
