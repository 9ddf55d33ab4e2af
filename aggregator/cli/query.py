"""Questions: `trace`, `compare`, `search`."""

import codecs
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.address_forms import looks_like_address, unwrap
from aggregator.cli import output, text_output, text_trace
from aggregator.cli.session import Session, add_database_options, write_message
from aggregator.errors import NotStored, UsageError

if TYPE_CHECKING:
    from aggregator.api import Aggregator
    from aggregator.config import CrawlConfig
    from aggregator.model import Article, TrustList

ANSWERED = ("original_here", "original_outside", "common_source")
MAX_TEXT = 10 * 1024 * 1024  # bytes of a text that is asked about, the same as of a page

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="URL|ID|STORY|HEADLINE|TEXT|FILE|-")
@click.option("--all", "show_all", is_flag=True, help="All evidence and all copies.")
@click.option("--no-fetch", is_flag=True, help="Do not fetch a page that is not stored.")
@as_json
@add_database_options
@click.pass_context
def trace(
    ctx: click.Context, query: tuple[str, ...], show_all: bool, no_fetch: bool, as_json: bool
) -> None:
    """Who published it first, who copied it, who gives credit.

    Takes an address, also as an archive, a cache, AMP, a mobile page or a redirect has it; the id of a
    stored article; "story 17"; a headline, exact or nearly so; a text, or a passage or a quotation of
    it, also an altered one; or a FILE (- is standard input) with a text, or with HTML if it starts
    with "<". A page that is not stored is fetched as a crawl would, matched and forgotten, where a
    contact is set. Ends with 0 when an origin is named and with 6 when the evidence names none.
    """
    session: Session = ctx.obj
    trust = session.read_trust_list()
    asked, text = read_query(query, trust)
    with session.open_for_reading() as aggregator:
        try:
            answer = aggregator.trace(asked, text=text)
        except NotStored:
            settings = session.settings().crawl
            may_fetch = bool(settings.contact or settings.allow_hosts)
            if no_fetch or not may_fetch or not looks_like_address(asked):
                raise
            answer = aggregator.trace(asked, text=_fetch_article(asked, settings, trust))
    if as_json:
        output.write_json(answer)
    else:
        text_trace.write_trace(answer, show_all=show_all)
    if answer.verdict not in ANSWERED:
        ctx.exit(6)


def read_query(words: Sequence[str], trust: "TrustList") -> "tuple[str, str | Article | None]":
    """Return a question, and the text of the file that it names, if it names one. Raises UsageError.

    An id, a story and an address with http:// or https:// come before a file, a file before an address
    without them, and that before a headline or a text.
    """
    from aggregator.trace.question import read_question

    query = " ".join(words)
    if not query.strip():
        raise UsageError(
            "the question is empty: name an address, an id, a headline, a text or a file"
        )
    kind = read_question(query).kind
    if kind in ("id", "story") or is_id_or_url(query):
        return query, None
    if query == "-" or is_path(query):
        return query, read_text_file(query, trust)
    if named := [word for word in words if is_path(word)]:
        raise UsageError(f"{named[0]} is a file: name one file, and nothing else")
    if kind == "words" or looks_like_address(query):
        return query, None
    raise UsageError(
        f"{query} does not exist, and is no id, address, headline or text: an address has "
        "https:// or a path, a headline or a text has several words"
    )


def is_path(name: str) -> bool:
    """Return whether a file or a folder has this name; a text is too long for one."""
    try:
        return Path(name).exists()
    except OSError:
        return False


def _fetch_article(url: str, settings: "CrawlConfig", trust: "TrustList") -> "Article":
    from aggregator.crawl.fetch_once import fetch_article

    page = unwrap(url)
    write_message(f"not stored: fetching {page}")
    return fetch_article(page, settings, trust)


def is_id_or_url(query: str) -> bool:
    """Whether a query names a stored article by id or address, and not a file."""
    return query.isdecimal() or bool(re.match(r"https?://", query, re.IGNORECASE))


def read_text_file(name: str, trust: "TrustList") -> "str | Article":
    """Return the text of a file, or the article of an HTML page. Raises UsageError."""
    if Path(name).is_dir():
        raise UsageError(f"{name} is a folder: name a file, or - for standard input")
    try:
        with sys.stdin.buffer if name == "-" else Path(name).open("rb") as source:
            body = source.read(MAX_TEXT + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    if len(body) > MAX_TEXT:
        raise UsageError(f"{name}: more than {MAX_TEXT >> 20} MiB: too large for one text")
    if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return _read_html_article(name, body, trust)
    return _decode_text(name, body)


def _decode_text(name: str, body: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else Windows-1252. Raises UsageError."""
    try:
        marked = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = body.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("cp1252", "replace")
    if "\0" in text:
        raise UsageError(f"{name} holds no text: save it as plain text, or as HTML")
    return text


def _read_html_article(name: str, body: bytes, trust: "TrustList") -> "Article":
    from functools import partial

    from aggregator import reading
    from aggregator.ingest import process_pool
    from aggregator.model import Page, Rejected

    # In a process of its own: a hostile page may take for ever, or all the memory there is.
    [outcome] = process_pool.map_in_order(
        partial(reading.read, trust=trust),
        [Page("", body)],
        lambda page, why: Rejected(page.url, why),
        workers=1,
    )
    if isinstance(outcome, Rejected):
        raise UsageError(f"{name} holds no article ({outcome.reason}): give its text instead")
    return outcome


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--min-words",
    type=click.IntRange(3, 1000),
    default=5,
    show_default=True,
    help="Leave out shorter passages.",
)
@click.option("--no-quotes", is_flag=True, help="Leave out passages in quotation marks of A.")
@as_json
@add_database_options
@click.pass_obj
def compare(
    session: Session, a: str, b: str, min_words: int, no_quotes: bool, as_json: bool
) -> None:
    """How much of two stored articles is the same, with the passages. A and B are ids or URLs."""
    for key in (a, b):
        require_id_or_url(key)
    with session.open_for_reading() as aggregator:
        comparison = aggregator.compare(a, b, min_words=min_words, quotes=not no_quotes)
    if as_json:
        output.write_json(comparison)
    else:
        text_output.write_comparison(comparison)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many."
)
@output.add_list_options
@add_database_options
@click.pass_obj
def search(
    session: Session, query: tuple[str, ...], limit: int, as_json: bool, as_csv: bool
) -> None:
    """Articles that hold every word of the QUERY, best first.

    "Words in quotes" stay together; -word, after --, leaves articles out.
    """
    with session.open_for_reading() as aggregator:
        count = _write_results(aggregator, " ".join(query), limit, as_json, as_csv)
    if not count:
        write_message("nothing found")


def _write_results(
    aggregator: "Aggregator", query: str, limit: int, as_json: bool, as_csv: bool
) -> int:
    columns = ("id", "source", "title", "first_seen", "story_id", "snippet")
    rows = aggregator.search(query, limit=limit)
    return output.write_rows(rows, columns, as_json=as_json, as_csv=as_csv)


def require_id_or_url(key: str) -> None:
    if not is_id_or_url(key):
        raise UsageError(f"{key} is neither an id nor an http(s) address")
