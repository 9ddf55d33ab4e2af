"""The published edition of the demo's world, opened in Datasette by a reader with a browser."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from aggregator.publishing.files import metadata_path
from tests.conftest import HANGS, clean_environment, require

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    for arguments in (["demo", "--db", "demo.db"], ["--db", "demo.db", "publish", "edition.db"]):
        subprocess.run(
            [sys.executable, "-m", "aggregator", *arguments],
            cwd=folder,
            env=clean_environment(),
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=HANGS,
        )
    return folder / "edition.db"


@contextmanager
def serving(edition: Path) -> Iterator[str]:
    """Datasette on an edition and its metadata; yields its address."""
    command = [sys.executable, "-m", "datasette", edition.name, "-m", metadata_path(edition).name]
    server = subprocess.Popen(
        [*command, "-p", "0"], cwd=edition.parent, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        lines = (re.search(r"running on (http://[\d.:]+)", line) for line in server.stderr)
        yield next(found[1] for found in lines if found)
    finally:
        server.terminate()
        server.communicate(timeout=HANGS)


@pytest.fixture(scope="module")
def base(edition: Path) -> Iterator[str]:
    with serving(edition) as address:
        yield address


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


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    context.set_default_timeout(1000 * HANGS)
    opened = context.new_page()
    opened.goto(base)
    yield opened
    context.close()


def test_the_front_page_says_what_it_is_and_leads_to_the_views(page: Page) -> None:
    expect(page.get_by_role("heading", name="Who wrote it first")).to_be_visible()
    expect(page.locator("footer")).to_contain_text("Each article stays its publisher's")
    page.get_by_role("link", name="who copied whom").click()
    expect(page.get_by_role("heading", name="copies_readable")).to_be_visible()
    cells = page.locator("td.col-what_it_is")
    expect(cells.filter(has_text="copy, no credit found").first).to_be_visible()
    expect(page.locator("td.col-link a").first).to_be_visible()


def test_the_rows_of_a_view_are_on_the_first_screen(page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="stories", exact=True).first.click()
    row = page.locator("table.rows-and-columns tbody tr").first
    box = row.bounding_box()
    assert box is not None
    assert box["y"] < 800
    assert len(page.screenshot(path=tmp_path / "stories.png")) > 10_000


def test_a_table_shows_names_in_place_of_numbers_and_codes(page: Page, base: str) -> None:
    page.goto(f"{base}/edition/articles")
    expect(page.locator("td.col-source_id a").filter(has_text="Petrel").first).to_be_visible()
    page.goto(f"{base}/edition/copies")
    roles = page.locator("td.col-role a")
    expect(roles.filter(has_text="credited copy").first).to_be_visible()


def test_a_facet_narrows_a_table(page: Page, base: str) -> None:
    page.goto(f"{base}/edition/copies")
    page.locator(".facet-info").get_by_role("link", name="copy, no credit found").click()
    roles = page.locator("td.col-role")
    expect(roles.first).to_contain_text("copy, no credit found")
    assert all("no credit found" in text for text in roles.all_inner_texts())


def test_a_reader_searches_headlines_and_extracts(page: Page, base: str) -> None:
    page.goto(f"{base}/edition/articles")
    page.get_by_label("Search:").fill("ferry")
    page.keyboard.press("Enter")
    expect(page.locator("td.col-headline").filter(has_text="ferry").first).to_be_visible()


def test_a_query_asks_for_a_publisher(page: Page, base: str) -> None:
    page.goto(f"{base}/edition")
    page.get_by_role("link", name="Copies without credit").click()
    page.get_by_label("publisher").fill("observer")
    page.get_by_role("button", name="Run SQL").click()
    named = page.locator("td.col-original_publisher")
    expect(named.first).to_have_text("The Tovik Observer")
    assert set(named.all_inner_texts()) == {"The Tovik Observer"}


def test_each_page_loads_nothing_from_elsewhere(page: Page, base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/edition", "/edition/stories_readable", "/edition/articles/2"):
        page.goto(base + path)
    assert asked
    assert all(url.startswith((base, "data:")) for url in asked)
