"""Proofs that a claimant controls a mailbox or a domain: asked for, and recorded when they are found.

A domain is proven by a token at one of three places that only its owner can write to, see
`docs/takedown.md`. A mailbox is proven by a link that was sent to it.
"""

import secrets

from aggregator import clock
from aggregator.errors import NotStored
from aggregator.results.takedowns import ProofMethod, TakedownCaseItems, TakedownProof
from aggregator.takedown import cases
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import provable_domains
from storage.sqlite.connection import explain_sqlite_errors

TOKEN_BYTES = 20
CONFIRM_SECONDS = 7 * 24 * 3600  # how long the link to a mailbox is good for
DOMAIN_METHODS: tuple[ProofMethod, ...] = ("dns", "meta", "file")


def ask(
    store: TakedownStore, request_id: int, method: ProofMethod, domain: str, now: str
) -> TakedownProof:
    """Ask a request for a proof, with a token of its own; the same proof is asked for once."""
    for proof in store.proofs.list_of_request(request_id):
        if (proof.method, proof.domain) == (method, domain):
            return proof
    return _add(store, request_id, method, domain, secrets.token_hex(TOKEN_BYTES), now)


def ask_for_domain(
    store: TakedownStore, request_id: int, domain: str, now: str
) -> tuple[TakedownProof, ...]:
    """Ask a request for a proof of a domain by any of three methods, with one token for all of them."""
    known = [
        proof
        for proof in store.proofs.list_of_request(request_id)
        if proof.domain == domain and proof.method in DOMAIN_METHODS
    ]
    if known:
        return tuple(known)
    token = secrets.token_hex(TOKEN_BYTES)
    return tuple(_add(store, request_id, method, domain, token, now) for method in DOMAIN_METHODS)


def ask_for_likely_domains(store: TakedownStore, request_id: int, now: str) -> None:
    """Ask a request for proofs of the domains that may be the claimant's, unless it was asked before.

    Raises NotStored.
    """
    if any(proof.domain for proof in store.proofs.list_of_request(request_id)):
        return
    number = store.cases.number_of(store.proofs.case_id_of(request_id))
    case = cases.require_case(store.cases, number)
    for request in store.cases.list_requests(case.id):
        if request.id == request_id:
            for domain in provable_domains.list_domains_to_prove(request, case.items):
                ask_for_domain(store, request_id, domain, now)


def _add(
    store: TakedownStore, request_id: int, method: ProofMethod, domain: str, token: str, now: str
) -> TakedownProof:
    with store.cases.transaction():
        proof_id = store.proofs.add(request_id, method, now, domain=domain, token=token)
    return _require(store, proof_id)


def record(store: TakedownStore, proof_id: int, detail: str, now: str) -> TakedownCaseItems:
    """Record that a proof was found, and do what the case allows by now. Raises NotStored."""
    proof = _require(store, proof_id)
    number = store.cases.number_of(store.proofs.case_id_of(proof.request_id))
    with explain_sqlite_errors(store.path):
        case = cases.require_case(store.cases, number)
        if proof.proven_at is None:
            with store.cases.transaction():
                store.proofs.mark_proven(proof_id, now, detail)
                store.cases.add_log_entry(case.id, now, "claimant", "proven", proof.method)
        cases.evaluate(store, case, now)
    return cases.require_case(store.cases, number)


def find_mailbox_proof(store: TakedownStore, token: str, now: str) -> TakedownProof:
    """Returns the proof of a mailbox that a link confirms. Raises NotStored when the link is too old."""
    proof = store.proofs.find_by_token("mailbox", token)
    if proof is None or clock.add_seconds(proof.created_at, CONFIRM_SECONDS) < now:
        raise NotStored("this link is too old: send the request again")
    return proof


def record_missing(store: TakedownStore, proof_id: int, detail: str, now: str) -> None:
    """Record that a proof was looked for and not found. Raises NotStored."""
    _require(store, proof_id)
    with explain_sqlite_errors(store.path), store.cases.transaction():
        store.proofs.mark_checked(proof_id, now, detail)


def _require(store: TakedownStore, proof_id: int) -> TakedownProof:
    proof = store.proofs.get(proof_id)
    if proof is None:
        raise NotStored(f"no proof {proof_id}: the case shows those that are asked for")
    return proof
