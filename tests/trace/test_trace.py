"""Tracing where a text comes from, from pages to the answer."""

import json
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator
from aggregator.errors import AddressError, NotStored, Tombstoned
from aggregator.formats import records
from aggregator.model import Row
from aggregator.results import NamedOriginal, NotChecked, to_json_value
from tests import corpus
from tests.conftest import Ask

STORM, BEES = corpus.STORM, corpus.BEES
SATURN = (
    "Astronomers at the Ridge observatory have counted eleven more moons of Saturn, none of them wider than four kilometres.",
    "They show on plates that were taken in 1989 and had lain in a cellar since, in boxes labelled with the name of a cat.",
)
KEYS = [
    "query",
    "verdict",
    "confidence",
    "original",
    "evidence",
    "copies",
    "collections",
    "carries",
    "series",
    "not_checked",
    "related",
    "asked",
    "first_seen",
    "altered",
    "answers",
    "absences",
]


def ingest_pages(folder: Path, *rows: Row) -> Aggregator:
    """Returns a database with these pages; `end` is HTML below the text, `head` HTML of the head."""
    made = []
    for row in rows:
        html = corpus.page(
            row.get("title", "Storm at Port Linden"), row["text"], row.pop("end", "")
        )
        html = html.replace("</head>", row.pop("head", "") + "</head>")
        made.append({key: value for key, value in {**row, "html": html}.items() if key != "text"})
    opened = aggregator.connect(folder / "a.db")
    report = opened.ingest(records.read_records(corpus.write(folder / "c.jsonl", *made)), workers=1)
    assert report.new == len(rows)
    return opened


def at(host: str, hour: int = 6, **more: object) -> Row:
    """A page on a host with the storm's text, first seen at that hour."""
    seen = f"2026-03-01T{hour:02}:00:00Z"
    return {"url": f"https://{host}/storm", "text": STORM, "first_seen": seen, **more}


def under(dateline: str) -> tuple[str, ...]:
    return (f"PORT LINDEN, March 1 ({dateline}) - {STORM[0]}", *STORM[1:])


def credit(url: str, phrase: str = "Read original article here") -> str:
    return f'<p><a href="{url}">{phrase}</a></p>'


def roles(found: Row) -> dict[str, tuple[str | None, str]]:
    return {copy.source: (copy.role, copy.credit) for copy in found.copies}


def test_an_aggregator_s_link_leads_to_the_stored_original(tmp_path: Path) -> None:
    rows = (
        at("wire.example", 8),
        at("digest.example", 6, end=credit("https://wire.example/storm?utm_source=digest")),
    )
    with ingest_pages(tmp_path, *rows) as opened:
        found = opened.trace("https://digest.example/storm")
    assert list(to_json_value(found)) == KEYS
    assert (found.verdict, found.confidence) == ("original_here", "high")
    assert found.original.url == "https://wire.example/storm"
    assert roles(found) == {"digest.example": ("credited_copy", "exact_link")}
    first = found.evidence[0]
    assert (first.cls, first.rule, first.quote) == (
        "A",
        "link_phrase",
        "Read original article here",
    )
    assert first.url == "https://digest.example/storm"


def test_the_page_of_the_seed_has_its_original_outside(tmp_path: Path) -> None:
    end = (
        credit("https://www.ft.com/content/ab-12")
        + "<p>Denial of responsibility! This site is an automatic aggregator.</p>"
    )
    with ingest_pages(tmp_path, at("digest.example", end=end)) as opened:
        found = opened.trace("https://digest.example/storm")
    assert (found.verdict, found.original.url) == (
        "original_outside",
        "https://www.ft.com/content/ab-12",
    )
    assert found.original.article_id is None
    assert roles(found) == {"digest.example": ("credited_copy", "exact_link")}


def test_a_wordpress_line_names_the_original(tmp_path: Path) -> None:
    end = (
        '<p>The post <a href="https://wire.example/storm">Storm at Port Linden</a> appeared first on '
        '<a href="https://wire.example/">The Wire</a>.</p>'
    )
    with ingest_pages(tmp_path, at("wire.example", 8), at("barrel.example", 6, end=end)) as opened:
        found = opened.trace("https://barrel.example/storm")
    assert found.original.url == "https://wire.example/storm"
    assert roles(found)["barrel.example"] == ("credited_copy", "exact_link")


def test_papers_under_one_agency_s_dateline_have_a_common_source(tmp_path: Path) -> None:
    papers = [at(f"paper{n}.example", n, text=under("Reuters")) for n in (1, 2, 3)]
    with ingest_pages(tmp_path, *papers) as opened:
        found = opened.trace("https://paper2.example/storm")
    assert (found.verdict, found.confidence, found.original.name) == (
        "common_source",
        "high",
        "Reuters",
    )
    assert set(roles(found).values()) == {("credited_copy", "agency_only")}
    assert {item.rule for item in found.evidence} >= {"dateline"}


def test_the_agency_s_own_page_is_the_original_when_it_is_stored(tmp_path: Path) -> None:
    rows = (
        at("paper.example", 6, text=under("Reuters")),
        at("www.reuters.com", 9, text=under("Reuters")),
    )
    with ingest_pages(tmp_path, *rows) as opened:
        found = opened.trace("https://paper.example/storm")
    assert (found.verdict, found.original.url) == (
        "original_here",
        "https://www.reuters.com/storm",
    )


def test_a_canonical_address_on_another_site_is_a_source_claim(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://wire.example/storm">'
    with ingest_pages(
        tmp_path, at("wire.example", 9), at("partner.example", 6, head=head)
    ) as opened:
        found = opened.trace("https://partner.example/storm")
    assert found.original.url == "https://wire.example/storm"
    assert found.evidence[0].rule == "canonical"


def test_a_page_s_own_canonical_address_is_no_source_claim(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://paper.example/storm-at-port-linden">'
    with ingest_pages(tmp_path, at("paper.example", head=head)) as opened:
        found = opened.trace("https://paper.example/storm")
    assert (found.verdict, found.confidence) == ("original_here", "low")
    assert [item.cls for item in found.evidence] == ["G"]


def test_a_back_dated_copy_that_is_cut_gains_nothing(tmp_path: Path) -> None:
    rows = (
        at("paper.example", 6, published="2026-03-01T05:30:00Z"),
        at("earlybird.example", 9, text=STORM[:2], published="2026-02-01T05:30:00Z"),
    )
    with ingest_pages(tmp_path, *rows) as opened:
        found = opened.trace("https://earlybird.example/storm")
    assert found.original.url in (None, "https://paper.example/storm")
    assert "2026-02-01" in json.dumps(to_json_value(found.evidence))


def test_a_chain_of_credits_leads_to_its_end(tmp_path: Path) -> None:
    rows = (
        at("wire.example", 9),
        at(
            "paper.example",
            8,
            end=credit("https://wire.example/storm", "Originally published by The Wire"),
        ),
        at("digest.example", 7, end=credit("https://paper.example/storm")),
    )
    with ingest_pages(tmp_path, *rows) as opened:
        found = opened.trace("https://digest.example/storm")
    assert found.original.url == "https://wire.example/storm"


def test_two_pages_that_credit_each_other_are_contested(tmp_path: Path) -> None:
    rows = (
        at("a.example", 6, end=credit("https://b.example/storm")),
        at("b.example", 6, end=credit("https://a.example/storm")),
    )
    with ingest_pages(tmp_path, *rows) as opened:
        found = opened.trace(1)
    assert (found.verdict, found.confidence) == ("contested", "none")
    assert {item.cls for item in found.evidence} >= {"A"}


def test_the_answer_is_the_same_in_any_order_of_arrival(tmp_path: Path) -> None:
    answers = []
    for number in range(2):
        rows = [
            at("wire.example", 9),
            at("a.example", 7, end=credit("https://wire.example/storm")),
            at("b.example", 11, text=STORM[:2]),
        ]
        folder = tmp_path / str(number)
        folder.mkdir()
        with ingest_pages(folder, *(rows if number else rows[::-1])) as opened:
            found = opened.trace("https://b.example/storm")
        answers.append((found.verdict, found.confidence, found.original.url, roles(found)))
    assert answers[0] == answers[1]
    assert answers[0][3]["b.example"] == ("uncredited_copy", "none")


def test_a_text_that_is_not_stored_is_matched_and_not_stored(filled: Path) -> None:
    with Aggregator.open(filled, write=False) as opened:
        before = opened.status().articles
        found = opened.trace("note.txt", text="\n".join(STORM[:2]))
        assert opened.status().articles == before
    assert (found.query, found.original.url) == ("note.txt", corpus.WIRE)
    assert found.evidence[0].cls == "C"
    assert found.evidence[0].says.startswith("100% of the text asked about")


def test_a_text_without_a_match_reports_what_the_corpus_covers(filled: Path) -> None:
    with Aggregator.open(filled, write=False) as opened:
        found = opened.trace(
            "-", text="Nothing like this was ever written about the moons of Saturn. " * 9
        )
    assert (found.verdict, found.confidence, found.copies) == ("undetermined", "none", [])
    assert found.original == NamedOriginal()
    covers = found.not_checked[0].why
    assert "3 articles" in covers
    assert "2026-03-01 06:00 UTC to 2026-03-02 08:00 UTC" in covers


def test_the_credit_of_a_saved_page_names_the_origin(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    """It is not stored, but its credit line is evidence."""
    ends = credit("https://www.ft.com/content/ab-12")
    (tmp_path / "saved.html").write_text(corpus.page("Saturn", SATURN, ends), encoding="utf-8")
    done = ask("trace", "saved.html", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["verdict"], found["confidence"]) == ("original_outside", "medium")
    assert found["original"]["url"] == "https://www.ft.com/content/ab-12"
    assert found["evidence"][0]["quote"] == "Read original article here"
    assert found["copies"] == []


def test_a_saved_page_s_credit_counts_beside_the_stored_ones(filled: Path) -> None:
    text = "\n".join((*STORM, "Originally published by Wire."))
    with Aggregator.open(filled, write=False) as opened:
        found = opened.trace("-", text=text)
        named = opened.trace("-", text="\n".join((*STORM[:2], "Source: Digest")))
    assert (found.verdict, found.original.url) == ("original_here", corpus.WIRE)
    assert found.evidence[0].quote == "Originally published by Wire."
    assert named.original.url == corpus.WIRE  # digest itself credits the wire


def test_a_text_that_lost_the_link_to_its_original_is_reported(ask: Ask, filled: Path) -> None:
    done = ask(
        "trace", "-", given="\n".join((*SATURN, "Read original article here", "Leave a comment"))
    )
    assert done.exit_code == 6
    assert done.stdout.startswith("No stored article holds this text\n")
    assert "“Read original article here”" in done.stdout


def test_an_empty_corpus_says_so(tmp_path: Path) -> None:
    with aggregator.connect(tmp_path / "a.db") as opened:
        assert opened.trace("-", text="some words").not_checked == [
            NotChecked("everything", "no article is stored yet")
        ]


@pytest.mark.parametrize("url", [corpus.WIRE, "HTTPS://WIRE.example:443/storm?utm_medium=mail#top"])
def test_an_address_is_found_in_any_spelling(filled: Path, url: str) -> None:
    with Aggregator.open(filled, write=False) as opened:
        assert opened.trace(url).original.article_id == opened.article_id(corpus.WIRE)


@pytest.mark.parametrize("key", ["0", "99", str(2**63), "https://wire.example/other"])
def test_an_address_that_is_not_stored_raises_not_stored(filled: Path, key: str) -> None:
    with Aggregator.open(filled, write=False) as opened, pytest.raises(NotStored) as error:
        opened.trace(key)
    assert ("crawl --url" in str(error.value)) == key.startswith("http")
    assert ("ingest" in str(error.value)) == key.startswith("http")


def test_a_bad_address_is_distinguished_from_one_that_is_not_stored(filled: Path) -> None:
    with Aggregator.open(filled, write=False) as opened, pytest.raises(AddressError):
        opened.trace("https://")


def test_after_a_takedown_the_rest_is_decided_again_and_the_page_refused(tmp_path: Path) -> None:
    """The paper requests removal of its page only; the longer copy stays with its credit, without the address."""
    brief = at(
        "brief.example", 9, text=(*STORM[:2], *BEES), end=credit("https://paper.example/storm")
    )
    rows = (at("paper.example", 6), brief)
    with ingest_pages(tmp_path, *rows) as opened:
        paper = opened.article_id("https://paper.example/storm")
        before = opened.trace("https://brief.example/storm")
        assert before.original.url == "https://paper.example/storm"
        opened.takedowns.file(
            url="https://paper.example/storm", claimant="The paper", reason="ours"
        )
        for key in ("https://paper.example/storm", paper):
            with pytest.raises(Tombstoned):
                opened.trace(key)
        opened.takedowns.run()  # hiding can be undone: only erasing removes the address from others' rows
        left = opened.trace("https://brief.example/storm")
    assert "https://paper.example/storm" not in json.dumps(to_json_value(left))
    assert (left.verdict, left.original.name) == ("original_outside", "paper.example")


def test_compare_returns_both_shares_and_the_passages(filled: Path) -> None:
    with Aggregator.open(filled) as opened:
        opened.ingest(records.read_records(corpus.write(filled.parent / "cut.jsonl", {
            "url": "https://brief.example/storm", "html": corpus.page("Brief", STORM[:1]),
        })), workers=1)  # fmt: skip
        found = opened.compare(corpus.WIRE, "https://brief.example/storm")
    assert found.b_in_a > 0.9
    assert found.a_in_b < 0.5
    assert found.a.url == corpus.WIRE
    longest = max(found.passages, key=lambda passage: passage.words)
    assert longest.text.startswith("The harbour of Port Linden")


def test_an_article_compared_with_itself_is_the_same(filled: Path) -> None:
    with Aggregator.open(filled, write=False) as opened:
        found = opened.compare(1, 1)
    assert (found.a_in_b, found.b_in_a, found.relation) == (1.0, 1.0, "identical")


# On a terminal


def test_the_first_line_has_the_origin_and_the_confidence(ask: Ask, filled: Path) -> None:
    lines = ask("trace", corpus.DIGEST).stdout.splitlines()
    assert lines[0] == "Original stored here · confidence high"
    assert lines[2].strip() == corpus.WIRE
    said = "\n".join(lines)
    assert "The page asked about, at digest.example: credited copy; links to its source" in said
    assert "“Read original article here”" in said
    assert "Not checked" in said


def test_a_story_and_an_article_are_printed_in_words(ask: Ask, filled: Path) -> None:
    story = ask("story", "1").stdout
    assert "Articles (2)" in story
    assert "digest.example: credited copy; links to its source" in story
    assert "It links the page of wire.example." in story
    article = ask("article", "2").stdout
    assert "story 1: credited copy; original stored here: wire.example · confidence high" in article


def test_no_match_is_printed_first_and_exits_with_6(ask: Ask, filled: Path) -> None:
    done = ask("trace", "-", given="Nothing like this was ever printed here. " * 20)
    assert done.exit_code == 6
    assert done.stdout.startswith("No stored article holds this text\n")
    assert "the corpus holds 3 articles" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_any_encoding_of_an_editor(ask: Ask, filled: Path, encoding: str) -> None:
    done = ask(
        "trace",
        "-",
        "--json",
        given="\n".join((*corpus.BEES, "Très doux — “sweet”")).encode(encoding),
    )
    assert json.loads(done.stdout)["original"]["url"] == corpus.VALLEY, done.output


def test_a_file_without_text_is_distinguished_from_one_without_a_match(
    ask: Ask, filled: Path, tmp_path: Path
) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\x00\xff\x00")
    for name, message in (("scan.pdf", "holds no text"), (tmp_path, "is a folder")):
        done = ask("trace", name)
        assert (done.exit_code, message in done.stderr) == (2, True)


def test_compare_prints_sentences(ask: Ask, filled: Path) -> None:
    out = ask("compare", "1", "2").stdout
    assert "100% of A is in B" in out
    assert "A: identical text" in out
    assert "passages in common" in out or "passage in common" in out
