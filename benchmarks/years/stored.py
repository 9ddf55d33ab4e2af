"""What the crawl has stored, read from its database: the one module that knows the product's tables."""

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.years.model import Article
from storage.sqlite.packing import add_functions

ARTICLES = """
SELECT a.id, a.url, s.domain, a.title, unpack(a.text), a.published, EXISTS (
  SELECT 1 FROM article_absences v
  WHERE v.article_id = a.id AND v.confirmed_at IS NOT NULL AND v.restored_at IS NULL)
FROM articles a JOIN sources s ON s.id = a.source_id
"""
_NUMBER = re.compile(r"-a(\d{5})")


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored article; former wordings are (headline, text)."""

    id: int
    url: str
    domain: str
    title: str
    text: str
    published: str | None
    is_vanished: bool
    former: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class Matcher:
    """Finds the article of a text by its paragraphs, of which no two in the world are alike."""

    by_paragraph: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> "Matcher":
        found = cls()
        for article in articles:
            for wording in article.wordings:
                for paragraph in wording.paragraphs:
                    found.by_paragraph[squeeze(paragraph)] = article.number
        return found

    def count(self, text: str) -> Counter[int]:
        """Returns how many paragraphs of each article a text has."""
        lines = (squeeze(line) for line in text.splitlines())
        return Counter(self.by_paragraph[line] for line in lines if line in self.by_paragraph)

    def article(self, text: str) -> int | None:
        """Returns the article that a text is, None when it is none or has parts of several."""
        counts = self.count(text)
        return next(iter(counts)) if len(counts) == 1 else None


def squeeze(text: str) -> str:
    """Returns a text in lower case without anything but letters and digits."""
    return "".join(re.findall(r"\w+", text.lower()))


def number_in(url: str) -> int | None:
    """Returns the number of the article that an address of the world names."""
    found = _NUMBER.search(url)
    return int(found[1]) if found else None


def read_stored(path: Path) -> list[Stored]:
    """Returns all stored articles."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        add_functions(db)
        former, aliases = defaultdict(list), defaultdict(list)
        for article, title, text in db.execute(
            "SELECT article_id, title, unpack(text) FROM article_versions"
        ):
            former[article].append((title, text))
        for url, article in db.execute("SELECT url, article_id FROM url_aliases"):
            aliases[article].append(url)
        return [_make_stored(row, former[row[0]], aliases[row[0]]) for row in db.execute(ARTICLES)]


def _make_stored(row: Any, former: list[tuple[str, str]], aliases: list[str]) -> Stored:
    article, url, domain, title, text, published, is_vanished = row
    return Stored(
        article,
        url,
        domain,
        title,
        text,
        published,
        bool(is_vanished),
        tuple(former),
        tuple(aliases),
    )


def read_outcomes(path: Path) -> dict[str, Counter[str]]:
    """Returns why addresses have not become articles, by host: state and outcome."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        for url, state, outcome, due in db.execute(
            "SELECT url, state, outcome, next_due FROM frontier WHERE state != 'done'"
        ):
            host = url.split("/")[2].partition(":")[0]
            when = f", next look {due[5:13]}" if due else ", no further look"
            found[host][f"{state}: {outcome or '-'}{when}"] += 1
    return found


def read_events(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Returns by domain the events that the crawl recorded: time, and kind with detail."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        if "crawl_events" not in tables:
            return found
        for domain, happened, kind, detail in db.execute(
            "SELECT s.domain, e.happened_at, e.kind, e.detail FROM crawl_events e "
            "LEFT JOIN feeds f ON f.id = e.feed_id "
            "JOIN sources s ON s.id = coalesce(e.source_id, f.source_id)"
        ):
            found[domain].append((happened, f"{kind} {detail or ''}"))
    return found
