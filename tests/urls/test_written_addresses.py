"""What is fetched is the address as it was written, in the form in which a browser sends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import urls

BASE = "https://paper.example/city/news.html"


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("/a?OpenDocument&Click=1", "https://paper.example/a?OpenDocument&Click=1"),
        ("/a?token=z9/Ab==&expires=1", "https://paper.example/a?token=z9/Ab==&expires=1"),
        ("/a?utm_source=x&id=%41", "https://paper.example/a?utm_source=x&id=%41"),
        ("/Caf%c3%a9", "https://paper.example/Caf%c3%a9"),
        ("/my article, day two", "https://paper.example/my%20article,%20day%20two"),
        ("/a\n\t/b\r\n", "https://paper.example/a/b"),
        (" bees.html\xa0", "https://paper.example/city/bees.html"),
        ("//other.example:443/", "https://other.example/"),
        ("https:/bees", "https://paper.example/bees"),
        ("http:/bees", "http://bees/"),
        (r"\\other.example\a", "https://other.example/a"),
        ("/a#comments", "https://paper.example/a"),
        ("/a#!/news/1", "https://paper.example/a#!/news/1"),
        ("//straße.example/", "https://xn--strae-oqa.example/"),
        ("//ada:secret@other.example/", "https://other.example/"),
    ],
)
def test_a_link_is_fetched_as_a_browser_would(link: str, written: str) -> None:
    assert urls.as_written(BASE, link) == written


@pytest.mark.parametrize(
    "link",
    [
        "mailto:ada@paper.example",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://2130706433/",
        "http://１２７.0.0.1/",
        "//%31%32%37.0.0.1",
        "//./",
        "//exa mple.com/",
    ],
)
def test_what_names_no_page_and_what_hides_its_host_is_no_address(link: str) -> None:
    assert urls.as_written(BASE, link) is None


def test_an_address_of_four_decimal_numbers_hides_nothing() -> None:
    assert urls.as_written("http://192.0.2.7/a", "b") == "http://192.0.2.7/b"
    assert urls.as_written("", "http://192.0.2.7./") == "http://192.0.2.7/"


def test_an_address_needs_no_page_around_it() -> None:
    assert urls.as_written("", "https://paper.example") == "https://paper.example/"
    assert urls.as_written("", "/a") is None


def test_a_link_that_is_compared_as_it_is_written_has_one_form() -> None:
    assert urls.read_link(BASE, "/a?b=1") == ("https://paper.example/a?b=1", "")
    assert urls.read_link(BASE, "/a?z=1&b=1") == (
        "https://paper.example/a?b=1&z=1",
        "https://paper.example/a?z=1&b=1",
    )
    assert urls.read_link(BASE, "mailto:ada@paper.example") is None


@given(st.text(max_size=60))
def test_the_written_form_is_written_and_compared_like_the_link(link: str) -> None:
    written = urls.as_written(BASE, link)
    if written:
        assert urls.as_written("", written) == written
        assert urls.canonical(written) == urls.join(BASE, link)
