"""What the lines of a page show of the other publishers of its story."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.attribution import page_lines
from aggregator.attribution.page_lines import Sighting
from aggregator.attribution.parties import Parties
from aggregator.model import Member, Original, PageLine
from tests.attribution.members import page

PAPER = page(1, "paper.example", source_name="The Linden Paper")
COPY = page(2, "copy.example", source_name="Harbour Digest")
CNA = page(3, "cna.com.tw", source_name="中央社", source_kind="agency")
FRONT = "https://paper.example/"


def show(*lines: PageLine, others: tuple[Member, ...] = (PAPER,)) -> list[Sighting]:
    """Returns what a copy with these lines shows."""
    copy = replace(COPY, lines=lines)
    members = [copy, *others]
    return page_lines.read_lines(
        copy, page_lines.index_members(members, Parties.from_members(members, {}))
    )


def shown(text: str, url: str = "", anchor: str = "", place: str = "end") -> str | None:
    """Returns what one line of a copy shows of the paper; None where it shows nothing."""
    found = [each.shown for each in show(PageLine(text, url, anchor, place))]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("place", ["top", "body", "end", "credit"])
@pytest.mark.parametrize("words", ["Source", "Whatever this says", "أي كلمات", ""])
def test_a_link_to_the_page_is_credit_whatever_the_words(words: str, place: str) -> None:
    assert shown(words, PAPER.url, words, place) == "page_link"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.paper.example/1.html",
        "https://m.paper.example/1.html",
        "https://web.archive.org/web/2026/https://paper.example/1.html",
        "https://paper.example/1.html?amp=1",
    ],
)
def test_a_link_to_the_page_is_found_in_any_form_of_its_address(url: str) -> None:
    assert shown("Source", url) == "page_link"


def test_a_link_to_another_address_of_the_page_or_another_domain_of_its_publisher_is_found() -> (
    None
):
    moved = replace(PAPER, addresses=("https://old.example/x",), domains=("old.example",))
    links = [
        PageLine("Source", url, place="end")
        for url in ("https://old.example/x", "https://old.example/")
    ]
    assert [each.shown for each in show(*links, others=(moved,))] == ["page_link", "site_link"]


def test_a_link_in_a_caption_or_elsewhere_on_the_page_is_no_credit() -> None:
    assert shown("Paper", PAPER.url, "Paper", "caption") == "caption"
    assert shown("Paper", FRONT, "Paper", "caption") == "other"
    assert shown("Paper", PAPER.url, "Paper", "page") == "page"
    assert shown("Paper", FRONT, "Paper", "page") == "page"


def test_a_list_of_sites_is_no_credit_and_neither_are_two_letters_above_the_text() -> None:
    names = ("Council", "Linden Paper", "Library")
    row = [
        PageLine("Council | Linden Paper | Library", f"https://{name[0]}.example/", name, "end")
        for name in names
    ]
    row[1] = replace(row[1], url=FRONT)
    assert {each.shown for each in show(*row)} == {"mention"}
    assert shown("Weather by Linden Paper") == "other"
    assert shown("Copier Daily is not affiliated with Linden Paper.") == "other"
    assert shown("PA", place="top") is None
    assert shown("Von dpa", place="top") == "agency_name"


@pytest.mark.parametrize(
    ("text", "url", "anchor", "expected"),
    [
        ("This story first appeared in The Linden Paper.", FRONT, "The Linden Paper", "site_link"),
        ("©2026 Linden Paper. Visit paper.example.", FRONT, "paper.example", "site_link"),
        ("Source: Linden Paper", "https://paper.example/9", "Linden Paper", "site_link"),
        ("Read also: Five charts of the week", "https://paper.example/9", "Five charts of the week", "other"),
        ("She has written for The Linden Paper and others.", FRONT, "The Linden Paper", "other"),
        ("Photo: Linden Paper", FRONT, "Linden Paper", "other"),
    ],
)  # fmt: skip
def test_a_link_to_the_site_is_credit_in_a_line_about_the_text(
    text: str, url: str, anchor: str, expected: str
) -> None:
    assert shown(text, url, anchor) == expected


def test_a_link_to_the_site_within_the_text_is_no_credit() -> None:
    assert shown("the Linden Paper", FRONT, "Linden Paper", "body") == "mention"


@pytest.mark.parametrize(
    "text",
    [
        "Linden Paper",
        "By Linden Paper staff",
        "(This story was originally published by The Linden Paper.)",
        "Republished with permission from paper.example",
        "The Linden Paper is a Harbour Digest news partner.",
        "© 2026 LINDEN PAPER",
        "转载自 Linden Paper",
        "Mit freundlicher Genehmigung von Linden Paper",
        "Julkaistu alun perin: Linden Paper",
        "Nguồn: Linden Paper",
        "この記事はLinden Paperから転載しました",
        "Ada Byron, Linden Paper",
    ],
)
def test_the_name_in_a_short_line_of_its_own_is_credit(text: str) -> None:
    assert shown(text) == "name"
    assert shown(text, place="body") == "mention"


@pytest.mark.parametrize(
    "text",
    [
        "“We will appeal,” she told the Linden Paper.",
        "Photo: Linden Paper",
        "Fotoğraf: Linden Paper",
        "Data: Linden Paper",
        "Ada Byron is a reporter at the Linden Paper.",
        "Read also: What Linden Paper readers should know",
        "Subscribe to the Linden Paper newsletter",
        "Is this what Linden Paper says?",
        "Advertise with Linden Paper",
        "Linden Paper contributed to this report",
        "disse o prefeito ao Linden Paper",
        "她告诉Linden Paper",
        "The Linden Paper moved to a tower at the river where the old mill burnt down in the war",
    ],
)
def test_a_line_about_a_picture_a_person_or_another_text_is_no_credit(text: str) -> None:
    assert shown(text) in ("other", "mention")


def test_a_line_that_came_with_the_text_is_no_credit_and_one_with_words_of_credit_is() -> None:
    spoken, rights = "Linden Paper am Montag", "© Linden Paper"
    original = replace(PAPER, lines=(PageLine(spoken, place="end"), PageLine(rights, place="end")))
    lines = PageLine(spoken, place="end"), PageLine(rights, place="end")
    assert [each.shown for each in show(*lines, others=(original,))] == ["copied", "name"]


def test_a_name_of_one_common_word_needs_its_capital() -> None:
    times = page(1, "times.example", source_name="Times")
    lines = PageLine("three times", place="end"), PageLine("Times", place="end")
    assert [each.line.text for each in show(*lines, others=(times,))] == ["Times"]


def test_a_name_in_a_script_without_blanks_is_found_within_a_line() -> None:
    [found] = show(PageLine("本文转载自中央社网站", place="end"), others=(CNA,))
    assert (found.party.article_id, found.shown) == (3, "agency_name")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AFP", ["Agence France-Presse"]),
        ("© dpa/Reuters 2026", ["Deutsche Presse-Agentur", "Reuters"]),
        ("Harrisburg, PA", []),
        ("AP Photo", []),
    ],
)
def test_a_line_that_is_only_the_marks_of_agencies_names_them(text: str, names: list[str]) -> None:
    found = [each for each in show(PageLine(text, place="end")) if each.shown == "agency_name"]
    assert sorted(each.party.name for each in found) == sorted(names)


def test_lines_show_nothing_of_a_page_s_own_publisher() -> None:
    sister = replace(page(4, "sister.example", source_name="Harbour Sister"), publisher_group="H")
    copy = replace(
        COPY,
        publisher_group="H",
        lines=(PageLine("Harbour Digest", place="end"), PageLine("x", sister.url, "x", "end")),
    )
    members = [copy, sister, PAPER]
    index = page_lines.index_members(members, Parties.from_members(members, {}))
    assert page_lines.read_lines(copy, index) == []


def test_an_original_that_is_not_stored_is_found_by_page_site_and_name() -> None:
    index = page_lines.index_outside_original(
        Original("https://www.ft.com/content/1", "Financial Times")
    )
    lines = (
        PageLine("", "http://ft.com/content/1", "", "end"),
        PageLine("Financial Times", "https://ft.com/", "Financial Times", "end"),
        PageLine("Courtesy of the Financial Times", place="end"),
        PageLine("", "https://ft.com/other", "", "page"),
        PageLine("Somebody else", place="end"),
    )
    found = page_lines.read_lines(replace(COPY, lines=lines), index)
    assert [each.shown for each in found] == ["page_link", "site_link", "name", "page"]


def test_several_agencies_outside_are_found_by_their_marks() -> None:
    index = page_lines.index_outside_original(Original("", "Reuters / Agence France-Presse"))
    lines = tuple(PageLine(text, place="end") for text in ("Thomson Reuters", "AFP"))
    found = page_lines.read_lines(replace(COPY, lines=lines), index)
    assert [each.party.key for each in found] == [page_lines.OUTSIDE_KEY] * 2


ANY_LINE = st.builds(
    PageLine,
    st.text(max_size=60),
    st.sampled_from(["", PAPER.url, FRONT, "https://[", "x", "https://far.example/" + "a" * 50]),
    st.text(max_size=20),
    st.sampled_from(["top", "body", "end", "credit", "caption", "page", "elsewhere", ""]),
)


@given(st.lists(ANY_LINE, max_size=6))
def test_any_line_is_read(lines: list[PageLine]) -> None:
    for sighting in show(*lines):
        assert sighting.party.article_id == 1 or sighting.party.agency
