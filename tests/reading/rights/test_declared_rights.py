"""What JSON-LD, meta elements and lines of a page say of its rights."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading.rights.copyright_lines import read_copyright_line
from aggregator.reading.rights.declared import read_declared
from aggregator.reading.rights.microdata import read_holders
from aggregator.rights.policy import RULES
from aggregator.statements import Statement

BASE = "https://paper.example/news/bees"
CC = "https://creativecommons.org/licenses/by/4.0/"
FIELDS = ["license", "copyrightNotice", "copyrightHolder", "usageInfo", "isAccessibleForFree", "hasPart", "name", "url"]  # fmt: skip
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["False", CC, "/terms"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=12,
)


FILLER = "Bees sleep at night. " * 300


def marks(said: tuple[Statement, ...]) -> list[str]:
    return [f"{each.mark} {each.value}".strip() for each in said]


def declared(**node: Any) -> list[str]:
    return marks(read_declared([node], {}, BASE))


def shown(markup: str) -> list[str]:
    return marks(read_copyright_line(LexborHTMLParser(markup)))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (CC, [f"licence {CC}"]),
        ("/licence", ["licence https://paper.example/licence"]),
        ({"@type": "CreativeWork", "url": CC}, [f"licence {CC}"]),
        ([CC, "/licence"], [f"licence {CC}", "licence https://paper.example/licence"]),
        ("CC BY 4.0", ["licence CC BY 4.0"]),
        ("CC-BY-4.0", ["licence CC-BY-4.0"]),
        ({"@type": "CreativeWork", "name": "House terms"}, ["licence House terms"]),
        (["", None], []),
    ],
)
def test_a_licence_is_an_address_or_a_name(value: Any, said: list[str]) -> None:
    assert declared(license=value) == said


def test_notice_holder_and_terms_are_read() -> None:
    holder = {"@type": "Organization", "name": "The Paper Ltd"}
    said = declared(copyrightNotice="© 2026 The Paper", copyrightHolder=holder, usageInfo="/terms")
    assert said == [
        "copyright © 2026 The Paper",
        "copyright-holder The Paper Ltd",
        "usage-info https://paper.example/terms",
    ]


def test_a_holder_that_is_described_elsewhere_is_named() -> None:
    node = {"copyrightHolder": [{"@id": "#paper"}, {"@id": "https://a.example/#b"}]}
    said = read_declared([node], {}, BASE, {"#paper": "The Paper Ltd"})
    assert marks(said) == [
        "copyright-holder The Paper Ltd",
        "copyright-holder https://a.example/#b",
    ]


def test_a_holder_in_microdata_is_that_of_the_article_and_not_of_its_picture() -> None:
    markup = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><div itemscope itemtype="https://schema.org/ImageObject">'
        '<i itemprop="copyrightHolder">Agency X</i></div><div itemprop="copyrightHolder" itemscope>'
        '<meta itemprop="name" content="The Paper Ltd"></div></div>'
    )
    assert marks(read_holders(LexborHTMLParser(markup))) == ["copyright-holder The Paper Ltd"]


@pytest.mark.parametrize("value", [False, "False", "false", "http://schema.org/False"])
def test_an_article_for_subscribers_is_not_free(value: object) -> None:
    assert declared(isAccessibleForFree=value) == ["not free"]


@pytest.mark.parametrize("value", [True, "True", None, "no", ""])
def test_other_articles_say_nothing(value: object) -> None:
    assert declared(isAccessibleForFree=value) == []


@pytest.mark.parametrize("wrap", [lambda part: part, lambda part: [{"cssSelector": ".a"}, part]])
def test_an_article_with_a_part_for_subscribers_is_not_free(wrap: Any) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"}
    assert declared(isAccessibleForFree=True, hasPart=wrap(part)) == ["not free"]


def test_elements_declare_copyright_and_licence() -> None:
    metas = {"copyright": ["The Paper Ltd"], "dcterms.license": [CC], "author": ["Ann Lee"]}
    said = read_declared([], metas, BASE)
    assert marks(said) == [f"licence {CC}", "copyright The Paper Ltd"]
    assert {each.place for each in said} == {"meta"}


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<footer><p>About us</p>© 2026 The Paper.</footer>", ["copyright © 2026 The Paper."]),
        ('<p class="copyright">Copyright The Paper</p>', ["copyright Copyright The Paper"]),
        ("<footer>(c) 2026 The Paper</footer>", ["copyright (c) 2026 The Paper"]),
        ("<footer>Bees are under the right of copy.</footer>", []),
        ("<footer><p>The Paper 2026 ©</p></footer>", ["copyright The Paper 2026 ©"]),
        ("<div id=site-footer>©\n <a>The Paper</a></div>", ["copyright © The Paper"]),
        (
            "<p>2026 Die Zeitung. Alle Rechte vorbehalten.</p>",
            ["copyright 2026 Die Zeitung. Alle Rechte vorbehalten"],
        ),
        ("<p>© 2026 The Paper</p>", ["copyright © 2026 The Paper"]),
        (
            f"<p>Copyright 2026 The Paper</p>\n<p>{FILLER}</p>",
            ["copyright Copyright 2026 The Paper"],
        ),
        (f"<p>© A photographer</p><p>{FILLER}</p>", []),
        ("<footer><a>Copyright policy</a></footer>", []),
    ],
)
def test_a_line_names_the_holder(markup: str, said: list[str]) -> None:
    assert shown(markup) == said


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_node_makes_known_marks_only(node: dict[str, Any]) -> None:
    for each in read_declared([node], {}, BASE):
        assert each.mark in RULES
        assert len(each.value) <= 2_500


@given(st.text())
def test_any_footer_is_read(text: str) -> None:
    assert len(shown(f"<footer>{text}</footer>")) <= 1
