"""Where a page sends browsers at once."""

import pytest

from aggregator.reading.meta_refresh import find_refresh

URL = "https://paper.example/news/1"


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/b/1">',
        "<META HTTP-EQUIV=refresh CONTENT='0;URL=/b/1'>",
        '<meta content="0.5, url=\'/b/1\'" http-equiv="Refresh">',
        '<meta http-equiv="refresh" content="3;url=https://paper.example/b/1" />',
    ],
)
def test_the_address_is_found_however_it_is_written(tag: str) -> None:
    assert find_refresh(f"<html><head>{tag}".encode(), URL) == "https://paper.example/b/1"


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="300; url=/b/1">',
        '<meta http-equiv="refresh" content="0">',
        '<meta name="refresh" content="0; url=/b/1">',
        '<noscript><meta http-equiv="refresh" content="0; url=/b/1"></noscript>',
        '<!-- <meta http-equiv="refresh" content="0; url=/b/1"> -->',
        '<meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
        "<p>To refresh a meta tag is easy.</p>",
    ],
)
def test_a_page_that_stays_leads_nowhere(tag: str) -> None:
    assert find_refresh(f"<html><head>{tag}".encode(), URL) == ""
