"""Records that are handed in keep what their giver says: dates of any year, and texts of any beginning."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import ingest, reading
from aggregator.formats import records
from aggregator.model import Article, Page, Record
from aggregator.reading.disclaimers import STATEMENTS

WORDS = (
    "The ferry between Kell and Orsund sails again from Saturday, two winters after the ice tore it "
    "loose. Eleven crossings a day are planned, fewer than before, for one of two ramps was never "
    "rebuilt. Children who go to school on the mainland slept in a hall there from Monday to Thursday. "
)
BEGINNINGS = (
    "Disclaimer",
    "Copyright",
    "Advertisement",
    "Source:",
    "Read more",
    "Comments",
    "Photo:",
)


def read_only(path: Path, url: str | None = None) -> Article:
    [record] = records.read_records(path, url=url)
    assert isinstance(record, Record)
    outcome = ingest.prepare(record).outcome
    assert isinstance(outcome, Article), outcome
    return outcome


def make_page(day: str) -> str:
    paragraphs = "".join(f"<p>{WORDS}</p>" for _ in range(3))
    return f"""<html><head><title>The ferry sails</title>
      <meta property="article:published_time" content="{day}"></head>
      <body><article><h1>The ferry sails</h1>{paragraphs}</article></body></html>"""


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1776-07-04", "1815-06-18", "1987-05-03", "2126-01-01"]
)
def test_a_supplied_date_is_kept_whatever_its_year(tmp_path: Path, day: str) -> None:
    url = "https://archive.example/ferry"
    for row in (
        {"url": url, "text": WORDS * 2, "published": day},
        {"url": url, "html": make_page("2020-02-02"), "published": day},
    ):
        (tmp_path / "a.jsonl").write_text(json.dumps(row))
        article = read_only(tmp_path / "a.jsonl")
        assert (article.published, article.published_precision) == (day, "day")


@pytest.mark.parametrize("day", ["1776-07-04", "1815-06-18", "1987-05-03", "2126-01-01"])
def test_a_date_that_a_page_declares_is_kept_whatever_its_year(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.html").write_text(make_page(day))
    assert read_only(tmp_path / "a.html", "https://archive.example/ferry").published == day
    body = make_page(day).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://archive.example/ferry\r\n"
        "WARC-Date: 2026-03-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    (tmp_path / "a.warc").write_bytes(head.encode() + answer + b"\r\n\r\n")
    assert read_only(tmp_path / "a.warc").published == day


@pytest.mark.parametrize("day", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"])
def test_the_day_from_which_a_system_counts_is_no_claim_of_a_page(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.html").write_text(make_page(day))
    assert read_only(tmp_path / "a.html", "https://archive.example/ferry").published is None


def read_text(text: str, title: str = "") -> Article:
    outcome = reading.read_text(Record(Page("", b""), text=text, title=title))
    assert isinstance(outcome, Article)
    return outcome


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_text_that_begins_like_boilerplate_is_not_emptied(beginning: str) -> None:
    for text in (
        f"{beginning} {WORDS}",
        f"{beginning}\n{WORDS}\n{WORDS}",
        f"{beginning} {WORDS}\n" * 3,
    ):
        article = read_text(text)
        assert "Eleven crossings" in article.text
        assert "Eleven crossings" in article.link_text


def test_a_disclaimer_under_an_article_is_removed_as_before() -> None:
    disclaimer = (
        "Disclaimer: we gather news automatically; all rights belong to their respective owners. "
        "Write to us and the article is deleted within 24 hours."
    )
    article = read_text(f"{WORDS}\n{WORDS}\n{disclaimer}")
    assert disclaimer not in article.text
    assert [line.reason for line in article.removed] == ["disclaimer"]


BOILERPLATE = (
    *BEGINNINGS,
    "Disclaimer: we gather news automatically; all rights belong to their respective owners.",
    "Write to us and the article is deleted within 24 hours.",
    "By Ann Lee",
    "3 March 2026",
    "Read the original article here",
    "Sign up for our newsletter",
    *(topic for topic, _ in STATEMENTS),
)


@given(
    st.lists(st.sampled_from((*BOILERPLATE, *WORDS.split())), min_size=100, max_size=160), st.data()
)
def test_a_text_of_a_hundred_words_never_becomes_empty(
    words: list[str], data: st.DataObject
) -> None:
    blanks = data.draw(
        st.lists(st.sampled_from((" ", "\n")), min_size=len(words), max_size=len(words))
    )
    text = "".join(word + blank for word, blank in zip(words, blanks, strict=True))
    article = read_text(text, title=data.draw(st.sampled_from(("", words[0]))))
    assert article.text.strip()
    assert article.link_text.strip()
    assert len(article.link_text) >= 0.09 * len(text.strip())
