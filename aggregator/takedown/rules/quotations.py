"""What remains of the claims of an article that quotes a work or names its address."""

from dataclasses import replace
from urllib.parse import urlsplit

from aggregator.model import Manifest, PageLine, SourceTrace
from aggregator.takedown.rules.byte_search import PreparedSearch
from aggregator.takedown.rules.findings import contains_quotation
from aggregator.takedown.types import ArticleClaims

NO_PROVENANCE = "{}"


def without_quotations(search: PreparedSearch, claims: ArticleClaims) -> ArticleClaims:
    """Returns an article's claims without words and addresses of the works."""
    return replace(
        claims,
        removed=tuple(line for line in claims.removed if not contains_quotation(search, line.text)),
        sources=tuple(_without_quotation(search, trace) for trace in claims.sources),
        lines=_drop_quotations_from_lines(search, claims.lines),
        manifests=tuple(_drop_quotation_from_manifest(search, each) for each in claims.manifests),
        provenance=NO_PROVENANCE
        if contains_quotation(search, claims.provenance)
        else claims.provenance,
        canonical_url=claims.url
        if contains_quotation(search, claims.canonical_url)
        else claims.canonical_url,
    )


def _without_quotation(search: PreparedSearch, trace: SourceTrace) -> SourceTrace:
    """A source trace without words or address of the works; it still names whom it credits."""
    if contains_quotation(search, trace.url):
        trace = replace(trace, url="", name=trace.name or urlsplit(trace.url).netloc)
    return replace(
        trace,
        phrase="" if contains_quotation(search, trace.phrase) else trace.phrase,
        name="" if contains_quotation(search, trace.name) else trace.name,
    )


def _drop_quotation_from_manifest(search: PreparedSearch, manifest: Manifest) -> Manifest:
    """A signed manifest without title or address of the works; it still says who signed."""
    return replace(
        manifest,
        title="" if contains_quotation(search, manifest.title) else manifest.title,
        detail="" if contains_quotation(search, manifest.detail) else manifest.detail,
    )


def _drop_quotations_from_lines(
    search: PreparedSearch, lines: tuple[PageLine, ...] | None
) -> tuple[PageLine, ...] | None:
    """The lines of a page without words or address of the works; what is left empty goes."""
    if lines is None:
        return None
    left = (_line_without_quotation(search, line) for line in lines)
    return tuple(line for line in left if line.text or line.url)


def _line_without_quotation(search: PreparedSearch, line: PageLine) -> PageLine:
    """A line of a page without words or address of the works; its link still leads to their site.

    Words of a link to a work may be part of its headline, so they go with the address.
    """
    links_work = contains_quotation(search, line.url)
    quotes_work = contains_quotation(search, f"{line.text}\n{line.anchor}")
    if not links_work and not quotes_work:
        return line
    url = _front_page(search, line.url) if links_work else line.url
    return replace(line, text="", url=url, anchor="")


def _front_page(search: PreparedSearch, url: str) -> str:
    """Returns the front page of an address's site; "" if that is a work itself."""
    parts = urlsplit(url)
    front_page = f"{parts.scheme}://{parts.netloc}/"
    return "" if contains_quotation(search, front_page) else front_page
