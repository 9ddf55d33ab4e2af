"""Which primary source the page of a removed article may link."""

import pytest

from aggregator.takedown.rules.source_links import choose_source_link

COPY = "https://copier.example/a"
WORK = "https://wire.example/work"


@pytest.mark.parametrize(
    ("source_url", "proven", "is_linked"),
    [
        ("https://copier.example/b", [], True),  # its own site
        (WORK, [], False),  # anybody may enter it
        (WORK, ["wire.example"], True),
        (WORK, ["other.example"], False),
        (WORK, ["wire.example", "other.example"], False),  # two who contradict each other
        ("javascript:alert(1)", ["wire.example"], False),
        ("", ["wire.example"], False),
    ],
)
def test_a_link_needs_the_site_of_the_page_or_a_proof(
    source_url: str, proven: list[str], is_linked: bool
) -> None:
    assert choose_source_link(source_url, COPY, proven) == (source_url if is_linked else "")
