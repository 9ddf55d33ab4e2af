"""The tour: crawl the miniature world, show its stories, trace one, take one down."""

from pathlib import Path
from urllib.parse import urlsplit

from aggregator import crawl, urls
from aggregator.api import Aggregator
from aggregator.config import CrawlConfig, ServeConfig
from aggregator.crawl import CrawlReport
from aggregator.demo import output, world
from aggregator.demo.editions import Editions
from aggregator.demo.server import Newsroom, serve_world
from aggregator.demo.world import Site
from aggregator.errors import AggregatorError, EvidenceError, NotOurDatabase, Tombstoned
from aggregator.formats import evidence_bundle
from aggregator.formats.evidence_check import verify_bundle
from aggregator.model import Feed, Source
from storage.store import private_path

TRACED = ("earlybird", "harbour-fund")  # the copy whose address is traced: it claims to be first
WITHDRAWN = "night-library"  # the story that is taken down
PASSAGE = '"a lamp goes on over a side door"'  # words of it
CLAIMANT = "the editor of the Courier"
REASON = "its author has withdrawn it"


def run(path: Path, *, serve: bool) -> None:
    """See `aggregator.demo.run`."""
    remove_old_demo(path)
    news_world = world.load_world()
    with serve_world(news_world) as newsroom:
        output.write_introduction(news_world)
        with Aggregator.open(path) as aggregator:
            aggregator.sources.add(
                [_make_source_of_site(newsroom, site) for site in news_world.sites]
            )
        _crawl_editions(path, newsroom)
        _show_stories(path)
        _show_rights(path, newsroom)
        traced = newsroom.posting_url(news_world.copy_on_site(*TRACED))
        _show_trace(path, newsroom, traced)
        _show_evidence(path, traced)
        _show_takedown(path, newsroom)
        output.write_next_steps(path, evidence_path(path), traced)
        if serve:
            serve_until_interrupted(path, newsroom)


def remove_old_demo(path: Path) -> None:
    """Remove the database of an earlier demo. Raises NotOurDatabase for any other file."""
    private = private_path(path)
    if not (path.exists() or private.exists()):
        return
    if not (path.exists() and _is_demo_database(path)):
        there = path if path.exists() else private
        raise NotOurDatabase(f"{there} is no database of the demo: name another, --db demo2.db")
    for file in (private, path):  # the one that is recognised last, in case this is interrupted
        for suffix in ("-wal", "-shm", ""):
            file.with_name(file.name + suffix).unlink(missing_ok=True)


def _is_demo_database(path: Path) -> bool:
    """Whether every source belongs to this world: an operator's own crawl is never deleted."""
    keys = {site.key for site in world.load_world().sites}
    try:
        with Aggregator.open(path, write=False) as aggregator:
            domains = [source.domain for source in aggregator.sources.all()]
            cases = aggregator.takedowns.list_cases()
    except AggregatorError:
        return False
    ours = {domain.partition(".localhost")[0] for domain in domains} <= keys
    return ours and all(case.claimant == CLAIMANT for case in cases)


def _make_source_of_site(newsroom: Newsroom, site: Site) -> tuple[Source, tuple[Feed, ...]]:
    base = newsroom.site_url(site)
    domain = urls.site(base)
    source = Source(domain, site.name, f"{base}/", language="en", kind=site.kind)
    return source, (Feed(f"{base}{site.feed}", domain, site.announced_by),)


def _crawl_editions(path: Path, newsroom: Newsroom) -> None:
    output.write_heading("1  Crawl")
    first = crawl_world(path, newsroom)
    output.write_crawl("first edition: everybody's own articles", first)
    output.write_crawl("a second look: nothing new is out", crawl_world(path, newsroom))
    newsroom.publish_edition()
    output.write_crawl("second edition: others have copied", crawl_world(path, newsroom))
    output.write_refusing_sites(first, newsroom)
    with Aggregator.open(path, write=False) as aggregator:
        output.write_sites(newsroom, aggregator)


def crawl_world(path: Path, newsroom: Newsroom) -> CrawlReport:
    """Crawl every site once, with the shipped spiders, over HTTP. Raises KeyboardInterrupt."""
    sites = newsroom.world.sites
    hosts = tuple(urlsplit(newsroom.site_url(site)).netloc for site in sites)
    settings = CrawlConfig(allow_hosts=hosts, delay=0.0, timeout=10.0)
    new = sum(
        post.edition == newsroom.edition and not post.site.closed
        for post in newsroom.world.postings
    )
    with output.progress_bar("fetching", new) as bar:
        report = crawl.run(path, settings, sources=hosts, progress=bar)
    if report.interrupted:
        raise KeyboardInterrupt
    return report


def _show_stories(path: Path) -> None:
    output.write_heading("2  Stories: who wrote it, who copied it, who says so")
    with Aggregator.open(path, write=False) as aggregator:
        rows = [aggregator.story(row.story_id) for row in aggregator.export("stories")]
    copied = [
        row
        for row in rows
        if len(row.members) > 1 or (row.verdict != "original_here" and not row.carries)
    ]
    output.write_stories(copied, len(rows))
    output.write_related_texts(rows)


def _show_rights(path: Path, newsroom: Newsroom) -> None:
    """Show what follows where a site reserves text and data mining, and what readers see of other articles."""
    site = next(site for site in newsroom.world.sites if site.reserves)
    output.write_heading(f"3  Rights: {site.name} reserves text and data mining")
    domain = urlsplit(newsroom.site_url(site)).netloc
    with Aggregator.open(path, write=False) as aggregator:
        articles = [row for row in aggregator.export("articles") if row.source == domain]
        ids = {row.id for row in articles}
        stories = [aggregator.story(row.story_id) for row in articles]
        copies = sum(len(each.members) - 1 for each in stories if each.original.article_id in ids)
        with_text = (row for row in aggregator.export("articles") if row.text)
        other = min(with_text, key=lambda row: row.title)  # pages come in another order each time
        shown = aggregator.for_public().article(other.id).text
    output.write_rights(articles, copies, other, shown)


def _show_trace(path: Path, newsroom: Newsroom, address: str) -> None:
    output.write_heading("4  Trace a page that claims to have been first")
    with Aggregator.open(path, write=False) as aggregator:
        answer = aggregator.trace(address)
        shares = {copy.article_id: copy.containment or 0.0 for copy in answer.copies}
        shares[answer.original.article_id or 0] = 1.0
        members = [(aggregator.article(key), share) for key, share in shares.items()]
    output.write_trace(address, answer, members, Editions.from_newsroom(newsroom))


def _show_evidence(path: Path, address: str) -> None:
    """Write the evidence on a page's story as a signed file; check it, and a copy with one changed byte."""
    file = evidence_path(path)
    with Aggregator.open(path) as aggregator:
        aggregator.maintenance.create_signing_key()
        bundle = aggregator.evidence(aggregator.article(address).story_id)
        known = [key.fingerprint for key in aggregator.maintenance.list_public_keys()]
    page = evidence_bundle.render_page(bundle).encode()
    file.write_bytes(page)
    signer = verify_bundle(page, known).signer
    output.write_evidence(file.name, signer, _describe_check(_change_first_letter(page)))


def evidence_path(path: Path) -> Path:
    """Return where the tour writes the evidence file of a demo database."""
    return path.with_name(f"{path.stem}-evidence.html")


def _change_first_letter(page: bytes) -> bytes:
    """Return a page with one byte changed: the first letter of its headline."""
    at = page.index(b"<h1>") + len(b"<h1>")
    return page[:at] + bytes([page[at] ^ 1]) + page[at + 1 :]


def _describe_check(page: bytes) -> str:
    """Return why a page is no evidence file as it was signed; that it is one, where it is."""
    try:
        return f"signer {verify_bundle(page).signer}"
    except EvidenceError as error:
        return str(error)


def _list_source_names(aggregator: Aggregator) -> dict[str, str]:
    return {source.domain: source.name for source in aggregator.sources.all()}


def _show_takedown(path: Path, newsroom: Newsroom) -> None:
    output.write_heading(f"5  Take a story down: {CLAIMANT} asks, because {REASON}")
    address = newsroom.posting_url(newsroom.world.original_posting(WITHDRAWN))
    with Aggregator.open(path) as aggregator:
        output.write_takedown_preview(
            aggregator.takedowns.preview(url=address), _list_source_names(aggregator)
        )
        case = aggregator.takedowns.file(claimant=CLAIMANT, reason=REASON, url=address)
        aggregator.takedowns.run()
        output.write_proof(aggregator.takedowns.get(case.number))
        _show_absence(aggregator, address)
    newsroom.publish_edition()
    report = crawl_world(path, newsroom)
    output.write_refused_copies(report)
    with Aggregator.open(path, write=False) as aggregator:
        _show_absence(aggregator, address)


def _show_absence(aggregator: Aggregator, address: str) -> None:
    stored = sum(1 for _ in aggregator.search(PASSAGE))
    try:
        answer = str(aggregator.trace(address).verdict)
    except Tombstoned:
        answer = "it was taken down and stays gone"
    output.write_absence(stored, answer)


def serve_until_interrupted(path: Path, newsroom: Newsroom) -> None:
    """Show the sites and the aggregator's own pages until Ctrl-C."""
    from aggregator.web import server

    output.write_addresses(newsroom)
    with Aggregator.open(path) as aggregator:
        try:
            server.serve(aggregator, ServeConfig(), output.write_paragraph)
        except AggregatorError:  # another program has the usual port
            server.serve(aggregator, ServeConfig(port=0), output.write_paragraph)
