"""Lists of sources: the shipped seeds, and lists in OPML or tables.

A list comes from anybody: it is capped in size, and a row that cannot be used is reported
with its line and left out.
"""

import io
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from aggregator import clock, urls
from aggregator.errors import AddressError, NotStored, ReadingError, UsageError
from aggregator.formats import opml, seed_states, source_tables
from aggregator.formats.compressed import DAMAGE_ERRORS, decompress_stream
from aggregator.model import Feed, Source, SourceKind
from storage.frontier.sources import Sources

SourceWithFeeds = tuple[Source, tuple[Feed, ...]]

MAX_LIST_BYTES = 12 * 1024 * 1024  # bytes of a list, decompressed: more than 100,000 rows
MAX_NAME_LENGTH = 200  # characters
BATCH_SIZE = 5000  # sources stored in one transaction: a crawl beside it does not wait long

COUNTRY = re.compile(r"([A-Z]{2})?")  # ISO 3166-1 alpha-2
LANGUAGE = re.compile(r"([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?")  # BCP 47

# What the lists in circulation call the ways in which a source announces news.
FEED_KINDS: dict[str, str] = {
    "atom": "feed",
    "feed": "feed",
    "news_sitemap": "news_sitemap",
    "newsmap": "news_sitemap",
    "rss": "feed",
    "section": "section",
    "site": "feed",
    "sitemap": "news_sitemap",
}
SOURCE_KINDS: tuple[SourceKind, ...] = ("publisher", "agency", "aggregator")

# Bytes that are not UTF-8, as "surrogateescape" decodes them (PEP 383). U+FFFD is a character.
NOT_UTF8 = re.compile("[\udc80-\udcff]")

# Country codes that people often mistake, and the right one.
MISTAKEN_CODES = {"EL": "GR", "EN": "GB", "UK": "GB"}


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many sources and feeds of a list were new."""

    sources: int
    feeds: int


def store_sources(
    sources: Sources, listed: Iterable[SourceWithFeeds], *, overwrite: bool = False
) -> ImportCounts:
    """Store sources with their feeds. What is known already stays, unless `overwrite`."""
    count, announced, now, rest = 0, 0, clock.now(), iter(listed)
    while batch := list(islice(rest, BATCH_SIZE)):
        with sources.transaction():
            for source, feeds in batch:
                count += sources.source_id(source.domain) is None
                due = None if feeds else now
                source_id = sources.upsert(source, now, discovery_due=due, overwrite=overwrite)
                announced += sum(sources.add_feed(feed, source_id, now) for feed in feeds)
    return ImportCounts(count, announced)


def parse_source(row: Mapping[str, str]) -> Source:
    """Return the source of a row with the columns of `source_tables`. Raises AddressError, ReadingError."""
    site, feed = row.get("site", ""), row.get("feed", "")
    if not site and not feed:
        raise ReadingError("neither site nor feed")
    site = _choose_site_address(site, feed)
    kind = row.get("kind", "").lower()
    if kind and kind not in SOURCE_KINDS and not _parse_feed_kind(kind):
        raise ReadingError(f"unknown kind {kind[:40]!r}")
    domain, name = urls.site(site), _clean_name(row.get("name", ""))
    return Source(
        domain,
        "" if name == domain else name,  # as OPML calls those without a name
        site,
        _check_code("country", COUNTRY, row.get("country", "").upper()),
        _check_code("language", LANGUAGE, row.get("language", "")).replace("_", "-"),
        kind if kind in SOURCE_KINDS else "publisher",
        _clean_name(row.get("publisher_group") or row.get("owner", "")),
    )


def _parse_feed_kind(word: str) -> str:
    """Returns the kind of feed that a list calls so; "" when no parser in `spiders/` has it."""
    if not word or word in FEED_KINDS or word in SOURCE_KINDS:
        return FEED_KINDS.get(word, "")
    from spiders import registry  # imports every spider

    return word if word in registry.list_feed_kinds() else ""


def _choose_site_address(site: str, feed: str) -> str:
    """Return the address of the site; without a valid one, the root of the host of its feed."""
    try:
        if site:
            return urls.canonical(site if "://" in site else f"https://{site}")
    except AddressError:
        if not feed:
            raise
    return urls.join(urls.canonical(feed), "/") or feed


def _clean_name(name: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:MAX_NAME_LENGTH]


def _check_code(what: str, pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ReadingError(f"{what} {text[:40]!r} is no code")
    return text


def find_domain(sources: Sources, text: str) -> str:
    """Return the present domain of the source that `text` names: any domain of it, or the address of a page.

    Raises NotStored.
    """
    if present := sources.find_present_domain(text.lower()):
        return present
    with suppress(AddressError):
        domain = urls.site(text if "://" in text else f"https://{text}")
        if present := sources.find_present_domain(domain):
            return present
    raise NotStored(f"no source {text}: `aggregator source list` shows all")


# Seeds


def read_seeds(countries: Sequence[str] = ()) -> Iterator[SourceWithFeeds]:
    """Yield the shipped sources of these countries (ISO 3166-1 alpha-2), or of all, without their dead feeds.

    Raises UsageError, ReadingError.
    """
    files = find_seed_files(countries, seed_folder())
    return (found for path in files for found in _leave_out_dead(path))


def find_seed_files(countries: Sequence[str], folder: Path) -> list[Path]:
    """Return the files of these countries (ISO 3166-1 alpha-2), or of all. Raises UsageError."""
    files = {path.stem.upper(): path for path in folder.glob("[a-z][a-z].toml")}
    codes = {code.upper() for code in countries}
    for code in sorted(codes - files.keys()):
        raise UsageError(f"no seeds for {code}: {_suggest_country(code, files)}")
    return [files[code] for code in sorted(codes or files)]


def seed_folder() -> Path:
    """Return the folder of the seeds: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parents[1]
    shipped = package / "seeds"
    return shipped if shipped.is_dir() else package.parent / "seeds"


def _leave_out_dead(path: Path) -> Iterator[SourceWithFeeds]:
    """Yields the sources of a file; of one without a living feed, the crawl looks for a feed."""
    dead = {url for url, state in seed_states.read_states(path).items() if state.is_dead}
    for source, feeds in read_seed_file(path):
        yield source, tuple(feed for feed in feeds if feed.url not in dead)


def read_seed_file(path: Path) -> Iterator[SourceWithFeeds]:
    """Yield the sources of a country's file, with all their feeds."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    common = {"country": listed["country"], "language": listed["language"]}
    return (_parse_seed({**common, **row}) for row in listed["sources"])


def _parse_seed(row: Mapping[str, Any]) -> SourceWithFeeds:
    domain = urls.site(row["site"])
    listed = Source(
        domain,
        row["name"],
        row["site"],
        row["country"],
        row["language"],
        row.get("kind", "publisher"),
        row.get("publisher_group") or row.get("owner", ""),
    )
    feeds = [Feed(url, domain) for url in row.get("feeds", ())]
    sitemaps = [Feed(url, domain, "news_sitemap") for url in row.get("sitemaps", ())]
    return listed, (*feeds, *sitemaps)


def _suggest_country(code: str, files: Mapping[str, Path]) -> str:
    """Suggest the code of a country given by its name or a usual mistake; else list all codes."""
    named = (
        key
        for key, path in files.items()
        if path.read_text("utf-8").casefold().startswith(f'name = "{code.casefold()}"')
    )
    meant = MISTAKEN_CODES.get(code) or next(named, None)
    return f"did you mean {meant}?" if meant in files else f"there are {' '.join(sorted(files))}"


# Lists


def read_list(path: Path | Literal["-"]) -> tuple[list[SourceWithFeeds], list[str]]:
    """Return the sources of a list (`-`: standard input), and why rows were left out.

    OPML, or values separated by tabs, commas or semicolons under a line of column names; plain or compressed with
    gzip or xz; all are detected from the content. Raises UsageError for a file of neither kind, ReadingError for a damaged
    or too large one.
    """
    data = _read_content(path)
    rows = (
        opml.read_outlines
        if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
        else source_tables.read_table
    )
    by_domain: dict[str, tuple[Source, dict[str, Feed]]] = {}
    left_out: list[str] = []
    for line, row in rows(data, str(path)):
        try:
            given, feed = _parse_source_and_feed(row)
        except (AddressError, ReadingError) as error:
            left_out.append(f"line {line}: {error}")
            continue
        before, feeds = by_domain.get(given.domain, (given, {}))
        by_domain[given.domain] = (_fill_gaps(before, given), feeds)
        if feed:
            feeds.setdefault(feed.url, feed)
    return [(source, tuple(feeds.values())) for source, feeds in by_domain.values()], left_out


def _read_content(path: Path | Literal["-"]) -> bytes:
    """Return the whole list, decompressed. Raises ReadingError."""
    try:
        data = sys.stdin.buffer.read(MAX_LIST_BYTES + 1) if path == "-" else _read_start(path)
        if len(data) <= MAX_LIST_BYTES:
            data = decompress_stream(io.BufferedReader(io.BytesIO(data))).read(MAX_LIST_BYTES + 1)
    except DAMAGE_ERRORS as error:
        raise ReadingError(f"{path} is damaged: {error}: get it again") from error
    if len(data) > MAX_LIST_BYTES:
        raise ReadingError(f"{path}: more than {MAX_LIST_BYTES >> 20} MiB: split the list")
    return data


def _read_start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_LIST_BYTES + 1)


def _parse_source_and_feed(row: Mapping[str, str]) -> tuple[Source, Feed | None]:
    """Return the source and the feed of a row. Raises AddressError, ReadingError."""
    cells = {column: cell.strip() for column, cell in row.items()}
    if any(NOT_UTF8.search(cell) for cell in cells.values()):
        raise ReadingError("not UTF-8")
    given = parse_source(cells)
    if not cells.get("feed"):
        return given, None
    kind = _parse_feed_kind((cells.get("type") or cells.get("kind", "")).lower()) or "feed"
    title = _clean_name(cells.get("title", ""))
    return given, Feed(urls.canonical(cells["feed"]), given.domain, kind, title)


def _fill_gaps(first: Source, then: Source) -> Source:
    """Merge two rows of one source: the values of the first win, the second fills gaps."""
    return replace(
        first,
        name=first.name or then.name,
        country=first.country or then.country,
        language=first.language or then.language,
        kind=then.kind if first.kind == "publisher" else first.kind,
        publisher_group=first.publisher_group or then.publisher_group,
    )
