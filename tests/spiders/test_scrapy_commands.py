"""Scrapy's own commands in the checkout: real processes, a real server, the rules of the command."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import HANGS, clean_environment
from tests.crawling import World, wait_for
from tests.site_server import Answer, rss, serving, story

ROOT = Path(__file__).parents[2]
PAGE = "http://paper.example/0.html"


@dataclass
class Project:
    """A copy of scrapy.cfg and spiders/, so that a command may write there."""

    folder: Path
    world: World

    def environment(self, **variables: str) -> dict[str, str]:
        path = os.pathsep.join([str(self.folder), str(ROOT)])
        return clean_environment() | {"PYTHONPATH": path} | variables

    def start(self, *arguments: str | Path, **variables: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "scrapy", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment(**variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def scrapy(self, *arguments: str | Path, **variables: str) -> tuple[int, str, str]:
        """The exit code, standard output and standard error of a command."""
        process = self.start(*arguments, **variables)
        out, err = process.communicate(timeout=HANGS)
        return process.returncode, out, err

    def configure(self, *lines: str) -> None:
        text = "\n".join(("[crawl]", "delay = 0.0", "workers = 1", *lines))
        (self.folder / "aggregator.toml").write_text(f"{text}\n")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "spiders", folder / "spiders")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    with serving() as sites:
        sites.pages["paper.example/0.html"] = story(0)
        sites.pages["paper.example/1.html"] = story(1)
        sites.pages["paper.example/feed"] = rss(PAGE, "http://paper.example/1.html")
        made = Project(folder, World(sites, tmp_path / "news.db"))
        made.configure(
            f"allow_hosts = {json.dumps(sites.allow)}", f"resolve = {json.dumps(sites.resolve)}"
        )
        yield made


def exported(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_list_names_the_spiders(project: Project) -> None:
    assert project.scrapy("list")[:2] == (0, "news\n")


# crawl


def test_crawl_stores_what_is_due(project: Project, tmp_path: Path) -> None:
    world = project.world
    world.source("paper.example", "http://paper.example/feed")
    out = tmp_path / "out.jsonl"
    code, _, log = project.scrapy(
        "crawl", "news", "-a", f"db={world.path}", "-a", "due=1", "-O", out
    )
    assert code == 0, log
    assert world.stored() == {PAGE, "http://paper.example/1.html"}
    assert {row["url"] for row in exported(out)} == world.stored()
    assert world.one("SELECT count(*) FROM stories WHERE dirty = 1") == 0
    assert world.rows("SELECT what, ended_at IS NULL FROM crawl_runs") == [("due", 0)]
    assert world.one("SELECT count(*) FROM hosts WHERE lease_holder IS NOT NULL") == 0
    assert f"article: {PAGE}" in log
    assert "'aggregator/new': 2" in log  # in Scrapy's stats


@pytest.mark.slow
def test_crawl_exports_pages_as_read_writes_them_and_needs_no_database(
    project: Project, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    project.world.sites.pages["paper.example/empty"] = b""
    urls = f"urls={PAGE},http://paper.example/empty"
    assert project.scrapy("crawl", "news", "-a", urls, "-O", out)[0] == 0
    (tmp_path / "page.html").write_text(story(0))
    command = [sys.executable, "-m", "aggregator", "read", "page.html", "--url", PAGE]
    read = subprocess.run(
        command, cwd=tmp_path, env=project.environment(), capture_output=True, check=True
    )
    assert exported(out) == [json.loads(read.stdout)]
    assert not list(project.folder.glob("*.db"))


@pytest.mark.slow
def test_crawl_of_addresses_stores_them_where_a_database_is_configured(project: Project) -> None:
    path = str(project.world.path)
    code, _, log = project.scrapy("crawl", "news", "-a", f"urls={PAGE}", AGGREGATOR_DB=path)
    assert (code, project.world.stored()) == (0, {PAGE}), log


@pytest.mark.slow
@pytest.mark.parametrize(
    ("urls", "code", "words"),
    [
        ("http://paper.example/gone", 1, "HTTP 404"),
        ("http://shy.example/a", 5, "robots.txt"),
        ("", 2, "say what to fetch"),
    ],
)
def test_crawl_ends_with_the_exit_codes_of_the_command(
    project: Project, urls: str, code: int, words: str
) -> None:
    project.world.sites.pages["shy.example/robots.txt"] = "User-agent: *\nDisallow: /\n"
    ended, _, log = project.scrapy("crawl", "news", "-a", f"urls={urls}", "--loglevel", "ERROR")
    assert (ended, words in log) == (code, True), log
    assert "Traceback" not in log


def test_a_public_host_needs_a_contact(project: Project) -> None:
    project.configure()
    code, _, log = project.scrapy("crawl", "news", "-a", "urls=http://198.41.0.4/", "--nolog")
    assert (code, "aggregator init --contact" in log) == (2, True), log


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("crawl", "nobody"), "no spider nobody"),
        (("crawl", "news", "-a", "due=1", "-a", "db=/nowhere/a.db"), "no folder /nowhere"),
    ],
)
def test_crawl_refuses_wrong_arguments(
    project: Project, arguments: tuple[str, ...], words: str
) -> None:
    code, _, log = project.scrapy(*arguments)
    assert (code != 0, words in log) == (True, True), log


@pytest.mark.slow
def test_a_configuration_that_cannot_be_used_ends_every_command(project: Project) -> None:
    code, _, log = project.scrapy("list", AGGREGATOR_CRAWL_DELAY="soon")
    assert (code, log) == (
        2,
        "error: environment: crawl.delay must be a number, not 'soon'\n",
    )


@pytest.mark.slow
def test_an_interrupted_crawl_ends_with_130_and_holds_no_lease(project: Project) -> None:
    world = project.world
    links = [f"http://paper.example/{number}.html" for number in range(40)]
    for number, link in enumerate(links):
        world.sites.pages[link.removeprefix("http://")] = Answer(story(number).encode(), wait=0.2)
    world.sites.pages["paper.example/feed"] = rss(*links)
    world.source("paper.example", "http://paper.example/feed")
    process = project.start("crawl", "news", "-a", f"db={world.path}", "-a", "due=1")
    wait_for(lambda: world.stored())
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=HANGS)
    assert process.returncode == 130, log
    assert 0 < len(world.stored()) < 40
    assert world.one("SELECT count(*) FROM hosts WHERE lease_holder IS NOT NULL") == 0
    assert world.one("SELECT count(*) FROM crawl_runs WHERE ended_at IS NOT NULL") == 1


# fetch, shell, genspider


@pytest.mark.slow
def test_fetch_prints_the_answer(project: Project) -> None:
    code, out, _ = project.scrapy("fetch", PAGE, "--nolog")
    assert (code, out.strip()) == (0, story(0))
    agents = {asked.headers["User-Agent"] for asked in project.world.sites.asked}
    assert [agent.split("/")[0] for agent in agents] == ["aggregator"]


@pytest.mark.slow
def test_fetch_reads_its_exceptions_from_the_environment_too(project: Project) -> None:
    project.configure()
    sites = project.world.sites
    variables = {
        "AGGREGATOR_CRAWL_ALLOW_HOSTS": sites.allow[0],
        "AGGREGATOR_CRAWL_RESOLVE": sites.resolve[0],
    }
    assert project.scrapy("fetch", PAGE)[0] == 1
    assert project.scrapy("fetch", PAGE, **variables)[0] == 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("fetch", "http://10.0.0.1/"), "private or loopback"),
        pytest.param(
            ("shell", "http://shy.example/a", "-c", "response.status"),
            "robots.txt",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_fetch_and_shell_obey_the_network_rules(
    project: Project, command: tuple[str, ...], words: str
) -> None:
    project.world.sites.pages["shy.example/robots.txt"] = "User-agent: *\nDisallow: /\n"
    code, out, log = project.scrapy(*command)
    assert (code, out, words in log) == (1, "", True), log
    assert project.world.sites.paths("shy.example") == []


@pytest.mark.slow
def test_shell_opens_on_the_answer(project: Project) -> None:
    code, out, log = project.scrapy("shell", PAGE, "-c", "response.css('h1::text').get()")
    assert (code, out.strip()) == (0, "Council of town 0 speaks of its bridge"), log


@pytest.mark.slow
def test_genspider_writes_into_the_folder_of_spiders(project: Project) -> None:
    code, _, log = project.scrapy("genspider", "harbour", "harbour.example")
    assert code == 0, log
    assert 'name = "harbour"' in (project.folder / "spiders" / "harbour.py").read_text()
    assert project.scrapy("list")[1].split() == ["harbour", "news"]
