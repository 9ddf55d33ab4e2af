"""Dates that a page shows but does not declare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import visible_date


def beside(line: str, language: str = "", url: str = "") -> str | None:
    page = f"<html><body><p>8 May 2001</p><h1>Bridge reopens</h1>{line}<p>Text.</p></body></html>"
    return visible_date.find_publication_day(page, url, language)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>March 9, 2026</p>", "2026-03-09"),
        ("<p>By Ann Lee | <span>9th</span> of March 2026</p>", "2026-03-09"),
        ("<p>Mon, 9 Mar 2026 10:15 GMT</p>", "2026-03-09"),
        ("<p>9. März 2026, 10:15 Uhr</p>", "2026-03-09"),
        ("<p>Le 9 août 2026 à 10h15</p>", "2026-08-09"),
        ("<p>9 de marzo de 2026</p>", "2026-03-09"),
        ("<p>9 марта 2026</p>", "2026-03-09"),
        ("<p>2026年3月9日 10:15</p>", "2026-03-09"),
        ("<p>2026. 3. 9. </p><p>2026년 3월 9일</p>", "2026-03-09"),
        ("<p>2026-03-09</p>", "2026-03-09"),
        ("<p>09.03.2026</p>", "2026-03-09"),
        ("<p>25/12/2026</p>", "2026-12-25"),
        ('<time datetime="2026-03-09T10:00:00Z">today</time>', "2026-03-09"),
    ],
)
def test_a_day_below_the_headline_is_read_in_many_languages(line: str, day: str) -> None:
    assert beside(line) == day


def test_a_numeric_date_is_month_first_only_on_american_pages() -> None:
    assert beside("<p>03/09/2026</p>", "en-US") == "2026-03-09"
    assert beside("<p>03/09/2026</p>", "en-GB") == "2026-09-03"
    assert beside("<p>13/09/2026</p>", "en-US") == "2026-09-13"


def test_the_day_of_publication_is_preferred_to_the_day_of_a_change() -> None:
    assert beside("<p>Updated 9 March 2026</p><p>Published 2 March 2026</p>") == "2026-03-02"


def test_the_day_of_a_change_is_better_than_none() -> None:
    page = "<body><h1>Bridge reopens</h1><p>Last updated on 9 March 2026</p></body>"
    assert visible_date.find_publication_day(page, "", "") == "2026-03-09"


def test_the_day_of_a_copyright_or_an_event_is_no_day_of_publication() -> None:
    page = "<body><h1>Bridge reopens</h1><p>© 9 March 2026 Harbour Post</p></body>"
    assert visible_date.find_publication_day(page, "", "") is None


def test_a_day_in_the_address_is_preferred() -> None:
    url = "https://post.example/2026/03/02/bridge"
    assert beside("<p>9 March 2026</p>", url=url) == "2026-03-02"
    assert beside("<p>9 March 2026</p>", url="https://post.example/2026/13/02/x") == "2026-03-09"


def test_an_impossible_day_is_ignored() -> None:
    assert beside("<p>31 February 2026, 9 March 2026</p>") == "2026-03-09"


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_page_and_any_address_have_a_day_or_none(line: str, url: str) -> None:
    result = beside(line, url=url)
    assert result is None or len(result) == 10


def test_an_address_may_name_its_month() -> None:
    url = "https://post.example/news/2026/march/02/bridge/"
    assert beside("<p>03/02/2026</p>", "en", url) == "2026-03-02"


def test_a_standalone_date_is_preferred_to_a_date_in_a_sentence() -> None:
    prose = (
        f"<p>{'The old bridge over the river had been closed for repairs ' * 2}on 4 May 2024.</p>"
    )
    page = f"<body><div>9 March 2026</div><h1>Bridge reopens</h1>{prose}</body>"
    assert visible_date.find_publication_day(page, "", "") == "2026-03-09"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p>By Ann Lee</p><p>Posted 9 March 2026</p>", "2026-03-09"),
        ("<p>9 March 2026</p><p>8 March 2026</p>", None),
        ("<p>9 March 2026</p><i>9 March 2026</i>", "2026-03-09"),
        ("<p>Broadcast in the morning show of Radio Marl, 9 March 2026, 10:15</p>", None),
    ],
)
def test_far_from_the_headline_only_a_single_standalone_date_counts(
    line: str, day: str | None
) -> None:
    text = "<p>The bridge was closed for three years.</p>" * 300
    html = f"<body><h1>Bridge reopens</h1>{text}{line}</body>"
    assert visible_date.find_publication_day(html, "", "") is None
    assert visible_date.find_only_day(visible_date.strip_tags(html), "") == day
