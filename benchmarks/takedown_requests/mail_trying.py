"""Delivers mails to the product, each to a fresh copy of a small database, and reads what was answered."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from time import process_time

from aggregator import clock, ingest
from aggregator.api import Aggregator
from aggregator.config import Config, ServeConfig
from aggregator.model import Page, Record
from benchmarks.takedown_requests.judging import Tally
from benchmarks.takedown_requests.mail_judging import Receipt, judge_mail
from benchmarks.takedown_requests.mails import ADDRESSES, BASE, SERVER, Mail
from benchmarks.takedown_requests.storing import simulated_clock
from tests.mail_servers import SmtpServer, smtp
from tests.takedowns import text

MINUTE = 320.0  # when the mails are received: nine in the morning of the first day
ANSWERED = 4.5  # minutes until an acknowledgement must be sent
HALF_DAY = 720.0


@dataclass(slots=True)
class AggregatorMail:
    """An open database that takes mails, with the server that gets its answers."""

    aggregator: Aggregator
    server: SmtpServer
    minute: list[float]  # of the simulated clock

    def deliver(self, raw: bytes) -> Receipt:
        """Takes a mail, and sends what is to be sent."""
        config, start, before = self._configure(), process_time(), len(self.server.received)
        try:
            polled = self.aggregator.mails.receive(self._fill(raw), config)
            self.aggregator.mails.send_due(config)
        except Exception as error:
            return Receipt(error=repr(error), seconds=process_time() - start)
        seconds = process_time() - start
        cases = [self.aggregator.takedowns.get(number) for number in polled.cases]
        items = [item for case in cases for item in case.items if item.relation == "requested"]
        answers = tuple(map(_describe_answer, self.server.mails()[before:]))
        return Receipt(
            frozenset(polled.cases),
            frozenset(item.url for item in items),
            frozenset(),
            answers,
            seconds,
            polled.says if polled.failed else "",
        )

    def settle(self, receipt: Receipt) -> Receipt:
        """Lets two days pass; returns the receipt with what was erased."""
        for _ in range(4):
            self.minute[0] += HALF_DAY
            self.aggregator.takedowns.run()
        shown = {row.url for row in self.aggregator.export("articles")}
        return replace(receipt, erased=frozenset(set(ADDRESSES) - shown))

    def _configure(self) -> Config:
        mail = replace(Config().mail, **self.server.settings(), authserv_id=SERVER)  # type: ignore[arg-type] # fields by name
        return replace(Config(), mail=mail, serve=ServeConfig(base_url=BASE))

    def _fill(self, raw: bytes) -> bytes:
        """The mail with the numbers of our articles and stories in it."""
        for url in ADDRESSES:
            for mark in (f"@@A{url}@@", f"@@S{url}@@"):
                if mark.encode() in raw:
                    article = self.aggregator.article(url)
                    number = article.id if mark.startswith("@@A") else article.story_id
                    raw = raw.replace(mark.encode(), str(number).encode())
        return raw


def _describe_answer(mail: EmailMessage) -> tuple[str, str]:
    """Who gets an answer, by every header that names a recipient, and its subject."""
    recipients = [str(value) for name in ("To", "Cc", "Bcc") for value in mail.get_all(name, [])]
    return ", ".join(recipients), str(mail["Subject"])


def store_addresses(path: Path) -> None:
    """Stores an article of its own text at each address that the mails name."""
    with simulated_clock(), Aggregator.open(path, archive=False) as aggregator:
        repositories = ingest.IngestRepositories.of(aggregator.store)
        for number, url in enumerate(ADDRESSES):
            body = text(1000 + number)
            record = Record(Page(url, b""), text=body, title=" ".join(body.split()[:6]))
            ingest.store_article(repositories, ingest.prepare(record), clock.now())
        aggregator.finalize()
        aggregator.maintenance.form_key()  # made when pages are served first; links in answers need it


def try_mails(mails: Iterable[Mail], folder: Path) -> Tally:
    """Returns the figures of these mails; each is delivered to a database of its own, after those it follows."""
    base, total = folder / "mails.db", Tally()
    store_addresses(base)
    by_id: dict[str, Mail] = {}
    with smtp() as server:
        for mail in mails:
            by_id[mail.id] = mail
            earlier: dict[str, Receipt] = {}
            with simulated_clock(MINUTE) as minute, _fresh(base, folder, server, minute) as product:
                for name in _list_before(mail, by_id):
                    earlier[name] = product.deliver(by_id[name].raw)
                    minute[0] += 30
                tally = judge_mail(mail, product.settle(product.deliver(mail.raw)), earlier)
            total.include(tally)
            for fault in tally.faults:
                print(f"  {fault}", file=sys.stderr, flush=True)
    return total


def _list_before(mail: Mail, by_id: dict[str, Mail]) -> list[str]:
    before = [mail.after] if mail.after in by_id else []
    return [*_list_before(by_id[mail.after], by_id), *before] if before else []


@contextmanager
def _fresh(
    base: Path, folder: Path, server: SmtpServer, minute: list[float]
) -> Iterator[AggregatorMail]:
    """A copy of the database, open."""
    for old in folder.glob("mail-trial*"):
        old.unlink()
    for end in (".db", "-private.db"):
        shutil.copy(folder / f"{base.stem}{end}", folder / f"mail-trial{end}")
    with Aggregator.open(folder / "mail-trial.db", archive=False) as aggregator:
        yield AggregatorMail(aggregator, server, minute)
