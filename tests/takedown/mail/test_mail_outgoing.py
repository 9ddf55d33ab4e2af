"""Mails are sent once, tried again for a day, and given up with a word in the log. The server is real."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import Config, MailConfig, ServeConfig
from aggregator.results import SentMails, TakedownMail
from aggregator.takedown.mail import outgoing
from aggregator.takedown.mail.outgoing import GIVE_UP_S, LEASE_S, PAUSES_S, send_due
from aggregator.takedown.receipts import ReceiptStore, issue_due
from aggregator.takedown.repositories import TakedownStore
from tests import mail_servers
from tests.mail_servers import AUTHSERV_ID, OWN_ADDRESS, SmtpServer, text_of
from tests.takedown.mail.conftest import BASE_URL, Receive
from tests.takedowns import WORK, file_case

Sending = Callable[..., Config]
ADDRESS = "nora@wire.example"


@pytest.fixture(scope="module")
def running_server() -> Iterator[SmtpServer]:
    with mail_servers.smtp() as server:
        yield server


@pytest.fixture
def server(running_server: SmtpServer) -> SmtpServer:
    """The server, which has received nothing yet."""
    running_server.received.clear()
    running_server.answers.clear()
    return running_server


class Outbox:
    """The queue of a database, and a clock that the test sets."""

    def __init__(self, news: Aggregator, config: Config) -> None:
        self.store = TakedownStore.of(news.store)
        self.config = config
        self.now = clock.now()

    def queue(self, address: str = ADDRESS, case_id: int | None = None, **details: str) -> int:
        kind = "missing" if case_id is None else "confirmation"
        return self.store.mails.queue(kind, address, self.now, case_id=case_id, details=details)

    def send(self, seconds_later: float = 0) -> SentMails:
        self.now = max(clock.now(), clock.add_seconds(self.now, seconds_later))
        return send_due(self.store, self.config, self.now)

    def get(self, mail_id: int) -> TakedownMail:
        mail = self.store.mails.get(mail_id)
        assert mail is not None
        return mail


@pytest.fixture
def outbox(news: Aggregator, server: SmtpServer, sending: Sending) -> Outbox:
    return Outbox(news, sending(server))


def test_a_database_whose_pages_were_never_served_makes_the_key_of_its_links(
    news: Aggregator, receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    outbox.store.keys._db.execute("DELETE FROM keys WHERE name = 'forms'")
    receive(f"Please remove {WORK}")
    assert outbox.send() == SentMails(sent=1)
    token = text_of(server.mails()[0]).split("/takedown/confirm/")[1].split()[0]
    assert news.claimants.read_link("confirm", token)


@pytest.mark.parametrize("base_url", ["", BASE_URL])
def test_a_receipt_is_attached_as_a_file_that_can_be_checked(
    base_url: str, news: Aggregator, outbox: Outbox, server: SmtpServer
) -> None:
    outbox.config = replace(outbox.config, serve=ServeConfig(base_url=base_url))
    case = file_case(news, WORK, email=ADDRESS)
    news.takedowns.run()
    issue_due(ReceiptStore.of(news.store), 0, outbox.now)
    outbox.send()
    mail = next(mail for mail in server.mails() if "receipt" in mail["Subject"])
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == f"{case.number}.json"
    assert attached.get_content_type() == "application/json"
    assert attached.get_content() == news.takedowns.receipt(case.number).encode()
    assert ("/takedown/receipt/" in text_of(mail)) == bool(base_url)


def test_an_acknowledgement_answers_the_mail(
    news: Aggregator, receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    pages = "\n".join(f"https://other.example/{number}" for number in range(100, 103))
    cases = receive(f"Please remove\n{pages}", message_id="<one@wire.example>").cases
    assert outbox.send().sent == 1
    [mail] = server.mails()
    assert (mail["From"], mail["To"]) == (OWN_ADDRESS, ADDRESS)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] == "<one@wire.example>"
    for number in cases:
        assert number in mail["Subject"]
        assert number in mail.get_content()
        [sent] = [each for each in news.mails.list_of_case(number) if each.state == "sent"]
        assert sent.body == text_of(mail)
        assert sent.message_id == mail["Message-ID"]


def test_the_answer_is_in_the_language_of_the_mail(
    receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    receive(f"Bitte entfernen Sie diese Seite, sie ist von uns: {WORK}")
    outbox.send()
    [mail] = server.mails()
    assert "Ihr Antrag ist eingegangen" in mail["Subject"]
    assert "Bitte bestätigen Sie" in mail.get_content()


def test_an_answer_names_what_is_not_stored_and_what_was_left(
    receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    receive(
        f"My article {WORK} was copied. Remove https://other.example/100 and https://nowhere.example/1",
        headers=f"Authentication-Results: {AUTHSERV_ID}; spf=pass smtp.mailfrom=wire.example\n",
    )
    outbox.send()
    [mail] = server.mails()
    text = text_of(mail)
    assert "We do not have these pages:\n- https://nowhere.example/1" in text
    assert WORK in text.split("own publication")[1]


def test_our_answer_is_answered_in_the_case(
    receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    cases = receive(f"Remove {WORK}").cases
    outbox.send()
    [mail] = server.mails()
    done = receive(
        "It is ours.",
        subject="another subject",
        message_id="<2@wire.example>",
        headers=f"In-Reply-To: {mail['Message-ID']}\n",
    )
    assert (done.kind, done.cases) == ("reply", cases)


def test_our_own_mail_in_the_mailbox_is_ignored(
    receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    receive(f"Remove {WORK}")
    outbox.send()
    assert receive(server.received[0]).kind == "own"


def test_a_mail_is_sent_once(outbox: Outbox, server: SmtpServer) -> None:
    mail_id = outbox.queue()
    assert [outbox.send().sent, outbox.send(GIVE_UP_S).sent] == [1, 0]
    assert outbox.get(mail_id).state == "sent"
    assert len(server.received) == 1


def test_a_mail_that_is_refused_for_now_is_tried_again_with_growing_pauses(
    outbox: Outbox, server: SmtpServer
) -> None:
    mail_id = outbox.queue()
    server.answers[:] = ["451 later", "451 later", ""]
    assert outbox.send().sent == 0
    first = outbox.get(mail_id)
    assert first.next_attempt == clock.add_seconds(outbox.now, PAUSES_S[0])
    assert outbox.send(PAUSES_S[0] - 1).sent == 0
    assert outbox.get(mail_id).attempts == 1
    outbox.send(1)
    second = outbox.get(mail_id)
    assert second.next_attempt == clock.add_seconds(outbox.now, PAUSES_S[1])
    assert outbox.send(PAUSES_S[1]).sent == 1
    assert (first.message_id, first.body) == (second.message_id, second.body)
    assert server.mails()[0]["Message-ID"] == first.message_id


def test_a_crash_between_sending_and_noting_it_sends_the_same_mail_again(
    outbox: Outbox, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = outbox.queue()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outgoing, "_note_outcome", crash)
        with pytest.raises(KeyboardInterrupt):
            outbox.send()
    assert outbox.get(mail_id).state == "queued"
    assert outbox.send(1).sent == 0  # it may still be on its way
    assert outbox.send(LEASE_S).sent == 1
    first, second = server.mails()
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()


def test_a_server_that_cannot_be_reached_costs_no_mail(
    news: Aggregator, sending: Sending, server: SmtpServer
) -> None:
    away = SmtpServer(mail_servers.free_port())
    outbox = Outbox(news, sending(away))
    ids = [outbox.queue(f"a{number}@b.example") for number in range(3)]
    assert outbox.send().waiting == 3
    assert {outbox.get(mail_id).state for mail_id in ids} == {"queued"}
    outbox.config = sending(server)
    assert outbox.send(PAUSES_S[0]).sent == 3


def test_a_mail_is_given_up_after_a_day(
    news: Aggregator, receive: Receive, outbox: Outbox, server: SmtpServer
) -> None:
    [number] = receive(f"Remove {WORK}").cases
    server.answers[:] = ["451 later"] * 2
    outbox.send()
    assert outbox.send(GIVE_UP_S).failed == 1
    entry = news.takedowns.log(number)[-1]
    assert (entry.event, entry.actor) == ("mail not sent", "system")
    assert "@" not in entry.detail


def test_a_recipient_that_is_refused_for_good_is_given_up_at_once(
    outbox: Outbox, server: SmtpServer
) -> None:
    first, second = outbox.queue("gone@b.example"), outbox.queue("there@b.example")
    server.answers[:] = ["550 no such mailbox", ""]
    done = outbox.send()
    assert (done.sent, done.failed) == (1, 1)
    assert [outbox.get(first).state, outbox.get(second).state] == ["failed", "sent"]


@pytest.mark.parametrize(
    "address",
    ["", "nora", "a@b.example\nBcc: eve@evil.example", "a@b.example, eve@evil.example", "a b@c.example"],
)  # fmt: skip
def test_an_address_that_is_none_is_given_up(
    outbox: Outbox, server: SmtpServer, address: str
) -> None:
    bad, good = outbox.queue(address), outbox.queue("good@b.example")
    assert (outbox.send().sent, outbox.get(bad).state) == (1, "failed")
    assert outbox.get(good).state == "sent"
    assert [mail["To"] for mail in server.mails()] == ["good@b.example"]


def test_no_text_of_a_mail_adds_a_header(outbox: Outbox, server: SmtpServer) -> None:
    evil = "x\r\nBcc: eve@evil.example\r\n\r\nbody"
    outbox.queue(subject=evil, in_reply_to=f"<a@b>{evil}", unknown="https://a.example/\r\nBcc:x")
    outbox.send()
    for mail in server.mails():
        assert mail["Bcc"] is None
        assert "Bcc" not in mail["Subject"]


def test_without_a_server_mails_wait(news: Aggregator, config: Config) -> None:
    outbox = Outbox(news, config)
    mail_id = outbox.queue()
    assert outbox.send() == SentMails(waiting=1, problem=outgoing.NO_SERVER)
    assert outbox.get(mail_id).attempts == 0


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_mail(
    news: Aggregator, sending: Sending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = mail_servers.write_certificate(tmp_path / "server.pem")
    with mail_servers.smtp(certificate) as server:
        outbox = Outbox(news, sending(server))
        secure = replace(outbox.config.mail, smtp_security="starttls")
        outbox.config = replace(outbox.config, mail=secure)
        mail_id = outbox.queue()
        assert outbox.send().waiting == 1
        assert "CERTIFICATE_VERIFY_FAILED" in outbox.get(mail_id).error
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert outbox.send(PAUSES_S[0]).sent == 1


def test_ctrl_c_before_an_answer_of_the_server_is_not_lost(server: SmtpServer) -> None:
    config = MailConfig(smtp_host="127.0.0.1", smtp_port=server.port, smtp_security="none")
    with pytest.raises(KeyboardInterrupt), outgoing.open_server(config) as connection:
        connection.putcmd("NOOP")  # its answer comes when QUIT would be answered
        raise KeyboardInterrupt
