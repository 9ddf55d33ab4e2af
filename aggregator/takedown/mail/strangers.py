"""Mails that name a case of others: anybody can guess its number, and write in the name of anybody."""

from aggregator import clock
from aggregator.results.takedowns import PolledMail, TakedownCaseItems
from aggregator.takedown.mail.message import ReceivedMail
from aggregator.takedown.repositories import TakedownStore

MAX_CASES = 20  # that one reply is filed in
MAX_STRANGER = 500  # characters of a mail that names a case of others
MAX_STRANGERS_PER_DAY = 20  # such mails that are noted in a case
DAY_S = 24 * 3600


def list_numbered_cases(store: TakedownStore, mail: ReceivedMail) -> list[TakedownCaseItems]:
    """Returns the cases whose numbers a mail has in its subject: anybody can guess one."""
    numbers = mail.case_numbers[:MAX_CASES]
    return [case for number in numbers if (case := store.cases.get_by_number(number))]


def list_correspondents(store: TakedownStore, case: TakedownCaseItems) -> set[str]:
    """Returns the addresses that asked for something in a case, or were written to."""
    asked = [request.email for request in store.cases.list_requests(case.id)]
    written = [m.address for m in store.mails.list_of_case(case.id) if m.direction == "out"]
    return {address.lower() for address in [*asked, *written]}


def note(
    store: TakedownStore,
    mail: ReceivedMail,
    message_id: str,
    place: dict[str, str],
    case: TakedownCaseItems,
    now: str,
) -> PolledMail:
    """Note the beginning of a mail in the case that it names, for few of them a day; nobody is answered."""
    day_ago = clock.add_seconds(now, -DAY_S)
    ignored = [
        each
        for each in store.mails.list_of_case(case.id)
        if each.state == "ignored" and each.at > day_ago
    ]
    is_noted = len(ignored) < MAX_STRANGERS_PER_DAY
    mail_id = store.mails.add_received(
        "reply",
        message_id,
        now,
        details=place,
        state="ignored",
        address=mail.sender.address if is_noted else "",
        body=mail.text[:MAX_STRANGER] if is_noted else "",
        error="its sender has nothing to do with the case",
    )
    if is_noted:
        store.mails.file_in_case(mail_id, case.id, "")
    return PolledMail(place["uid"], "reply", (), f"ignored: not of a sender of {case.number}")
