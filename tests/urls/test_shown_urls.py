"""An address is shown in words that readers know, and never looks like another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import urls
from aggregator.errors import AddressError


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://xn--bcher-kva.example/%E4%BA%AC", "https://bücher.example/京"),
        ("https://xn--strae-oqa.example/", "https://straße.example/"),
        ("https://xn--wgv71a119e.jp/a?q=%C3%A4", "https://日本語.jp/a?q=ä"),
        (
            "http://xn--d1abbgf6aiiy.xn--p1ai/%d0%bd%d0%be%d0%b2%d0%be",
            "http://президент.рф/ново",
        ),
        ("https://paper.example/%D7%A9%D7%9C%D7%95%D7%9D", "https://paper.example/שלום"),
    ],
)
def test_words_are_readable(url: str, shown: str) -> None:
    assert urls.to_show(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://xn--80ak6aa92e.com/",  # Cyrillic letters that look like apple
        "https://xn--pple-43d.com/",  # one Cyrillic letter among Latin ones
        "https://paper.example/%2Fa%3Fb%20c%25d",
        "https://paper.example/%E2%80%AEgpj.exe",  # turns the direction round
        "https://paper.example/a%E2%81%84b%E3%80%80c%C2%ADd",
        "https://paper.example/%CC%88a",  # a mark without its letter
        "https://paper.example/caf%E9",  # no UTF-8
    ],
)
def test_what_could_mislead_stays_escaped(url: str) -> None:
    assert urls.to_show(url) == url


def test_a_fraction_slash_does_not_end_the_host() -> None:
    assert urls.to_show("https://paper.example\u2044a/") == "https://paper.xn--examplea-k03d/"


def test_host_and_path_do_not_change_places() -> None:
    url = "https://xn--4dbrk0ce.example/%D7%A9"
    assert urls.to_show(url) == "https://ישראל.example/%D7%A9"


def test_a_text_that_is_no_address_is_shown_without_signs_that_hide() -> None:
    assert urls.to_show("see\u202ehere") == "see%E2%80%AEhere"


@given(st.text(max_size=40).map("https://paper.example/".__add__) | st.text(max_size=40))
def test_the_shown_form_leads_to_the_same_page(text: str) -> None:
    try:
        compared = urls.canonical(text)
    except AddressError:
        return
    assert urls.canonical(urls.to_show(text)) == compared
