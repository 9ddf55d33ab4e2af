"""The transparency page and its CSV."""

import csv
import io

from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.formats.transparency import COLUMNS
from tests import corpus
from tests.takedowns import file_case


def close(opened: Aggregator) -> None:
    """Run until every case is closed that a run can close."""
    for _ in range(3):
        opened.takedowns.run()


def test_nothing_was_removed_yet(client: TestClient) -> None:
    assert "Nobody has asked" in client.get("/transparency").text
    header, total = client.get("/transparency.csv").text.splitlines()
    assert header == ",".join(COLUMNS)
    assert total.startswith("all,all,all,all,all,0,0,")


def test_the_page_shows_counts_and_no_names(client: TestClient, opened: Aggregator) -> None:
    file_case(opened, corpus.VALLEY, email="nora@wire.example")
    close(opened)
    file_case(opened, corpus.DIGEST, confirmed=False)
    page = client.get("/transparency").text
    for words in ("V4", "deleted and proven", "V0", "open", "Cases since"):
        assert words in page, words
    for name in ("Nora", "wire.example", "valley", "not licensed"):
        assert name not in page, name


def test_the_csv_has_a_row_for_each_group(client: TestClient, opened: Aggregator) -> None:
    file_case(opened, corpus.VALLEY)
    close(opened)
    file_case(opened, corpus.DIGEST, confirmed=False)
    answer = client.get("/transparency.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    total, *rows = csv.DictReader(io.StringIO(answer.text))
    assert sum(int(row["cases"]) for row in rows) == int(total["cases"]) == 2
    assert total["log"] == opened.takedowns.log()[-1].hash
    [closed] = [row for row in rows if row["outcome"] == "closed"]
    assert (closed["ground"], closed["grade"], closed["articles"]) == ("copyright", "V4", "1")
    assert float(closed["hours_to_erase_worst"]) < 24
    assert closed["breaches"] == "0"


def test_every_page_leads_to_it(client: TestClient) -> None:
    for path in ("/", "/takedown", "/nothing"):
        assert 'href="/transparency"' in client.get(path).text
