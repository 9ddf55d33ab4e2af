"""The items of a scope: a page, a text with its copies, or what a domain published."""

from collections.abc import Sequence

from msgspec.structs import replace

from aggregator import urls
from aggregator.errors import AddressError, NotStored, UsageError
from aggregator.results.takedowns import Action, TakedownPreview, TakedownScope
from aggregator.takedown.preview import preview
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades
from aggregator.takedown.rules.scope import check_scope, end_of_time, is_wide
from aggregator.takedown.types import TakedownRequest


def resolve(
    store: TakedownStore, request: TakedownRequest
) -> tuple[TakedownScope, list[TakedownPreview]]:
    """Returns the scope of a request, with the address of its page as it is stored, and its items.

    Raises NotStored, Tombstoned, UsageError.
    """
    scope = request.scope or TakedownScope(url="", asked="")
    check_scope(scope, has_page=request.url is not None or request.story is not None)
    if is_wide(scope):
        domain = grades.fold_domain(scope.domain)
        scope = replace(scope, asked=domain, domain=domain, url="")
        items = list_items(store, scope)
        if not items:
            raise NotStored(f"nothing of {scope.domain} is stored that this scope names")
        return scope, items
    items = preview(store.preview, url=request.url, story=request.story)
    asked = request.url or f"story {request.story}"
    scope = replace(scope, url=items[0].url, asked=asked)
    return scope, select_items(scope, items)


def list_items(store: TakedownStore, scope: TakedownScope) -> list[TakedownPreview]:
    """Returns the items of a scope. Raises NotStored, Tombstoned, UsageError."""
    if is_wide(scope):
        return _list_of_domain(store, scope)
    return select_items(scope, preview(store.preview, url=scope.url))


def select_items(scope: TakedownScope, items: Sequence[TakedownPreview]) -> list[TakedownPreview]:
    """Returns the items that a scope names of those of a text, with those that it leaves out as kept."""
    if scope.kind == "page":
        return [item for item in items if item.relation == "requested"]
    return leave_out_kept(scope, items)


def leave_out_kept(scope: TakedownScope, items: Sequence[TakedownPreview]) -> list[TakedownPreview]:
    """Returns items with those that a scope leaves out as kept; a page is never left out of its own scope."""
    if scope.kind == "page":
        return list(items)
    return [_leave_out_kept(scope, item) for item in items]


def _leave_out_kept(scope: TakedownScope, item: TakedownPreview) -> TakedownPreview:
    action = _choose_action(scope, item)
    reason = {"keep": "kept", "list": "to_look_at"}.get(action, "")
    return replace(item, action=action, reason=reason)


def _choose_action(scope: TakedownScope, item: TakedownPreview) -> Action:
    return "keep" if is_left_out(scope, item.relation, item.url, item.source) else item.action


def is_left_out(scope: TakedownScope, relation: str, url: str, source: str) -> bool:
    """Does a scope leave an item out? Raises UsageError for an address to keep that is none."""
    if scope.kind == "copies" and relation == "requested":
        return True
    return any(_is_at(kept, url, source) for kept in scope.keep)


def _is_at(kept: str, url: str, source: str) -> bool:
    """Is an item at an address that is to be kept, or on a domain that is?"""
    if "://" not in kept:
        return grades.covers(kept, url, source)
    try:
        return urls.canonical(kept) == urls.canonical(url)
    except AddressError as error:
        raise UsageError(f"--keep {kept}: {error}") from error


def _list_of_domain(store: TakedownStore, scope: TakedownScope) -> list[TakedownPreview]:
    """Returns the pages of a domain, or of an author's space on one; of these, those the scope names."""
    source = _find_source(store, scope.domain)
    pages = store.page_facts.list_of_source(
        source, author=scope.author, since=scope.since, until=end_of_time(scope.until)
    )
    ids = [key for key, url in pages if grades.covers(scope.domain, url, source)]
    rows = store.erasure.preview_rows(ids)
    items = [
        TakedownPreview(
            **rows[key],
            relation="requested",
            action="hide",
            containment=1.0,
            containment_of_original=1.0,
        )
        for key in ids
    ]
    return leave_out_kept(scope, items)


def _find_source(store: TakedownStore, domain: str) -> str:
    site = urls.site(f"https://{domain}")
    return (
        store.sources.find_present_domain(domain) or store.sources.find_present_domain(site) or site
    )
