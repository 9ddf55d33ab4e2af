"""The demo: its world is as described, and the tour through it has the expected results."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

import aggregator
from aggregator import reading
from aggregator.cli import cli
from aggregator.demo import server, tour, world
from aggregator.demo.server import Newsroom
from aggregator.errors import NotOurDatabase, Tombstoned
from aggregator.model import Article, Entry, Page, Row
from aggregator.reading.feeds import parse_feed
from aggregator.reading.section_pages import find_article_links
from aggregator.reading.sitemaps import parse_sitemap
from tests.conftest import HANGS, clean_environment, wait_until

WORLD = world.load_world()
KEYS = [site.key for site in WORLD.sites]
PORT = re.compile(r"(\.localhost):\d+")


# The world


def test_the_world_is_large_enough_and_its_articles_are_articles() -> None:
    own = [post for post in WORLD.postings if post.manner == "own"]
    assert len(WORLD.sites) >= 9
    assert len(own) >= 45
    for post in own:
        words = sum(len(text.split()) for text in post.piece.paragraphs)
        assert 150 <= words <= 400, post.piece.slug


def test_no_sentence_occurs_in_two_articles() -> None:
    sentences = Counter(
        sentence
        for post in WORLD.postings
        if post.manner == "own"
        for text in post.piece.paragraphs
        for sentence in re.split(r"(?<=[.!?])\s+", text)
        if len(sentence.split()) > 4
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_every_site_has_its_own_layout() -> None:
    styles = {
        key: re.search(
            r"<style.*?</style>|<FONT.*?>",
            (world.FOLDER / f"themes/{key}.html").read_text(),
            re.DOTALL,
        )
        for key in KEYS
    }
    assert all(styles.values())
    assert len({style.group() for style in styles.values() if style}) == len(KEYS)


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with server.serve_world(WORLD) as newsroom:
        newsroom.publish_edition()
        yield newsroom


def fetched(url: str, **headers: str) -> Page:
    """A page over real HTTP; names under .localhost are this machine (RFC 6761)."""
    split = urlsplit(url)
    asked = urllib.request.Request(
        f"http://127.0.0.1:{split.port}{split.path}", headers={"Host": split.netloc, **headers}
    )
    with urllib.request.urlopen(asked, timeout=HANGS) as answer:
        headers = tuple((name.lower(), value) for name, value in answer.headers.items())
        return Page(url, answer.read(), headers=headers)


@pytest.mark.parametrize("key", KEYS)
def test_feeds_and_sitemaps_of_a_site_list_all_its_articles(newsroom: Newsroom, key: str) -> None:
    site = next(site for site in WORLD.sites if site.key == key)
    found = {
        entry.url for entry in announced(newsroom.site_url(site) + site.feed, site.announced_by)
    }
    assert found == {
        newsroom.posting_url(post) for post in WORLD.visible_postings(site, newsroom.edition)
    }


def announced(url: str, kind: str) -> tuple[Entry, ...]:
    page = fetched(url)
    if kind == "section":
        return find_article_links(page.body, url)
    if kind == "news_sitemap":
        (child,) = parse_sitemap(page.body, url).children
        return parse_sitemap(fetched(child).body, child).entries
    return parse_feed(page.body, url, dict(page.headers)["content-type"]).entries


@pytest.mark.parametrize("key", KEYS)
def test_every_page_of_a_site_is_read_in_full(newsroom: Newsroom, key: str) -> None:
    for path, shown in newsroom.visible_postings(key).items():
        found = reading.read(fetched(f"http://{key}.localhost:{newsroom.port}{path}"))
        assert isinstance(found, Article)
        assert found.title == shown.title
        place, _, first = shown.paragraphs[0].rpartition("(Petrel) — ")
        text = " ".join(found.link_text.split())
        assert first in text, path
        assert " ".join(shown.paragraphs[1:]) in text, path
        assert "responsibility" not in text
        assert bool(place) == any(trace.kind == "dateline" for trace in found.sources)


def test_a_feed_that_has_not_changed_is_not_sent_again(newsroom: Newsroom) -> None:
    url = f"http://courier.localhost:{newsroom.port}/rss"
    etag = dict(fetched(url).headers)["etag"]
    with pytest.raises(urllib.error.HTTPError) as raised:
        fetched(url, **{"If-None-Match": etag})
    assert raised.value.code == 304


# The tour


@pytest.fixture(scope="module")
def toured(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, "subprocess.CompletedProcess[str]"]:
    """The folder and output of one whole tour."""
    folder = tmp_path_factory.mktemp("demo")
    return folder, command(folder, "demo")


def command_here(folder: Path, *arguments: str) -> Result:
    """The command inside this process."""
    with contextlib.chdir(folder):
        return CliRunner().invoke(cli, arguments)


def command(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "aggregator", *arguments],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=HANGS,
    )


@pytest.fixture(scope="module")
def stories(toured: tuple[Path, object]) -> dict[str, Row]:
    """Every story of the database that the tour leaves, by the address of each member."""
    with aggregator.connect(toured[0] / "demo.db") as opened:
        rows = [opened.story(row.story_id) for row in opened.export("stories")]
    return {PORT.sub(r"\1", m.url): row for row in rows for m in row.members}


def where(post: world.Posting) -> str:
    return f"http://{post.site.key}.localhost{post.path}"


READ = [
    post
    for post in WORLD.postings
    if not post.site.closed and post.piece.slug != tour.WITHDRAWN and post.edition < 3
]


@pytest.mark.parametrize("post", READ, ids=lambda post: f"{post.site.key}-{post.piece.slug}")
def test_every_page_is_stored_in_the_story_of_its_original(
    stories: dict[str, Row], post: world.Posting
) -> None:
    story = stories[where(post)]
    copies = {where(p) for p in READ if p.piece == post.piece}
    assert {PORT.sub(r"\1", member.url) for member in story.members} == copies
    original = WORLD.original_posting(post.piece.slug)
    assert story.verdict == post.verdict
    if post.verdict in ("contested", "undetermined"):
        assert story.original.url is None
        return
    assert story.original.name == original.site.name
    if post.manner != "named":
        assert PORT.sub(r"\1", story.original.url) == where(original)


@pytest.mark.parametrize("post", READ, ids=lambda post: f"{post.site.key}-{post.piece.slug}")
def test_every_copy_has_the_credit_that_it_gives(
    stories: dict[str, Row], post: world.Posting
) -> None:
    members = {PORT.sub(r"\1", m.url): m for m in stories[where(post)].members}
    found = members[where(post)]
    if post.manner == "own":
        assert found.role == "original"
    elif post.manner == "round_up":
        assert found.role is None  # an aggregator is not taken for the origin of a text
    else:
        assert found.credit == post.credit
        assert found.role == ("uncredited_copy" if post.credit == "none" else "credited_copy")


def test_only_cut_copies_are_called_abridged(stories: dict[str, Row]) -> None:
    for post in READ:
        (found,) = (
            m for m in stories[where(post)].members if PORT.sub(r"\1", m.url) == where(post)
        )
        if post.is_copy and not post.origin.closed:
            expected = {"abridged"} if post.manner == "cut" else {"identical", "syndicated"}
            assert found.relation in expected, post.piece.slug


def test_a_back_dated_copy_is_never_the_original(stories: dict[str, Row]) -> None:
    backdated = [post for post in READ if post.manner == "backdated"]
    assert backdated
    for post in backdated:
        story = stories[where(post)]
        claims = {PORT.sub(r"\1", m.url): m.published for m in story.members}
        assert claims[where(post)] == min(
            filter(None, claims.values())
        )  # it does claim to be first
        assert story.original.name == WORLD.original_posting(post.piece.slug).site.name
        assert any(item.rule == "absent_after_claim" for item in story.evidence)


def test_a_round_up_joins_none_of_the_stories_it_carries(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"], stories: dict[str, Row]
) -> None:
    [post] = [post for post in READ if post.manner == "round_up"]
    page = stories[where(post)]
    carried = {where(WORLD.original_posting(piece.slug)) for piece in post.carries}
    assert {PORT.sub(r"\1", row.url) for row in page.carries} == carried
    assert page.articles == 1
    for url in carried:
        assert stories[url].verdict == "original_here"
        assert [row.article_id for row in stories[url].collections] == [page.members[0].article_id]
        assert stories[url].collections[0].credit == "none"
    printed = " ".join(toured[1].stdout.split())
    assert f"“{post.piece.title}” at Newsbarrel carries 3 texts" in printed


def test_tide_reports_are_a_series_and_no_copies(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"], stories: dict[str, Row]
) -> None:
    reports = {where(post) for post in READ if post.piece.slug.startswith("tides-")}
    assert len(reports) == 3
    for url in reports:
        assert stories[url].articles == 1
        series = {PORT.sub(r"\1", row.url) for row in stories[url].series}
        assert series == reports - {url}
    others = [story for url, story in stories.items() if url not in reports]
    assert not any(story.series for story in others)
    assert "3 texts of one form at The Lunhaven Courier and Vestra Tidende" in " ".join(
        toured[1].stdout.split()
    )


def test_a_paper_that_forbids_crawling_is_named_and_never_read(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"], stories: dict[str, Row]
) -> None:
    assert not any("ledger.localhost" in url for url in stories)
    outside = {row.story_id for row in stories.values() if row.verdict == "original_outside"}
    assert len(outside) == len({p.piece.slug for p in READ if p.verdict == "original_outside"})
    assert "refused: The Caldry Ledger" in toured[1].stdout
    assert "was asked for /robots.txt and nothing else" in " ".join(toured[1].stdout.split())


def test_a_wrong_charset_and_a_broken_feed_lose_no_letter(toured: tuple[Path, object]) -> None:
    with aggregator.connect(toured[0] / "demo.db") as opened:
        texts = {row.title: row.text for row in opened.export("articles")}
    assert (
        "“I heard a sigh,” the priest said"
        in texts["Sund's kite power station lands on the priest's roof"]
    )
    assert "Father Benoît Lavallée" in texts["Sund's kite power station lands on the priest's roof"]
    assert "Åse Lindgård" in texts["Island pupils pay for school trip with naïve seaweed"]


def test_a_taken_down_article_is_gone_and_stays_gone(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    folder, done = toured
    printed = " ".join(done.stdout.split())
    assert "closed; every row of both files was searched" in printed
    assert printed.count("0 found") == 2
    assert "3 addresses refused, 0 stored" in printed
    assert printed.count("search finds 0 articles with its words") == 2
    for post in WORLD.postings:
        if post.piece.slug == tour.WITHDRAWN:
            for file in folder.iterdir():
                for text in post.piece.paragraphs:
                    assert text[:60].encode() not in file.read_bytes(), file.name
    with aggregator.connect(folder / "demo.db") as opened:
        port = PORT_OF.search(done.stdout)
        assert port
        address = where(WORLD.original_posting(tour.WITHDRAWN)).replace(
            ".localhost", f".localhost:{port[1]}"
        )
        with pytest.raises(Tombstoned):
            opened.trace(address)


PORT_OF = re.compile(r"\.localhost:(\d+)")


@pytest.mark.slow
def test_a_second_tour_starts_again_and_prints_the_same(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    folder, first = toured
    for file in folder.glob("demo*.db"):
        shutil.copy(file, tmp_path)
    second = command(tmp_path, "demo")
    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stderr) == (0, "")
    assert PORT.sub(r"\1", second.stdout) == PORT.sub(r"\1", first.stdout)


def test_the_trace_ends_with_a_signed_file_that_fails_after_one_changed_byte(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    folder, done = toured
    assert "nothing was changed since it was signed; the key is known here" in done.stdout
    assert "with one byte changed: what the page shows is not what its data says" in done.stdout
    file = folder / "demo-evidence.html"
    assert command_here(folder, "--db", "demo.db", "verify-evidence", file.name).exit_code == 0
    page = file.read_bytes()
    (folder / "changed.html").write_bytes(page.replace(b"<h1>", b"<h1> ", 1))
    assert command_here(folder, "--db", "demo.db", "verify-evidence", "changed.html").exit_code == 1


def test_the_commands_that_the_tour_suggests_work(
    toured: tuple[Path, "subprocess.CompletedProcess[str]"],
) -> None:
    folder, done = toured
    lines = re.findall(r"aggregator (--db demo\.db .+)", done.stdout)
    typed = [line.split() for line in lines if " serve" not in line and "--allow-host" not in line]
    assert len(typed) >= 4
    for words in typed:
        answer = command_here(folder, *words)
        if "publish" in words:  # it writes a file, and says so
            assert (answer.exit_code, answer.stdout) == (0, "")
            continue
        assert (answer.exit_code, answer.stderr) == (0, ""), words
        assert answer.stdout


@pytest.mark.parametrize("content", [b"", b"my diary", b"SQLite format 3\x00" + bytes(100)])
def test_a_file_that_is_no_demo_is_not_changed(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "demo.db"
    file.write_bytes(content)
    with pytest.raises(NotOurDatabase, match="no database of the demo"):
        tour.remove_old_demo(file)
    assert file.read_bytes() == content


def test_a_database_of_an_operator_is_not_changed(filled: Path) -> None:
    before = filled.read_bytes()
    with pytest.raises(NotOurDatabase, match="no database of the demo"):
        tour.remove_old_demo(filled)
    assert filled.read_bytes() == before


def test_a_private_file_without_its_main_file_is_not_changed(tmp_path: Path) -> None:
    private = tmp_path / "demo-private.db"
    private.write_bytes(b"names of claimants")
    with pytest.raises(NotOurDatabase, match="demo-private"):
        tour.remove_old_demo(tmp_path / "demo.db")
    assert private.read_bytes() == b"names of claimants"


def test_a_tour_can_run_after_one_that_was_stopped_at_once(tmp_path: Path) -> None:
    aggregator.connect(tmp_path / "demo.db").close()
    tour.remove_old_demo(tmp_path / "demo.db")
    assert list(tmp_path.iterdir()) == []


def started(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "aggregator", *arguments],
        cwd=folder,
        env={**clean_environment(), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def interrupted(process: "subprocess.Popen[bytes]") -> str:
    """Ctrl-C to the whole group, as a terminal sends it: what was printed since."""
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=HANGS)
    return rest.decode()


def read_until(process: "subprocess.Popen[bytes]", words: str) -> str:
    assert process.stdout
    seen = ""
    for line in process.stdout:
        seen += line.decode()
        if words in seen:
            return seen
    raise AssertionError(f"{words!r} never came:\n{seen}")


def soon(url: str) -> Page:
    """A page of a server that is just starting."""
    pages: list[Page] = []

    def comes() -> bool:
        with contextlib.suppress(urllib.error.URLError):
            pages.append(fetched(url))
        return bool(pages)

    wait_until(comes, url)
    return pages[0]


def test_ctrl_c_in_the_middle_ends_it_cleanly(tmp_path: Path) -> None:
    process = started(tmp_path, "demo")
    read_until(process, "first edition")
    rest = interrupted(process)
    assert (process.returncode, "Traceback" in rest, "interrupted" in rest) == (130, False, True)
    tour.remove_old_demo(tmp_path / "demo.db")  # and the next tour can start


@pytest.mark.slow
def test_serve_keeps_the_sites_and_the_pages_open_until_ctrl_c(tmp_path: Path) -> None:
    process = started(tmp_path, "demo", "--serve")
    try:
        seen = read_until(process, "(Ctrl-C ends)")
        port = PORT_OF.search(seen)
        pages = re.search(r"http://127\.0\.0\.1:(\d+)/", seen)
        assert port
        assert pages
        assert b"The Lunhaven Courier" in fetched(f"http://courier.localhost:{port[1]}/").body
        assert b"Early Bird" in soon(f"http://127.0.0.1:{pages[1]}/").body
    finally:
        rest = interrupted(process)
    assert "Traceback" not in rest
