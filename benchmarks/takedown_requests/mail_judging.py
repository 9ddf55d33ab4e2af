"""Compares what a product made of each mail with what is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks.takedown_requests.judging import Tally
from benchmarks.takedown_requests.mails import MAILBOX, Mail

MOST_SECONDS = 5.0  # of CPU time, for one mail however hostile


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mail. `erased` are the addresses that were erased within two days by rules alone."""

    cases: frozenset[str] = frozenset()  # numbers of the cases that it opened or joined
    addresses: frozenset[str] = frozenset()  # of stored articles that these cases name
    erased: frozenset[str] = frozenset()
    answers: tuple[tuple[str, str], ...] = ()  # recipients and subject of each mail in answer
    seconds: float = 0.0
    error: str = ""


class MailProduct(Protocol):
    """A database that mails are delivered to."""

    def deliver(self, raw: bytes) -> Receipt:
        """Takes the bytes of a mail; returns what became of it."""
        ...

    def settle(self, receipt: Receipt) -> Receipt:
        """Lets two days pass; returns the receipt with what was erased."""
        ...


def judge_mail(mail: Mail, receipt: Receipt, earlier: Mapping[str, Receipt]) -> Tally:
    """Returns the figures of one mail; `earlier` are the receipts of those before it."""
    tally = Tally()
    where = f"{mail.id} ({mail.says})"
    tally.add("mail: no error", not receipt.error, f"{where}: {receipt.error}")
    is_quick = receipt.seconds <= MOST_SECONDS
    tally.add("mail: cost", is_quick, f"{where}: {receipt.seconds:.1f} s of CPU time")
    _judge_addresses(tally, mail, receipt, where)
    _judge_grades(tally, mail, receipt, where)
    _judge_answers(tally, mail, receipt, where)
    if mail.joins in earlier:
        joined = receipt.cases <= earlier[mail.joins].cases
        tally.add("mail: joins the case of its item", joined, f"{where}: {sorted(receipt.cases)}")
    return tally


def _judge_addresses(tally: Tally, mail: Mail, receipt: Receipt, where: str) -> None:
    if mail.outcome == "case":
        missing = set(mail.found) - receipt.addresses
        tally.add("mail: addresses found", not missing, f"{where}: not found {sorted(missing)}")
    if mail.outcome == "ignored":
        tally.add("mail: ignored", not receipt.cases, f"{where}: {sorted(receipt.cases)}")
    if mail.outcome == "nothing":
        tally.add("mail: nothing asked for", not receipt.addresses, where)
    if mail.never or mail.outcome == "case":
        foreign = receipt.addresses & set(mail.never)
        if mail.outcome == "case":
            foreign |= receipt.addresses - set(mail.found)
        tally.add("mail: no other address", not foreign, f"{where}: {sorted(foreign)}")


def _judge_grades(tally: Tally, mail: Mail, receipt: Receipt, where: str) -> None:
    """A grade shows in what it has erased without a person: from V2 on the items of its own domain."""
    wrong = {
        address
        for address in receipt.erased
        if mail.most not in ("V2", "V3") or not _is_on(mail.domain, address)
    }
    tally.add("mail: nothing erased by a lower grade", not wrong, f"{where}: {sorted(wrong)}")
    if mail.least == "V2":
        left = set(mail.found) - receipt.erased
        tally.add("mail: V2 served within two days", not left, f"{where}: left {sorted(left)}")


def _is_on(domain: str, address: str) -> bool:
    host = address.partition("://")[2].partition("/")[0]
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _judge_answers(tally: Tally, mail: Mail, receipt: Receipt, where: str) -> None:
    if not mail.answer:
        tally.add("mail: not answered", not receipt.answers, f"{where}: {receipt.answers}")
    elif mail.outcome in ("case", "nothing") and not mail.joins:
        tally.add("mail: answered", bool(receipt.answers), where)
    strange = [pair for pair in receipt.answers if any(_is_unsafe(part) for part in pair)]
    tally.add("mail: answers are safe", not strange, f"{where}: {strange}")


def _is_unsafe(part: str) -> bool:
    """Whether a recipient or a subject breaks a header, or leads back to ourselves."""
    return (
        any(c in part for c in "\r\n\0") or MAILBOX in part.lower() or "," in part.partition("@")[2]
    )
