"""Reading as a whole: any bytes are safe, records are read as supplied, and the contract of `read`."""

import gzip
import json
import lzma
import os
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from click.testing import Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator import reading
from aggregator.cli.reading import KEYS
from aggregator.model import Article, Entry, Page, Record, Rejected
from tests.conftest import Ask

PROSE = (
    "The footbridge opened on Monday after three years of work, and a baker was first to cross it.",
    "The town paid four million for it, a third more than planned, as the western pier went deeper.",
    "Barges will pass below it only at high water until the dredging of the channel has ended.",
)
HTML = "<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1>{}</article></body></html>"


def page(lines: tuple[str, ...] = PROSE, url: str = "https://marl.example/a", **known: Any) -> Page:
    return Page(url, HTML.format("".join(f"<p>{line}</p>" for line in lines)).encode(), **known)


def read(given: Page) -> Article:
    outcome = reading.read(given)
    assert isinstance(outcome, Article), outcome
    return outcome


@given(st.binary(max_size=2000))
@settings(max_examples=150)
def test_any_bytes_are_an_article_or_rejected(body: bytes) -> None:
    for markup in (body, b"<html><body><p>" + body):
        assert isinstance(reading.read(Page("https://a.example/", markup)), Article | Rejected)


@given(st.lists(st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<a href='//x.y/z'>", "</a>", "<script>", "</script>", "<!--", "-->",
     "Source: ", "The post A appeared first on B. ", "<table><td>", "<script type=application/ld+json>",
     '{"@type":"Article","author":[{"name":7}],"headline":["x"]', "<meta property=og:title content=x>",
     "<link rel=canonical href=http://[>", PROSE[0], "<h1>", "\x00", "&#0;", "&#xD800;", "<svg>"]
), max_size=60), st.sampled_from(["", "https://a.example/b", "http://[", "no address"]))  # fmt: skip
@example(["<svg>", "<p>", "<p>"], "")
@settings(max_examples=150)
def test_any_markup_is_an_article_or_rejected(parts: list[str], url: str) -> None:
    assert isinstance(reading.read(Page(url, "".join(parts).encode())), Article | Rejected)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\x00 \n", "empty"),
        (b"%PDF-1.7 <html>", "not_html"),
        (b"plain words without any tag", "not_html"),
        (b'{"html": "<p>"}', "not_html"),
        (b"<html><body></body></html>", "empty"),
        (b"<html><body><p>Two words</p></body></html>", "too_short"),
        (b"<div>" * 40_000, "too_deep"),
    ],
)
def test_a_page_that_is_no_article_is_rejected_with_its_reason(body: bytes, reason: str) -> None:
    assert reading.read(Page("https://a.example/b", body)) == Rejected(
        "https://a.example/b", reason
    )


def test_an_error_response_is_no_article() -> None:
    outcome = reading.read(page(status=404))
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "error_page"


def test_an_image_is_no_article() -> None:
    outcome = reading.read(page(headers=(("content-type", "image/png"),)))
    assert isinstance(outcome, Rejected)
    assert outcome.reason == "not_html"


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><p>" + b"word and other " * 350_000 + b"</p></body></html>",
        b"<script>" * 300_000,
        b"<!--" * 500_000,
        b"<a href='//x.y/" * 100_000,
        b"<p>" + b" " * 5_000_000 + b"x",
        b"<script type=application/ld+json>" + b"[" * 200_000 + b"</script>",
        b"<p><a href='//x.y/z'>A link to a page</a></p>" * 30_000,
        b"<div class=x><p>Some words of a text here.</p></div>" * 20_000,
        b"<div>" * 100_000 + b"text",
    ],
    ids=[
        *("one line of 5 MB", "scripts", "comments", "links", "blanks", "brackets"),
        *("linked paragraphs", "blocks", "nested blocks"),
    ],
)
def test_a_hostile_page_costs_seconds_at_most(body: bytes) -> None:
    start = process_time()
    reading.read(Page("https://a.example/b", body))
    assert process_time() - start < 20


def test_a_nul_byte_does_not_end_the_page() -> None:
    body = page().body.replace(b"The town", b"\x00The\x00 town")
    assert "three years of work" in read(Page("https://a.example/b", body)).text
    assert "a third more than planned" in read(Page("https://a.example/b", body)).text


def test_the_address_is_where_the_page_was_found_in_its_canonical_spelling() -> None:
    article = read(
        page(url="https://t.example/1", final_url="https://MARL.example:443/a?utm_source=x#y")
    )
    assert article.url == "https://marl.example/a"
    assert article.canonical_url == ""


def test_a_page_without_an_address_is_read() -> None:
    article = read(
        page((*PROSE, 'Source: <a href="https://there.example/x">The Courier</a>'), url="")
    )
    assert article.url == ""
    assert [trace.url for trace in article.sources] == ["https://there.example/x"]


def test_the_source_a_feed_names_is_a_trace() -> None:
    entry = Entry(
        "https://marl.example/a", source_name="Courier", source_url="https://courier.example/"
    )
    (trace,) = read(page(entry=entry)).sources
    assert (trace.kind, trace.name, trace.where) == ("feed_source", "Courier", "feed")


def test_a_feed_that_names_its_own_site_leaves_no_trace() -> None:
    entry = Entry(
        "https://marl.example/a", source_name="Marl", source_url="https://marl.example/feed"
    )
    assert read(page(entry=entry)).sources == ()


def test_a_canonical_link_in_the_headers_counts() -> None:
    link = (("link", '<https://courier.example/x>; rel="canonical"'),)
    article = read(page(headers=link))
    assert article.canonical_url == "https://courier.example/x"
    assert [trace.kind for trace in article.sources] == ["canonical"]


def test_a_fuller_declared_body_is_used() -> None:
    result = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PROSE * 2)})
    body = page(PROSE[:1]).body
    body = body.replace(
        b"</head>", f'<script type="application/ld+json">{result}</script></head>'.encode()
    )
    assert PROSE[2] in read(Page("https://a.example/b", body)).text


def test_a_record_of_text_keeps_its_supplied_fields() -> None:
    record = Record(
        Page("https://MARL.example/a#b", b""),
        text=f"{PROSE[0]}\r\n\r\n{PROSE[1]}\n\nSource: Marl Courier\n",
        title="Bridge opens",
        authors=("Rosa Lind",),
        published="2026-11-16",
    )
    article = reading.read_text(record)
    assert isinstance(article, Article)
    assert (article.url, article.title, article.authors) == (
        "https://marl.example/a",
        "Bridge opens",
        ("Rosa Lind",),
    )
    assert (article.published, article.published_precision) == ("2026-11-16", "day")
    assert article.link_text == f"{PROSE[0]}\n{PROSE[1]}"
    assert [(trace.kind, trace.name) for trace in article.sources] == [
        ("link_phrase", "Marl Courier")
    ]


def test_a_record_without_text_is_rejected() -> None:
    outcome = reading.read_text(Record(Page("https://a.example/", b""), text=" \n\t"))
    assert outcome == Rejected("https://a.example/", "empty")


def rows(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_read_reads_a_page_with_its_address_and_stores_nothing(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page().body)
    done = ask("read", "a.html", "--url", "https://marl.example/a")
    (row,) = rows(done)
    assert done.exit_code == 0
    assert list(row) == ["id", *KEYS, "rejected"]
    assert (row["id"], row["url"], row["title"], row["rejected"]) == (
        *(None, "https://marl.example/a"),
        *("Bridge opens", None),
    )
    assert os.listdir(tmp_path) == ["a.html"]


@pytest.mark.parametrize("packed", [bytes, gzip.compress, lzma.compress])
def test_read_keeps_the_order_and_the_ids_of_a_file_of_lines(
    ask: Ask, tmp_path: Path, packed: Any
) -> None:
    ids: list[Any] = [*range(30), "x", 2.5, None]
    lines = [
        json.dumps(
            {"id": each, "url": f"https://marl.example/{place}", "html": page().body.decode()}
        )
        for place, each in enumerate(ids)
    ]
    (tmp_path / "pages").write_bytes(packed("\n".join(lines).encode()))
    done = ask("read", "--jsonl", "pages")
    assert [row["id"] for row in rows(done)] == ids
    assert [row["url"] for row in rows(done)] == [
        f"https://marl.example/{n}" for n in range(len(ids))
    ]
    assert done.exit_code == 0


def test_the_read_command_continues_after_an_unreadable_record(ask: Ask) -> None:
    good = json.dumps({"id": 1, "url": "https://marl.example/a", "html": page().body.decode()})
    poor = json.dumps({"id": 2, "url": "https://marl.example/b", "html": ""})
    done = ask("read", "--jsonl", "-", given=f"{good}\nnot json\n{poor}\n".encode())
    assert done.exit_code == 3
    assert [(row["id"], row["rejected"]) for row in rows(done)] == [(1, None), (2, "empty")]
    assert "unreadable" in done.stderr


@pytest.mark.parametrize(
    "words",
    [["gone.html"], ["--jsonl", "-", "--url", "https://a.example/"], ["-", "--url", "ftp://x"]],
)
def test_the_read_command_refuses_wrong_options(ask: Ask, words: list[str]) -> None:
    done = ask("read", *words, given=b"<p>")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) <= 4
