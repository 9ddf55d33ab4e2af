"""`status --notify`: a mail by a real SMTP server, and a request to a real web server."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from aggregator.cli import alerts
from aggregator.cli.session import Session
from tests import mail_servers
from tests.cli.troubled import make_troubled
from tests.conftest import Ask, wait_until


class Receiver(HTTPServer):
    """A web server that keeps what is posted to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posted: list[dict[str, Any]] = []
        self.status = 204


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/json"
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_troubled(tmp_path / "aggregator.db")
    return tmp_path


def write_settings(folder: Path, *, mail: int = 0, webhook: int = 0) -> None:
    """Sets the ports of the servers that alerts go to."""
    lines = ["[alerts]"]
    lines += ['mail = "ops@aggregator.example"'] if mail else []
    lines += [f'webhook = "http://127.0.0.1:{webhook}/hook?key=1"'] if webhook else []
    lines += ["[crawl]", f'allow_hosts = ["127.0.0.1:{webhook}"]'] if webhook else []
    if mail:
        lines += ["[mail]", 'smtp_host = "127.0.0.1"', f"smtp_port = {mail}"]
        lines += ['smtp_security = "none"', 'sender = "news@aggregator.example"']
    (folder / "aggregator.toml").write_text("\n".join(lines))


def make_old(folder: Path) -> None:
    """As if the last alert had been sent a day ago."""
    with sqlite3.connect(folder / "aggregator.db") as db:
        db.execute(
            "UPDATE crawl_events SET happened_at = '2026-01-01T00:00:00Z' WHERE kind = 'alert_sent'"
        )


def test_a_mail_says_what_needs_a_person_and_is_sent_once(ask: Ask, folder: Path) -> None:
    with mail_servers.smtp() as server:
        write_settings(folder, mail=server.port)
        assert ask("status", "--notify").exit_code == 0
        make_old(folder)
        done = ask("status", "--notify")
    assert (done.exit_code, done.output) == (0, "")
    [mail] = server.mails()
    assert (mail["To"], mail["From"]) == ("ops@aggregator.example", "news@aggregator.example")
    assert mail["Subject"] == "aggregator: 3 sources need a person"
    text = mail.get_content().replace("\r\n", "\n")
    assert "missing0.example\n  the feed is not found: " in text
    assert "-> look for its new address at the site" in text


def test_another_mail_comes_when_something_else_needs_a_person_a_day_later(
    ask: Ask, folder: Path
) -> None:
    with mail_servers.smtp() as server:
        write_settings(folder, mail=server.port)
        ask("status", "--notify")
        ask("source", "pause", "missing0.example")
        ask("status", "--notify")
        assert len(server.received) == 1
        make_old(folder)
        ask("status", "--notify")
    assert server.mails()[-1]["Subject"] == "aggregator: 2 sources need a person"


def test_a_webhook_gets_the_findings_as_json(ask: Ask, folder: Path) -> None:
    with receiving() as server:
        write_settings(folder, webhook=server.server_port)
        done = ask("status", "--notify")
        assert done.exit_code == 0, done.output
    [posted] = server.posted
    assert posted["subject"] == "3 sources need a person"
    assert [source["source"] for source in posted["sources"]] == [
        "missing0.example", "missing1.example", "shut.example",
    ]  # fmt: skip
    assert posted["text"].startswith("3 sources need a person\nmissing0.example\n")


def test_an_alert_that_could_not_be_sent_is_sent_the_next_time(ask: Ask, folder: Path) -> None:
    with receiving() as server:
        write_settings(folder, webhook=server.server_port)
        server.status = 500
        done = ask("status", "--notify")
        assert (done.exit_code, "the webhook: HTTP 500" in done.stderr) == (1, True)
        server.status = 200
        assert ask("status", "--notify").exit_code == 0
    assert len(server.posted) == 2


def test_a_private_address_gets_no_webhook_unless_it_is_allowed(ask: Ask, folder: Path) -> None:
    with receiving() as server:
        settings = f'[alerts]\nwebhook = "http://127.0.0.1:{server.server_port}/"\n'
        (folder / "aggregator.toml").write_text(settings)
        done = ask("status", "--notify")
    assert (done.exit_code, server.posted) == (1, [])


def test_a_check_can_notify_as_well(ask: Ask, folder: Path) -> None:
    with receiving() as server:
        write_settings(folder, webhook=server.server_port)
        assert ask("status", "--notify", "--check").exit_code == 1
    assert len(server.posted) == 1


def test_without_an_address_nobody_can_be_notified(ask: Ask, folder: Path) -> None:
    done = ask("status", "--notify")
    assert (done.exit_code, "[alerts]" in done.stderr) == (2, True)


def test_a_crawl_that_goes_on_notifies_by_itself(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "WATCH_PAUSE", 0.05)
    with receiving() as server:
        write_settings(folder, webhook=server.server_port)
        session = Session(db=str(folder / "aggregator.db"), config=folder / "aggregator.toml")
        with alerts.notifying(session):
            wait_until(lambda: server.posted, "the crawl has sent an alert")
    assert len(server.posted) == 1
