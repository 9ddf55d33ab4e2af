"""Notices to recipients: signed, sent under the rules for addresses, tried again with growing pauses."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import CrawlConfig, TakedownConfig
from aggregator.crawl.recipient_notices import PAUSES, SentNotices, send_due
from aggregator.formats.evidence_signing import ALGORITHM, verify_signature
from aggregator.model import Row
from aggregator.results import EvidenceSignature
from tests import takedowns as world
from tests.redress import do_due
from tests.takedowns import BODY, COPY, TITLE, WORK, file_case, put, traces


@dataclass
class Recipient:
    """A server that takes notices, and answers with `status`."""

    url: str = ""
    status: int = 204
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def config(self) -> TakedownConfig:
        return TakedownConfig(recipients=(self.url,))

    @property
    def allowed(self) -> CrawlConfig:
        host = self.url.removeprefix("http://").partition("/")[0]
        return CrawlConfig(allow_hosts=(host,))

    def notices(self) -> list[Row]:
        return [json.loads(body) for body in self.bodies]


@contextmanager
def receiving() -> Iterator[Recipient]:
    recipient = Recipient()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server calls
            recipient.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            recipient.headers.append(dict(self.headers.items()))
            self.send_response(recipient.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recipient.url = f"http://127.0.0.1:{server.server_port}/removed"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield recipient
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def recipient() -> Iterator[Recipient]:
    with receiving() as found:
        yield found


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Aggregator]:
    with Aggregator.open(tmp_path / "made.db") as opened:
        put(opened, WORK, BODY, title=TITLE)
        put(opened, COPY, BODY, title=TITLE)
        for seed in range(100, 110):
            put(opened, f"https://other.example/{seed}", world.text(seed))
        opened.finalize()
        yield opened


def send(made: Aggregator, recipient: Recipient, now: str) -> SentNotices:
    do_due(made, now, recipient.config)
    store = made.store
    return send_due(store.recipient_notices, store.keys, recipient.allowed, now)


def test_a_recipient_learns_what_was_removed_and_what_was_put_back(
    made: Aggregator, recipient: Recipient
) -> None:
    case = file_case(made)
    now = case.received_at
    for _ in range(2):
        send(made, recipient, now)
    [removed] = recipient.notices()
    assert (removed["kind"], removed["case"], removed["at"]) == ("removed", case.number, now)
    assert [item["url"] for item in removed["items"]] == [WORK, COPY]

    made.takedowns.rescind(case.number, "a mistake")
    for _ in range(2):
        send(made, recipient, now)
    _, restored = recipient.notices()
    assert restored["kind"] == "restored"
    assert restored["items"] == removed["items"]
    assert not traces(b"".join(recipient.bodies), BODY, TITLE)


def test_the_body_is_signed_with_the_key_of_evidence_files(
    made: Aggregator, recipient: Recipient
) -> None:
    case = file_case(made)
    send(made, recipient, case.received_at)
    [key] = made.maintenance.list_public_keys()
    [headers], [body] = recipient.headers, recipient.bodies
    assert headers["Aggregator-Key"] == key.fingerprint
    signature = EvidenceSignature(ALGORITHM, key.public_key, headers["Aggregator-Signature"])
    verify_signature(signature, body)


def test_a_recipient_that_fails_is_asked_again_with_growing_pauses(
    made: Aggregator, recipient: Recipient
) -> None:
    now = file_case(made).received_at
    recipient.status = 500
    for attempt, pause in enumerate(PAUSES, start=1):
        assert send(made, recipient, now) == SentNotices(0, 1, 0)
        assert send(made, recipient, clock.add_seconds(now, pause - 1)) == SentNotices(0, 0, 0)
        assert len(recipient.bodies) == attempt
        now = clock.add_seconds(now, pause)
    assert list(PAUSES) == sorted(PAUSES)
    assert send(made, recipient, now) == SentNotices(0, 1, 1)
    recipient.status = 204
    assert send(made, recipient, clock.add_seconds(now, 86400 * 30)).sent == 0


def test_one_that_answers_again_gets_what_waited(made: Aggregator, recipient: Recipient) -> None:
    now = file_case(made).received_at
    recipient.status = 503
    send(made, recipient, now)
    recipient.status = 200
    assert send(made, recipient, clock.add_seconds(now, PAUSES[0])) == SentNotices(1, 0, 0)


def test_one_that_does_not_answer_is_asked_once_in_a_round(
    made: Aggregator, recipient: Recipient
) -> None:
    now = file_case(made, "https://other.example/100").received_at
    file_case(made, "https://other.example/101")
    recipient.status = 500
    assert send(made, recipient, now) == SentNotices(0, 2, 0)
    assert len(recipient.bodies) == 1


def test_a_private_address_is_not_asked_unless_it_is_allowed(
    made: Aggregator, recipient: Recipient
) -> None:
    now = file_case(made).received_at
    do_due(made, now, recipient.config)
    store = made.store
    done = send_due(store.recipient_notices, store.keys, CrawlConfig(), now)
    assert (done.sent, done.failed, recipient.bodies) == (0, 1, [])
    errors = "SELECT error FROM recipient_notices"
    assert "private or loopback" in store.private_file().execute(errors).fetchone()[0]
