"""Reads pages: bytes to Article, metadata and source traces before the body; bytes to feed entries."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from aggregator import urls
from aggregator.model import Article, Page, Record, Rejected
from aggregator.reading import (
    charset,
    html_cleanup,
    metadata,
    page_kinds,
    prefilter,
    source_traces,
    split_lines,
)
from aggregator.reading.dates import ClaimedDate, parse_date, parse_date_and_precision
from aggregator.reading.metadata import Metadata
from aggregator.reading.split_lines import SplitLines

__all__ = ["ClaimedDate", "parse_date", "parse_date_and_precision", "read", "read_text"]


def read(page: Page) -> Article | Rejected:
    """Returns the article of a page, or why it is none. Never raises for what a page holds."""
    url = _canonical_or_as_given(page.final_url or page.url)
    reason = prefilter.find_bytes_rejection(page)
    if reason:
        return Rejected(url, reason)
    headers = dict(page.headers)
    full_html = charset.decode_page(page.body, headers.get("content-type", ""))[0]
    html = html_cleanup.strip_scripts(full_html)
    reason = prefilter.find_markup_rejection(html)
    if reason:
        return Rejected(url, reason)
    tree = _parse_tree(html)
    from aggregator.reading import (  # trafilatura takes half a second to import
        body,
        fallbacks,
        trafilatura_engine,
    )

    declared = fallbacks.add_visible_authors(metadata.read_metadata(tree, url, headers), html, tree)
    page_traces = source_traces.find_in_page(tree, declared, url or declared.canonical, page.entry)
    parsed = trafilatura_engine.parse_page(html)
    declared = fallbacks.add_visible_date(declared, html, tree, parsed, url)
    lines = body.extract_lines(parsed, tree, declared)
    body_lines = split_lines.split_body_lines(
        lines, (declared.title, *declared.titles), declared.authors
    )
    reason, flags = page_kinds.classify_page(declared, body_lines, tree, full_html, url)
    if reason:
        return Rejected(url, reason)
    traces = source_traces.merge_traces(page_traces, source_traces.find_in_lines(lines))
    return _make_article(url, declared, body_lines, traces, flags)


def _parse_tree(html: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(html)
    except SelectolaxError as error:  # any markup has a tree: only memory can be missing
        raise MemoryError from error


def read_text(record: Record) -> Article | Rejected:
    """Returns the article of a record that was supplied as text, with its supplied fields."""
    url = _canonical_or_as_given(record.page.final_url or record.page.url)
    lines = [" ".join(line.split()) for line in (record.text or "").splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return Rejected(url, "empty")
    supplied = _supplied_metadata(record)
    body_lines = split_lines.split_body_lines(lines, (supplied.title,), supplied.authors)
    return _make_article(url, supplied, body_lines, source_traces.find_in_lines(lines))


def _supplied_metadata(record: Record) -> Metadata:
    published = parse_date(record.published or "")
    return Metadata(
        title=record.title or "",
        authors=record.authors or (),
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_offset=published.offset if published else None,
    )


def _make_article(
    url: str,
    declared: Metadata,
    body_lines: SplitLines,
    sources: source_traces.Traces,
    flags: tuple[str, ...] = (),
) -> Article:
    return Article(
        url=url,
        canonical_url=declared.canonical,
        title=declared.title,
        text="\n".join(body_lines.text),
        link_text="\n".join(body_lines.link_text),
        authors=declared.authors,
        published=declared.published,
        published_precision=declared.published_precision,
        published_offset=declared.published_offset,
        modified=declared.modified,
        language=declared.language,
        publisher=declared.publisher,
        section=declared.section,
        image=declared.image,
        free=declared.free,
        rights=declared.rights,
        removed=body_lines.removed,
        sources=sources,
        field_origins=declared.field_origins,
        flags=flags,
    )


def _canonical_or_as_given(url: str) -> str:
    """Returns the canonical spelling of an address; an invalid one stays as it is."""
    try:
        return urls.canonical(url)
    except ValueError:
        return url
