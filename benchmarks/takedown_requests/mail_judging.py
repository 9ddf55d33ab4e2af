"""Compares what a product made of each mail with what is right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks.takedown_requests.judging import Tally
from benchmarks.takedown_requests.mails import MAILBOX, Mail
from benchmarks.takedown_requests.model import GRADES, Grade

MOST_SECONDS = 5.0  # of CPU time, for one mail however hostile


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mail. `grades` are those that follow without a further proof, by address."""

    cases: frozenset[str] = frozenset()  # numbers of the cases that it opened or joined
    addresses: frozenset[str] = frozenset()  # of stored articles that these cases name
    grades: Mapping[str, Grade] | None = None
    answers: tuple[tuple[str, str], ...] = ()  # recipient and subject of each mail in answer
    seconds: float = 0.0
    error: str = ""


class MailProduct(Protocol):
    """A database that mails are delivered to."""

    def deliver(self, raw: bytes) -> Receipt:
        """Takes the bytes of a mail; returns what became of it."""
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
    for address, grade in (receipt.grades or {}).items():
        most = mail.most if _is_on(mail.domain, address) else "V0"
        is_low = GRADES.index(grade) <= GRADES.index(most)
        tally.add("mail: grade not too high", is_low, f"{where}: {grade} for {address}")
    if mail.least != "V0":
        reached = any(grade == mail.least for grade in (receipt.grades or {}).values())
        tally.add("mail: grade reached", reached, f"{where}: {dict(receipt.grades or {})}")


def _is_on(domain: str, address: str) -> bool:
    host = address.partition("://")[2].partition("/")[0]
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _judge_answers(tally: Tally, mail: Mail, receipt: Receipt, where: str) -> None:
    if not mail.answer:
        tally.add("mail: not answered", not receipt.answers, f"{where}: {receipt.answers}")
    elif mail.outcome in ("case", "nothing"):
        tally.add("mail: answered", bool(receipt.answers), where)
    strange = [pair for pair in receipt.answers if any(_is_unsafe(part) for part in pair)]
    tally.add("mail: answers are safe", not strange, f"{where}: {strange}")


def _is_unsafe(part: str) -> bool:
    """Whether a recipient or a subject breaks a header, or leads back to ourselves."""
    return (
        any(c in part for c in "\r\n\0") or MAILBOX in part.lower() or "," in part.partition("@")[2]
    )


def format_receipt(mail: Mail, receipt: Receipt) -> Iterator[str]:
    """Yields lines that say what became of a mail."""
    yield f"{mail.id}: {sorted(receipt.cases)} {sorted(receipt.addresses)} {receipt.grades} {receipt.answers}"
