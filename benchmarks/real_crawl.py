"""Serves real pages, crawls them with the shipped command, and compares the stored articles and verdicts.

    python benchmarks/real_crawl.py --data PATH [--score PATH] [--keep DIR]

The 117 pages of `news-dev` are served on loopback under their own host names, each site with a
feed. One more site republishes every third article inside a page that ends like an aggregator's,
with a link to the primary source; another republishes every fifth, cut to 60 %, without any link.
`aggregator crawl` then runs over them. Exits 1 when a figure is missed.
"""

import argparse
import html
import importlib.util
import json
import lzma
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit, urlunsplit

import process_tree

from aggregator import urls
from storage.sqlite.packing import add_functions

DIGEST, CUTTER = "world-digest.example", "quick-daily.example"
FEED = "/announced.xml"
MIN_F1, MAX_REJECTED, MAX_WRONG_LINKED, MAX_WRONG_UNLINKED = 0.93, 2, 1, 1

CANONICAL = re.compile(r"""<link[^>]+rel=["']?canonical["']?[^>]*>""", re.IGNORECASE)
OG_URL = re.compile(r"""<meta[^>]+property=["']og:url["'][^>]*>""", re.IGNORECASE)
VALUE = re.compile(r"""(?:href|content)=["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Served:
    url: str
    body: bytes
    title: str
    truth: str = ""  # id of the row of news-dev whose text this is
    kind: str = "original"  # or linked, unlinked


def own_address(row: dict[str, str]) -> str:
    """Host and path from the page's canonical or og:url, rewritten to http."""
    for tag in (CANONICAL.search(row["html"]), OG_URL.search(row["html"])):
        value = VALUE.search(tag.group()) if tag else None
        link = html.unescape(value.group(1)) if value else ""
        if link.startswith(("http://", "https://")) and urlsplit(link).path not in ("", "/"):
            split = urlsplit(link)
            return urls.canonical(urlunsplit(("http", split.netloc, split.path, split.query, "")))
    return f"http://{row['id'].lower()}.example/article"


def world(rows: list[dict[str, str]]) -> list[Served]:
    pages = []
    for number, row in enumerate(rows):
        url = own_address(row)
        pages.append(Served(url, row["html"].encode(), row["title"], row["id"]))
        if number % 3 == 0:
            pages.append(digest(row, number, url))
        if number % 5 == 0:
            pages.append(cut(row, number))
    return pages


def paragraphs(text: str) -> str:
    return "\n".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())


def digest(row: dict[str, str], number: int, source: str) -> Served:
    """Returns a page like an automatic aggregator's: the article, then a link to its source."""
    body = f"""<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(row["title"])} - World Digest</title></head>
<body><header><a href="/">World Digest</a></header><div class="content"><h1>{html.escape(row["title"])}</h1>
{paragraphs(row["text"])}
<p><a href="{html.escape(source)}">Read original article here</a></p>
<p>Denial of responsibility! World Digest collects the news of all the world automatically. Every item names the
hyperlink to its primary source. All trademarks belong to their owners, all materials to their authors. If you own
this content and do not want it here, write to us by e-mail. The content will be deleted within 24 hours.</p>
<h3>Leave a comment</h3></div></body></html>"""
    return Served(
        f"http://{DIGEST}/{number}.html", body.encode(), row["title"], row["id"], "linked"
    )


def cut(row: dict[str, str], number: int) -> Served:
    """Returns the first 60 % of the words, without link or name."""
    words = re.findall(r"\S+\s*", row["text"])
    kept = "".join(words[: round(0.6 * len(words))])
    body = f"""<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(row["title"])}</title>
<meta property="article:published_time" content="{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}"></head>
<body><div id="top">Quick Daily</div><article><h1>{html.escape(row["title"])}</h1>
{paragraphs(kept)}
</article></body></html>"""
    return Served(f"http://{CUTTER}/n/{number}", body.encode(), row["title"], row["id"], "unlinked")


def feeds(pages: list[Served]) -> dict[str, list[Served]]:
    by_host: dict[str, list[Served]] = {}
    for page in pages:
        by_host.setdefault(urls.host(page.url), []).append(page)
    return by_host


def feed_body(host: str, pages: list[Served]) -> bytes:
    items = "".join(
        f"<item><title>{html.escape(page.title)}</title><link>{html.escape(page.url)}</link></item>"
        for page in pages
    )
    head = f"<title>{host}</title><link>http://{host}/</link><description/>"
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()
    )


@contextmanager
def serving(pages: list[Served]) -> Iterator[tuple[int, set[str]]]:
    """Runs a real server on a free port of loopback; yields the port and the requested addresses."""
    answers = {page.url: (page.body, "text/html") for page in pages}
    for host, listed in feeds(pages).items():
        answers[f"http://{host}{FEED}"] = (feed_body(host, listed), "application/rss+xml")
    fetched: set[str] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:  # the name http.server asks for
            url = urls.canonical(f"http://{self.headers['Host']}{self.path}")
            body, kind = answers.get(url, (b"not here", "text/plain"))
            fetched.add(url)
            self.send_response(200 if url in answers else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Last-Modified", formatdate(usegmt=True))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 256  # many hosts are one here; by default a sixth connection waits

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, fetched
    finally:
        server.shutdown()


def command(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "aggregator", *arguments], cwd=folder, check=True, timeout=900
    )


def crawl(folder: Path, pages: list[Served], port: int) -> tuple[float, float]:
    """Import the feeds and crawl what is due; returns wall and CPU seconds of the crawl."""
    (folder / "aggregator.toml").write_text(
        f'[crawl]\nallow_hosts = ["127.0.0.1:{port}"]\nresolve = ["*=127.0.0.1:{port}"]\ndelay = 0.0\n'
    )
    lines = ["name\tsite\tfeed\tcountry\tlanguage\tkind\torigins"]
    lines += [f"{host}\t{host}\thttp://{host}{FEED}\t\t\trss\tbenchmark" for host in feeds(pages)]
    (folder / "sources.tsv").write_text("\n".join(lines) + "\n")
    command(folder, "source", "import", "sources.tsv")
    spent = process_tree.run([sys.executable, "-m", "aggregator", "crawl", "--due"], folder)
    return spent.wall, spent.cpu


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_text", path / "score_text.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no score_text.py in {path}: name its folder with --score")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def body_f1(
    database: sqlite3.Connection, pages: list[Served], truth: Path, score: Path, folder: Path
) -> float:
    """F1 of the stored originals by score_text.py; a page that is not stored counts as empty."""
    add_functions(database)
    texts = dict(database.execute("SELECT url, unpack(text) FROM articles"))
    with (folder / "read.jsonl").open("w", encoding="utf-8") as out:
        for page in pages:
            if page.kind == "original":
                found = texts.get(stored_as(database, page.url) or "", "")
                out.write(json.dumps({"id": page.truth, "text": found}) + "\n")
    said = StringIO()
    with redirect_stdout(said):
        scorer(score).main(str(truth), str(folder / "read.jsonl"))
    print(said.getvalue().strip())
    return float(re.search(r"F1 ([\d.]+)", said.getvalue()).group(1))  # type: ignore[union-attr]  # always printed


def stored_as(database: sqlite3.Connection, url: str) -> str | None:
    query = "SELECT a.url FROM url_aliases u JOIN articles a ON a.id = u.article_id WHERE u.url = ?"
    row = database.execute(query, [url]).fetchone()
    return row[0] if row else None


def outcomes(database: sqlite3.Connection, pages: list[Served], kind: str) -> dict[str, list[str]]:
    """Copies by the verdict on their story: "named" the page they were made from is the original;
    "beyond" they hang on that page, which itself credits someone outside (an agency's byline, a link);
    "wrong" anything else."""
    source = {page.truth: page.url for page in pages if page.kind == "original"}
    found: dict[str, list[str]] = {"named": [], "beyond": [], "wrong": []}
    for page in pages:
        if page.kind == kind:
            copy, original = article(database, page.url), article(database, source[page.truth])
            led = leads(database, copy, original) if copy and original else "wrong"
            found[led].append(f"{page.url} (of {source[page.truth]})")
    return found


def article(database: sqlite3.Connection, url: str) -> int | None:
    row = database.execute("SELECT article_id FROM url_aliases WHERE url = ?", [url]).fetchone()
    return row[0] if row else None


def leads(database: sqlite3.Connection, copy: int, original: int) -> str:
    named, verdict, hangs_on = database.execute(
        """SELECT s.original_article_id, s.verdict, c.of_article_id FROM articles a
           JOIN stories s ON s.id = a.story_id
           JOIN copies c ON c.article_id = a.id AND c.story_id = s.id WHERE a.id = ?""",
        [copy],
    ).fetchone()
    if named == original:
        return "named"
    owed = database.execute(
        "SELECT 1 FROM evidence WHERE article_id = ? AND class IN ('A', 'B')", [original]
    ).fetchone()
    outside = verdict in ("original_outside", "common_source") and named is None
    return "beyond" if outside and hangs_on == original and owed else "wrong"


def report(
    folder: Path, pages: list[Served], fetched: set[str], arguments: argparse.Namespace
) -> list[str]:
    """Print every figure; returns those that were missed."""
    missed = []
    database = sqlite3.connect(folder / "aggregator.db")
    not_fetched = [page.url for page in pages if page.url not in fetched]
    print(f"pages {len(pages)}, fetched {len(pages) - len(not_fetched)}, not fetched {not_fetched}")
    missed += [f"not fetched: {url}" for url in not_fetched]
    lost = [page.url for page in pages if not stored_as(database, page.url)]
    reasons = dict(
        database.execute("SELECT url, state || ': ' || coalesce(outcome, '') FROM frontier")
    )
    print(f"stored {len(pages) - len(lost)}; not stored:")
    for url in lost:
        print(f"  {url}  {reasons.get(url, 'unknown')}")
    missed += [f"{len(lost)} not stored"] * (len(lost) > MAX_REJECTED)
    truth = arguments.data / "pages" / "news-dev.jsonl.xz"
    f1 = body_f1(database, pages, truth, arguments.score, folder)
    missed += [f"body F1 {f1}"] * (f1 < MIN_F1)
    for kind, allowed in (("linked", MAX_WRONG_LINKED), ("unlinked", MAX_WRONG_UNLINKED)):
        found = outcomes(database, pages, kind)
        of = sum(map(len, found.values()))
        print(
            f"copies {kind}: {len(found['named'])} of {of} name the page they were made from as original"
        )
        print(f"  the page credits a source outside of the corpus: {found['beyond']}")
        print(f"  wrong: {found['wrong']}")
        missed += [f"{len(found['wrong'])} {kind} copies wrong"] * (len(found["wrong"]) > allowed)
    return missed


def speed(folder: Path, pages: list[Served], wall: float, cpu: float) -> None:
    """Articles a second, and CPU of an article by step as the run logged it."""
    database = sqlite3.connect(folder / "aggregator.db")
    counts = json.loads(database.execute("SELECT counts FROM crawl_runs").fetchone()[0])
    steps = dict(counts.get("cpu", {}).items())
    steps["fetch, start and the rest"] = cpu - sum(steps.values())
    print(
        f"{len(pages) / wall:.1f} articles a second of wall time, {1000 * cpu / len(pages):.1f} ms CPU an article"
    )
    for name, seconds in steps.items():
        print(f"  {name:28} {1000 * seconds / len(pages):6.2f} ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--score", type=Path, help="folder of score_text.py (default: beside the data)"
    )
    parser.add_argument("--keep", type=Path, help="keep database and files here")
    arguments = parser.parse_args()
    arguments.score = arguments.score or arguments.data.parent / "score"
    with lzma.open(arguments.data / "pages" / "news-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        pages = world([json.loads(line) for line in lines])
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="real-crawl-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with serving(pages) as (port, fetched):
            wall, cpu = crawl(folder, pages, port)
        missed = report(folder, pages, fetched, arguments)
        speed(folder, pages, wall, cpu)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)
    print("missed: " + "; ".join(missed) if missed else "every figure reached")
    return 1 if missed else 0


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main())
