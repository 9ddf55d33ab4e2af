"""Collects what the rules of standing need to know of pages and requests."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace

from msgspec import structs

from aggregator import clock, linking
from aggregator.results.takedowns import TakedownProof, TakedownRequestRecord
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades, limits, risks
from aggregator.takedown.rules.risks import RequestFacts
from aggregator.takedown.rules.standing import Claim
from aggregator.takedown.types import PageFacts, RequestCounts

SAME_TEXT_SHARE = 0.8  # of the present text that a former wording holds, to be the same text
WORDS_DAYS = 7  # over which requests with the same words count


def read_pages(store: TakedownStore, article_ids: Collection[int]) -> dict[int, PageFacts]:
    """Returns the facts on these articles and on the originals that their verdicts name, by id."""
    pages = store.page_facts.get(article_ids)
    since = _find_text_since(store, pages)
    return {
        key: replace(page, text_since=since.get(key, page.text_since))
        for key, page in pages.items()
    }


def _find_text_since(store: TakedownStore, article_ids: Collection[int]) -> dict[int, str]:
    """Since when pages that were changed have their present text; those that always had it are left out."""
    versions = store.page_facts.list_versions(article_ids)
    changed = {article_id for article_id, *_ in versions}
    texts = store.stories.membership.get_texts(sorted(changed))
    since: dict[int, str] = {}
    for article_id, _, replaced_at, text in versions:
        present = linking.shingles(texts[article_id].text)
        if linking.compare(present, linking.shingles(text)).a_in_b < SAME_TEXT_SHARE:
            since[article_id] = replaced_at
    return since


def make_claims(
    store: TakedownStore,
    case_id: int,
    requests: Sequence[TakedownRequestRecord],
    proofs: Sequence[TakedownProof],
    now: str,
) -> list[Claim]:
    """Returns the requests of a case for which something is proven, as claims.

    Requests for the same, with the same proofs and risks, are one claim: a flood of them costs what one does.
    """
    proven = group_proven(proofs)
    day, week = (clock.add_seconds(now, -days * limits.DAY) for days in (1, WORDS_DAYS))
    counts = store.senders.list_request_counts(case_id, day, week)
    since = clock.add_seconds(now, -limits.WINDOW_DAYS * limits.DAY)
    unfounded = store.senders.list_unfounded_by_sender(case_id, since)
    claims: dict[Hashable, Claim] = {}
    for request in requests:
        if own := proven.get(request.id):
            count = counts[request.id]
            step = _find_step(unfounded.get(count.sender, ()), now)
            claim = _make_claim(request, own, count, step)
            claims.setdefault(_make_key(claim), claim)
    return list(claims.values())


def group_proven(proofs: Iterable[TakedownProof]) -> dict[int, tuple[TakedownProof, ...]]:
    """Returns the proofs that were found and count, by the id of their request."""
    found: dict[int, list[TakedownProof]] = {}
    for proof in grades.list_counted(proofs):
        found.setdefault(proof.request_id, []).append(proof)
    return {request_id: tuple(own) for request_id, own in found.items()}


def _make_claim(
    request: TakedownRequestRecord,
    proofs: tuple[TakedownProof, ...],
    counts: RequestCounts,
    step: str,
) -> Claim:
    facts = RequestFacts(
        has_free_mailbox=grades.is_free_mailbox(request.email.rpartition("@")[2]),
        capacity=request.capacity,
        requests_of_sender=counts.of_sender,
        requests_with_words=counts.with_words,
    )
    scope = structs.replace(request.scope, asked="")  # as it was typed: many forms, one page
    is_suspended = step in ("person_only", "suspended")
    return Claim(scope, proofs, facts, is_suspended, request.at_once)


def _make_key(claim: Claim) -> Hashable:
    """Returns what a claim is decided by: those with the same key are decided alike."""
    pairs = frozenset((proof.method, proof.domain) for proof in claim.proofs)
    codes = tuple(risks.find_request_risks(claim.facts))
    return claim.scope, pairs, codes, claim.is_suspended, claim.at_once


def find_step_of_sender(store: TakedownStore, sender: str, now: str) -> str:
    """Returns the step of the ladder that a sender is on; empty for none."""
    since = clock.add_seconds(now, -limits.WINDOW_DAYS * limits.DAY)
    return _find_step(store.senders.list_unfounded_since(sender, since), now)


def _find_step(unfounded: Sequence[str], now: str) -> str:
    if not unfounded:
        return ""
    passed = clock.from_text(now) - clock.from_text(unfounded[-1])
    return limits.find_step(len(unfounded), passed.days)
