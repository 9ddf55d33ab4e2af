"""Lines that a page keeps out of extracts: data-nosnippet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator.reading.rights.withheld import find_withheld_lines
from tests import cpu_limits

FIRST = "The bees came back to the roofs of the city in March."
SECOND = "A keeper counted eleven hives between the station and the river."
THIRD = "The council wants to plant lime trees along the canal next year."
LINES = [FIRST, SECOND, THIRD]


def withheld(markup: str) -> list[str]:
    return [*find_withheld_lines(LexborHTMLParser(f"<article>{markup}</article>"), LINES)]


@pytest.mark.parametrize("tag", ["div", "section", "span"])
def test_a_line_within_an_element_is_withheld(tag: str) -> None:
    assert withheld(f"<p>{FIRST}</p><{tag} data-nosnippet><p>{SECOND}</p></{tag}><p>{THIRD}</p>") == [SECOND]  # fmt: skip


@pytest.mark.parametrize("value", ["", '=""', '="true"', '="false"'])
def test_the_value_of_the_attribute_means_nothing(value: str) -> None:
    assert withheld(f"<div data-nosnippet{value}>{SECOND}</div>") == [SECOND]


@pytest.mark.parametrize("tag", ["p", "article", "aside", "li", "b"])
def test_on_other_elements_the_attribute_says_nothing(tag: str) -> None:
    assert withheld(f"<{tag} data-nosnippet>{SECOND}</{tag}>") == []


def test_all_lines_of_an_element_are_withheld() -> None:
    inner = f"<p>{FIRST}</p><p>{SECOND}</p>"
    assert withheld(f"<div data-nosnippet>{inner}</div><p>{THIRD}</p>") == [FIRST, SECOND]


def test_a_line_that_holds_a_withheld_passage_is_withheld_whole() -> None:
    part = "eleven hives between the station and the river"
    marked = SECOND.replace(part, f"<span data-nosnippet>{part}</span>")
    assert withheld(f"<p>{FIRST}</p><p>{marked}</p>") == [SECOND]


@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "{}<br>" + THIRD, "<p>" + FIRST + "</p>{}<p>x</p>"]
)
def test_a_short_passage_withholds_its_line(around: str) -> None:
    marked = SECOND.replace(
        "eleven", "<!-- note --><b>around <span data-nosnippet>eleven</span></b>"
    )
    line = SECOND.replace("eleven", "around eleven")
    tree = LexborHTMLParser(f"<article>{around.format(marked)}</article>")
    assert find_withheld_lines(tree, [FIRST, line, THIRD]) == (line,)


def test_a_label_beside_paragraphs_withholds_no_paragraph() -> None:
    label = "<span data-nosnippet>Advert</span>"
    assert withheld(f"<div>{label}<p>{FIRST}</p>{label}<p>{SECOND}</p></div>") == []


def test_a_beginning_in_common_is_not_enough() -> None:
    teaser = "The bees came back to the roofs of Linden and Kell, and nobody knows why."
    assert withheld(f"<p>{FIRST}</p><div data-nosnippet>The bees came back</div>") == []
    assert withheld(f"<p>{THIRD}</p><div data-nosnippet>{teaser[:28]}</div>") == []


def test_blanks_and_inner_markup_are_no_matter() -> None:
    marked = SECOND.replace("eleven", "\n  <b>eleven</b>&nbsp;").replace(" hives", "hives")
    assert withheld(f"<div data-nosnippet>{marked}</div>") == [SECOND]


def test_what_is_not_in_the_text_withholds_nothing() -> None:
    assert withheld(f"<p>{FIRST}</p><div data-nosnippet>We use cookies on this site.</div>") == []
    assert withheld(f"<p>{FIRST}</p>") == []


def test_a_script_without_blanks_is_compared_too() -> None:
    lines = ["蜜蜂在三月回到了城市的屋顶上。", "委员会希望明年沿着运河种植椴树。"]
    tree = LexborHTMLParser(f"<p>{lines[0]}</p><div data-nosnippet><p>{lines[1]}</p></div>")
    assert find_withheld_lines(tree, lines) == (lines[1],)


@given(st.lists(st.sampled_from(LINES)), st.lists(st.sampled_from(LINES)))
def test_each_line_within_an_element_is_withheld(shown: list[str], kept: list[str]) -> None:
    markup = "".join(f"<p>{line}</p>" for line in shown)
    markup += "".join(f"<div data-nosnippet><p>{line}</p></div>" for line in kept)
    tree = LexborHTMLParser(markup)
    assert set(find_withheld_lines(tree, [*shown, *kept])) == set(kept)


@given(st.text(), st.lists(st.text()))
def test_any_page_withholds_lines_of_the_text_only(markup: str, lines: list[str]) -> None:
    tree = LexborHTMLParser(f"<div data-nosnippet>{markup}</div>")
    assert set(find_withheld_lines(tree, lines)) <= set(lines)


@pytest.mark.parametrize(
    "part",
    [
        "<div data-nosnippet>",
        "<span data-nosnippet>a</span>",
        "<p>words </p>",
        "<i><span data-nosnippet>x",
    ],
)
def test_a_page_of_one_repeated_element_is_read_at_once(part: str) -> None:
    tree = LexborHTMLParser("<div data-nosnippet>" + part * 20_000)
    cpu_limits.check(lambda: find_withheld_lines(tree, ["words" * 5] * 20_000))
