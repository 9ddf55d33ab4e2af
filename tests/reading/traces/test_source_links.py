"""Links that show where a text comes from."""

from selectolax.lexbor import LexborHTMLParser

from aggregator.model import SourceTrace
from aggregator.reading.traces import source_links


def _find_source_links(html: str, page_url: str, own_site: str) -> list[SourceTrace]:
    page = source_links.list_links_and_paragraphs(LexborHTMLParser(html), own_site)
    return source_links.find_source_links(page, page_url)


def test_sharing_links_and_own_links_are_no_source() -> None:
    html = "".join(
        f'<p>Source: <a href="{href}">x</a></p>'
        for href in (
            "https://facebook.com/a",
            "/own",
            "https://www.example.org/b",
            "mailto:a@b.c",
            "//[",
        )
    )
    assert _find_source_links(html, "https://example.org/", "example.org") == []


def test_a_label_in_its_own_block_names_the_link_below_it() -> None:
    html = '<h4>Source</h4><p><a href="https://there.test/a">The Courier</a></p>'
    (trace,) = _find_source_links(html, "https://own.test/", "own.test")
    assert (trace.kind, trace.url, trace.name) == (
        "link_phrase",
        "https://there.test/a",
        "The Courier",
    )


def test_links_within_prose_are_kept_with_the_words_around_them() -> None:
    prose = "It opened on Monday after three years of work, as " * 4
    html = f'<p>{prose}<a href="https://there.test/a?utm_source=b">The Courier wrote</a>, and so on.</p>'
    (trace,) = _find_source_links(html, "https://own.test/", "own.test")
    assert (trace.kind, trace.url) == ("body_link", "https://there.test/a")
    assert "The Courier wrote" in trace.phrase
