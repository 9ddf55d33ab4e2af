"""Files a received mail: a request opens or joins a case for each item, a reply is filed in its case.

Each mail is processed once, whatever its flags in the mailbox say: what was processed is known by Message-ID and
content. A mail that was interrupted is resumed where it ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aggregator import clock
from aggregator.config import Config
from aggregator.errors import AggregatorError, StorageError
from aggregator.results.takedowns import Actor, PolledMail, TakedownCaseItems, TakedownMail
from aggregator.takedown import control_proofs
from aggregator.takedown.mail import phrases, strangers
from aggregator.takedown.mail.asked import Asked, find_asked
from aggregator.takedown.mail.message import ReceivedMail, read_message
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest

MAX_STORED = 20_000  # characters of a mail that are stored
MAX_LISTED = 20  # addresses that are not known, as an answer lists them
DAY_S = 24 * 3600
HOUR_S = 3600
MAX_ANSWERS_PER_HOUR = 30  # to mails that name nothing of ours: their senders may be forged
KEPT_DAYS = 30  # for which mails of no case are kept

ANSWERED_KINDS = ("request", "reply")

Submit = Callable[[TakedownRequest], TakedownCaseItems]
Record = Callable[[int, str], TakedownCaseItems]


@dataclass(frozen=True, slots=True)
class Intake:
    """What filing a mail needs. `submit` files a request, `record` records a proof, as the other ways in do."""

    store: TakedownStore
    config: Config
    submit: Submit
    record: Record
    now: str


def receive(intake: Intake, raw: bytes, mailbox: str, uid: str) -> PolledMail:
    """File a mail from its first bytes, and queue the answer. `mailbox` and `uid` say where it is.

    Raises AggregatorError when it cannot be filed now: the next call goes on with it.
    """
    mail = _read(intake.config, raw)
    message_id = mail.message_id or f"sha256:{mail.content_hash}"
    place = {"mailbox": mailbox, "uid": uid, "hash": mail.content_hash}
    known = intake.store.mails.list_received(message_id, mail.content_hash)
    if known and "unfinished" not in known[0].details:
        intake.store.mails.add_received(
            "duplicate", message_id, intake.now, details=place, state="ignored"
        )
        return PolledMail(uid, "duplicate", (), "received before")
    if mail.kind not in ANSWERED_KINDS or intake.store.mails.is_ours(mail.message_id):
        return _ignore(intake, mail, message_id, place)
    cases = _find_named_cases(intake.store, mail)
    words = f"{mail.subject}\n{mail.text}"
    if cases:
        mail = _without_proof_unless(mail, counts=not phrases.asks_to_keep(words))
        return _file_reply(intake, mail, _store(intake, mail, message_id, place, known), cases)
    mail = _without_proof_unless(mail, counts=phrases.asks_for_removal(words))
    asked = find_asked(intake.store, mail, intake.config.serve.base_url)
    numbered = [] if asked.requests else strangers.list_numbered_cases(intake.store, mail)
    if numbered:
        return strangers.note(intake.store, mail, message_id, place, numbered[0], intake.now)
    mail_id = _store(intake, mail, message_id, {**place, **_describe_rest(mail, asked)}, known)
    return _file_requests(intake, mail, mail_id, asked, known)


def inspect(store: TakedownStore, config: Config, raw: bytes, uid: str) -> PolledMail:
    """Returns what a mail is and what it names, and changes nothing."""
    mail = _read(config, raw)
    cases = _find_named_cases(store, mail) if mail.kind in ANSWERED_KINDS else []
    numbers = tuple(case.number for case in cases)
    if mail.kind not in ANSWERED_KINDS or numbers:
        return PolledMail(uid, mail.kind, numbers, mail.problem or mail.kind.replace("_", " "))
    asked = find_asked(store, mail, config.serve.base_url)
    named = [request.url or f"story {request.story}" for request in asked.requests]
    return PolledMail(uid, "request", (), ", ".join(named) or "names nothing that is stored")


def forget_old_mails(store: TakedownStore, now: str) -> None:
    """Delete the words and senders of mails of no case after some time."""
    store.mails.blank_without_case(clock.add_seconds(now, -KEPT_DAYS * DAY_S))


def _read(config: Config, raw: bytes) -> ReceivedMail:
    """Returns a mail. Its signature counts only where it was sent to us: else others could pass on what they got."""
    mail = read_message(raw, _own_addresses(config), config.mail.authserv_id)
    ours = {address.rpartition("@")[2] for address in _own_addresses(config)}
    is_to_us = any(address.rpartition("@")[2] in ours for address in mail.recipients)
    return mail if is_to_us else replace(mail, signing_domain="")


def _without_proof_unless(mail: ReceivedMail, *, counts: bool) -> ReceivedMail:
    return mail if counts else replace(mail, signing_domain="")


def _own_addresses(config: Config) -> tuple[str, ...]:
    return tuple(
        name.lower() for name in (config.mail.sender, config.mail.imap_user) if "@" in name
    )


def _ignore(
    intake: Intake, mail: ReceivedMail, message_id: str, place: dict[str, str]
) -> PolledMail:
    """Note a mail that nobody is answered for, without its words."""
    kind = mail.kind if mail.kind not in ANSWERED_KINDS else "own"
    intake.store.mails.add_received(
        kind, message_id, intake.now, details=place, state="ignored", error=mail.problem
    )
    return PolledMail(place["uid"], kind, (), mail.problem or f"ignored: {kind.replace('_', ' ')}")


def _store(
    intake: Intake,
    mail: ReceivedMail,
    message_id: str,
    details: dict[str, str],
    known: Sequence[TakedownMail],
) -> int:
    """Returns the id of the mail's row, which is marked as unfinished."""
    if known:
        return known[0].id
    return intake.store.mails.add_received(
        mail.kind,
        message_id,
        intake.now,
        details={
            **details,
            "unfinished": "yes",
            "signed": mail.signing_domain,
            "language": mail.language,
        },
        address=mail.sender.address,
        subject=mail.subject,
        body=mail.text[:MAX_STORED],
    )


def _describe_rest(mail: ReceivedMail, asked: Asked) -> dict[str, str]:
    """Returns what an answer says beside the cases: addresses that are not known, or gone already.

    A sender who may be forged gets no address that is not known: others could send theirs to anybody through us.
    """
    return {
        "work": asked.work if mail.is_answerable else "",
        "unknown": "\n".join(asked.unknown[:MAX_LISTED]) if mail.is_answerable else "",
        "removed": "\n".join(asked.removed[:MAX_LISTED]),
        "left": str(asked.left or ""),
    }


# Replies


def _find_named_cases(store: TakedownStore, mail: ReceivedMail) -> list[TakedownCaseItems]:
    """Returns the cases that a mail replies to: by the mail of ours that it answers, or by a number of the sender."""
    answered = (store.cases.number_of(key) for key in store.mails.find_cases_of(mail.replies_to))
    cases = [case for number in answered if (case := store.cases.get_by_number(number))]
    cases += [
        case
        for case in strangers.list_numbered_cases(store, mail)
        if mail.sender.address in strangers.list_correspondents(store, case)
    ]
    return list({case.id: case for case in cases}.values())[: strangers.MAX_CASES]


def _file_reply(
    intake: Intake, mail: ReceivedMail, mail_id: int, cases: Sequence[TakedownCaseItems]
) -> PolledMail:
    for case in cases:
        requests = intake.store.cases.list_requests(case.id)
        own = [each for each in requests if each.email.lower() == mail.sender.address]
        with intake.store.cases.transaction():
            intake.store.mails.file_in_case(mail_id, case.id, "")
            actor: Actor = "claimant" if own else "system"
            intake.store.cases.add_log_entry(
                case.id, intake.now, actor, "mail received", _describe_sender(mail)
            )
        for request in own:
            if _is_confirmed(intake.store, request.id):
                _record_signature(intake, request.id, mail.signing_domain)
    intake.store.mails.finish_received(mail_id, "reply", "received")
    numbers = tuple(case.number for case in cases)
    return PolledMail(
        uid_of(intake.store, mail_id), "reply", numbers, f"filed in {', '.join(numbers)}"
    )


def _is_confirmed(store: TakedownStore, request_id: int) -> bool:
    """Did the owner of the mailbox confirm a request by its link?

    Anybody can file a request in the name of an owner, who answers our acknowledgement ("what is this?"), or
    whose program does: that signed answer asks for nothing.
    """
    proven = store.proofs.list_of_request(request_id)
    return any(proof.method == "mailbox" and proof.proven_at for proof in proven)


def uid_of(store: TakedownStore, mail_id: int) -> str:
    """Returns the number in its mailbox under which a mail was first received."""
    mail = store.mails.get(mail_id)
    return mail.details.get("uid", "") if mail else ""


def _describe_sender(mail: ReceivedMail) -> str:
    return "signed by its domain" if mail.signing_domain else "not signed"


# Requests


def _file_requests(
    intake: Intake, mail: ReceivedMail, mail_id: int, asked: Asked, known: Sequence[TakedownMail]
) -> PolledMail:
    done = {row.details.get("item", ""): row.case_id for row in known if row.case_id is not None}
    numbers, refused = [], []
    for request in asked.requests:
        item = request.url or f"story {request.story}"
        if case_id := done.get(item):
            numbers.append(intake.store.cases.number_of(case_id))
            continue
        try:
            numbers.append(_file_request(intake, mail, mail_id, request, item))
        except StorageError:
            raise  # of the database: the mail is resumed later
        except AggregatorError as error:
            refused.append(f"{item}: {error}")
    if numbers:
        _list_all_in_answer(intake, mail, numbers)
    else:
        _queue_answer(intake, mail, asked)
    intake.store.mails.finish_received(mail_id, "request", "received")
    says = [
        *(["cases: " + ", ".join(numbers)] if numbers else ["names nothing that is stored"]),
        *refused,
    ]
    return PolledMail(
        uid_of(intake.store, mail_id), "request", tuple(dict.fromkeys(numbers)), "; ".join(says)
    )


def _file_request(
    intake: Intake, mail: ReceivedMail, mail_id: int, request: TakedownRequest, item: str
) -> str:
    case = intake.submit(request)
    intake.store.mails.file_in_case(mail_id, case.id, item)
    own = [
        each.id
        for each in intake.store.cases.list_requests(case.id)
        if each.email.lower() == mail.sender.address
    ]
    if own:
        _record_signature(intake, own[-1], mail.signing_domain)
    return case.number


def _list_all_in_answer(intake: Intake, mail: ReceivedMail, numbers: Sequence[str]) -> None:
    """Queue the acknowledgement of each case of a mail where one is queued: they are sent as one mail."""
    store, address = intake.store, mail.sender.address
    cases = [
        case for number in dict.fromkeys(numbers) if (case := store.cases.get_by_number(number))
    ]
    if not any(_has_queued_answer(store, case.id, address) for case in cases):
        return
    for case in cases:
        if not store.senders.has_mail(case.id, "acknowledgement", address):
            store.mails.queue("acknowledgement", address, intake.now, case_id=case.id)


def _has_queued_answer(store: TakedownStore, case_id: int, address: str) -> bool:
    return any(
        (mail.kind, mail.state, mail.address) == ("acknowledgement", "queued", address)
        for mail in store.mails.list_of_case(case_id)
    )


def _record_signature(intake: Intake, request_id: int, domain: str) -> None:
    """Record that the own server has checked the signature of the claimant's domain."""
    if not domain:
        return
    proof = control_proofs.ask(intake.store, request_id, "dkim", domain, intake.now)
    if proof.proven_at is None:
        detail = f"Authentication-Results of {intake.config.mail.authserv_id}"
        intake.record(proof.id, detail)


def _queue_answer(intake: Intake, mail: ReceivedMail, asked: Asked) -> None:
    """Queue the answer to a mail that names nothing of ours: one a day for each address, few an hour in all."""
    mails, address = intake.store.mails, mail.sender.address
    day_ago = clock.add_seconds(intake.now, -DAY_S)
    hour_ago = clock.add_seconds(intake.now, -HOUR_S)
    if (
        mails.count_sent_since("missing", day_ago, address)
        or mails.count_sent_since("missing", hour_ago) >= MAX_ANSWERS_PER_HOUR
    ):
        return
    details = {
        **_describe_rest(mail, asked),
        "language": mail.language,
        "in_reply_to": mail.message_id,
        "subject": mail.subject if mail.is_answerable else "",
    }
    mails.queue("missing", address, intake.now, details=details)
