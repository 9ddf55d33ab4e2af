"""The tour: crawl the miniature world, show its stories, trace one, take one down."""

from pathlib import Path
from urllib.parse import urlsplit

from aggregator import crawl, urls
from aggregator.api import Aggregator
from aggregator.config import CrawlConfig, ServeConfig
from aggregator.crawl import CrawlReport
from aggregator.demo import output, world
from aggregator.demo.editions import Editions
from aggregator.demo.server import Newsroom, online
from aggregator.demo.world import Site
from aggregator.errors import AggregatorError, NotOurDatabase, Tombstoned
from aggregator.formats import source_lists
from aggregator.model import Feed, Source
from storage.store import private_path

TRACED = ("earlybird", "harbour-fund")  # the copy whose address is traced: it claims to be first
WITHDRAWN = "night-library"  # the story that is taken down
PASSAGE = '"a lamp goes on over a side door"'  # words of it
CLAIMANT = "the editor of the Courier"
REASON = "its author has withdrawn it"


def run(path: Path, *, serve: bool) -> None:
    """See `aggregator.demo.run`."""
    clear(path)
    there = world.load()
    with online(there) as newsroom:
        output.opening(there)
        with Aggregator.open(path) as aggregator:
            source_lists.store_sources(
                aggregator.store, [_listed(newsroom, site) for site in there.sites]
            )
        _crawls(path, newsroom)
        _stories(path)
        traced = newsroom.address(there.copy(*TRACED))
        _trace(path, newsroom, traced)
        _takedown(path, newsroom)
        output.next_steps(path, traced)
        if serve:
            keep_open(path, newsroom)


def clear(path: Path) -> None:
    """Remove the database of an earlier demo. Raises NotOurDatabase for any other file."""
    private = private_path(path)
    if not (path.exists() or private.exists()):
        return
    if not (path.exists() and _of_a_demo(path)):
        there = path if path.exists() else private
        raise NotOurDatabase(f"{there} is no database of the demo: name another, --db demo2.db")
    for file in (private, path):  # the one that is recognised last, in case this is interrupted
        for suffix in ("-wal", "-shm", ""):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


def _of_a_demo(path: Path) -> bool:
    """Whether every source is one of this world; so nobody's own crawl is lost."""
    keys = {site.key for site in world.load().sites}
    try:
        with Aggregator.open(path, write=False) as aggregator:
            domains = [row["domain"] for row in aggregator.export("sources")]
            cases = aggregator.takedowns()
    except AggregatorError:
        return False
    ours = {domain.partition(".localhost")[0] for domain in domains} <= keys
    return ours and all(case.claimant == CLAIMANT for case in cases)


def _listed(newsroom: Newsroom, site: Site) -> tuple[Source, tuple[Feed, ...]]:
    base = newsroom.base(site)
    domain = urls.site(base)
    source = Source(domain, site.name, f"{base}/", language="en", kind=site.kind)
    return source, (Feed(f"{base}{site.feed}", domain, site.announced_by),)


def _crawls(path: Path, newsroom: Newsroom) -> None:
    output.heading("1  Crawl")
    first = look(path, newsroom)
    output.crawled("first edition: everybody's own articles", first)
    output.crawled("a second look: nothing new is out", look(path, newsroom))
    newsroom.publish()
    output.crawled("second edition: others have copied", look(path, newsroom))
    output.refusals(first, newsroom)
    with Aggregator.open(path, write=False) as aggregator:
        output.sites(newsroom, aggregator)


def look(path: Path, newsroom: Newsroom) -> CrawlReport:
    """Crawl every site once, with the shipped spiders, over HTTP. Raises KeyboardInterrupt."""
    sites = newsroom.world.sites
    hosts = tuple(urlsplit(newsroom.base(site)).netloc for site in sites)
    settings = CrawlConfig(allow_hosts=hosts, delay=0.0, timeout=10.0)
    new = sum(
        post.edition == newsroom.edition and not post.site.closed
        for post in newsroom.world.postings
    )
    with output.progress("fetching", new) as bar:
        report = crawl.run(path, settings, sources=hosts, progress=bar)
    if report.interrupted:
        raise KeyboardInterrupt
    return report


def _stories(path: Path) -> None:
    output.heading("2  Stories: who wrote it, who copied it, who says so")
    with Aggregator.open(path, write=False) as aggregator:
        rows = [aggregator.story(row["story_id"]) for row in aggregator.export("stories")]
    copied = [r for r in rows if len(r["members"]) > 1 or r["verdict"] != "original_here"]
    output.stories(copied, len(rows))


def _trace(path: Path, newsroom: Newsroom, address: str) -> None:
    output.heading("3  Trace a page that claims to have been first")
    with Aggregator.open(path, write=False) as aggregator:
        found = aggregator.trace(address)
        ids = [found["original"]["article_id"], *(row["article_id"] for row in found["copies"])]
        members = [{**aggregator.article(key), "containment": 1.0} for key in ids]
        for row in found["copies"]:
            next(m for m in members if m["id"] == row["article_id"]).update(row)
    output.trace(address, found, members, Editions.of(newsroom))


def _names(aggregator: Aggregator) -> dict[str, str]:
    return {row["domain"]: row["name"] for row in aggregator.export("sources")}


def _takedown(path: Path, newsroom: Newsroom) -> None:
    output.heading(f"4  Take a story down: {CLAIMANT} asks, because {REASON}")
    address = newsroom.address(newsroom.world.original(WITHDRAWN))
    with Aggregator.open(path) as aggregator:
        output.preview(aggregator.preview_takedown(url=address), _names(aggregator))
        case = aggregator.file_takedown(claimant=CLAIMANT, reason=REASON, url=address)
        aggregator.run_takedowns()
        output.erased(aggregator.takedown(case.number))
        _gone(aggregator, address)
    newsroom.publish()
    report = look(path, newsroom)
    output.offered_again(report)
    with Aggregator.open(path, write=False) as aggregator:
        _gone(aggregator, address)


def _gone(aggregator: Aggregator, address: str) -> None:
    stored = sum(1 for _ in aggregator.search(PASSAGE))
    try:
        answer = str(aggregator.trace(address)["verdict"])
    except Tombstoned:
        answer = "it was taken down and stays gone"
    output.gone(stored, answer)


def keep_open(path: Path, newsroom: Newsroom) -> None:
    """Show the sites and the aggregator's own pages until Ctrl-C."""
    from aggregator.web import server

    output.addresses(newsroom)
    with Aggregator.open(path) as aggregator:
        try:
            server.serve(aggregator, ServeConfig(), output.say)
        except AggregatorError:  # another program has the usual port
            server.serve(aggregator, ServeConfig(port=0), output.say)
