"""What an item of a feed says of its article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.reading.rights.feed_items import read_item
from aggregator.rights.policy import RULES

BASE, FEED = "https://paper.example/news/bees", "https://paper.example/feed"
CC = "https://creativecommons.org/licenses/by/4.0/"
NAMES = (
    'xmlns:rsl="https://rslstandard.org/rsl" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule" '
    'xmlns:cc="http://web.resource.org/cc/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def said(inner: str) -> list[str]:
    found = read_item(etree.fromstring(f"<item {NAMES}>{inner}</item>"), BASE, FEED)
    assert {(each.place, each.url) for each in found} <= {("feed", FEED)}
    return [f"{each.mark} {each.value}".strip() for each in found]


@pytest.mark.parametrize(
    ("inner", "marks"),
    [
        (f"<creativeCommons:license>{CC}</creativeCommons:license>", [f"licence {CC}"]),
        (f'<cc:license rdf:resource="{CC}"/>', [f"licence {CC}"]),
        (f'<atom:link rel="license" href="{CC}"/>', [f"licence {CC}"]),
        ('<link rel="license" type="application/rsl+xml" href="/l.xml"/>', ["rsl https://paper.example/l.xml"]),
        ("<dc:rights>© The Paper</dc:rights>", ["copyright © The Paper"]),
        (f'<media:license href="{CC}">of a picture</media:license>', []),
        ("<link>https://paper.example/news/bees</link><title>Bees</title>", []),
        ("<atom:content>no licence</atom:content>", []),
    ],
)  # fmt: skip
def test_an_element_is_a_mark(inner: str, marks: list[str]) -> None:
    assert said(inner) == marks


def test_an_rsl_content_is_read() -> None:
    inner = (
        '<rsl:content><rsl:license><rsl:permits type="usage">search</rsl:permits></rsl:license>'
        "<rsl:copyright>The Paper</rsl:copyright></rsl:content>"
    )
    assert said(inner) == ["rsl", "rsl prohibits ai-all", "copyright-holder The Paper"]


@given(
    st.lists(
        st.sampled_from(
            ["<rsl:content>", "</rsl:content>", "<rsl:license>", "</rsl:license>", "<!-- a -->", "&#65;",
             "<license>", "</license>", "<rsl:permits>all</rsl:permits>", '<link rel="license"/>', "<rights/>"]
        )
    ).map("".join)
)  # fmt: skip
def test_any_item_makes_known_marks_only(inner: str) -> None:
    tree = etree.fromstring(f"<item {NAMES}>{inner}</item>", etree.XMLParser(recover=True))
    assert {each.mark for each in read_item(tree, BASE)} <= set(RULES)
