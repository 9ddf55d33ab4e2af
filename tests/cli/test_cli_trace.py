"""The answer to `trace` in words: one screen, no contradiction, nothing that needs an explanation."""

import re
import shutil
import textwrap
from pathlib import Path

import pytest

import aggregator
from aggregator.formats import records
from tests import corpus
from tests.conftest import Ask
from tests.related_texts import make_news, make_report, make_round_up, store_texts

LINES, COLUMNS = 24, 100  # of a screen
ENDS = (
    f'<p><a href="{corpus.WIRE}">Read original article here</a></p>',
    "<p>Source: Wire</p>",
    "",
)
SENT_HOME = (
    "https://copy{}.long-name-of-a-publisher.example/posts/2026/03/storm-closes-the-harbour-{}"
)


@pytest.fixture(scope="module")
def many_stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is copied for each test."""
    folder = tmp_path_factory.mktemp("many")
    path = folder / "aggregator.db"
    rows = [dict(corpus.ROWS[0])]
    for number in range(30):
        paragraphs = corpus.STORM[: 2 if number % 7 == 6 else 3]
        html = corpus.page("Storm at Port Linden", paragraphs, ENDS[number % 3])
        seen = f"2026-03-01T{7 + number // 2:02}:{number % 2 * 30:02}:00Z"
        rows.append({"url": SENT_HOME.format(number, number), "html": html, "first_seen": seen})
    with aggregator.connect(path) as opened:
        opened.ingest(records.read_records(corpus.write(folder / "c.jsonl", *rows)), workers=1)
    others = {f"paper{n}.example/news": make_news(n) for n in (1, 2, 3)}
    week = make_round_up("\n".join(corpus.STORM), *others.values())
    store_texts(path, {**others, "roundup.example/week": week})
    return folder


@pytest.fixture
def many(many_stored: Path, tmp_path: Path) -> Path:
    """An original with thirty copies, some of them of a part, and a page that carries it."""
    for file in many_stored.glob("aggregator*.db"):
        shutil.copy(file, tmp_path)
    return tmp_path / "aggregator.db"


def wrap(printed: str) -> list[str]:
    """The lines as a terminal of this width shows them."""
    return [part for line in printed.splitlines() for part in textwrap.wrap(line, COLUMNS) or [""]]


PASTED = "\n".join(corpus.STORM)
ALTERED = corpus.STORM[1].replace("six hundred", "six thousand")


@pytest.mark.parametrize(
    "query",
    [
        corpus.WIRE,
        SENT_HOME.format(3, 3),
        f"https://web.archive.org/web/20260301060000/{SENT_HOME.format(2, 2)}",
        "story 1",
        "Storm closes the harbour of Port Linden",
        "Storm closes a harbour of Port Linden",
        PASTED,
        ALTERED,
        "https://roundup.example/week",
    ],
)
def test_the_answer_fits_on_one_screen(ask: Ask, many: Path, query: str) -> None:
    lines = wrap(ask("trace", query).stdout)
    assert len(lines) <= LINES, "\n".join(lines)
    assert lines[-1] != ""


def test_copies_are_counted_by_credit_with_a_few_names(ask: Ask, many: Path) -> None:
    printed = ask("trace", corpus.WIRE).stdout
    assert "First seen by us: wire.example, 2026-03-01 06:00 UTC, the original" in printed
    assert "This is the page asked about." in printed
    assert "30 copies:" in printed
    counts = [
        int(count) for count in re.findall(r"^  (\d+) (?:with|where|of)", printed, re.MULTILINE)
    ]
    assert sum(counts) == 30
    assert re.search(r" with a link to the source: .* and \d+ more$", printed, re.MULTILINE)


def test_all_lists_every_copy_and_all_evidence(ask: Ask, many: Path) -> None:
    printed = ask("trace", corpus.WIRE, "--all").stdout
    for number in range(30):
        assert SENT_HOME.format(number, number) in printed
    assert "Copies (30)" in printed
    assert "source claim" in printed
    assert "--all" in ask("trace", corpus.WIRE).stdout


@pytest.mark.parametrize("number", range(3))
def test_no_line_contradicts_another(ask: Ask, many: Path, number: int) -> None:
    """What links the original is not among those without link; the original is not among the copies."""
    url = SENT_HOME.format(number, number)
    printed = ask("trace", url).stdout
    role = next(line for line in printed.splitlines() if "The page asked about" in line)
    linked = "links to its source" in role
    assert linked == (number % 3 == 0)
    assert not (linked and "no credit" in role)
    assert "  1 called the original" not in printed


@pytest.mark.parametrize("given", [PASTED, ALTERED, f"{PASTED}\nOriginally published by Wire."])
def test_a_text_is_called_your_text(ask: Ask, many: Path, given: str) -> None:
    printed = ask("trace", "-", given=given).stdout
    assert "our text" in printed
    assert "the text asked about" not in printed
    assert not re.search(r"^\s*[A-H]  ", printed, re.MULTILINE)  # a class without its meaning


def test_where_no_original_is_named_no_page_is_called_a_copy(ask: Ask, tmp_path: Path) -> None:
    rows = [
        {"url": f"https://{name}.example/1", "html": corpus.page("Storm", corpus.STORM), "first_seen": "2026-03-01T06:00:00Z"}
        for name in ("a", "b")
    ]  # fmt: skip
    with aggregator.connect(tmp_path / "aggregator.db") as opened:
        opened.ingest(records.read_records(corpus.write(tmp_path / "c.jsonl", *rows)), workers=1)
    done = ask("trace", "1")
    assert done.exit_code == 6
    assert "2 pages with this text: a.example, b.example" in done.stdout
    assert "copy" not in done.stdout.replace("all copies", "")


def test_the_reason_is_about_the_original_that_is_named(ask: Ask, tmp_path: Path) -> None:
    """A copy links the page that it took, which itself names the original."""
    paper = "https://paper.example/1"
    ends = {
        paper: '<p><a href="https://far.example/9">Read original article here</a></p>',
        "https://copy.example/1": f'<p><a href="{paper}">Read original article here</a></p>',
    }
    rows = [
        {"url": url, "html": corpus.page("Storm", corpus.STORM, end), "first_seen": f"2026-03-01T0{n}:00:00Z"}
        for n, (url, end) in enumerate(ends.items(), start=1)
    ]  # fmt: skip
    with aggregator.connect(tmp_path / "aggregator.db") as opened:
        opened.ingest(records.read_records(corpus.write(tmp_path / "c.jsonl", *rows)), workers=1)
    lines = ask("trace", "1").stdout.splitlines()
    assert lines[1].strip() == "far.example"
    [reason] = [line for line in lines if " names " in line]
    assert "paper.example names far.example as the source" in reason


def test_texts_of_one_form_are_named_in_one_line_each(ask: Ask, tmp_path: Path) -> None:
    store_texts(
        tmp_path / "aggregator.db", {f"t{n}.example/1": make_report(n) for n in range(1, 7)}
    )
    printed = ask("trace", "1").stdout
    assert "Of the same form, no copies (5):" in printed
    assert len(wrap(printed)) <= LINES
