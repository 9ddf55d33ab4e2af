"""Articles on the same event that share little text: offered as related, never as copies.

Same language, nearly the same headline, seen or dated within two hours, and the mark of one agency
or a link to one page elsewhere. Computed when somebody asks, from stored rows by the full-text
index; nothing of it is stored, counted or exported.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from aggregator import clock, linking
from aggregator.address_services import RELAY_SITES
from aggregator.attribution import agencies, naming
from aggregator.model import Row, SourceTrace
from aggregator.results import RelatedArticle
from storage.corpus.search import Search

MAX_SECONDS_APART = 2 * 3600  # between what we saw of both, or what both claim
MIN_TITLE_SHARE = 0.5  # of the words of both headlines that are in both
MIN_SHARED_WORDS = 4
MEMBERS_LOOKED_UP = 5  # of a story, by their headlines
MAX_OFFERED = 10
MARKS = frozenset(["byline", "dateline", "item_number", "rights", "sign_off", "syndicated_notice"])
LINKS = frozenset(["body_link", "link_phrase"])
SHOWN = ("article_id", "url", "title", "source", "source_name", "story_id", "first_seen", "published")  # fmt: skip
NEVER = ("", "")

_traces = msgspec.json.Decoder(list[SourceTrace])


def find_related(search: Search, story_id: int) -> list[RelatedArticle]:
    """Returns articles of other stories on the same event, those with the likest headline first.

    `says` is the reason, `alike` the share of the words of both headlines that are in both.
    """
    related: dict[int, RelatedArticle] = {}
    for member in search.headlines_of_story(story_id, MEMBERS_LOOKED_UP):
        for row in _find_related_to(search, member):
            known = related.get(row.article_id)
            if known is None or known.alike < row.alike:
                related[row.article_id] = row
    return sorted(related.values(), key=lambda row: (-row.alike, row.article_id))[:MAX_OFFERED]


def _find_related_to(search: Search, member: Row) -> Iterator[RelatedArticle]:
    """The articles on the same event as a member of a story."""
    words, sources = set(linking.words(member["title"])), _collect_sources(member)
    if len(words) < MIN_SHARED_WORDS or not sources or not member["language"]:
        return
    seen, published = (
        _time_span_around(member["first_seen"]),
        _time_span_around(member["published"]),
    )
    for other in search.find_similar_headlines(
        member, _longest_words(member["title"]), seen, published
    ):
        others_words = set(linking.words(other["title"]))
        shared, common = len(words & others_words), sorted(sources & _collect_sources(other))
        alike = shared / len(words | others_words)
        if common and shared >= MIN_SHARED_WORDS and alike >= MIN_TITLE_SHARE:
            says = f"{shared} of {len(words)} words of the headline, and both have {common[0]}"
            row = {name: other[name] for name in SHOWN}
            yield RelatedArticle(**row, alike=round(alike, 2), says=says)


def _longest_words(title: str) -> list[str]:
    """The longer half of a headline's words and one more: two related headlines share one of them."""
    words = sorted(title.split(), key=lambda word: (-len(word), word))
    return words[: len(words) // 2 + 1]


def _collect_sources(row: Row) -> set[str]:
    """The agencies that mark a page or own its site, and the pages elsewhere that its text links."""
    traces = _traces.decode(row["sources"])
    marks = [
        part
        for trace in traces
        if trace.kind in MARKS
        for part in naming.split_joint_name(trace.name)
    ]
    named = [agencies.find_by_domain(row["source"]), *map(agencies.find_by_name, marks)]
    links = {
        trace.url
        for trace in traces
        if trace.kind in LINKS and _is_external_article(trace.url, row)
    }
    return {agency.name for agency in named if agency} | links


def _is_external_article(url: str, row: Row) -> bool:
    """Whether an address is that of an article elsewhere: no front page, and no relay site."""
    where = naming.site_of(url)
    return (
        bool(where) and where not in {row["source"], *RELAY_SITES} and len(urlsplit(url).path) > 1
    )


def _time_span_around(instant: str | None) -> tuple[str, str]:
    """The time span around an instant; NEVER where a claimed time is no instant, or the last there is."""
    try:
        return (
            (
                clock.add_seconds(instant, -MAX_SECONDS_APART),
                clock.add_seconds(instant, MAX_SECONDS_APART),
            )
            if instant
            else NEVER
        )
    except (ValueError, OverflowError):
        return NEVER
