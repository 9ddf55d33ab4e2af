"""trafilatura driven by us finds what trafilatura finds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.reading import trafilatura_engine

PAGES = [
    path
    for path in sorted((Path(__file__).parents[1] / "pages").glob("*.html"))
    if "layout" not in path.stem  # those we read better
    and "rejected" not in json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
]
# In a process of its own: importing our engine puts our walks into the library's lists.
ALONE = """
import json, logging, sys
from pathlib import Path
from lxml import html
from trafilatura import bare_extraction, settings, xpaths
from trafilatura.settings import Extractor

logging.disable(logging.CRITICAL)
originals = {name: list(getattr(xpaths, name)) for name in dir(xpaths) if name.endswith("XPATH")}
originals["DISCARD_IMAGE_ELEMENTS"] = list(xpaths.DISCARD_IMAGE_ELEMENTS)
options = Extractor(output_format="python", comments=False)
options.min_extracted_size = 100
texts = []
for path in sys.argv[1:]:
    found = bare_extraction(Path(path).read_text("utf-8", "replace"), options=options)
    texts.append(found.text if found else "")

from aggregator.reading import walks

differ = []
for path in sys.argv[1:]:
    tree = html.document_fromstring(Path(path).read_bytes())
    for name, listed in originals.items():
        for xpaths_of, number, walk in walks.REPLACED:
            if xpaths_of is getattr(xpaths, name):
                meant = listed[number](tree)
                found = walk(tree)
                if found != (meant[:1] if name == "BODY_XPATH" else meant):
                    differ.append([path, name, number])
    if set(settings.BASIC_CLEAN_XPATH(tree)) != set(walks.cleaned(tree)):
        differ.append([path, "BASIC_CLEAN_XPATH"])
print(json.dumps({"texts": texts, "differ": differ, "walks": len(walks.REPLACED)}))
"""
MARKED = """<html><body><div class="main-content"><nav class=Navbar><p class="x share-bar">a</p></nav>
<div id=story><section class="post-content teaser"><p>b</p><p style="display: none">c</p></section>
<span class=reply-1 id=x>d</span><span id=x class=reply-1>e</span><div aria-hidden=true>f</div>
<ol class=commentlist><li>g</li></ol><details class="Comments">h</details><div role=Navigation>i</div>
<div class=cookie-consent id=a>j</div><div class=page-footer>r</div><div id=cookies>k</div><div class="infinite-scroll"><h1>l</h1></div>
<aside class="mvp-post-add-box">m</aside><div class="elementor-share-buttons">n</div><p class=caption>o</p>
<div data-lp-replacement-content>p</div><section class="fullText">q</section></div></div></body></html>"""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    marked = tmp_path_factory.mktemp("engine") / "marked.html"
    marked.write_text(MARKED, encoding="utf-8")
    command = [sys.executable, "-c", ALONE, str(marked), *map(str, PAGES)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


def test_the_walks_find_what_the_expressions_in_their_places_find(
    alone: dict[str, list[str]],
) -> None:
    assert alone["walks"]
    assert alone["differ"] == []


def test_the_body_is_the_one_that_the_library_finds_alone(alone: dict[str, list[str]]) -> None:
    differ = []
    for path, text in zip(PAGES, alone["texts"][1:], strict=True):
        tree = trafilatura_engine.parsed(path.read_text(encoding="utf-8", errors="replace"))
        found = "" if tree is None else trafilatura_engine.extracted(tree, wide=False)
        found = found.translate(
            dict.fromkeys(map(ord, trafilatura_engine.JOINERS))
        )  # which it drops
        differ += [path.stem] if found.split() != text.split() else []
    assert differ == []


def test_a_tree_that_was_asked_before_answers_as_if_it_were_asked_first() -> None:
    for path in PAGES[::6]:
        page = path.read_text(encoding="utf-8", errors="replace") + MARKED
        asked, fresh = trafilatura_engine.parsed(page), trafilatura_engine.parsed(page)
        assert asked is not None
        assert fresh is not None
        first = trafilatura_engine.extracted(asked, wide=False)
        assert trafilatura_engine.extracted(asked, wide=True) == trafilatura_engine.extracted(
            fresh, wide=True
        )
        assert trafilatura_engine.extracted(asked, wide=False) == first


def test_what_stands_in_an_aside_within_an_aside_hides_none_of_those_that_follow() -> None:
    prose = "".join(f"<p>{'A sentence of the article stands here. ' * 4}</p>" for _ in range(4))
    asides = "<aside>One<aside>Two</aside></aside><p>Amid.</p><aside>Three is no part of it</aside>"
    page = f"<html><body><article>{asides}{prose}{asides}{prose}</article></body></html>"
    tree = trafilatura_engine.parsed(page)
    assert tree is not None
    assert "Three" not in trafilatura_engine.extracted(tree, wide=False)
