"""Bytes to Article: metadata and source evidence first, then the body; bytes to feed and sitemap entries."""

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
from aggregator.reading.dates import Claim, claim, claimed
from aggregator.reading.metadata import Metadata
from aggregator.reading.split_lines import Sorted

__all__ = ["Claim", "claim", "claimed", "read", "read_text"]


def read(page: Page) -> Article | Rejected:
    """The article of a page, or why it is none. Never raises for what a page holds."""
    url = _spelled(page.final_url or page.url)
    reason = prefilter.of_bytes(page)
    if reason:
        return Rejected(url, reason)
    headers = dict(page.headers)
    whole = charset.decode(page.body, headers.get("content-type", ""))[0]
    html = html_cleanup.slim(whole)
    reason = prefilter.of_markup(html)
    if reason:
        return Rejected(url, reason)
    tree = _tree(html)
    from aggregator.reading import (  # trafilatura takes half a second to import
        body,
        fallbacks,
        trafilatura_engine,
    )

    told = fallbacks.signed(metadata.read(tree, url, headers), html, tree)
    seen = source_traces.of_page(tree, told, url or told.canonical, page.entry)
    parsed = trafilatura_engine.parse(html)
    told = fallbacks.dated(told, html, tree, parsed, url)
    lines = body.lines(parsed, tree, told)
    parts = split_lines.sort(lines, (told.title, *told.heads), told.authors)
    reason, flags = page_kinds.judged(told, parts, tree, whole, url)
    if reason:
        return Rejected(url, reason)
    return _article(
        url, told, parts, source_traces.merged(seen, source_traces.of_lines(lines)), flags
    )


def _tree(html: str) -> LexborHTMLParser:
    try:
        return LexborHTMLParser(html)
    except SelectolaxError as error:  # any markup has a tree, for which there may be no room
        raise MemoryError from error


def read_text(record: Record) -> Article | Rejected:
    """The article of a record that was handed in as text, with what its giver says of it."""
    url = _spelled(record.page.final_url or record.page.url)
    lines = [" ".join(line.split()) for line in (record.text or "").splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return Rejected(url, "empty")
    published = claim(record.published or "")
    told = Metadata(
        title=record.title or "",
        authors=record.authors or (),
        published=published.value if published else None,
        published_precision=published.precision if published else None,
        published_offset=published.offset if published else None,
    )
    parts = split_lines.sort(lines, (told.title, *told.heads), told.authors)
    return _article(url, told, parts, source_traces.of_lines(lines))


def _article(
    url: str,
    told: Metadata,
    parts: Sorted,
    sources: source_traces.Traces,
    flags: tuple[str, ...] = (),
) -> Article:
    return Article(
        url=url,
        canonical_url=told.canonical,
        title=told.title,
        text="\n".join(parts.text),
        link_text="\n".join(parts.link_text),
        authors=told.authors,
        published=told.published,
        published_precision=told.published_precision,
        published_offset=told.published_offset,
        modified=told.modified,
        language=told.language,
        publisher=told.publisher,
        section=told.section,
        image=told.image,
        free=told.free,
        rights=told.rights,
        removed=parts.removed,
        sources=sources,
        found=told.found,
        flags=flags,
    )


def _spelled(url: str) -> str:
    """The canonical spelling of an address; one that is none stays as it is."""
    try:
        return urls.canonical(url)
    except ValueError:
        return url
