"""Tracking parameters that others know are removed; names that are keys of articles somewhere are kept.

`tracking_lists.tsv`: the names that ClearURLs, AdGuard, Miniflux, Brave and Neat URL remove everywhere; of a
pattern, names that match it.
"""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from aggregator import urls
from aggregator.urls import meaningless_parameters as table

ROWS = list(csv.DictReader((Path(__file__).parent / "tracking_lists.tsv").open(), delimiter="\t"))
LISTS = {name: [row["name"] for row in rows] for name, rows in groupby(ROWS, lambda r: r["list"])}
# Names that are keys of articles, sections or sites in some system.
KEPT = {
    *("assetId", "assetType", "c_id", "Campaign", "campaign_id", "campaignId", "clickid", "cuid"),
    *("mbid", "mc", "ncid", "recipientId", "ref", "siteId", "trk", "var", "zoneid"),
}


def is_removed(name: str) -> bool:
    return urls.canonical(f"https://paper.example/?{name}=Abc123def") == "https://paper.example/"


@pytest.mark.parametrize("name", ["ClearURLs", "AdGuard", "Miniflux", "Brave"])
def test_nineteen_in_twenty_of_a_list_are_removed(name: str) -> None:
    removed = [each for each in LISTS[name] if is_removed(each)]
    assert len(removed) >= 0.95 * len(LISTS[name])


def test_what_is_kept_is_kept_on_purpose() -> None:
    assert {row["name"] for row in ROWS if not is_removed(row["name"])} == KEPT


KEYS = [
    "aid",
    "article",
    "cid",
    "Click",
    "cmp",
    "from",
    "id",
    "idxno",
    "itm_id",
    "k",
    "lang",
    "mod",
    "nid",
    "ns_id",
    "OpenDocument",
    "p",
    "page",
    "partner",
    "pk_artikel",
    "q",
    "s",
    "section",
    "sid",
    "src",
    "story",
    "t",
    "taid",
    "v",
]


@pytest.mark.parametrize("name", KEYS)
def test_a_key_of_articles_is_kept(name: str) -> None:
    assert urls.canonical(f"https://paper.example/?{name}=12").endswith(f"?{name}=12")


def test_the_table_is_sorted_and_has_a_source_for_each_row() -> None:
    for rows in (table.TRACKING, table.SESSIONS, table.WITH_VALUE):
        assert [row[0] for row in rows] == sorted({row[0] for row in rows})
        assert all(row[-1] and row[0] == row[0].lower() for row in rows)
