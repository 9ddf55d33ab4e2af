"""`takedown poll-mail` against a real mailbox: Dovecot on loopback."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import MailServerError, UsageError
from aggregator.takedown.mail.mailbox import Mailbox, open_mailbox
from aggregator.takedown.mail.message import MAX_BYTES
from tests import mail_servers
from tests.conftest import HANGS, Ask, clean_environment, wait_until
from tests.mail_servers import (
    AUTHSERV_ID,
    PASSWORD,
    ImapServer,
    SmtpServer,
    make_mail,
    make_signing_key,
)
from tests.name_server import run_name_server
from tests.takedowns import COPY, WORK


@pytest.fixture(scope="module")
def running() -> Iterator[ImapServer]:
    with mail_servers.dovecot() as server:
        yield server


@pytest.fixture
def imap(running: ImapServer) -> ImapServer:
    """The mailbox, which is empty."""
    running.clear()
    return running


@pytest.fixture(scope="module")
def smtp() -> Iterator[SmtpServer]:
    with mail_servers.smtp() as server:
        yield server


@pytest.fixture
def folder(news: Aggregator, imap: ImapServer, smtp: SmtpServer, tmp_path: Path) -> Path:
    """A folder with a database and the settings of both servers."""
    news.close()
    (tmp_path / "aggregator.toml").write_text(
        f"""db = "made.db"
[serve]
base_url = "https://aggregator.example"
{mail_servers.settings_section(imap, smtp)}"""
    )
    smtp.received.clear()
    smtp.answers.clear()
    return tmp_path


Poll = Callable[..., list[dict[str, object]]]


@pytest.fixture
def poll(ask: Ask, folder: Path) -> Poll:
    """Runs `takedown poll-mail`; returns what it says of each mail."""

    def run(*options: str, code: int = 0) -> list[dict[str, object]]:
        done = ask("takedown", "poll-mail", "--json", *options)
        assert done.exit_code == code, done.output
        return list(json.loads(done.stdout))

    return run


def test_a_mail_becomes_a_case_and_is_answered(
    poll: Poll, imap: ImapServer, smtp: SmtpServer, ask: Ask
) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}"))
    [polled] = poll()
    assert polled["cases"] == ["TD-2026-0001"]
    [answer] = smtp.mails()
    assert answer["To"] == "nora@wire.example"
    listed = json.loads(ask("takedown", "mails", "TD-2026-0001", "--json").stdout)
    assert [mail["kind"] for mail in listed] == ["request", "acknowledgement"]
    shown = ask("takedown", "mails", "TD-2026-0001", "--show", str(listed[1]["id"]))
    assert "TD-2026-0001" in shown.stdout


def test_a_second_poll_finds_nothing_new(poll: Poll, imap: ImapServer, smtp: SmtpServer) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}"))
    poll()
    assert poll() == []
    assert len(smtp.received) == 1


def test_nothing_in_the_mailbox_changes(poll: Poll, imap: ImapServer) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}"))
    before = imap.flags()
    poll()
    assert imap.flags() == before


def test_a_mail_that_was_read_before_is_polled(poll: Poll, imap: ImapServer) -> None:
    name = imap.deliver(make_mail(f"Please remove {WORK}"))
    (imap.maildir / "new" / name).rename(imap.maildir / "cur" / f"{name}:2,S")
    assert len(poll()) == 1


def test_a_dry_run_says_what_it_would_do(poll: Poll, imap: ImapServer, smtp: SmtpServer) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}"))
    [said] = poll("--dry-run")
    assert (said["kind"], said["says"]) == ("request", WORK)
    assert smtp.received == []
    assert [polled["kind"] for polled in poll()] == ["request"]


def test_hostile_mails_do_not_stop_the_others(poll: Poll, imap: ImapServer) -> None:
    head = b"From: a@b.example\r\nMessage-ID: <%d@x>\r\n"
    deep = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
        for n in range(1_000)
    )
    imap.deliver(head % 1 + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + deep)
    imap.deliver(b"\xff\x00\xfe" * 50)
    imap.deliver(make_mail(f"Please remove {COPY}", message_id="<3@wire.example>"))
    polled = poll()
    assert [each["kind"] for each in polled] == ["unreadable", "unreadable", "request"]
    assert all("\n" not in str(each["says"]) for each in polled)


def test_of_a_large_mail_the_beginning_is_fetched(imap: ImapServer, poll: Poll) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}\n" + "x" * 70 + "\n" + "y\n" * 4_000_000))
    with open_mailbox(imap.settings()) as mailbox:
        [uid] = mailbox.list_new(set())
        assert len(mailbox.fetch_beginning(uid)) == MAX_BYTES
    [polled] = poll()
    assert polled["cases"] == ["TD-2026-0001"]


def test_a_mail_that_cannot_be_filed_ends_with_3_and_is_tried_again(
    poll: Poll, imap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator.api.takedowns import Takedowns

    imap.deliver(make_mail("Please remove https://other.example/100"))
    imap.deliver(make_mail(f"Please remove {WORK}", message_id="<2@wire.example>"))
    submit = Takedowns.submit

    def break_for_one(self: Takedowns, request: object) -> object:
        if getattr(request, "url", "") != WORK:
            raise RuntimeError("a bug")
        return submit(self, request)  # type: ignore[arg-type]  # what was passed in

    with monkeypatch.context() as patch:
        patch.setattr(Takedowns, "submit", break_for_one)
        assert [each["failed"] for each in poll(code=3)] == [True, False]
    assert [each["cases"] for each in poll()] == [["TD-2026-0002"]]


def test_a_connection_that_is_lost_keeps_what_was_filed(
    poll: Poll, imap: ImapServer, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(make_mail(f"Please remove {WORK}"))
    imap.deliver(make_mail("Please remove https://other.example/100", message_id="<2@x>"))
    fetch = Mailbox.fetch_beginning

    def lose_second(self: Mailbox, uid: str) -> bytes:
        if is_lost.pop():
            self.connection.client.shutdown()
        return fetch(self, uid)

    is_lost = [True, False]
    with monkeypatch.context() as patch:
        patch.setattr(Mailbox, "fetch_beginning", lose_second)
        assert [each["cases"] for each in poll(code=3)] == [["TD-2026-0001"]]
    assert len(smtp.received) == 1
    assert [each["cases"] for each in poll()] == [["TD-2026-0002"]]


def test_a_signed_mail_is_proof(imap: ImapServer, poll: Poll, ask: Ask) -> None:
    key = make_signing_key("wire.example")
    with (
        run_name_server() as names,
        mail_servers.receiving_server(imap, names.port) as server,
    ):
        names.texts[key.name] = [key.record]
        forged = f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d=wire.example\n"
        server.take(key.sign(make_mail(f"Remove {WORK}")))
        server.take(make_mail(f"Remove {COPY}", message_id="<2@x>", headers=forged))
        server.take(
            key.sign(make_mail(f"Remove {WORK}", message_id="<3@x>")).replace(b"Remove", b"Delete")
        )
    assert len(poll()) == 3
    proofs = json.loads(ask("takedown", "verify", "TD-2026-0001", "--dry-run", "--json").stdout)
    assert [(each["method"], each["domain"]) for each in proofs if each["proven_at"]] == [
        ("dkim", "wire.example")
    ]
    others = json.loads(ask("takedown", "verify", "TD-2026-0002", "--dry-run", "--json").stdout)
    assert [each for each in others if each["proven_at"]] == []


@pytest.mark.parametrize("idle", [True, False])
def test_watching_sees_new_mail_and_ends_with_ctrl_c(
    folder: Path, smtp: SmtpServer, idle: bool
) -> None:
    with mail_servers.dovecot(idle=idle) as server:
        server.deliver(make_mail(f"Please remove {WORK}"))
        watching = subprocess.Popen(
            [sys.executable, "-m", "aggregator", "takedown", "poll-mail", "--watch"],
            cwd=folder,
            env={**clean_environment(), "AGGREGATOR_MAIL_IMAP_PORT": str(server.port)},
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(lambda: len(smtp.received) == 1, "the first mail is answered")
        if idle:
            server.deliver(make_mail("Please remove https://other.example/100", message_id="<2@x>"))
            wait_until(lambda: len(smtp.received) == 2, "the second mail is answered")
        os.kill(watching.pid, signal.SIGINT)
        _, said = watching.communicate(timeout=HANGS)
    assert watching.returncode == 130
    assert "Traceback" not in said


@pytest.mark.slow
def test_watching_goes_on_when_the_server_was_away(folder: Path, smtp: SmtpServer) -> None:
    port = mail_servers.free_port()
    watching = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "takedown", "poll-mail", "--watch"],
        cwd=folder,
        env={**clean_environment(), "AGGREGATOR_MAIL_IMAP_PORT": str(port)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stderr is not None
    assert "next attempt in" in watching.stderr.readline()
    with mail_servers.dovecot(port=port) as server:
        server.deliver(make_mail(f"Please remove {WORK}"))
        wait_until(lambda: smtp.received, "the mail is answered")
        os.kill(watching.pid, signal.SIGINT)
        watching.communicate(timeout=HANGS)


def test_a_wrong_password_is_one_clear_line(ask: Ask, folder: Path) -> None:
    text = (folder / "aggregator.toml").read_text().replace(PASSWORD, "wrong")
    (folder / "aggregator.toml").write_text(text)
    done = ask("takedown", "poll-mail")
    assert done.exit_code == 1
    assert done.stderr.startswith("error: the mail server cannot be used")
    assert "wrong" not in done.stderr


def test_without_settings_it_says_which(ask: Ask, folder: Path) -> None:
    (folder / "aggregator.toml").write_text('db = "made.db"\n')
    done = ask("takedown", "poll-mail")
    assert (done.exit_code, "imap_host" in done.stderr) == (2, True)


def test_a_server_that_is_away_is_an_error(imap: ImapServer) -> None:
    from dataclasses import replace

    settings = replace(imap.settings(), imap_port=mail_servers.free_port())
    with pytest.raises(MailServerError, match="check \\[mail\\]"), open_mailbox(settings):
        pass
    with pytest.raises(UsageError), open_mailbox(replace(settings, imap_host="")):
        pass


def test_mails_that_wait_are_sent(ask: Ask, folder: Path, smtp: SmtpServer) -> None:
    with Aggregator.open(folder / "made.db") as news:
        news.store.takedown_mails.queue("missing", "nora@wire.example", "2026-03-01T06:00:00Z")
    assert "1 mails wait" in ask("takedown", "send-mail", "--dry-run").stderr
    assert "1 mails sent" in ask("takedown", "send-mail").stderr
    assert len(smtp.received) == 1
