"""Reads pages: bytes to Article, metadata and source traces before the body; bytes to feed entries."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from aggregator import urls
from aggregator.model import NO_TRUST, Article, Page, PageLine, Record, Rejected, TrustList
from aggregator.reading import (
    charset,
    header_fields,
    html_cleanup,
    meta_refresh,
    metadata,
    page_kinds,
    prefilter,
    rights,
    split_lines,
)
from aggregator.reading.dates import ClaimedDate, parse_date_and_precision, parse_supplied_date
from aggregator.reading.lines import page_lines
from aggregator.reading.manifests import page_manifests, text_manifests, variation_selectors
from aggregator.reading.manifests.page_manifests import FoundManifest
from aggregator.reading.metadata import Metadata
from aggregator.reading.split_lines import SplitLines
from aggregator.reading.traces import source_links, source_traces
from aggregator.statements import PRODUCT

__all__ = ["ClaimedDate", "parse_date_and_precision", "parse_supplied_date", "read", "read_text"]

MIN_KEPT_SHARE = 0.1  # of a text that was handed in; if less of it would stay, nothing is removed


def read(page: Page, trust: TrustList = NO_TRUST, product: str = PRODUCT) -> Article | Rejected:
    """Returns the article of a page, or why it is none. Never raises for what a page holds.

    `trust` says whose signed manifests are trusted, `product` by which token publishers address us.
    """
    url = _canonical_or_as_given(page.final_url or page.url)
    reason = prefilter.find_bytes_rejection(page)
    if reason:
        return Rejected(url, reason)
    headers = header_fields.join_headers(page.headers)
    full_html = charset.decode_page(page.body, headers.get("content-type", ""))[0]
    signed_html, full_html = full_html, text_manifests.strip_manifests(full_html)
    html = html_cleanup.strip_scripts(full_html)
    reason = prefilter.find_markup_rejection(html)
    if reason:
        return Rejected(url, reason)
    tree = _parse_tree(html)
    from aggregator.reading import body, fallbacks  # trafilatura takes half a second to import
    from aggregator.reading.extraction import trafilatura_engine

    declared = fallbacks.add_visible_authors(metadata.read_metadata(tree, url, headers), html, tree)
    known_url = url or declared.canonical
    said = rights.read_page(tree, declared, page.headers, known_url, product)
    own_site = source_traces.site_or_empty(known_url)
    linked_page = source_links.list_links_and_paragraphs(tree, own_site)
    page_traces = source_traces.find_in_page(tree, declared, known_url, page.entry, linked_page)
    parsed = trafilatura_engine.parse_page(html)
    declared = fallbacks.add_visible_date(declared, html, tree, parsed, url)
    lines = body.extract_lines(parsed, tree, declared)
    body_lines = split_lines.split_body_lines(
        lines, (declared.title, *declared.titles), declared.authors
    )
    reason, flags = page_kinds.classify_page(declared, body_lines, tree, full_html, url)
    if reason:
        return Rejected(url, _name_refresh(reason, page))
    traces = source_traces.merge_traces(page_traces, source_traces.find_in_lines(lines))
    near = page_lines.find_in_page(
        tree, linked_page, body_lines.text, (declared.title, *declared.titles), known_url, own_site
    )
    found = page_manifests.find_in_page(page.body, signed_html, lines, trust)
    declared = fallbacks.add_article_address(declared, url)
    article = _make_article(url, declared, body_lines, traces, near, flags, found)
    return rights.add_to_article(article, said, tree)


def _name_refresh(reason: str, page: Page) -> str:
    """Returns the reason, or that a page without text sends browsers elsewhere."""
    has_no_text = reason in ("empty", "too_short")
    if has_no_text and meta_refresh.find_refresh(page.body, page.final_url or page.url):
        return "meta_refresh"
    return reason


def _parse_tree(html: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(html)
    except SelectolaxError as error:  # any markup has a tree: only memory can be missing
        raise MemoryError from error


def read_text(record: Record, trust: TrustList = NO_TRUST) -> Article | Rejected:
    """Returns the article of a record that was supplied as text, with its supplied fields.

    `trust` says whose signed manifests are trusted.
    """
    url = _canonical_or_as_given(record.page.final_url or record.page.url)
    found = page_manifests.find_in_text(record.text or "", trust)
    text = variation_selectors.strip_selector_runs(record.text or "")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return Rejected(url, "empty")
    supplied = _supplied_metadata(record)
    body_lines = _split_supplied_lines(lines, supplied)
    traces = source_traces.find_in_lines(lines)
    own_site = source_traces.site_or_empty(url)
    near = page_lines.find_in_text(lines, supplied.title, url, own_site)
    return _make_article(url, supplied, body_lines, traces, near, found=found)


def _split_supplied_lines(lines: list[str], supplied: Metadata) -> SplitLines:
    """Returns the lines of a supplied text. Whoever hands in a text that looks like boilerplate means it."""
    body_lines = split_lines.split_body_lines(lines, (supplied.title,), supplied.authors)
    kept = sum(map(len, body_lines.link_text))
    if body_lines.text and kept >= MIN_KEPT_SHARE * sum(map(len, lines)):
        return body_lines
    return SplitLines(tuple(lines), tuple(lines), ())


def _supplied_metadata(record: Record) -> Metadata:
    published = parse_supplied_date(record.published or "")
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
    lines: tuple[PageLine, ...],
    flags: tuple[str, ...] = (),
    found: tuple[FoundManifest, ...] = (),
) -> Article:
    text = variation_selectors.strip_selector_runs("\n".join(body_lines.text))
    return Article(
        url=url,
        canonical_url=declared.canonical,
        amp_url=declared.amp,
        title=variation_selectors.strip_selector_runs(declared.title),
        text=text,
        link_text=variation_selectors.strip_selector_runs("\n".join(body_lines.link_text)),
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
        removed=body_lines.removed,
        sources=sources,
        field_origins=declared.field_origins,
        flags=flags,
        lines=lines,
        manifests=page_manifests.judge_shares(found, text),
    )


def _canonical_or_as_given(url: str) -> str:
    """Returns the canonical spelling of an address; an invalid one stays as it is."""
    try:
        return urls.canonical(url)
    except ValueError:
        return url
