"""What people ask for, in every form, and what they have a right to of it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from benchmarks.origin.model import Page
from benchmarks.takedown_requests.model import (
    Channel,
    Grade,
    Group,
    Party,
    Proof,
    Request,
    Scope,
    Way,
)
from benchmarks.takedown_requests.stage import author_of

# Forms of an address that name the fake's host to a careless reader, and lead to the victim's page.
TRICKS = {
    "user": "https://{host}@{address}",
    "port": "http://{ported}?from={host}",
    "fragment": "http://{address}#https://{host}/",
    "redirect": "https://{host}/go?to=http%3A%2F%2F{quoted}",
    "archive": "https://web.archive.org/web/2020/http://{address}",
    "cache": "https://{dashed}.cdn.ampproject.org/c/{address}",
    "dot": "http://{dotted}",
    "backslash": "http://{host}\\@{address}",
    "space": "http://{host} http://{address}",
}

WAYS: dict[Grade, tuple[Way, ...]] = {
    "V0": ("none",),
    "V1": ("mailbox",),
    "V2": ("dkim",),
    "V3": ("dns", "meta", "well_known"),
}


def make_proof(rng: random.Random, group: Group, grade: Grade) -> Proof:
    """Returns what the claimant of a group can show at most up to a grade.

    A part of a shared site can have a meta tag on its own pages only.
    """
    if grade in ("V0", "V1"):
        return Proof(grade, WAYS[grade][0])
    if grade == "V3" and group.proof_page:
        return Proof(grade, "meta", group.proof_domain, group.proof_page)
    return Proof(grade, rng.choice(WAYS[grade]), group.proof_domain)


def base_request(rng: random.Random, group: Group, party: Party, grade: Grade) -> Request:
    """Returns a request of the party without anything that it names."""
    channels: tuple[Channel, ...] = ("mail",) if grade == "V2" else ("form", "mail")
    return Request(
        rng.choice(channels),
        party.name,
        party.mailbox,
        (),
        proof=make_proof(rng, group, grade),
        has_authority=rng.random() < 0.5,
    )


def ask_fake(rng: random.Random, group: Group, ask: str, grade: Grade) -> Request:
    """Returns the request of a fake's maker."""
    assert group.other is not None
    assert group.fake is not None
    request = base_request(rng, group, group.other, grade)
    victim, fake = group.original, group.fake
    target = f"{victim.site.host}{victim.path}"
    if ask.startswith("trick_"):
        address = _trick(ask.removeprefix("trick_"), fake.site.host, target)
        return replace(request, urls=(address,), work_url=fake.url)
    forms: dict[str, tuple[tuple[str, ...], Scope]] = {
        "victim_page": ((victim.url,), "page"),
        "victim_text": ((victim.url,), "text"),
        "victim_copies": ((victim.url,), "copies"),
        "own_page": ((fake.url,), "page"),
        "own_text": ((fake.url,), "text"),
        "own_copies": ((fake.url,), "copies"),
        "both": ((fake.url, victim.url), "text"),
        "author": ((victim.url,), "author"),
        "domain": ((victim.url,), "domain"),
    }
    urls, scope = forms[ask]
    request = replace(request, urls=urls, scope=scope, work_url=fake.url)
    if scope in ("author", "domain"):
        return replace(request, domain=victim.site.host, author=author_of(victim))
    return request


def _trick(name: str, host: str, address: str) -> str:
    """The victim's address in a form that names the fake's host."""
    return TRICKS[name].format(
        host=host,
        address=address,
        quoted=quote(address, safe=""),
        dashed=host.replace(".", "-"),
        dotted=address.replace("/", "./", 1),
        ported=address.replace("/", ":80/", 1),
    )


FAKE_ASKS = (
    "victim_page", "own_copies", "own_text", "victim_text", "author", "both", "own_page", "domain",
    "victim_copies", *(f"trick_{name}" for name in TRICKS),
)  # fmt: skip
# Asks that reach the fake itself: by its address, or by "this text wherever it is copied".
REACH_COPIES = ("own_text", "own_copies", "both", "victim_text", "victim_copies")
REACH_OWN = ("own_page", "own_text", "both", "victim_text", "victim_copies")


def right_of_fake(group: Group, ask: str, grade: Grade) -> frozenset[str]:
    """Returns the addresses that the maker of a fake may have removed.

    His own page if it is reached, and the pages that credit it where he asks for copies.
    """
    assert group.other is not None
    if grade not in ("V2", "V3"):
        return frozenset()
    return frozenset(
        page.url
        for page in group.pages
        if group.other.has_right_to(page)
        and (ask in REACH_OWN if group.other.controls(page) else ask in REACH_COPIES)
    )


def ask_owner(rng: random.Random, group: Group, scope: Scope, grade: Grade) -> Request:
    """Returns the request of an honest owner, about the page of the group."""
    request = base_request(rng, group, group.owner, grade)
    page = group.original
    request = replace(request, urls=(page.url,), scope=scope, work_url=page.url, has_authority=True)
    if scope in ("author", "domain", "span"):
        request = replace(request, domain=page.site.host)
    if scope == "author":
        return replace(request, author=author_of(page))
    if scope == "span":
        return replace(request, since="2026-11-27", until="2026-11-27")
    return request


def right_of_owner(group: Group, scope: Scope) -> frozenset[str]:
    """Returns the addresses that an owner who asks so has a right to."""
    own = [page for page in group.pages if group.owner.controls(page)]
    texts = [page for page in group.pages if group.owner.has_right_to(page)]
    pages: dict[Scope, Sequence[Page]] = {
        "page": [page for page in own if page.url == group.original.url],
        "text": [page for page in texts if page.text == group.original.text],
        "copies": [page for page in texts if page not in own and page.text == group.original.text],
        "author": [page for page in own if author_of(page) == author_of(group.original)],
        "domain": own,
        "span": own,
    }
    return frozenset(page.url for page in pages[scope])
