"""A takedown from the mail to the proof and back, with real parts: mail servers, signatures, DNS, sites, a browser.

An owner's signed mail arrives; the case is acknowledged; the owner confirms the mailbox and proves the domain; page and copy are hidden,
then erased, which is proven by a search and by a signed receipt; neither comes in again. The copier objects, and
what was removed is fetched again.
"""

import json
import re
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests import mail_servers
from tests.conftest import HANGS, Run, clean_environment, require, wait_until
from tests.mail_servers import SmtpServer, text_of
from tests.name_server import NameServer, run_name_server
from tests.site_server import Sites, rss, serving, story
from tests.takedowns import read_packed_texts

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
OWNER, COPIER, OTHER = "paper.example", "digest.example", "other.example"
WORK, COPY = f"http://{OWNER}/bridge", f"http://{COPIER}/posts/bridge"
OWNER_MAIL, COPIER_MAIL = f"Nora Quint <nora@{OWNER}>", f"desk@{COPIER}"
CREDIT = f'<p>Source: <a href="{WORK}">The Paper</a></p>'
WORDS = ("word7x3", "word7x17", "Council of town 7")  # that only the work says

pytestmark = pytest.mark.slow


@dataclass
class Town:
    """The servers of the story, and the aggregator's folder."""

    folder: Path
    run: Run
    sites: Sites
    names: NameServer
    own_server: SmtpServer  # where mail to the aggregator arrives
    outbox: SmtpServer  # where mail of the aggregator arrives
    base_url: str

    def aggregator(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return self.run(*arguments, cwd=self.folder)

    def ok(self, *arguments: str | Path) -> str:
        done = self.aggregator(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def case(self) -> dict[str, object]:
        [case] = json.loads(self.ok("takedown", "list", "--json"))
        return dict(case)

    def mails_to(self, address: str) -> list[str]:
        """The texts of the mails that the aggregator sent to an address, oldest first."""
        return [text_of(mail) for mail in self.outbox.mails() if address in str(mail["To"])]


@pytest.fixture
def town(run: Run, tmp_path: Path) -> Iterator[Town]:
    require(Path(CHROMIUM).exists(), "needs chromium: apt-get install chromium")
    with (
        mail_servers.dovecot() as imap,
        run_name_server() as names,
        mail_servers.receiving_server(imap, names.port) as own_server,
        mail_servers.smtp() as outbox,
        serving() as sites,
    ):
        port = mail_servers.free_port()
        settings = f"""\
[crawl]
delay = 0.0
allow_hosts = ["127.0.0.1:{sites.port}"]
resolve = ["*=127.0.0.1:{sites.port}"]
contact = "ops@aggregator.example"
[serve]
port = {port}
base_url = "http://127.0.0.1:{port}"
[takedown]
dns = "{names.address}"
erase_after_hours = 0.0
{mail_servers.settings_section(imap, outbox)}"""
        (tmp_path / "aggregator.toml").write_text(settings, encoding="utf-8")
        yield Town(tmp_path, run, sites, names, own_server, outbox, f"http://127.0.0.1:{port}")


@pytest.fixture
def page() -> Iterator[Page]:
    require(Path(CHROMIUM).exists(), "needs chromium: apt-get install chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * HANGS
        )
        page = browser.new_page()
        page.set_default_timeout(1000 * HANGS)
        yield page
        browser.close()


@pytest.fixture
def served(town: Town) -> Iterator[None]:
    """The pages of the aggregator, served by a process of their own."""
    crawl_twice(town)
    server = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "serve"],
        cwd=town.folder,
        env=clean_environment(),
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: mail_servers.accepts(int(town.base_url.rpartition(":")[2])), "it serves")
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(HANGS)


def crawl_twice(town: Town) -> None:
    """The crawl sees the work first; then the feed of the copier without the copy; then the copy."""
    pages = town.sites.pages
    pages[f"{OWNER}/feed"] = rss(WORK)
    pages[f"{OWNER}/bridge"] = story(7)
    pages[f"{COPIER}/feed"] = rss(f"http://{COPIER}/posts/a")
    pages[f"{COPIER}/posts/a"] = story(9)
    pages[f"{OTHER}/feed"] = rss(f"http://{OTHER}/a")
    pages[f"{OTHER}/a"] = story(8)
    for domain in (OWNER, COPIER, OTHER):
        town.ok("source", "add", f"http://{domain}/", "--feed", f"http://{domain}/feed")
    town.ok("crawl", "--due")
    town.ok("source", "contact", COPIER, COPIER_MAIL)
    pages[f"{COPIER}/feed"] = rss(COPY, f"http://{COPIER}/posts/a")
    pages[f"{COPIER}/posts/bridge"] = story(7, end=CREDIT)
    town.ok("crawl", "--source", COPIER)


def send_signed_mail(town: Town, text: str) -> None:
    """The owner sends a mail that the server of the domain signs."""
    key = mail_servers.make_signing_key(OWNER)
    town.names.texts[key.name] = [key.record]
    raw = key.sign(mail_servers.make_mail(text, sender=OWNER_MAIL, message_id=f"<1@{OWNER}>"))
    with smtplib.SMTP("127.0.0.1", town.own_server.port) as client:
        client.sendmail(f"nora@{OWNER}", [mail_servers.OWN_ADDRESS], raw)


def all_bytes(folder: Path) -> bytes:
    """Everything that the aggregator keeps: both files with their side files, and packed texts as they are read."""
    files = sorted(folder.glob("aggregator*.db*"))
    texts = read_packed_texts(folder / "aggregator.db")
    return b"\n".join([*(path.read_bytes() for path in files), *texts])


def link_in(text: str, purpose: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:\d+/takedown/{purpose}/\S+", text)
    assert found, (purpose, text)
    return found[0]


def test_the_whole_story(town: Town, served: None, page: Page) -> None:
    send_signed_mail(town, f"Please remove {WORK} and all copies of it. I wrote it.\n\nNora Quint")
    town.ok("takedown", "poll-mail")
    case = town.case()
    assert (case["state"], case["grade"]) == ("received", "V0")
    [answer] = town.mails_to(OWNER)
    assert all(text in answer for text in ("TD-2026-0001", WORK, COPY, "UTC"))

    page.goto(link_in(answer, "confirm"))
    page.get_by_role("button", name="Yes, I asked for this").click()
    assert "Mailbox confirmed" in page.inner_text("main")
    assert (town.case()["state"], town.case()["grade"]) == ("received", "V2")

    status = link_in(answer, "status")
    page.goto(status)
    [token] = set(re.findall(r"[0-9a-f]{40}", page.inner_text("main")))
    assert "Nora" not in page.content()
    page.get_by_role("button", name="Check now").click()
    town.names.texts[f"_aggregator-challenge.{OWNER}"] = [token]
    preview = json.loads(town.ok("takedown", "show", "TD-2026-0001", "--json"))
    assert [(item["url"], item["state"]) for item in preview["items"]] == [
        (WORK, "listed"),
        (COPY, "listed"),
    ]
    town.ok("takedown", "run")
    assert (town.case()["state"], town.case()["grade"]) == ("closed", "V3")

    # Nothing of it is left, which a signed receipt says
    left = all_bytes(town.folder)
    assert [word for word in WORDS if word.encode() in left] == []
    assert b"word8x3" in left  # others stay
    town.ok("takedown", "receipt", "TD-2026-0001", "-o", "receipt.json")
    town.ok("takedown", "verify-receipt", "receipt.json")
    receipt = town.folder / "receipt.json"
    receipt.write_text(receipt.read_text().replace(COPY, f"http://{COPIER}/posts/other"))
    assert town.aggregator("takedown", "verify-receipt", "receipt.json").returncode == 1
    assert link_in(town.mails_to(OWNER)[-1], "receipt")
    town.ok("doctor")

    # It does not come in again, at its address or elsewhere
    assert town.aggregator("crawl", "--url", WORK).returncode == 5
    town.sites.pages[f"{OTHER}/again"] = story(7, end="<p>More about bridges next week.</p>")
    assert town.aggregator("crawl", "--url", f"http://{OTHER}/again").returncode == 5
    assert town.aggregator("article", f"http://{OTHER}/again").returncode in (4, 5)
    page.goto(status)
    assert "Proven: our files were searched, and nothing was left" in page.inner_text("main")
    article = preview["items"][1]["article_id"]
    answered = page.goto(f"{town.base_url}/a/{article}")
    assert answered is not None
    assert answered.status == 410
    assert "TD-2026-0001" in page.inner_text("main")

    # The copier objects, and the page is fetched again
    [notice] = town.mails_to(COPIER)
    page.goto(link_in(notice, "counter"))
    page.get_by_label("Why its removal was a mistake").fill("We have a licence of the paper.")
    page.get_by_label("Your name", exact=True).fill("Ada Long")
    page.get_by_label("E-mail").fill(COPIER_MAIL)
    page.get_by_label("Postal address").fill("1 Quay Street, Port Town")
    page.get_by_label("Phone").fill("+1 555 0100")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label(re.compile("^Signature")).fill("Ada Long")
    page.get_by_role("button", name="Send the counter-notice").click()
    assert "Counter-notice received" in page.inner_text("main")
    town.ok("takedown", "run")
    assert "We have a licence of the paper." in town.mails_to(OWNER)[-1]
    town.ok("takedown", "counter", "TD-2026-0001", "--restore-now")
    town.ok("crawl", "--due")
    assert "word7x3" in town.ok("article", COPY)
    assert town.aggregator("article", WORK).returncode == 5  # the owner's page stays removed
    town.ok("doctor")
