"""Licences that a page links: elements, headers, scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading.rights.links import read_link_header, read_links
from aggregator.rights.policy import RULES
from aggregator.statements import Statement
from tests import cpu_limits

BASE = "https://paper.example/news/bees"
CC = "https://creativecommons.org/licenses/by/4.0/"
RSL = "application/rsl+xml"
SCRIPT = (
    f'<script type="{RSL}"><rsl xmlns="https://rslstandard.org/rsl"><content url="/news/"><license>'
    '<prohibits type="usage">ai-train</prohibits></license></content></rsl></script>'
)


def marks(said: tuple[Statement, ...]) -> list[str]:
    return [f"{each.mark} {each.value}".strip() for each in said]


def links(markup: str) -> list[str]:
    return marks(read_links(LexborHTMLParser(markup), BASE))


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (f'<link rel="license" href="{CC}">', [f"licence {CC}"]),
        (f'<a rel="nofollow license" href="{CC}">CC BY</a>', [f"licence {CC}"]),
        (f'<link itemprop="license" href="{CC}">', [f"licence {CC}"]),
        ('<a rel=license href="/licence">Terms</a>', ["licence https://paper.example/licence"]),
        ('<a rel=license href="//cc.example/by">CC BY</a>', ["licence https://cc.example/by"]),
        (f'<link rel=license type="{RSL}" href="/l.xml">', ["rsl https://paper.example/l.xml"]),
        (SCRIPT, ["rsl", "rsl prohibits ai-train"]),
        ('<a rel=license href="javascript:x()">CC</a><a rel=license>CC</a>', []),
        (f'<a href="{CC}">CC BY</a>', []),
    ],
)
def test_a_licence_is_linked_by_an_element(markup: str, said: list[str]) -> None:
    assert links(markup) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (f'<{CC}>; rel="license"', [f"licence {CC}"]),
        (f"<{CC}>; rel=license", [f"licence {CC}"]),
        (f'</l.xml>; type="{RSL}"; rel="license"', ["rsl https://paper.example/l.xml"]),
        (f'</l.xml>; rel="license"; type="{RSL}"', ["rsl https://paper.example/l.xml"]),
        (f'</a>; rel="next", <{CC}>; title="a, b; c"; rel="license x", </b>; rel=prev', [f"licence {CC}"]),
        (f'<{CC}>; rel="describedby"; title="rel=license"', []),
        (f"<{CC}>", []),
        ("rel=license", []),
    ],
)  # fmt: skip
def test_a_licence_is_linked_by_a_header(value: str, said: list[str]) -> None:
    assert marks(read_link_header(value, BASE)) == said


@given(st.text("<>;,=\"' relicns/https:x", max_size=80))
def test_any_header_is_read(value: str) -> None:
    for each in read_link_header(value, BASE):
        assert each.mark in RULES
        assert each.value.startswith(("https://", "http://"))


@given(st.text(), st.text())
def test_any_address_and_script_is_read(link: str, script: str) -> None:
    markup = f'<a rel=license href="{link}">x</a><script type="{RSL}">{script}</script>'
    assert {each.split()[0] for each in links(markup)} <= {"licence", "rsl"}


@pytest.mark.parametrize("part", ["<a>", "<a>;", '<a>; rel="', "<", '; a="b"', "<a>; rel=license,"])
def test_a_long_header_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_link_header(part * 200_000, BASE))


@pytest.mark.parametrize(
    "part", [f'<a rel=license href="{CC}">', f'<script type="{RSL}"><rsl>', SCRIPT]
)
def test_a_page_of_many_licences_is_read_at_once(part: str) -> None:
    tree = LexborHTMLParser(part * 3_000)
    cpu_limits.check(lambda: read_links(tree, BASE))
