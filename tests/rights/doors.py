"""Every door through which something of an article leaves: what it shows of marked pages.

A door is asked as a reader asks it: a page is requested, a command is run, a method is called, a file is read. What it
gave belongs to one marked page (where it was asked about it) or to all.
"""

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from aggregator.errors import AggregatorError, Refused
from tests.rights.marked_pages import Marked
from tests.rights.marked_world import MarkedWorld

Found = Iterator[tuple[Marked | None, str]]  # None: of any of them
Expected = Literal["", "headline", "text", "late"]


@dataclass(frozen=True)
class Door:
    """A door. `use` is what text that leaves by it is used for; `lists`: it lists articles; `finds`: it was asked for
    a word of the text; `quotes`: what it shows in common with a copy counts too. Where nothing forbids it, `expected`
    is what a reader finds there. What the `operator` sees must only not be stored."""

    name: str
    ask: Callable[[MarkedWorld], Found]
    use: str
    expected: Expected = ""
    lists: bool = False
    finds: bool = False
    quotes: bool = False
    operator: bool = False
    asked: Callable[[Marked], str] = lambda _: ""  # what was asked, which the answer may repeat


# Text of what leaves


def read_html(page: str) -> str:
    """Returns the words of a page, with addresses of its pictures."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
    page = re.sub(r"</?(?:mark|b|em|strong|span|a|ins|del|q)\b[^>]*>", "", page)
    pictures = re.findall(r'<img[^>]*src="([^"]+)"', page)
    return html.unescape(re.sub(r"<[^>]*>", " ", page)) + "\n".join(pictures)


def read_result(value: Any) -> str:
    """Returns the strings of a result, of JSON or of a list of either, each on a line."""
    return "\n".join(_list_strings(msgspec.to_builtins(value)))


def _list_strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _list_strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _list_strings(each)


def _of_each(give: Callable[[MarkedWorld, Marked], Any]) -> Callable[[MarkedWorld], Found]:
    """Returns a door that is asked about one stored article after the other; what is refused shows nothing."""

    def ask(world: MarkedWorld) -> Found:
        for each in world.stored:
            try:
                given = give(world, each)
            except AggregatorError:
                continue
            yield each, given if isinstance(given, str) else read_result(_drain(given))

    return ask


def _drain(value: Any) -> Any:
    return list(value) if isinstance(value, Iterator) else value


def _of_all(give: Callable[[MarkedWorld], Any]) -> Callable[[MarkedWorld], Found]:
    def ask(world: MarkedWorld) -> Found:
        try:
            given = _drain(give(world))
        except Refused:
            return
        yield None, given if isinstance(given, str) else read_result(given)

    return ask


def _get(world: MarkedWorld, path: str) -> str:
    return read_html(world.client.get(path).text)


# What a reader asks for


def _quoted(marked: Marked) -> str:
    return f'"{marked.row["late_sentence"].rstrip(".")}"'


def _alter(marked: Marked) -> str:
    """The text without its last sentence, with another name: what an answer says of these was in the stored text."""
    text = marked.row["text"].replace(marked.row["late_sentence"], "")
    return str(re.sub(re.escape(marked.row["unique_word"]), "Somebody", text))


# Pages


def _front(world: MarkedWorld) -> str:
    path, pages = "/", []
    while path:
        pages.append(world.client.get(path).text)
        older = re.search(r'href="(/\?before=[^"]+)"', pages[-1])
        path = html.unescape(older[1]) if older else ""
    return "\n".join(map(read_html, pages))


def _search_page(world: MarkedWorld, query: str) -> str:
    """The results of a search, without the query that the page repeats."""
    page = world.client.get("/search", params={"q": query}).text
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"(?s)<form.*?</form>|<h1>.*?</h1>", "", main)
    return read_html(main) if "/a/" in main else ""


def _comment(world: MarkedWorld, marked: Marked) -> str:
    article = world.ids[marked.id]
    if not any(each.article_id == article for each in world.news.comments.all()):
        comment = world.news.comments.post(
            article, f"They write: {marked.row['late_sentence']} Well.", name="Ada"
        )
        world.news.comments.decide([comment], "approved")
    page = world.client.get(f"/a/{article}").text
    return "\n".join(map(read_html, re.findall(r'(?s)<article class="comment".*?</article>', page)))


def _removal_preview(world: MarkedWorld, marked: Marked) -> str:
    from tests.web.forms import REQUEST, preview

    fields = {**REQUEST, "urls": marked.copy, "work_url": marked.url}
    return read_html(preview(world.client, fields).text)


def _lost_pages(world: MarkedWorld) -> str:
    paths = ("/a/999999", "/s/999999", "/nothing", "/compare/1/999999", "/?before=x")
    return "\n".join(_get(world, path) for path in paths)


def _sitemap(world: MarkedWorld) -> str:
    """The sitemap, with the headlines of the articles that it lists alone: stories of one article."""
    index = world.client.get("/sitemap.xml").text
    parts = re.findall(r"/sitemap-\d+\.xml", index)
    listed = "\n".join(world.client.get(part).text for part in parts)
    stories = {int(number) for number in re.findall(r"/s/(\d+)", listed)}
    alone = [
        each.row["headline"]
        for each in world.stored
        if (number := world.story(each)) in stories and len(world.news.story(number).members) == 1
    ]
    return "\n".join([listed, *alone])


# Files


def _exported_articles(shape: str) -> Callable[[MarkedWorld], Found]:
    def ask(world: MarkedWorld) -> Found:
        out = world.run("export", "articles", "--format", shape)
        if shape == "csv":
            csv.field_size_limit(10_000_000)
            rows = list(csv.DictReader(io.StringIO(out)))
        else:
            rows = [json.loads(line) for line in out.splitlines()]
        by_url = {row["url"]: row for row in rows}
        for each in world.stored:
            if each.url in by_url:
                yield each, read_result(list(by_url[each.url].values()))

    return ask


def _evidence_file(shape: str) -> Callable[[MarkedWorld, Marked], str]:
    def give(world: MarkedWorld, marked: Marked) -> str:
        out = world.run("export", "evidence", str(world.story(marked)), "--format", shape)
        return read_html(out) if shape == "html" else read_result(json.loads(out))

    return give


def _main_file(world: MarkedWorld) -> str:
    """The bytes of the main file as it is on the disk, and every column of it."""
    with sqlite3.connect(world.path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return world.path.read_bytes().decode("utf-8", "ignore")


def _rows(world: MarkedWorld) -> str:
    lines = []
    with sqlite3.connect(world.path) as db:
        db.text_factory = bytes
        names = [
            row[0].decode()
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for name in names:
            try:
                rows = db.execute(f'SELECT * FROM "{name}"').fetchall()
            except sqlite3.OperationalError:  # a table of a module that only the program loads
                continue
            lines += [
                value.decode("utf-8", "ignore")
                for row in rows
                for value in row
                if isinstance(value, bytes)
            ]
    return "\n".join(lines)


def _published(world: MarkedWorld) -> str:
    """The bytes of the published file, and of the files beside it."""
    folder = world.path.parent / "published"
    folder.mkdir(exist_ok=True)
    world.run("publish", folder / "news.db")
    return "\n".join(
        path.read_bytes().decode("utf-8", "ignore") for path in sorted(folder.iterdir())
    )


# Takedowns: these change the database and come last


def _mails(world: MarkedWorld, marked: Marked) -> Any:
    from aggregator.takedown.types import TakedownRequest

    request = TakedownRequest(
        "Nora Quint",
        "not licensed",
        url=marked.copy,
        email="nora@work.example",
        work_url=marked.url,
        confirmed=False,
        channel="form",
    )
    case = world.news.takedowns.submit(request)
    return world.news.case_records.get(case.number)


def _receipt(world: MarkedWorld, marked: Marked) -> str:
    case = world.news.takedowns.file(
        claimant="Nora Quint", reason="not licensed", url=marked.url, email="nora@work.example"
    )
    world.news.takedowns.run()
    world.news.takedowns.do_due()
    return world.news.takedowns.receipt(case.number) + read_result(
        world.news.case_records.get(case.number)
    )


def _article_ids(world: MarkedWorld, marked: Marked) -> tuple[int, int]:
    return world.ids[marked.id], world.copies[marked.id]


PAGES = [
    Door("page: front", _of_all(_front), "extract", "headline", lists=True),
    Door(
        "page: story",
        _of_each(lambda w, m: _get(w, f"/s/{w.story(m)}")),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: article",
        _of_each(lambda w, m: _get(w, f"/a/{w.ids[m.id]}")),
        "extract",
        "text",
        lists=True,
    ),
    Door("page: comments that quote", _of_each(_comment), "evidence_quotation"),
    Door(
        "page: compare",
        _of_each(lambda w, m: _get(w, "/compare/{}/{}".format(*_article_ids(w, m)))),
        "evidence_quotation",
        "text",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: search for a word",
        _of_each(lambda w, m: _search_page(w, m.row["unique_word"])),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "page: search for a sentence",
        _of_each(lambda w, m: _search_page(w, _quoted(m))),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "page: search for the headline",
        _of_each(lambda w, m: _search_page(w, m.row["headline"])),
        "snippet",
        "headline",
        lists=True,
    ),
    Door(
        "page: Atom feed",
        _of_all(lambda w: _get(w, "/feed.atom")),
        "feed_summary",
        "headline",
        lists=True,
    ),
    Door(
        "page: feed of a watch",
        _of_each(lambda w, m: _get(w, w.watches[m.id])),
        "feed_summary",
        lists=True,
        finds=True,
    ),
    Door("page: sitemap", _of_all(_sitemap), "extract", lists=True),
    Door("page: removal form", _of_each(_removal_preview), "extract"),
    Door(
        "page: transparency",
        _of_all(lambda w: _get(w, "/transparency") + _get(w, "/transparency.csv")),
        "extract",
        lists=True,
    ),
    Door("page: not found", _of_all(_lost_pages), "extract", lists=True),
    Door(
        "page: health, metrics",
        _of_all(lambda w: _get(w, "/health") + _get(w, "/metrics")),
        "extract",
        lists=True,
    ),
]
METHODS = [
    Door(
        "public API: article",
        _of_each(lambda w, m: w.public.article(w.ids[m.id])),
        "extract",
        "text",
        lists=True,
    ),
    Door(
        "public API: versions",
        _of_each(lambda w, m: w.public.versions(w.ids[m.id])),
        "extract",
        lists=True,
    ),
    Door(
        "public API: story",
        _of_each(lambda w, m: w.public.story(w.story(m))),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: comments that quote",
        _of_each(lambda w, m: w.public.comments.approved(w.ids[m.id])),
        "evidence_quotation",
    ),
    Door(
        "public API: related texts, history, log",
        _of_each(
            lambda w, m: [
                w.public.related_texts(w.story(m)),
                w.public.history(w.story(m)),
                w.public.log(w.story(m)),
            ]
        ),
        "evidence_quotation",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: evidence",
        _of_each(lambda w, m: w.public.evidence(w.story(m))),
        "evidence_quotation",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: stories",
        _of_all(lambda w: w.public.stories(limit=1000)),
        "extract",
        "headline",
        lists=True,
    ),
    Door(
        "public API: search for a word",
        _of_each(lambda w, m: w.public.search(m.row["unique_word"])),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: search for a sentence",
        _of_each(lambda w, m: w.public.search(_quoted(m))),
        "snippet",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: search for the headline",
        _of_each(lambda w, m: w.public.search(m.row["headline"])),
        "snippet",
        "headline",
        lists=True,
    ),
    Door(
        "public API: trace an address",
        _of_each(lambda w, m: w.public.trace(m.url)),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: trace an altered text",
        _of_each(lambda w, m: w.public.trace(_alter(m))),
        "evidence_quotation",
        lists=True,
        asked=_alter,
    ),
    Door(
        "public API: compare",
        _of_each(lambda w, m: w.public.compare(*_article_ids(w, m))),
        "evidence_quotation",
        "text",
        lists=True,
        quotes=True,
    ),
    Door(
        "public API: export",
        _of_all(
            lambda w: [
                list(w.public.export(kind)) for kind in ("articles", "copies", "stories", "sources")
            ]
        ),
        "published_text",
        lists=True,
    ),
    Door(
        "public API: feed of a watch",
        _of_each(
            lambda w, m: w.public.watches.feed(int(w.watches[m.id].split("/")[2]), w.watches[m.id])
        ),
        "feed_summary",
        lists=True,
        finds=True,
    ),
]
LEAVING = [
    Door("export: articles as csv", _exported_articles("csv"), "export_text"),
    Door("export: articles as jsonl", _exported_articles("jsonl"), "export_text"),
    Door(
        "export: copies, stories, sources",
        _of_all(
            lambda w: "".join(w.run("export", kind) for kind in ("copies", "stories", "sources"))
        ),
        "export_text",
    ),
    Door("published file", _of_all(_published), "extract", "headline", lists=True),
    *[
        Door(
            f"evidence file as {shape}",
            _of_each(_evidence_file(shape)),
            "evidence_quotation",
            quotes=True,
        )
        for shape in ("html", "json", "jsonld", "ninjs", "claimreview")
    ],
]
OPERATOR = [
    Door(
        "command: article",
        _of_each(lambda w, m: w.run("article", str(w.ids[m.id]))),
        "store_text",
        operator=True,
    ),
    Door(
        "command: article --json",
        _of_each(lambda w, m: w.run("article", str(w.ids[m.id]), "--json")),
        "store_text",
        "late",
        operator=True,
    ),
    Door(
        "command: article --versions",
        _of_each(lambda w, m: w.run("article", str(w.ids[m.id]), "--versions")),
        "store_text",
        operator=True,
    ),
    Door(
        "command: search",
        _of_each(lambda w, m: w.run("search", m.row["unique_word"], "--json")),
        "store_text",
        "headline",
        operator=True,
        finds=True,
    ),
    Door(
        "command: story",
        _of_each(lambda w, m: w.run("story", str(w.story(m)), "--json")),
        "store_text",
        operator=True,
    ),
    Door(
        "command: trace an address",
        _of_each(lambda w, m: w.run("trace", "--all", "--no-fetch", m.url)),
        "store_text",
        operator=True,
    ),
    Door(
        "command: trace an altered text",
        _of_each(lambda w, m: w.run("trace", "--all", "--json", _alter(m))),
        "store_text",
        operator=True,
        asked=_alter,
    ),
    Door(
        "command: compare",
        _of_each(lambda w, m: w.run("compare", *map(str, _article_ids(w, m)))),
        "store_text",
        operator=True,
    ),
    Door(
        "command: status, source list",
        _of_all(lambda w: w.run("status", "--json") + w.run("source", "list", "--json")),
        "store_text",
        operator=True,
    ),
    Door(
        "API: article, versions, search, story, compare",
        _of_each(
            lambda w, m: [
                w.news.article(w.ids[m.id]),
                w.news.versions(w.ids[m.id]),
                list(w.news.search(m.row["unique_word"])),
                w.news.story(w.story(m)),
            ]
        ),
        "store_text",
        "late",
        operator=True,
    ),
    Door("log of the crawl", _of_all(lambda w: w.log.getvalue()), "store_text", operator=True),
    Door("main file: bytes", _of_all(_main_file), "store_text", operator=True),
    Door("main file: columns", _of_all(_rows), "store_text", operator=True),
]
TAKEDOWNS = [
    Door("mails of a case", _of_each(_mails), "evidence_quotation"),
    Door("receipt of a case, notices", _of_each(_receipt), "evidence_quotation"),
]


# What lists articles, before anything is a copy: then a story has no other member to be listed by.
LISTS = [
    Door("page: front, nothing copied", _of_all(_front), "extract", "headline", lists=True),
    Door(
        "page: Atom feed, nothing copied",
        _of_all(lambda w: _get(w, "/feed.atom")),
        "feed_summary",
        lists=True,
    ),
    Door("page: sitemap, nothing copied", _of_all(_sitemap), "extract", "headline", lists=True),
    Door(
        "page: story, nothing copied",
        _of_each(lambda w, m: _get(w, f"/s/{w.story(m)}")),
        "evidence_quotation",
        "headline",
        lists=True,
        quotes=True,
    ),
    Door(
        "page: feed of a watch, nothing copied",
        _of_each(lambda w, m: _get(w, w.watches[m.id])),
        "feed_summary",
        "headline",
        lists=True,
        finds=True,
    ),
    Door(
        "public API: stories, nothing copied",
        _of_all(lambda w: w.public.stories(limit=1000)),
        "extract",
        "headline",
        lists=True,
    ),
    Door(
        "public API: feed of a watch, nothing copied",
        _of_each(
            lambda w, m: w.public.watches.feed(int(w.watches[m.id].split("/")[2]), w.watches[m.id])
        ),
        "feed_summary",
        "headline",
        lists=True,
        finds=True,
    ),
]
DOORS = [*PAGES, *METHODS, *LEAVING, *OPERATOR]
