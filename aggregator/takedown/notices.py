"""Which mails a case queues: at most one of a kind for each address and case.

An address that nobody confirmed gets one mail for a case, and few a day; their words are written when
they are sent.
"""

from aggregator import clock
from aggregator.results.takedowns import MailKind, TakedownCase, TakedownRequestRecord
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.rules import limits
from aggregator.takedown.rules.standing import OWN_PAGE, OWN_WORK


def queue_acknowledgement(
    store: TakedownStore, case: TakedownCase, request: TakedownRequestRecord, now: str
) -> None:
    """Queue the acknowledgement of a request, unless its address gets many mails already."""
    if not (
        _is_acknowledged(store, case, request.email) or _gets_many_mails(store, request.email, now)
    ):
        details = {"request": str(request.id)}
        _queue_once(store, case, "acknowledgement", request.email, now, details)


def _is_acknowledged(store: TakedownStore, case: TakedownCase, email: str) -> bool:
    """Did a mailbox get the acknowledgement of a case, under any of its addresses?"""
    mailbox = limits.fold_address(email)
    return any(
        mail.kind == "acknowledgement" and limits.fold_address(mail.address) == mailbox
        for mail in store.mails.list_of_case(case.id)
    )


def _gets_many_mails(store: TakedownStore, email: str, now: str) -> bool:
    day_ago, hour_ago = (clock.add_seconds(now, -time) for time in (limits.DAY, limits.HOUR))
    mailbox = limits.fold_address(email)
    of_day = store.senders.list_mailed_since(None, day_ago)
    own = sum(limits.fold_address(address) == mailbox for address in of_day)
    in_all = len(store.senders.list_mailed_since("acknowledgement", hour_ago))
    return own >= limits.MAX_MAILS_PER_DAY or in_all >= limits.MAX_ACKNOWLEDGEMENTS_PER_HOUR


def queue_notices_of_hidden(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Queue what has to be said once a case hides something: to those who asked, and to the publishers."""
    current = store.cases.get_by_number(case.number)
    if current is None or current.state != "hidden":
        return
    if current.erase_at is not None:
        queue_decision(store, current, now)
    queue_owner_notices(store, current, now)


def queue_decision(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Queue the decision for those who asked and whose address is confirmed, or known to the operator."""
    unsent = store.senders.list_requests_without_mail(case.id, "decision")
    if not unsent:
        return
    confirmed = {p.request_id for p in store.proofs.list_of_case(case.id) if p.proven_at}
    for request in store.cases.list_requests(case.id):
        if request.id in confirmed and request.id in unsent:
            _queue_once(store, case, "decision", request.email, now, {"request": str(request.id)})


def queue_owner_notices(store: TakedownStore, case: TakedownCase, now: str) -> None:
    """Queue a word to each publisher whose page somebody else had hidden."""
    for item in store.cases.list_items(case.id, "hidden"):
        if item.reason not in (OWN_PAGE, OWN_WORK):
            contact = store.page_facts.get_contact(item.domain)
            queue_owner_notice(store, case, item.url, contact, now)


def queue_owner_notice(
    store: TakedownStore, case: TakedownCase, url: str, address: str, now: str
) -> None:
    """Queue a word to the publisher of a page, with the link by which the publisher objects."""
    _queue_once(store, case, "owner_notice", address, now, {"url": url})


def _queue_once(
    store: TakedownStore,
    case: TakedownCase,
    kind: MailKind,
    address: str,
    now: str,
    details: dict[str, str],
) -> None:
    if address and not store.senders.has_mail(case.id, kind, address):
        with store.cases.transaction():
            store.mails.queue(kind, address, now, case_id=case.id, details=details)
