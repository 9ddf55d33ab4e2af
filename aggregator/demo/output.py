"""What the tour prints: data on standard output, progress on standard error of a terminal only."""

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from urllib.parse import urlsplit

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from aggregator import labels
from aggregator.api import Aggregator
from aggregator.crawl import CrawlReport
from aggregator.demo.editions import Editions
from aggregator.demo.server import Newsroom
from aggregator.demo.world import World
from aggregator.model import Credit
from aggregator.results import ArticleRow, StoredArticle, Story, StoryMember, TraceResult
from aggregator.results.takedowns import SearchProof, TakedownCase, TakedownPreview

WIDTH = 100  # columns, where the output is no terminal
MAX_EVIDENCE = 6  # items of a trace that are shown
COUNTS = (("feeds", "feeds"), ("found", "pages found"), ("fetched", "fetched"), ("new", "stored"))
FEED_FORMATS = {
    "atom.xml": "Atom",
    "broken.xml": "broken RSS",
    "json": "JSON Feed",
    "news.xml": "news sitemap",
    "rdf.xml": "RDF",
    "rss.xml": "RSS 2.0",
    "": "section page",
}


@cache
def _make_console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def write_paragraph(text: str = "", style: str = "") -> None:
    """Print a line of prose, wrapped to the width with an indent."""
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    folded = wrap(
        text,
        _make_console().width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    _make_console().print(Text("\n".join(folded)), style=style, soft_wrap=True)


def write_heading(text: str) -> None:
    write_paragraph()
    write_paragraph(text, "bold")


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], None] | None]:
    """Show a progress bar of pages; yields what sets the number done, None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done, total=max(total, done))


def write_introduction(world: World) -> None:
    own = sum(post.manner == "own" for post in world.postings)
    copies = sum(post.is_copy for post in world.postings)
    write_paragraph("A miniature news world on this machine; nothing leaves it.", "bold")
    write_paragraph(
        f"{len(world.sites)} sites, {own} articles written for them, {copies} copies, and a page that "
        "carries several. Real HTTP, the shipped spiders."
    )


def write_crawl(what: str, report: CrawlReport) -> None:
    """Print one line with the counts of a crawl."""
    counts = [f"{report.counts.get(name, 0)} {word}" for name, word in COUNTS]
    write_paragraph(f"  {what:42}{', '.join(counts)}")


def write_refusing_sites(report: CrawlReport, newsroom: Newsroom) -> None:
    """Print the sites that refused, and the requests that their servers got."""
    for host, why in sorted(report.failed.items()):
        key = host.partition(".")[0]
        name = next(site.name for site in newsroom.world.sites if site.key == key)
        asked = " ".join(sorted({path for site, path in newsroom.requests if site == key}))
        words = " ".join(word for word in why.split() if "://" not in word)
        write_paragraph(f"  refused: {name}: {words}", "yellow")
        write_paragraph(f"           its server was asked for {asked} and nothing else")
    write_paragraph()


def write_sites(newsroom: Newsroom, aggregator: Aggregator) -> None:
    """Print how many articles of each site are stored."""
    stored = Counter(row.source for row in aggregator.export("articles"))
    table = _new_table("site", "announced by", "own", "copies", "stored")
    for site in newsroom.world.sites:
        posts = newsroom.world.visible_postings(site, newsroom.edition)
        own = sum(not post.is_copy for post in posts)
        count = stored[urlsplit(newsroom.site_url(site)).netloc]
        shown = str(count) if count else "0, robots.txt forbids it"
        table.add_row(site.name, FEED_FORMATS[site.form], str(own), str(len(posts) - own), shown)
    _make_console().print(table)


def write_stories(rows: Sequence[Story], every: int) -> None:
    """Print the stories that were copied, by the site of the original: each copy with its credit."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("original", no_wrap=True, width=48)
    table.add_column("copies: who credits whom", no_wrap=True)
    for origin, stories in groupby(sorted(rows, key=_origin_and_title), key=_format_origin):
        table.add_row(Text(origin, "bold"), "")
        for row in stories:
            table.add_row(Text(f"  {row.title}"), _format_copies(row))
    _make_console().print(table)
    write_paragraph(
        f"  {len(rows)} of {every} stories are copied; the others have one article each."
    )


def write_rights(
    reserved: Sequence[ArticleRow], copies: int, other: ArticleRow, shown: str
) -> None:
    """Print of how many reserved articles the text is stored, and how much of another one readers see."""
    stored = sum(bool(row.text) for row in reserved)
    write_paragraph(
        f"  its /.well-known/tdmrep.json was read before its first page: of {len(reserved)} articles at its "
        f"site {stored or 'no'} text is stored"
    )
    write_paragraph(f"  {copies} copies of its articles were found, compared in memory")
    write_paragraph(
        f"  of others readers see the link and an extract, {len(shown.split()) - 1} of "
        f"{len(other.text.split())} words of {other.title!r}; you see the whole text"
    )


def write_related_texts(rows: Sequence[Story]) -> None:
    """Print a line for each collection, and one for the texts of a series; none of them is a copy."""
    credits_of_pages = {
        (c.article_id, row.story_id): c.credit for row in rows for c in row.collections
    }
    for row in rows:
        if row.carries:
            page = row.members[0]
            carried = sorted(row.carries, key=lambda text: text.title)
            given = (
                f"“{text.title}” ({labels.CREDITS[credits_of_pages.get((page.article_id, text.story_id)) or 'none']})"
                for text in carried
            )
            write_paragraph(
                f"  A collection, which joins none of these stories: “{page.title}” at {page.source_name} "
                f"carries {len(carried)} texts: {', '.join(given)}"
            )
    series = [row for row in rows if row.series]
    if series:
        sites = sorted({member.source_name for row in series for member in row.members})
        titles = ", ".join(sorted(f"“{row.title}”" for row in series))
        write_paragraph(
            f"  A series, no copies of one another: {len(series)} texts of one form at "
            f"{' and '.join(sites)}: {titles}"
        )


def _origin_and_title(row: Story) -> tuple[str, str]:
    return _format_origin(row), row.title


def _format_origin(row: Story) -> str:
    if row.verdict == "original_here":
        return str(row.original.name)
    outside = row.verdict == "original_outside"
    return f"{row.original.name} (outside: not crawled)" if outside else row.verdict


def _format_copies(story: Story) -> Text:
    original = story.original.article_id
    copies = [row for row in story.members if row.article_id != original]
    return Text("\n").join(
        _format_copy(row) for row in sorted(copies, key=lambda row: row.source_name)
    )


def _format_copy(row: StoryMember) -> Text:
    extent = f", {row.relation}" if row.relation == "abridged" else ""
    return Text.assemble(f"{row.source_name}: ", _format_credit(row.credit, extent))


def _format_credit(credit: Credit | None, extent: str = "") -> Text:
    return Text(labels.CREDITS[credit or "none"] + extent, "red" if credit == "none" else "green")


def write_trace(
    address: str,
    answer: TraceResult,
    members: Sequence[tuple[StoredArticle, float]],
    editions: Editions,
) -> None:
    """Print the answer to `aggregator trace`; members with times as editions, the original first.

    Evidence that names clock times of this day is left out: the table shows the same.
    """
    original = answer.original
    write_paragraph(f"  {address}")
    write_paragraph(f"  {answer.verdict} (confidence {answer.confidence}): {original.name}", "bold")
    write_paragraph(f"  {original.url}")
    timeless = [item for item in answer.evidence if not editions.contains_time(item.says)]
    for item in sorted(timeless, key=lambda item: (item.cls, item.says))[:MAX_EVIDENCE]:
        quote = f": “{item.quote}”" if item.quote else ""
        write_paragraph(f"  - {item.says}{quote}")
    write_paragraph()
    table = _new_table("", "credit", "shared", "last absent", "first seen", "claims")
    for row, share in sorted(members, key=lambda m: (m[0].role != "original", m[0].source_name)):
        table.add_row(
            row.source_name,
            "" if row.role == "original" else _format_credit(row.credit),
            f"{share:.0%}",
            editions.describe_time(row.last_absent),
            editions.describe_time(row.first_seen),
            editions.describe_time(row.published),
        )
    _make_console().print(table)


def write_evidence(file: str, signer: str, changed: str) -> None:
    """Print what the check of an evidence file says, and of the same file with one byte changed."""
    write_paragraph()
    write_paragraph(f"  the evidence as a signed file: {file}")
    write_paragraph(f"  checked: nothing was changed since it was signed; the key is {signer} here")
    write_paragraph(f"  checked with one byte changed: {changed}")


def write_takedown_preview(articles: Sequence[TakedownPreview], names: dict[str, str]) -> None:
    """Print what a takedown request affects."""
    for article in sorted(articles, key=lambda article: names[article.source]):
        write_paragraph(f"  {article.action}: “{article.title}” at {names[article.source]}")


def write_proof(case: TakedownCase) -> None:
    """Print the proof that a text is gone."""
    write_paragraph(
        f"  case {case.number}: {case.state}; every row of both files was searched, dead bytes are zeros:"
    )
    for file, proof in (case.proof or {}).items():
        if isinstance(proof, SearchProof):
            write_paragraph(
                f"  {file + ' file':14}{proof.windows} phrases of eight words, "
                f"{proof.words} rare words: {proof.found} found"
            )


def write_refused_copies(report: CrawlReport) -> None:
    """Print how many new copies of an erased text a crawl refused."""
    refused, stored = (report.counts.get(name, 0) for name in ("tombstoned", "new"))
    write_paragraph(
        "  third edition: two aggregators offer it again, at the old and at new addresses:"
    )
    write_paragraph(f"  {refused} addresses refused, {stored} stored")


def write_absence(stored: int, answer: str) -> None:
    """Print that neither search nor trace finds an erased text."""
    write_paragraph(f"  search finds {stored} articles with its words; trace answers: {answer}")


def write_next_steps(path: Path, evidence: Path, traced: str) -> None:
    """Print the commands to try after the tour."""
    command, host = _command_path(), urlsplit(traced).netloc
    edition = path.with_name(f"{path.stem}-edition.db")
    write_heading("6  What to type next")
    for line, what in (
        ("demo --serve", "the tour again; then all these sites stay open in a browser"),
        (f"--db {path} serve", "the stories as web pages"),
        (f"--db {path} trace {traced}", "the answer above, with its times"),
        (f"--db {path} verify-evidence {evidence}", "the check of the signed file"),
        (f"--db {path} search ferry", "stored articles with this word"),
        (f"--db {path} takedown list", "the case, from the private file"),
        (f"--db {path} export copies --format csv", "who copied whom, for a spreadsheet"),
        (f"--db {path} publish {edition}", "a file that may be given away, and how to look at it"),
    ):
        _write_command(f"{command} {line}")
        write_paragraph(f"      {what}", "dim")
    write_paragraph(
        "  While demo --serve runs, its sites can be crawled from another terminal. They are loopback,"
    )
    write_paragraph("  which a crawl refuses unless it is named:")
    _write_command(f"{command} --db {path} crawl --source {host} --allow-host {host}")


def _write_command(line: str) -> None:
    """Print a command to type; it is never wrapped."""
    _make_console().print(Text(f"  {line}"), style="bold", soft_wrap=True)


def _command_path() -> str:
    """Return `aggregator`, or its path where the shell would not find it."""
    beside = Path(sys.executable).with_name("aggregator")
    on_path = shutil.which("aggregator")
    if not beside.exists() or (on_path and Path(on_path) == beside):
        return "aggregator"
    return str(beside.relative_to(Path.cwd()) if beside.is_relative_to(Path.cwd()) else beside)


def write_addresses(newsroom: Newsroom) -> None:
    """Print the addresses of the sites while they are served."""
    write_heading("Open in a browser")
    for site in newsroom.world.sites:
        write_paragraph(f"  {newsroom.site_url(site)}/  {site.name}")
    write_paragraph("  and the aggregator's own pages:")


def _new_table(*columns: str) -> Table:
    return Table(
        *columns, box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True
    )
