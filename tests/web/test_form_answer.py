"""A request through the form of `aggregator serve` is answered by mail at once."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests import mail_servers
from tests.conftest import clean_environment, wait_until
from tests.web.forms import REQUEST, find_token, read_hidden_fields

SETTINGS = """[serve]
base_url = "https://news.example"
port = {port}
[mail]
smtp_host = "127.0.0.1"
smtp_port = {smtp}
smtp_security = "none"
sender = "takedown@news.example"
"""


@pytest.fixture
def smtp() -> Iterator[mail_servers.SmtpServer]:
    with mail_servers.smtp() as server:
        yield server


@pytest.fixture
def pages(filled: Path, smtp: mail_servers.SmtpServer) -> Iterator[str]:
    """The address of the pages, served by a process of its own."""
    port = mail_servers.free_port()
    settings = SETTINGS.format(port=port, smtp=smtp.port)
    (filled.parent / "aggregator.toml").write_text(settings, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "serve", "--db", str(filled)],
        cwd=filled.parent,
        env=clean_environment(),
    )
    try:
        wait_until(lambda: mail_servers.accepts(port), "the pages are served")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def test_the_answer_has_the_case_and_a_link_that_works(
    pages: str, smtp: mail_servers.SmtpServer
) -> None:
    with httpx.Client(base_url=pages, follow_redirects=True, timeout=60) as client:
        token = find_token(client.get("/takedown").text)
        preview = client.post("/takedown", data={**REQUEST, "token": token, "step": "preview"})
        filed = client.post("/takedown", data={**read_hidden_fields(preview.text), "step": "send"})
        number = re.search(r"TD-\d{4}-\d{4}", filed.text)
        assert number
        wait_until(lambda: smtp.received, "the answer is sent")
        [mail] = smtp.mails()
        text = mail.get_content()
        assert mail["To"] == REQUEST["email"]
        assert number[0] in text
        confirm = re.search(r"https://news\.example(/takedown/confirm/\S+)", text)
        assert confirm
        status = client.post(confirm[1])
        assert "Mailbox confirmed" in status.text
        assert number[0] in status.text
