"""Our driver of trafilatura extracts what trafilatura extracts."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import trafilatura.settings
import trafilatura.xpaths
from lxml import html

from aggregator.reading.extraction import trafilatura_engine, trafilatura_selectors

PAGES = [
    path
    for path in sorted((Path(__file__).parents[2] / "pages").glob("*.html"))
    if "layout" not in path.stem  # those we read better
    and "rejected" not in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
]
MARKED = """<html><body><div class="main-content"><nav class=Navbar><p class="x share-bar">a</p></nav>
<div id=story><section class="post-content teaser"><p>b</p><p style="display: none">c</p></section>
<span class=reply-1 id=x>d</span><span id=x class=reply-1>e</span><div aria-hidden=true>f</div>
<ol class=commentlist><li>g</li></ol><details class="Comments">h</details><div role=Navigation>i</div>
<div class=cookie-consent id=a>j</div><div class=page-footer>r</div><div id=cookies>k</div><div class="infinite-scroll"><h1>l</h1></div>
<aside class="mvp-post-add-box">m</aside><div class="elementor-share-buttons">n</div><p class=caption>o</p>
<div data-lp-replacement-content>p</div><section class="fullText">q</section></div></div></body></html>"""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("path", [None, *PAGES], ids=lambda path: path.stem if path else "marked")
def test_the_selectors_find_what_the_replaced_expressions_find(path: Path | None) -> None:
    tree = html.document_fromstring(path.read_bytes() if path else MARKED.encode())
    assert trafilatura_selectors.REPLACEMENTS
    for name, number, select in trafilatura_selectors.REPLACEMENTS:
        expected = getattr(trafilatura.xpaths, name)[number](tree)
        assert select(tree) == (expected[:1] if name == "BODY_XPATH" else expected), name
    assert set(trafilatura_selectors.select_non_text(tree)) == set(
        trafilatura.settings.BASIC_CLEAN_XPATH(tree)
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_body_is_the_same_as_from_the_library_itself(path: Path) -> None:
    page = path.read_text(encoding="utf-8", errors="replace")
    options = trafilatura.settings.Extractor(output_format="python", comments=False)
    options.min_extracted_size = 100
    document = trafilatura.bare_extraction(page, options=options)
    expected = str(document.text) if document else ""
    tree = trafilatura_engine.parse_page(page)
    text = "" if tree is None else trafilatura_engine.extract_text(tree, wide=False)
    joiners = dict.fromkeys(map(ord, trafilatura_engine.JOINERS))  # which the library drops
    assert text.translate(joiners).split() == expected.split()


def test_a_second_extraction_from_a_tree_equals_the_first() -> None:
    for path in PAGES[::6]:
        page = path.read_text(encoding="utf-8", errors="replace") + MARKED
        asked, fresh = trafilatura_engine.parse_page(page), trafilatura_engine.parse_page(page)
        assert asked is not None
        assert fresh is not None
        first = trafilatura_engine.extract_text(asked, wide=False)
        assert trafilatura_engine.extract_text(asked, wide=True) == trafilatura_engine.extract_text(
            fresh, wide=True
        )
        assert trafilatura_engine.extract_text(asked, wide=False) == first


def test_a_nested_aside_does_not_protect_the_asides_that_follow() -> None:
    prose = "".join(f"<p>{'A sentence of the article stands here. ' * 4}</p>" for _ in range(4))
    asides = "<aside>One<aside>Two</aside></aside><p>Amid.</p><aside>Three is no part of it</aside>"
    page = f"<html><body><article>{asides}{prose}{asides}{prose}</article></body></html>"
    tree = trafilatura_engine.parse_page(page)
    assert tree is not None
    assert "Three" not in trafilatura_engine.extract_text(tree, wide=False)
