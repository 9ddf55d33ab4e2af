"""What leaves by the operator's hand, what the operator sees, and the file itself, as doors."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from typing import Any

from tests.rights.asking import (
    Door,
    Found,
    alter,
    article_ids,
    of_all,
    of_each,
    read_html,
    read_result,
)
from tests.rights.marked_pages import Marked
from tests.rights.marked_world import MarkedWorld


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


LEAVING = [
    Door("export: articles as csv", _exported_articles("csv"), "export_text"),
    Door("export: articles as jsonl", _exported_articles("jsonl"), "export_text"),
    Door(
        "export: copies, stories, sources",
        of_all(
            lambda w: "".join(w.run("export", kind) for kind in ("copies", "stories", "sources"))
        ),
        "export_text",
    ),
    Door("published file", of_all(_published), "extract", "headline", lists=True),
    *[
        Door(
            f"evidence file as {shape}",
            of_each(_evidence_file(shape)),
            "evidence_quotation",
            quotes=True,
        )
        for shape in ("html", "json", "jsonld", "ninjs", "claimreview")
    ],
]
OPERATOR = [
    Door(
        "command: article",
        of_each(lambda w, m: w.run("article", str(w.ids[m.id]))),
        "store_text",
        operator=True,
    ),
    Door(
        "command: article --json",
        of_each(lambda w, m: w.run("article", str(w.ids[m.id]), "--json")),
        "store_text",
        "late",
        operator=True,
    ),
    Door(
        "command: article --versions",
        of_each(lambda w, m: w.run("article", str(w.ids[m.id]), "--versions")),
        "store_text",
        operator=True,
    ),
    Door(
        "command: search",
        of_each(lambda w, m: w.run("search", m.row["unique_word"], "--json")),
        "store_text",
        "headline",
        operator=True,
        finds=True,
    ),
    Door(
        "command: story",
        of_each(lambda w, m: w.run("story", str(w.story(m)), "--json")),
        "store_text",
        operator=True,
    ),
    Door(
        "command: trace an address",
        of_each(lambda w, m: w.run("trace", "--all", "--no-fetch", m.url)),
        "store_text",
        operator=True,
    ),
    Door(
        "command: trace an altered text",
        of_each(lambda w, m: w.run("trace", "--all", "--json", alter(m))),
        "store_text",
        operator=True,
        asked=alter,
    ),
    Door(
        "command: compare",
        of_each(lambda w, m: w.run("compare", *map(str, article_ids(w, m)))),
        "store_text",
        operator=True,
    ),
    Door(
        "command: status, source list",
        of_all(lambda w: w.run("status", "--json") + w.run("source", "list", "--json")),
        "store_text",
        operator=True,
    ),
    Door(
        "API: article, versions, search, story, compare",
        of_each(
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
    Door("log of the crawl", of_all(lambda w: w.log.getvalue()), "store_text", operator=True),
    Door("main file: bytes", of_all(_main_file), "store_text", operator=True),
    Door("main file: columns", of_all(_rows), "store_text", operator=True),
]
TAKEDOWNS = [
    Door("mails of a case", of_each(_mails), "evidence_quotation"),
    Door("receipt of a case, notices", of_each(_receipt), "evidence_quotation"),
]
