"""A text that was read is read again unchanged: any sentences, wrapped as a page."""

import html

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import reading
from aggregator.model import Article, Page
from tests import corpus
from tests.reading.test_charset import TEXTS

SENTENCES = (*corpus.STORM, *corpus.BEES, *TEXTS.values())
SHAPES = (
    "<article>{}</article>",
    "<main><h1>Something else</h1><div class=entry-content>{}</div></main>",
    "<div id=page><nav><a href=/>Home</a></nav><div>{}</div><footer>Imprint</footer></div>",
)


@given(
    st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=9, unique=True),
    st.sampled_from(SHAPES),
)
@settings(max_examples=60)
def test_a_text_wrapped_as_a_page_is_read_unchanged(lines: list[str], shape: str) -> None:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    page = f"<!doctype html><html><head><title>Something else</title></head><body>{shape.format(paragraphs)}</body></html>"
    first = reading.read(Page("https://a.example/2026/03/09/b", page.encode()))
    assert isinstance(first, Article)
    assert first.text.split("\n") == lines
