"""The pages for readers, fact-checkers and feed readers, and hostile pages."""

import re
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

import aggregator
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.formats import records
from aggregator.web import pages, rendering
from aggregator.web.app import create_app
from tests import corpus

EVIL = "<img src=x onerror=alert(1)> & \"quotes\" <script>alert('x')</script> \x1b[31m\x07\ufffe"


def tree(client: TestClient, path: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


def links(page: LexborHTMLParser, selector: str = "main a") -> list[str]:
    return [node.attributes.get("href") or "" for node in page.css(selector)]


def text(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text().split()) for node in page.css(selector))


def test_the_front_page_leads_with_the_original_and_folds_its_copies(client: TestClient) -> None:
    page = tree(client, "/")
    titles = [text(page, f".story:nth-of-type({n}) h2") for n in (1, 2)]
    assert titles == ["A rich harvest for beekeepers", "Storm closes the harbour of Port Linden"]
    assert len(page.css(".story")) == 2  # the copy has no entry of its own
    assert text(page, "details summary") == "More: digest.example"
    assert links(page, "details a") == [corpus.DIGEST, "/a/2"]
    assert "open" not in page.css("details")[0].attributes


def test_the_front_page_continues_where_it_ended(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STORIES_PER_PAGE", 1)
    page = tree(client, "/")
    assert text(page, ".story h2") == "A rich harvest for beekeepers"
    [older] = [link for link in links(page) if link.startswith("/?before=")]
    page = tree(client, older)
    assert text(page, ".story h2") == "Storm closes the harbour of Port Linden"
    assert not [link for link in links(page) if link.startswith("/?before=")]
    assert "Nothing older" in text(tree(client, "/?before=2020-01-01T00:00:00Z"), "main")
    assert client.get("/?before=yesterday").status_code == 404


def test_no_story_is_missing_between_pages_although_all_were_seen_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STORIES_PER_PAGE", 2)
    rows = [
        {
            "url": f"https://many.example/{n}",
            "text": " ".join(f"word{n}x{place}" for place in range(80)),
            "title": f"Report {n}",
            "first_seen": "2026-03-01T06:00:00Z",
        }
        for n in range(7)
    ]
    with aggregator.connect(tmp_path / "many.db") as opened:
        opened.ingest(records.read_records(corpus.write(tmp_path / "many.jsonl", *rows)), workers=1)
        client = TestClient(create_app(opened, ServeConfig()))
        path, seen = "/", []
        while path:
            page = tree(client, path)
            seen += links(page, ".story h2 a")
            path = next((link for link in links(page) if "before=" in link), "")
    assert len(seen) == len(set(seen)) == 7


def test_a_story_is_shown_once_although_its_articles_are_pages_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "STORIES_PER_PAGE", 1)
    storm, bees, harbour = (
        {
            "url": f"https://{site}.example/a",
            "text": text,
            "title": title,
            "first_seen": f"2026-03-01T0{hour}:00:00Z",
        }
        for hour, site, text, title in (
            (1, "wire", "\n".join(corpus.STORM), "Storm"),
            (2, "valley", "\n".join(corpus.BEES), "Bees"),
            (3, "digest", "\n".join(corpus.STORM), "Storm again"),
        )
    )
    with aggregator.connect(tmp_path / "three.db") as opened:
        path = corpus.write(tmp_path / "three.jsonl", storm, bees, harbour)
        opened.ingest(records.read_records(path), workers=1)
        client = TestClient(create_app(opened, ServeConfig()))
        first = tree(client, "/")
        [older] = [link for link in links(first) if "before=" in link]
        second = tree(client, older)
    assert text(first, ".story h2") == "Storm"
    assert text(second, ".story h2") == "Bees"
    assert not [link for link in links(second) if "before=" in link]


def test_the_front_page_of_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    with aggregator.connect(tmp_path / "new.db") as empty:
        page = tree(TestClient(create_app(empty, ServeConfig())), "/")
    assert "aggregator crawl" in text(page, "main")


def test_a_story_shows_its_verdict_with_evidence_and_every_member(client: TestClient) -> None:
    page = tree(client, "/s/1")
    assert "original stored here" in text(page, ".verdict")
    assert "wire.example" in text(page, ".verdict")
    evidence = text(page, ".evidence")
    assert "Read original article here" in evidence  # the copier's own words
    assert corpus.DIGEST in links(page, ".evidence a") or corpus.WIRE in links(page, ".evidence a")
    assert len(page.css("tbody tr")) == 2
    assert "It links the page of wire.example." in text(page, "tbody")  # why the copy has its role
    assert "not fault" in text(page, "caption")


def test_the_first_link_of_an_article_is_its_primary_source(client: TestClient) -> None:
    for article in (1, 2):
        page = tree(client, f"/a/{article}")
        assert links(page)[0] == corpus.WIRE
        assert links(page, "a[href^=http]")[0] == corpus.WIRE
        assert "Primary source" in text(page, ".primary")
        assert page.css("link[rel=canonical]")[0].attributes["href"] == corpus.WIRE


def test_an_article_offers_its_removal(client: TestClient) -> None:
    page = tree(client, "/a/2")
    [link] = [link for link in links(page) if link.startswith("/takedown")]
    form = tree(client, link)
    assert text(form, "#urls") == corpus.DIGEST


def test_search_finds_every_word_and_survives_any_query(client: TestClient) -> None:
    assert links(tree(client, "/search?q=acacia+hives"), ".story h2 a") == [corpus.VALLEY]
    assert "Nothing stored" in text(tree(client, "/search?q=unicorns"), "main")
    for query in ('"', "*", "a AND (", "col:x", "-", "NEAR(", "\0", "%F0%9F%90%9D", "x" * 5000):
        assert client.get("/search", params={"q": query}).status_code == 200, query


def test_a_query_is_cut_to_three_hundred_characters(client: TestClient) -> None:
    page = tree(client, f"/search?q={'x' * 301}")
    assert f"“{'x' * 300}”" in text(page, "main h1")


def test_the_feed_is_atom_and_names_the_source(client: TestClient) -> None:
    answer = client.get("/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(answer.text)
    assert not feed.bozo
    assert feed.version == "atom10"
    storm = next(entry for entry in feed.entries if entry.title.startswith("Storm"))
    assert storm.author == "wire.example"
    assert {link.rel: link.href for link in storm.links}["via"] == corpus.WIRE
    assert "digest.example" in storm.summary
    assert len({entry.id for entry in feed.entries}) == 2


def test_a_merged_story_leads_to_where_it_went(opened: Aggregator, client: TestClient) -> None:
    db = opened.store.main
    db.execute("INSERT INTO stories (id, created_at, redirect_to) VALUES (77, '2026-01-01', 1)")
    db.conn.commit()
    answer = client.get("/s/77", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, "/s/1")


def test_an_unknown_page_says_so(client: TestClient) -> None:
    for path in (
        "/a/99",
        "/s/99",
        "/nothing",
        "/a/x",
        "/a/0",
        "/s/" + "9" * 40,
        "/static/../app.py",
    ):
        page = tree(client, path, 404)
        assert text(page, "h1") == "Not here"
        assert "/" in links(page)
    assert client.delete("/").status_code == 405


# Hostile input


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[TestClient]:
    """A database that holds what a hostile publisher would send."""
    rows = [
        {
            "url": "https://evil.example/1",
            "title": EVIL,
            "authors": [EVIL],
            "source": EVIL,
            "published": EVIL,
            "text": EVIL + " " + "\n".join(corpus.BEES),
        },
        {
            "url": "https://evil.example/2?q=%22%3E%3Cscript%3E",
            "html": corpus.page(
                "A harvest", corpus.BEES, '<a href="javascript:alert(1)">Source</a>'
            ),
        },
    ]
    with aggregator.connect(tmp_path / "evil.db") as opened:
        opened.ingest(records.read_records(corpus.write(tmp_path / "evil.jsonl", *rows)), workers=1)
        db = opened.store.main
        db.execute(
            "UPDATE stories SET verdict = 'original_outside', original_url = 'javascript:alert(1)', original_name = ?",
            [EVIL],
        )
        db.execute(
            "INSERT INTO evidence (story_id, class, rule, says, quote, url) VALUES (1, 'A', 'x', ?, ?, 'data:text/html,x')",
            [EVIL, EVIL],
        )
        db.conn.commit()
        yield TestClient(create_app(opened, ServeConfig(comments=True)))


@pytest.mark.parametrize("path", ["/", "/s/1", "/a/1", "/a/2", "/search?q=harvest"])
def test_no_page_runs_markup_of_a_publisher(hostile: TestClient, path: str) -> None:
    page = tree(hostile, path)
    assert not page.css("script, img, iframe, object, embed, style, base, [style]")
    for node in page.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on")
            assert not re.match(r"\s*(javascript|data|vbscript):", value or "", re.IGNORECASE)


def test_the_feed_stays_well_formed_whatever_a_title_holds(hostile: TestClient) -> None:
    feed = feedparser.parse(hostile.get("/feed.atom").text)
    assert not feed.bozo
    links_out = [link.href for entry in feed.entries for link in entry.links]
    assert all(link.startswith("http") for link in links_out)


def test_every_answer_forbids_scripts_frames_and_caches(client: TestClient) -> None:
    for path in ("/", "/a/1", "/nothing", "/takedown"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
    assert "max-age" in client.get("/static/style.css").headers["cache-control"]


@pytest.mark.parametrize(
    ("written", "shown", "never"),
    [
        ("**bold** and *thin*", "<strong>bold</strong>", "**"),
        ("[that](https://x.example/)", 'href="https://x.example/"', "javascript"),
        ("[this](javascript:alert(1))", "this", "href"),
        ("[this](JaVaScRiPt&colon;alert(1))", "this", "href"),
        ("<script>alert(1)</script>", "alert(1)", "<script"),
        ("![x](https://x.example/track.png)", "", "<img"),
        ("<a href='x' onclick='y'>z</a>", "z", "<a"),
        ("# Loud", "Loud", "<h1"),
    ],
)
def test_a_comment_is_a_safe_part_of_markdown(written: str, shown: str, never: str) -> None:
    html = str(rendering.render_comment(written))
    assert shown in html
    assert never not in html


def test_links_in_comments_are_nofollow() -> None:
    html = str(rendering.render_comment("[that](https://x.example/)"))
    assert re.search(r'rel="[^"]*\bnofollow\b[^"]*\bugc\b', html)


def test_the_pages_need_no_script_and_nothing_from_elsewhere() -> None:
    for file in rendering.TEMPLATES.iterdir():
        source = file.read_text(encoding="utf-8")
        assert "<script" not in source
        assert "javascript:" not in source
        for address in re.findall(r'(?:src|href|action)="(https?:[^"]*)"', source):
            pytest.fail(f"{file.name} refers to {address}")
    css = (rendering.STATIC / "style.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


def test_the_pages_show_the_contact(opened: Aggregator) -> None:
    config = ServeConfig(contact="ops@example.org", base_url="https://news.example")
    client = TestClient(create_app(opened, config), base_url="https://news.example")
    assert "mailto:ops@example.org" in links(tree(client, "/"), "footer a")
    feed = feedparser.parse(client.get("/feed.atom").text)
    assert feed.entries[0].id.startswith("https://news.example/s/")


def test_the_public_key_of_evidence_files_is_served(client: TestClient, filled: Path) -> None:
    assert client.get("/.well-known/aggregator-key").json() == {"keys": []}
    with aggregator.connect(filled) as opened:
        key = opened.maintenance.create_signing_key()
    assert key
    [served] = client.get("/.well-known/aggregator-key").json()["keys"]
    assert (served["public_key"], served["fingerprint"]) == (key.public_key, key.fingerprint)
