"""Counter-notices: filed, forwarded to the claimant, and carried out when no suit is noted."""

from dataclasses import replace

from aggregator import urls
from aggregator.errors import NotStored, UsageError
from aggregator.results.redress import CounterNoticeRecord, CounterState
from aggregator.results.takedowns import Actor, TakedownCaseItems, TakedownItem
from aggregator.takedown import cases as takedown_cases
from aggregator.takedown import notices
from aggregator.takedown.redress.repositories import RedressStore
from aggregator.takedown.redress.restoring import REMOVED, restore_item
from aggregator.takedown.rules import business_days, counter, grades
from aggregator.takedown.rules.answers import select_answered
from aggregator.takedown.types import CounterNotice
from storage.private.counter_notices import PENDING
from storage.sqlite.connection import explain_sqlite_errors


def file(store: RedressStore, notice: CounterNotice, now: str) -> CounterNoticeRecord:
    """File a counter-notice, and forward it to the claimants where it is the publisher's.

    One of anybody else waits for a person. Raises UsageError for one that lacks what the law asks for, or a second one on the same item;
    NotStored where nothing was removed at its address.
    """
    missing = counter.list_missing(notice)
    if missing:
        raise UsageError(f"a counter-notice needs {', '.join(missing)}")
    url = urls.canonical(notice.url)
    case = _find_case(store, notice.number, url)
    item = _require_item(case, url)
    for earlier in store.counters.list_of_case(case.id):
        if earlier.url == item.url and _is_in_the_way(earlier, notice):
            raise UsageError(f"{case.number}: a counter-notice on {url} is {earlier.state} already")
    times = business_days.compute_restore_times(now)
    is_of_publisher = counter.is_of_publisher(notice.channel)
    with store.takedown.cases.transaction():
        notice_id = store.counters.add(case.id, replace(notice, url=item.url), now, times)
        store.takedown.cases.add_log_entry(
            case.id,
            now,
            "claimant",
            "counter-notice",
            _describe_filed(times, known=is_of_publisher),
        )
        if is_of_publisher:
            _forward(store, case, _get(store, case.id, notice_id), now)
    if not is_of_publisher and counter.may_get_link(notice.email, item.domain):
        notices.queue_owner_notice(store.takedown, case, item.url, notice.email, now)
    return _get(store, case.id, notice_id)


def _is_in_the_way(earlier: CounterNoticeRecord, notice: CounterNotice) -> bool:
    """Does an earlier counter-notice on the same item exclude a further one? One of anybody, none of the publisher."""
    is_of_anybody = earlier.state == "received"
    return earlier.state in PENDING and not (
        is_of_anybody and counter.is_of_publisher(notice.channel)
    )


def _describe_filed(times: tuple[str, str], *, known: bool) -> str:
    if known:
        return f"restored after {times[0]} by {times[1]}"
    return "not by the link of the publisher"


def _forward(
    store: RedressStore, case: TakedownCaseItems, notice: CounterNoticeRecord, now: str
) -> None:
    """Send a counter-notice to the claimants, if there are any, within a transaction: its time begins now."""
    times = business_days.compute_restore_times(now)
    addresses = _list_claimants(store, case)
    details = _describe_for_claimant(notice, times)
    for address in addresses:
        store.takedown.mails.queue("counter_notice", address, now, case_id=case.id, details=details)
    if addresses:
        store.counters.set_forwarded(notice.id, times)


def _describe_for_claimant(notice: CounterNoticeRecord, times: tuple[str, str]) -> dict[str, str]:
    """What the claimant gets: a copy of the whole notice (17 USC 512(g)(2)(B)), and what follows when."""
    return {
        "url": notice.url,
        "name": notice.name,
        "email": notice.email,
        "postal_address": notice.postal_address,
        "phone": notice.phone,
        "reason": notice.reason,
        "signature": notice.signature,
        "restore_after": times[0],
        "restore_by": times[1],
    }


def _find_case(store: RedressStore, number: str, url: str) -> TakedownCaseItems:
    """The case of a number, or the latest one that removed what was at an address. Raises NotStored."""
    number = number or store.counters.find_case(url) or ""
    if not number:
        raise NotStored(f"nothing was removed at {url}")
    return takedown_cases.require_case(store.takedown.cases, number)


def _require_item(case: TakedownCaseItems, url: str) -> TakedownItem:
    for item in case.items:
        if item.url == url and item.state in REMOVED:
            return item
    raise NotStored(f"{case.number} removed nothing at {url}")


def _list_claimants(store: RedressStore, case: TakedownCaseItems) -> list[str]:
    requests = store.takedown.cases.list_requests(case.id)
    return select_answered(requests, store.takedown.proofs.list_of_case(case.id))


def _get(store: RedressStore, case_id: int, notice_id: int) -> CounterNoticeRecord:
    return next(each for each in store.counters.list_of_case(case_id) if each.id == notice_id)


def decide(
    store: RedressStore, number: str, state: CounterState, now: str, actor: Actor = "operator"
) -> list[CounterNoticeRecord]:
    """Note a suit, refuse, forward, or restore at once, for each counter-notice of a case that is not decided.

    Returns them. Raises NotStored for a case without any.
    """
    case = takedown_cases.require_case(store.takedown.cases, number)
    pending = [each for each in store.counters.list_of_case(case.id) if each.state in PENDING]
    if not pending:
        raise NotStored(f"{case.number} has no counter-notice that is not decided")
    with explain_sqlite_errors(store.takedown.path):
        for notice in sorted(pending, key=lambda each: each.state == "received"):
            if not _is_open_to(_get(store, case.id, notice.id), state):
                continue
            if state == "restored":
                restore(store, notice, now, actor)
                continue
            with store.takedown.cases.transaction():
                if state == "forwarded":
                    _forward(store, case, notice, now)
                else:
                    store.counters.set_state(notice.id, state, now)
                store.takedown.cases.add_log_entry(case.id, now, actor, f"counter-notice: {state}")
    return [_get(store, case.id, notice.id) for notice in pending]


def _is_open_to(notice: CounterNoticeRecord, state: CounterState) -> bool:
    """Can a counter-notice be decided so? Restoring decides all on one page; forwarding, those that wait."""
    return notice.state == "received" if state == "forwarded" else notice.state in PENDING


def restore(store: RedressStore, notice: CounterNoticeRecord, now: str, actor: Actor) -> None:
    """Put back what a counter-notice names, and say so to both sides. Safe to run again.

    All others on the same page are settled by it.
    """
    case = takedown_cases.require_case(store.takedown.cases, notice.number)
    for item in case.items:
        if item.url == notice.url and item.state in REMOVED:
            restore_item(store, case, item, now, actor)
    with store.takedown.cases.transaction():
        for each in store.counters.list_of_case(case.id):
            if each.url == notice.url and each.state in PENDING:
                store.counters.set_state(each.id, "restored", now)
        addresses = dict.fromkeys([notice.email, *_list_claimants(store, case)])
        for address in addresses:
            store.takedown.mails.queue(
                "restored", address, now, case_id=case.id, details={"url": notice.url}
            )


def restore_due(store: RedressStore, now: str) -> tuple[int, list[str]]:
    """Put back what counter-notices name whose time has come; returns how many, and which cases wait.

    Cases wait for a person where the procedure does not fit: logged once.
    """
    restored, waiting = 0, []
    for notice in store.counters.list_due(now):
        reason = _reason_for_person(store, notice)
        if not reason:
            restore(store, notice, now, "rule")
            restored += 1
        elif _log_once(store, notice, reason, now):
            waiting.append(notice.number)
    return restored, waiting


def _reason_for_person(store: RedressStore, notice: CounterNoticeRecord) -> str:
    case = takedown_cases.require_case(store.takedown.cases, notice.number)
    proven = store.takedown.proofs.list_of_case(case.id)
    by_claimants = [proof for proof in proven if proof.method != "person"]
    is_by_owner = any(
        grades.grade_at(by_claimants, item.url, item.domain) >= "V2"
        for item in case.items
        if item.url == notice.url
    )
    return counter.find_reason_for_person(
        case.ground, is_by_owner=is_by_owner, is_forwarded=notice.state == "forwarded"
    )


def _log_once(store: RedressStore, notice: CounterNoticeRecord, reason: str, now: str) -> bool:
    case = takedown_cases.require_case(store.takedown.cases, notice.number)
    if reason in store.log.list_details(case.id, "counter-notice waits for a person"):
        return False
    with store.takedown.cases.transaction():
        store.takedown.cases.add_log_entry(
            case.id, now, "rule", "counter-notice waits for a person", reason
        )
    return True
