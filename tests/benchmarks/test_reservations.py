"""The two readers of the benchmark of reservations, on saved pages and on one that says much."""

import json
from pathlib import Path

import pytest

from benchmarks.reservations import Row, read_both

PAGES = sorted((Path(__file__).parents[1] / "reading" / "rights" / "pages").glob("*.html"))


def load(path: Path) -> Row:
    url = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["url"]
    return {"html": path.read_text(encoding="utf-8"), "url": url}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_both_read_a_saved_page_alike(path: Path) -> None:
    first, second = read_both(load(path))
    assert first == second != set()


def test_a_mark_that_one_reader_lacks_is_seen() -> None:
    html = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false</script>'
    first, second = read_both({"html": html})
    assert first - second == {("not free", "")}
