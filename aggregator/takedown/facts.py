"""Collects what the rules of standing need to know of pages and requests."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from aggregator import clock, linking
from aggregator.results.takedowns import TakedownProof, TakedownRequestRecord
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import grades, limits
from aggregator.takedown.rules.risks import RequestFacts
from aggregator.takedown.rules.standing import Claim
from aggregator.takedown.types import PageFacts

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
    requests: Sequence[TakedownRequestRecord],
    proofs: Sequence[TakedownProof],
    now: str,
) -> list[Claim]:
    """Returns the requests for which something is proven, as claims."""
    proven = [proof for proof in proofs if proof.proven_at is not None]
    return [
        _make_claim(store, request, own, now)
        for request in requests
        if (own := tuple(proof for proof in proven if proof.request_id == request.id))
    ]


def _make_claim(
    store: TakedownStore,
    request: TakedownRequestRecord,
    proofs: tuple[TakedownProof, ...],
    now: str,
) -> Claim:
    sender = store.senders.get_sender(request.id)
    day, week = (clock.add_seconds(now, -days * limits.DAY) for days in (1, WORDS_DAYS))
    facts = RequestFacts(
        has_free_mailbox=grades.is_free_mailbox(request.email.rpartition("@")[2]),
        capacity=request.capacity,
        requests_of_sender=store.senders.count_requests_since(sender, day) if sender else 0,
        requests_with_words=store.senders.count_same_words_since(request.reason, week),
    )
    step = find_step_of_sender(store, sender, now)
    return Claim(request.scope, proofs, facts, step in ("person_only", "suspended"))


def find_step_of_sender(store: TakedownStore, sender: str, now: str) -> str:
    """Returns the step of the ladder that a sender is on; empty for none."""
    since = clock.add_seconds(now, -limits.WINDOW_DAYS * limits.DAY)
    unfounded = store.senders.list_unfounded_since(sender, since)
    if not unfounded:
        return ""
    passed = clock.from_text(now) - clock.from_text(unfounded[-1])
    return limits.find_step(len(unfounded), passed.days)
