"""Articles on the same event that share little text: offered as related, never as copies.

Same language, nearly the same headline, seen or dated within two hours, and the mark of one agency
or a link to one page elsewhere. Computed when somebody asks, from stored rows by the full-text
index; nothing of it is stored, counted or exported.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from aggregator import clock, linking
from aggregator.attribution import agencies, naming
from aggregator.attribution.parties import RELAY_SITES
from aggregator.model import Row, SourceTrace
from storage.corpus.search import Search

NEAR = 2 * 3600  # seconds between what we saw of both, or what both claim
ALIKE = 0.5  # of the words of both headlines stand in both
FEWEST = 4  # words in both
ASKED_FROM = 5  # members of a story whose headlines are looked for
OFFERED = 10
MARKS = frozenset(["byline", "dateline", "item_number", "rights", "sign_off", "syndicated_notice"])
LINKS = frozenset(["body_link", "link_phrase"])
SHOWN = ("article_id", "url", "title", "source", "source_name", "story_id", "first_seen", "published")  # fmt: skip
NEVER = ("", "")

_traces = msgspec.json.Decoder(list[SourceTrace])


def find_related(search: Search, story_id: int) -> list[Row]:
    """Articles of other stories on the same event, those with the likest headline first.

    Each says why in `says`, and in `alike` which share of the words of both headlines is in both.
    """
    found: dict[int, Row] = {}
    for own in search.headlines(story_id, ASKED_FROM):
        for row in _near(search, own):
            known = found.get(row["article_id"])
            if known is None or known["alike"] < row["alike"]:
                found[row["article_id"]] = row
    return sorted(found.values(), key=lambda row: (-row["alike"], row["article_id"]))[:OFFERED]


def _near(search: Search, own: Row) -> Iterator[Row]:
    words, sources = set(linking.words(own["title"])), _sources(own)
    if len(words) < FEWEST or not sources or not own["language"]:
        return
    # Half of the words are in both, so of any half and one more at least one is; the long are rare.
    telling = sorted(own["title"].split(), key=lambda word: (-len(word), word))
    telling = telling[: len(telling) // 2 + 1]
    for other in search.headlines_like(
        own, telling, _around(own["first_seen"]), _around(own["published"])
    ):
        theirs = set(linking.words(other["title"]))
        shared, common = len(words & theirs), sorted(sources & _sources(other))
        alike = shared / len(words | theirs)
        if common and shared >= FEWEST and alike >= ALIKE:
            says = f"{shared} of {len(words)} words of the headline, and both have {common[0]}"
            row = {name: other[name] for name in SHOWN}
            yield {**row, "alike": round(alike, 2), "says": says}


def _sources(row: Row) -> set[str]:
    """The agencies a page is marked with, or is the home of, and the pages elsewhere that its text links."""
    traces = _traces.decode(row["sources"])
    marks = [
        part
        for trace in traces
        if trace.kind in MARKS
        for part in naming.split_joint_name(trace.name)
    ]
    named = [agencies.find_by_domain(row["source"]), *map(agencies.find_by_name, marks)]
    links = {trace.url for trace in traces if trace.kind in LINKS and _is_page(trace.url, row)}
    return {agency.name for agency in named if agency} | links


def _is_page(url: str, row: Row) -> bool:
    """Is it a page of another site, and neither a front page nor a place that only passes things on?"""
    where = naming.site_of(url)
    return (
        bool(where) and where not in {row["source"], *RELAY_SITES} and len(urlsplit(url).path) > 1
    )


def _around(instant: str | None) -> tuple[str, str]:
    """From when until when, or never; what is claimed may be no instant, or the last there is."""
    try:
        return (clock.later(instant, -NEAR), clock.later(instant, NEAR)) if instant else NEVER
    except (ValueError, OverflowError):
        return NEVER
