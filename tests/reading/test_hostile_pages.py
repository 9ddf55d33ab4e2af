"""Any page is safe to read: hostile markup is cheap or refused, and a page that is neither loses no other."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import get_args

import pytest

from aggregator import ingest, reading
from aggregator.ingest import process_pool
from aggregator.model import Article, Page, Rejected
from aggregator.reading import (
    author_names,
    disclaimers,
    phrases,
    prefilter,
    split_lines,
    titles,
    wall_phrases,
)
from aggregator.reading.traces import agency_marks, copy_traces
from tests.conftest import HANGS, Ask
from tests.crawling import World
from tests.site_server import serving, story

LINE = "<p>The footbridge opened on Monday after three years of work, and a baker was first to cross it.</p>"
MANY = range(100_000)


def page(body: str, head: str = "") -> bytes:
    return f"<html><head><title>Bridge</title>{head}</head><body>{body}</body></html>".encode()


def linked(json_ld: str) -> bytes:
    return page(LINE * 5, f'<script type="application/ld+json">{json_ld}</script>')


# Attributes that hold the end of a tag cannot be counted without parsing: minutes of a parser's time.
SLOW = page("<div " + " ".join(f'a{n}=">"' for n in MANY) + ">" + LINE)
# Every paragraph opens all bold text before it again: gigabytes of a tree from 200 KB.
BOMB = page("<p>" + "".join(f"<b id={n}>x<p>y" for n in range(12_000)))
LOST = {"crashed", "timeout"}  # on a busy machine the memory is not full before the time is over

REFUSED = {
    "attributes of one tag": page("<div " + " ".join(f"a{n}=1" for n in MANY) + ">" + LINE),
    "attributes behind a long text": page("word " * 700 + "<a " + "b " * 5_000 + ">" + LINE),
    "attributes without blanks": page("<div " + "".join(f'a{n}="b"' for n in MANY) + ">"),
    "many crowded tags": page(("<i " + " ".join(f"a{n}" for n in range(900)) + "></i>") * 500),
    "cells of one row": page("<table><tr>" + "<td>word" * 100_000),
    "options": page("<select>" + "<OPTION>word" * 100_000),
    "elements within each other": page("<div>" * 100_000 + LINE),
}
CHEAP = {
    "a value of a megabyte": page(f'<div data-x="{"a" * 1_000_000}">{LINE * 5}</div>'),
    "a class of many words": page(f'<div class="{"content " * 50_000}">{LINE * 5}</div>'),
    "a line of 1.5 MB": page("<p>" + "word and other " * 100_000 + "</p>"),
    "a word of 2 MB": page("<p>" + "a" * 2_000_000 + "</p>"),
    "unclosed paragraphs": page("<p>" * 29_000 + LINE),
    "closing tags": page("</div>" * 200_000 + LINE),
    "tables in tables": page("<table>" * 4_000 + LINE),
    "bold in paragraphs": page("<b><p>" * 2_000 + LINE),
    "entities": page("<p>" + "&amp;" * 500_000 + "</p>"),
    "a bomb of entities": b'<!DOCTYPE html [<!ENTITY a "aaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "&a%d;&a%d;&a%d;">' % (n, n - 1, n - 1, n - 1) for n in range(1, 40))
    + b"]>" + page("<p>&a39;</p>" + LINE * 5),
    "brackets in JSON-LD": linked("[" * 500_000),
    "objects in JSON-LD": linked('{"a":' * 100_000 + "1" + "}" * 100_000),
    "authors within each other": linked('{"@type": "NewsArticle", "author": ' + "[" * 900 + '"x"' + "]" * 900 + "}"),
    "names within each other": linked('{"@type": "NewsArticle", "author": ' + '{"name": ' * 900 + '"x"' + "}" * 901),
    "commas in JSON-LD": linked('{"a":' + "," * 900_000),
    "broken JSON-LD": linked('{"author": [{"name": "a' * 40_000),
    "blocks of JSON-LD": page(LINE * 5, '<script type="application/ld+json">{"headline": "x",,}</script>' * 8_000),
    "meta tags": page(LINE * 5, "".join(f'<meta name="author" content="Ann Lee {n}">' for n in range(20_000))),
    "a meta tag of 1 MB": page(LINE * 5, f'<meta name="author" content="{"By A, " * 160_000}">'),
    "canonical links": page(LINE * 5, "<link rel=canonical href=http://[x>" * 50_000),
    "lesser-thans": page("<" * 1_000_000),
}  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds for a page instead of sixty; more when a good page takes long on a busy machine."""
    for _ in range(2):  # the first time, modules are loaded too
        start = monotonic()
        good = Page("https://a.example/b", story(1).encode())
        list(process_pool.map_in_order(ingest.prepare, [good], no_loss, workers=1))
        took = monotonic() - start
    monkeypatch.setattr(process_pool, "TIMEOUT_SECONDS", max(3.0, 8 * took))


def no_loss(item: Page, why: str) -> ingest.Prepared:
    raise AssertionError(f"{item.url}: {why}")


@pytest.mark.parametrize("name", REFUSED)
def test_markup_that_parsers_need_minutes_for_is_refused_at_once(name: str) -> None:
    start = process_time()
    outcome = reading.read(Page("https://a.example/b", REFUSED[name]))
    assert process_time() - start < 2
    assert isinstance(outcome, Rejected)
    assert outcome.reason in ("unsound", "too_deep")


@pytest.mark.parametrize("name", CHEAP)
def test_hostile_markup_costs_seconds_at_most(name: str) -> None:
    start = process_time()
    outcome = reading.read(Page("https://a.example/b", CHEAP[name]))
    assert process_time() - start < 15
    assert isinstance(outcome, Article | Rejected)
    assert getattr(outcome, "reason", "") not in ("unsound", "too_deep")


@pytest.mark.parametrize(
    "markup",
    [
        "<img " + " ".join(f'data-{n}="value of it"' for n in range(200)) + ">",
        f'<img srcset="{"a.jpg 100w, " * 5_000}" alt="x">',
        "<table>" + ("<tr>" + "<td>1</td>" * 200 + "</tr>") * 200 + "</table>",
        "<select>" + "<option>Marl</option>" * 12_000 + "</select>" + "<br>" * 20_000,
        "words " * 100_000,
        "a < b and c > d " * 10_000,
    ],
    ids=["attributes", "a long value", "cells", "options", "words", "signs"],
)
def test_large_but_valid_markup_is_not_refused(markup: str) -> None:
    assert prefilter.find_markup_rejection(markup) is None


def pages(folder: Path) -> Path:
    """A good page, one that takes minutes, one that takes all memory, another good one."""
    bodies = {"first": story(1), "slow": SLOW.decode(), "bomb": BOMB.decode(), "last": story(2)}
    path = folder / "pages.jsonl"
    rows = (
        {"id": name, "url": f"https://a.example/{name}", "html": html}
        for name, html in bodies.items()
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_read_gives_up_a_page_that_hangs_and_one_that_fills_the_memory(
    ask: Ask, tmp_path: Path, quick: None
) -> None:
    done = ask("read", "--jsonl", pages(tmp_path))
    assert done.exit_code == 0
    result = {row["id"]: row["rejected"] for row in map(json.loads, done.stdout.splitlines())}
    assert result.pop("bomb") in LOST
    assert result == {"first": None, "slow": "timeout", "last": None}


def test_read_of_one_file_ends_although_its_page_fills_the_memory(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_pool, "TIMEOUT_SECONDS", HANGS)  # a busy machine fills it slowly
    (tmp_path / "bomb.html").write_bytes(BOMB)
    done = ask("read", "bomb.html", "--url", "https://a.example/b")
    assert (done.exit_code, json.loads(done.stdout)["rejected"]) == (0, "crashed")


def test_ingest_stores_the_pages_beside_a_hostile_one(
    ask: Ask, tmp_path: Path, quick: None
) -> None:
    done = ask("ingest", pages(tmp_path), "--json")
    assert done.exit_code == 0
    data = json.loads(done.stdout)
    assert (data["new"], data["rejected"]) == (2, 2)
    assert data["reasons"].keys() <= LOST


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving() as sites:
        yield World(sites, tmp_path / "aggregator.db")


def test_a_crawl_continues_after_a_hostile_page(world: World, quick: None) -> None:
    names = {"first": story(1), "slow": SLOW, "bomb": BOMB, "last": story(2)}
    links = {name: f"http://paper.example/{name}.html" for name in names}
    for name, body in names.items():
        world.sites.pages[f"paper.example/{name}.html"] = body
    report = world.crawl(*links.values())
    assert world.stored() == {links["first"], links["last"]}
    assert report.outcomes.pop(links["bomb"]) in {f"rejected: {why}" for why in LOST}
    assert report.outcomes == {links["slow"]: "rejected: timeout"}


PIECES = [
    *("a", "Aa ", " ", "\t", "\n ", '"', "(", "[", "- ", "12:", "1 ", "A, ", "A and ", "A. ", "的", "Ж ", "://", " | "),
    *("the post ", "this article ", "told A ", "(Reporting by ", "LONDON ", "LONDON, ", "Source: ", "«", "by A, "),
    *("subscribe ", "log in ", "join us to ", "we use ", "accept ", "2026-", "1 de "),
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_no_pattern_is_slow_on_a_hostile_line(piece: str) -> None:
    """Each line is as long as reading allows; longer lines are truncated before."""
    line = (piece * 3_000)[:3_000] + "\x01"
    start = process_time()
    for text in (line, line[:600], line[:300]):
        phrases.find_signal(text)
        disclaimers.is_disclaimer(text)
        agency_marks.match_dateline(text)
        list(copy_traces.find_in_lines([text]))
        list(agency_marks.find_agency_marks([text]))
        split_lines.split_body_lines([text] * 3, (text,))
    phrases.may_concern_only_part(line[:300], "body")
    author_names.parse_author_field([line * 10])
    author_names.parse_byline(line)
    titles.remove_site_name(titles.clean_title(line), {"a"}, set())
    for wall in get_args(wall_phrases.Wall):
        wall_phrases.is_wall_line(wall, line)
        wall_phrases.count_phrases(wall, line * 5)
    assert process_time() - start < 2


def who(item: str) -> tuple[str, int]:
    sleep(0.05)
    return item, os.getpid()


def no_result(item: str, why: str) -> tuple[str, int]:
    raise AssertionError(f"{item}: {why}")


@pytest.mark.parametrize("sent", [signal.SIGSTOP, signal.SIGKILL])
def test_a_worker_that_is_stopped_or_killed_from_outside_costs_no_page(
    quick: None, sent: signal.Signals
) -> None:
    results = process_pool.map_in_order(who, [str(n) for n in range(16)], no_result, workers=1)
    first, worker = next(results)
    os.kill(worker, sent)
    assert [first, *(item for item, _ in results)] == [str(n) for n in range(16)]


def greedy(item: str) -> str:
    """Allocates more memory than a worker has, like a library that reports nothing."""
    return item * process_pool.MEMORY_LIMIT_BYTES if item == "all" else item


def test_a_task_without_memory_left_ends_its_worker_and_not_the_work() -> None:
    result = list(
        process_pool.map_in_order(
            greedy, ["a", "all", "b"], lambda item, why: f"{item}: {why}", workers=1
        )
    )
    assert result == ["a", "all: crashed", "b"]
