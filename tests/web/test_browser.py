"""The pages in a real browser, from a real server: without scripts, in dark mode, on a narrow screen."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

import aggregator
from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.takedown import control_proofs
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest
from aggregator.web import server
from tests import corpus
from tests.conftest import HANGS, require

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.slow
PAGES = (
    *("/", "/s/1", "/a/1", "/a/2", "/takedown", "/takedown/counter", "/transparency"),
    *("/search?q=harbour", "/compare/1/2", "/sign-in", "/a/99"),
)
KEY = "a key of 20 or more characters"


@dataclass
class Site:
    """The running pages, and the database behind them."""

    base: str
    news: Aggregator


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require(Path(CHROMIUM).exists(), "needs chromium: apt-get install chromium")
    with sync_playwright() as started:
        running = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=1000 * HANGS
        )
        expect.set_options(timeout=1000 * HANGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served")
    for file in stored.glob("aggregator*.db"):
        shutil.copy(file, folder)
    with aggregator.connect(folder / "aggregator.db") as news:
        config = ServeConfig(port=0, comments=True, operator_key=KEY)
        sock = server.open_socket(config)
        running = server.make_server(news, config)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [sock]})
        thread.start()
        yield Site(f"http://127.0.0.1:{sock.getsockname()[1]}", news)
        running.should_exit = True
        thread.join(HANGS)
        sock.close()


def open_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context of the browser that waits for a page as long as a test waits for a process."""
    context = browser.new_context(**options)
    context.set_default_timeout(1000 * HANGS)
    return context


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = open_context(browser, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_reader_unfolds_the_copies_and_reaches_the_evidence(page: Page, site: Site) -> None:
    page.goto(site.base + "/")
    copy = page.locator("details a").first
    expect(copy).to_be_hidden()
    page.get_by_text("More: digest.example").click()
    expect(copy).to_be_visible()
    page.get_by_role("link", name="original stored here").click()
    expect(page.get_by_role("heading", name="What this rests on")).to_be_visible()
    page.get_by_role("link", name="details").last.click()
    expect(page.locator("main a").first).to_have_attribute("href", corpus.WIRE)
    expect(page.get_by_text("Read it at digest.example.")).to_be_visible()
    expect(page.get_by_role("region", name="Extract")).to_be_visible()


def test_the_operator_signs_in_reads_a_full_text_and_signs_out(page: Page, site: Site) -> None:
    page.goto(site.base + "/sign-in")
    page.get_by_label("Key").fill("not this one, as long as it is")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not the key")
    page.get_by_label("Key").fill(KEY)
    page.get_by_role("button", name="Sign in").click()
    page.goto(site.base + "/a/1")
    expect(page.get_by_text("Signed in: full texts are shown to you only.")).to_be_visible()
    expect(page.get_by_role("region", name="Text")).to_contain_text("the same make until then")
    page.get_by_role("button", name="Sign out").click()
    page.goto(site.base + "/a/1")
    expect(page.get_by_text("Signed in")).to_have_count(0)
    expect(page.locator(".text")).not_to_contain_text("until then")


def fill_form(page: Page) -> None:
    page.get_by_label("Your name, or the company").fill("Valley Beekeepers")
    page.get_by_label("E-mail").fill("office@valley.example")
    page.get_by_label("Explanation").fill("It is ours.")
    page.get_by_label("I believe in good faith").check()
    page.get_by_label("This notice is accurate").check()


def test_a_claimant_requests_removal_and_the_page_is_removed(page: Page, site: Site) -> None:
    page.goto(site.base + "/a/3")
    page.get_by_role("link", name="Request removal of this page").click()
    expect(page.get_by_label("Address of the page")).to_have_value(corpus.VALLEY)
    fill_form(page)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="What would be removed")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 page: 1 to be hidden, then deleted")
    page.get_by_role("button", name="Send the request").click()
    [case] = site.news.takedowns.list_cases()
    expect(page.locator("main")).to_contain_text(case.number)
    page.reload()
    expect(page.locator("main")).to_contain_text(case.number)
    page.get_by_role("link", name="How far it is").click()
    expect(page.get_by_role("status")).to_contain_text("nothing is hidden yet")
    status = page.url
    expect(page.locator("main")).to_contain_text("_aggregator-challenge.valley.example")
    page.get_by_role("button", name="Check now").click()
    expect(page).to_have_url(status + "#proof")
    [dns] = [
        proof for proof in site.news.takedowns.list_proofs(case.number) if proof.method == "dns"
    ]
    site.news.takedowns.record_proof(dns.id, "TXT record")
    page.goto(status)
    expect(page.get_by_role("status")).to_contain_text("is hidden")
    answer = page.goto(site.base + "/a/3")
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_role("heading", name="Removed")).to_be_visible()
    expect(page.locator("main")).to_contain_text(case.number)


def test_a_problem_leads_to_its_field(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/takedown?url={corpus.WIRE}")
    fill_form(page)
    page.get_by_label("It is about").select_option("copyright_us")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("alert").get_by_role("link", name="postal address").click()
    expect(page.get_by_label("Postal address")).to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(re.compile("#postal_address$"))
    expect(page.get_by_label("Explanation")).to_have_value("It is ours.")


def press_until_focused(page: Page, wanted: Locator) -> None:
    """Press the tab key until a field has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.and_(page.locator(":focus")).count():
            return
    pytest.fail(f"the tab key does not reach {wanted}")


def test_the_keyboard_alone_fills_and_sends_the_form(page: Page, site: Site) -> None:
    page.goto(f"{site.base}/takedown?url={corpus.WIRE}")
    press_until_focused(page, page.get_by_label("Explanation"))
    page.keyboard.type("It is ours.")
    press_until_focused(page, page.get_by_label("Your name, or the company"))
    page.keyboard.type("Wire Ltd")
    press_until_focused(page, page.get_by_label("E-mail"))
    page.keyboard.type("office@wire.example")
    for statement in ("I believe in good faith", "This notice is accurate"):
        press_until_focused(page, page.get_by_label(statement))
        page.keyboard.press("Space")
    press_until_focused(page, page.get_by_role("button", name="Next"))
    page.keyboard.press("Enter")
    press_until_focused(page, page.get_by_role("button", name="Send the request"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Request received")).to_be_visible()


def test_a_mailbox_is_confirmed_with_a_button(page: Page, site: Site) -> None:
    case = site.news.takedowns.submit(
        TakedownRequest(
            "Wire", "ours", url=corpus.WIRE, email="office@wire.example", confirmed=False
        )
    )
    store = TakedownStore.of(site.news.store)
    request = site.news.takedowns.list_requests(case.number)[-1]
    token = control_proofs.ask(store, request.id, "mailbox", "", clock.now()).token
    link = site.news.claimants.make_link("confirm", token, base_url=site.base)
    page.goto(link)
    expect(page.locator("main")).to_contain_text(case.number)
    page.get_by_role("button", name="Yes, I asked for this").click()
    expect(page.locator("main")).to_contain_text("Mailbox confirmed")
    page.goto(link)
    expect(page.get_by_role("heading", name="This link was used")).to_be_visible()


def test_a_comment_waits_for_the_moderator(page: Page, site: Site) -> None:
    page.goto(site.base + "/a/1")
    page.get_by_role("textbox", name="Comment").fill("I was there.")
    page.get_by_role("button", name="Send to the moderator").click()
    expect(page.get_by_role("status")).to_contain_text("A moderator reads it first")
    expect(page).to_have_url(re.compile("#comments$"))


@pytest.mark.parametrize("width", [320, 400, 1000])
def test_no_page_is_wider_than_its_screen(browser: Browser, site: Site, width: int) -> None:
    context = open_context(browser, viewport={"width": width, "height": 700})
    page = context.new_page()
    for path in PAGES:
        page.goto(site.base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const behind = n => { for (; n; n = n.parentElement) { const c = getComputedStyle(n).backgroundColor;
    if (!/, 0\\)$/.test(c)) return c } };
  const ratio = n => { const [a, b] = [light(getComputedStyle(n).color), light(behind(n))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) };
  return [...document.querySelectorAll('main *, header *, footer *')]
    .filter(n => [...n.childNodes].some(c => c.nodeType == 3 && c.data.trim()))
    .map(n => [n.outerHTML.slice(0, 80), ratio(n)]).filter(([, r]) => r < 4.5) }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_contrast_in_both_colour_schemes(
    browser: Browser, site: Site, scheme: str
) -> None:
    context = open_context(browser, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(site.base + "/")
    red, green, blue = map(
        int,
        re.findall(
            r"\d+", page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        )[:3],
    )
    assert (red + green + blue < 150) == (scheme == "dark")
    for path in PAGES:
        page.goto(site.base + path)
        assert page.evaluate(CONTRAST) == [], path
    context.close()


def test_pages_load_nothing_from_elsewhere_and_violate_no_policy(
    browser: Browser, site: Site
) -> None:
    context = open_context(browser)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in PAGES[:-1]:
        page.goto(site.base + path)
    assert asked
    assert all(url.startswith(site.base) for url in asked)
    assert not [text for text in complaints if "Content Security Policy" in text]
    context.close()


def test_pages_come_quickly(page: Page, site: Site) -> None:
    """A generous limit that finds pages that wait for something."""
    page.goto(site.base + "/")
    begun = time.monotonic()
    for _ in range(10):
        page.goto(site.base + "/s/1")
    assert time.monotonic() - begun < 60


def test_the_keyboard_reaches_the_content_first(browser: Browser, site: Site) -> None:
    context = open_context(browser)
    page = context.new_page()
    page.goto(site.base + "/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    context.close()
