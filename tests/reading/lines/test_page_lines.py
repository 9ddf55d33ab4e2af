"""Links to other sites and short lines around an article, and how much of them is kept."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import reading
from aggregator.model import Article, Page, PageLine, Record
from aggregator.reading.lines import element_kinds, line_choice, page_lines, shown_addresses

URL = "https://copier.example/a"
PROSE = (
    "The ferry between Kell and Orsund sails again from Saturday, two winters after the ice tore",
    "Eleven crossings a day are planned, fewer than before, since only one of both ramps was built",
    "People who work on the mainland slept in a school hall from Monday to Thursday all winter long",
)
HEAD = "<title>Ferry sails again</title><h1>Ferry sails again</h1>"
BODY = "".join(f"<p>{prose} loose the last of its boats in the dark.</p>" for prose in PROSE)


def read_lines(body: str, head: str = HEAD) -> tuple[PageLine, ...]:
    page = f"<!doctype html><html lang=en><body><article>{head}{body}</article></body></html>"
    outcome = reading.read(Page(URL, page.encode(errors="replace")))
    assert isinstance(outcome, Article), outcome
    assert outcome.lines is not None
    return outcome.lines


@pytest.mark.parametrize("words", ["Lumen", "Diambil dari", "Hat tip to", "¶", "Lees dit bij"])
@pytest.mark.parametrize("place", ["top", "end"])
def test_a_link_beside_the_text_is_kept_in_any_words(words: str, place: str) -> None:
    line = f'<p>{words} <a href="https://kell-courier.example/a">Courier</a></p>'
    lines = read_lines(line + BODY if place == "top" else BODY + line)
    expected = PageLine(f"{words} Courier", "https://kell-courier.example/a", "Courier", place)
    assert expected in lines


def test_a_short_line_without_a_link_is_kept_beside_the_text_and_not_within_it() -> None:
    first, *others = BODY.split("</p>")
    within = f"{first}</p><p>Nobody was hurt.</p>{'</p>'.join(others)}"
    lines = read_lines(f"{within}<p>Courtesy: Kell Courier</p>")
    assert [line.text for line in lines] == ["Courtesy: Kell Courier"]


@pytest.mark.parametrize(
    "line",
    [
        "Ferry sails again",  # the headline
        "November 20, 2026, 10:15",
        "Published on 20 Nov 2026",
        "Subscribe to our newsletter for the latest updates",
        "Leave a comment",
        '<a href="/tag/ferries">Ferries and ramps</a>',
        '<a href="https://twitter.com/share?u=x">Tweet</a>',
        '<a href="https://copier.example/b">Our other page</a>',
    ],
)
def test_what_names_no_source_is_not_kept(line: str) -> None:
    assert read_lines(f"<p>{line}</p>{BODY}<p>{line}</p>") == ()


def test_above_the_headline_a_bare_link_is_navigation() -> None:
    link = '<a href="https://kell-courier.example/">Kell Courier</a>'
    head = f"<title>Ferry sails again</title><p>From our partner {link}</p><p>{link}</p><h1>Ferry sails again</h1>"
    assert read_lines(BODY, head) == (
        PageLine(
            "From our partner Kell Courier", "https://kell-courier.example/", "Kell Courier", "top"
        ),
    )


def test_a_logo_is_kept_with_its_alternative_text() -> None:
    logo = '<div><a href="https://north.example/"><img src="/l.png" alt="The North"></a></div>'
    assert read_lines(BODY + logo) == (
        PageLine("The North", "https://north.example/", "The North", "end"),
    )


def test_a_redirect_is_unwrapped_and_tracking_removed() -> None:
    target = "https%3A%2F%2Fkell-courier.example%2Fa%3Futm_source%3Db"
    lines = read_lines(f'{BODY}<p>Via <a href="/out?url={target}">Courier</a></p>')
    assert lines[0].url.startswith("https://kell-courier.example/a")


def test_an_address_that_is_no_link_is_one() -> None:
    lines = read_lines(f"{BODY}<p>www.kell-courier.example</p><p>https://north.example/b</p>")
    assert [(line.url, line.place) for line in lines] == [
        ("https://www.kell-courier.example/", "end"),
        ("https://north.example/b", "end"),
    ]


def test_a_list_of_other_articles_ends_the_surroundings() -> None:
    teasers = "".join(
        f'<li><a href="/{n}">Another headline of this paper, number {n}</a></li>' for n in range(3)
    )
    late = '<p>See <a href="https://kell-courier.example/a">Courier</a></p><p>By Ann Lee</p>'
    assert read_lines(f"{BODY}<h3>More</h3><ul>{teasers}</ul>{late}") == (
        PageLine("More", place="end"),
        PageLine("", "https://kell-courier.example/a", "Courier", "page"),
    )


def test_a_note_in_small_print_after_the_text_is_no_part_of_it() -> None:
    note = (
        "<p><em>The Orsund Wire is a newsroom without profit that looks into harbours and ramps. This "
        'story was <a href="https://orsund.example/f">originally published</a> there.</em></p>'
    )
    assert [line.place for line in read_lines(BODY + note)] == ["end"]
    assert [line.place for line in read_lines(note + BODY)] == ["top"]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ("article__source", "credit"),
        ("articleSource", "credit"),
        ("isBasedOn", "credit"),
        ("entry-footer syndication", "credit"),
        ("wp-caption-text", "caption"),
        ("media__credit", "caption"),
        ("site-footer", "end"),
        ("related-posts source", "related"),
        ("fa-credit-card", ""),
        ("font-source-sans", ""),
        ("resource-list", ""),
        ("entry-content", ""),
        ("", ""),
    ],
)
def test_the_names_of_an_element_say_what_it_is_for(names: str, kind: str) -> None:
    assert element_kinds.classify_names(names) == kind


def test_the_table_of_names_is_in_order_and_has_no_name_twice() -> None:
    assert list(element_kinds.NAMES) == sorted(set(element_kinds.NAMES))


def test_a_text_that_is_handed_in_has_lines_too() -> None:
    prose = [f"{line} of the sound, from which nobody could walk home any more." for line in PROSE]
    link = "https://kell-courier.example/a"
    near = ("Ferry sails again", "By Orsund Wire"), ("Source: Kell Courier", link)
    text = "\n".join([*near[0], *prose, *near[1]])
    outcome = reading.read_text(Record(Page(URL, b""), text=text, title="Ferry sails again"))
    assert isinstance(outcome, Article)
    assert outcome.lines is not None
    assert set(outcome.lines) == {
        PageLine("By Orsund Wire", place="top"),
        PageLine("Source: Kell Courier", place="end"),
        PageLine(link, link, link, "end"),
    }


def test_few_links_of_many_are_kept() -> None:
    links = "".join(
        f'<p><a href="https://h{n % 40}.example/{n}">Link {n}</a></p>' for n in range(10_000)
    )
    lines = read_lines(f"{BODY}<nav>{links}</nav>{links}")
    assert len(lines) <= page_lines.MAX_FAR_LINKS + line_choice.MAX_LINES_AFTER


def test_words_of_a_page_are_shortened_and_hold_no_control_characters() -> None:
    words = "x\u202ey\u200b\x07 " * 50_000
    lines = read_lines(f'{BODY}<p>{words}<a href="https://north.example/">{words}</a></p>')
    for line in lines:
        assert len(line.text) <= shown_addresses.MAX_LINE
        assert len(line.anchor) <= shown_addresses.MAX_ANCHOR
        assert "\u202e" not in line.text + line.anchor


PIECES = st.sampled_from(
    [
        *(
            "<div>",
            "</div>",
            "<p>",
            "</p>",
            "<a href='https://o.example/1'>",
            "</a>",
            "<br>",
            "<h1>",
        ),
        *("<table>", "<td>", "<figure>", "</figure>", "<footer>", "<nav class=source>", "<!-- -->"),
        *(
            "<em>",
            "</em>",
            "By Ann",
            "www.o.example",
            BODY,
            "http://[",
            "\u202e",
            "&#0;",
            "<a href='//'>",
        ),
    ]
)


@given(st.lists(PIECES, max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_markup_has_lines_within_the_limits(pieces: list[str]) -> None:
    page = f"<!doctype html><html><body>{''.join(pieces)}{BODY}</body></html>"
    outcome = reading.read(Page(URL, page.encode(errors="replace")))
    if not isinstance(outcome, Article):
        return
    assert outcome.lines is not None
    assert len(set(outcome.lines)) == len(outcome.lines) <= 120
    for line in outcome.lines:
        assert line.place in ("top", "body", "end", "credit", "caption", "page")
        assert line.text or line.url
        assert len(line.text) <= shown_addresses.MAX_LINE


def test_saved_pages_have_lines() -> None:
    body = (Path(__file__).parents[2] / "pages" / "end_link_alone.html").read_bytes()
    outcome = reading.read(Page("https://end-link-alone.example/news/item-1", body))
    assert isinstance(outcome, Article)
    assert [(line.place, line.url) for line in outcome.lines or () if line.url] == [
        ("end", "https://www.kell-courier.example/2026/ferry")
    ]
