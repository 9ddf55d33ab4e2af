"""A small corpus whose publishers say something about the use of their pages, and a reader of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

import aggregator
from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.formats import records
from aggregator.web.app import create_app
from tests import corpus

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
BY = f'<link rel="license" href="{LICENCE}">'
LAST_WORDS = "until then"  # of the storm: in no extract
HONEY = "such a number compulsory"  # of the bees: in no extract
WIRE, DIGEST, VALLEY = 1, 2, 3  # ids of the articles


def mark(content: str) -> str:
    """A robots tag."""
    return f'<meta name="robots" content="{content}">'


@contextmanager
def open_marked(folder: Path, heads: Mapping[int, str], **config: str) -> Iterator[TestClient]:
    """A reader of the corpus, in which pages have these tags in their heads, by id of the article."""
    with store_marked(folder, heads) as opened:
        yield TestClient(create_app(opened, ServeConfig(comments=True, **config)))


@contextmanager
def store_marked(folder: Path, heads: Mapping[int, str]) -> Iterator[Aggregator]:
    """That corpus, open."""
    pages = (
        (corpus.WIRE, corpus.STORM, "Storm closes the harbour of Port Linden", ""),
        (corpus.DIGEST, corpus.STORM, "Cranes fall in Port Linden", corpus.CREDIT),
        (corpus.VALLEY, corpus.BEES, "A rich harvest for beekeepers", ""),
    )
    rows = [
        {
            "url": url,
            "html": corpus.page(title, text, end).replace(
                "<title>", heads.get(key, "") + "<title>"
            ),
            "first_seen": f"2026-03-0{key}T06:00:00Z",
        }
        for key, (url, text, title, end) in enumerate(pages, 1)
    ]
    with aggregator.connect(folder / "marked.db") as opened:
        found = records.read_records(corpus.write(folder / "marked.jsonl", *rows))
        assert opened.ingest(found, workers=1).new == len(rows)
        yield opened
