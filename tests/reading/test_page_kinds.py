"""Which pages are no articles, by which signs, and how flags are stored and shown."""

import json
from pathlib import Path
from time import process_time

import pytest
from starlette.testclient import TestClient

import aggregator
from aggregator import reading
from aggregator.cli import text_output
from aggregator.config import ServeConfig
from aggregator.model import Article, Page, Rejected
from aggregator.web.app import create_app
from tests.conftest import Ask

PAGES = Path(__file__).parents[1] / "pages"


PROSE = (
    "The footbridge opened on Monday after three years of work, and a baker was first to cross it.",
    "The town paid four million for it, a third more than planned, as the western pier went deeper.",
    "Barges will pass below it only at high water until the dredging of the channel has ended.",
)


def read(
    body: str, title: str = "Bridge opens", head: str = "", url: str = ""
) -> Article | Rejected:
    page = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return reading.read(Page(url or "https://marl.example/a", page.encode()))


def reason(outcome: Article | Rejected) -> str:
    return outcome.reason if isinstance(outcome, Rejected) else ""


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_nothing_but_a_picture_is_too_short_or_empty() -> None:
    assert reason(read("<img src=x>")) == "empty"
    assert reason(read("<p>Two words</p>")) == "too_short"


def test_an_article_with_a_password_form_in_its_menu_is_an_article() -> None:
    menu = "<form><input type=password><button>Sign in</button></form>"
    assert isinstance(read(f"<nav>{menu}</nav><h1>Bridge opens</h1>{paragraphs(*PROSE)}"), Article)


def test_an_article_that_loads_a_bot_guard_is_an_article() -> None:
    """Bot guards keep their scripts on pages that they allow."""
    script = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    assert isinstance(read(f"<h1>Bridge opens</h1>{paragraphs(*PROSE)}{script}"), Article)


def test_a_listing_that_describes_an_article_is_a_listing() -> None:
    node = (
        '{"@type": ["NewsArticle"], "headline": "Bridge opens", "url": "https://marl.example/%s"}'
    )
    listed = '<script type="application/ld+json">[{"@type": "ItemList"}, %s]</script>'
    links = "".join(f"<h2><a href=/{n}>The title of story {n}</a></h2>" for n in range(8))
    assert reason(read(links, head=listed % (node % "other"))) == "section"
    own = read(f"{paragraphs(*PROSE)}{links}", head=listed % (node % "a"))
    assert isinstance(own, Article)


def test_a_front_page_is_recognized_in_any_spelling_of_its_address() -> None:
    links = "".join(f"<p><a href=/{n}>The title of story {n}</a></p>" for n in range(8))
    for url in ("https://marl.example", "https://marl.example/", "https://marl.example/?page=2"):
        assert reason(read(links, url=url)) == "section"


def test_a_page_of_six_thousand_cards_is_classified_at_once() -> None:
    card = "<article><h2><a href=/a>The title of a story</a></h2><p>What it is about.</p></article>"
    tree_of_cards = f"<main>{card * 6_000}</main>"
    start = process_time()
    assert (
        reason(read(tree_of_cards, head='<meta property="og:type" content="website">')) == "section"
    )
    assert process_time() - start < 20


@pytest.mark.parametrize("name", ["kind_teaser", "kind_live_blog"])
def test_a_flag_is_stored_and_shown_to_readers(ask: Ask, tmp_path: Path, name: str) -> None:
    url = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))["url"]
    assert ask("ingest", PAGES / f"{name}.html", "--url", url).exit_code == 0
    [flag] = json.loads(ask("article", "1", "--json").stdout)["flags"]
    assert text_output.FLAGS[flag] in ask("article", "1").stdout
    with aggregator.connect(tmp_path / "aggregator.db") as opened:
        opened.rights.open_source(opened.article(1).source, reason="a licence")
        shown = TestClient(create_app(opened, ServeConfig())).get("/a/1").text
    assert {"teaser": "Only its beginning", "live_blog": "A live blog"}[flag] in shown


def test_the_read_command_writes_the_flags(ask: Ask) -> None:
    data = json.loads(ask("read", PAGES / "kind_teaser.html").stdout)
    assert data["flags"] == ["teaser"]
    assert json.loads(ask("read", PAGES / "near_not_free_but_whole.html").stdout)["flags"] == []
    assert json.loads(ask("read", PAGES / "kind_login.html").stdout)["flags"] == []


def test_a_rejected_page_is_not_stored_but_counted_by_its_reason(ask: Ask, tmp_path: Path) -> None:
    saved = sorted(PAGES.glob("kind_*.html"))
    expected = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in saved]
    rows = [
        json.dumps({"url": data["url"], "html": path.read_text(encoding="utf-8")})
        for path, data in zip(saved, expected, strict=True)
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(rows), encoding="utf-8")
    data = json.loads(ask("ingest", "pages.jsonl", "--json").stdout)
    why = [each["rejected"] for each in expected if "rejected" in each]
    assert data["rejected"] == len(why)
    assert data["reasons"] == {each: why.count(each) for each in why}
    assert {
        "challenge",
        "consent",
        "error_page",
        "gallery",
        "login",
        "paywall",
        "section",
        "video",
    } == set(why)
