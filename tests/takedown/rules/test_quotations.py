"""What remains of the claims of an article that quotes a work."""

from dataclasses import replace

from aggregator.model import Manifest, PageLine, Removed, SourceTrace
from aggregator.takedown.rules import byte_search, quotations, search_strings
from aggregator.takedown.rules.search_strings import Work
from aggregator.takedown.types import ArticleClaims

URL = "https://wire.example/storm"
TITLE = "Storm closes the harbour of Port Linden"
TEXT = "The harbour of Port Linden closed on Tuesday after the storm tore two cranes from the quay."
OTHER = "Nobody was hurt, said the mayor, and ferries sail again from the southern pier today."


def prepare(*works: Work) -> byte_search.PreparedSearch:
    return byte_search.prepare_search(
        string for work in works for string in search_strings.make_search_strings(work)
    )


SEARCH = prepare(Work((TITLE,), ("Wilhelmina Ostrander",), (TEXT,), (URL,)))
CLAIMS = ArticleClaims(
    article_id=7,
    story_id=3,
    url="https://other.example/a",
    canonical_url="https://other.example/canonical",
    removed=(),
    sources=(),
    lines=None,
    manifests=(),
    provenance='{"feed": "https://other.example/feed"}',
)


def test_claims_that_quote_nothing_are_not_changed() -> None:
    trace = SourceTrace("link_phrase", "Read more", f"{URL}-and-more", "More", "end")
    stays = replace(CLAIMS, sources=(trace,), removed=(Removed(OTHER, "promo"),))
    assert quotations.without_quotations(SEARCH, stays) == stays


def test_the_address_of_the_work_leaves_the_provenance_of_others() -> None:
    """A page that redirected to the work, or came from a feed of that address."""
    quoting = replace(
        CLAIMS, provenance=f'{{"redirects": ["{URL}"], "feed": "https://other.example/feed"}}'
    )
    assert quotations.without_quotations(SEARCH, quoting) == replace(CLAIMS, provenance="{}")


def test_a_canonical_address_that_is_the_work_becomes_the_own_address() -> None:
    cleaned = quotations.without_quotations(SEARCH, replace(CLAIMS, canonical_url=URL))
    assert cleaned == replace(CLAIMS, canonical_url="https://other.example/a")


def test_a_source_trace_still_names_whom_it_credits() -> None:
    traces = (
        SourceTrace("link_phrase", "Read it here", URL, "", "end"),
        SourceTrace("link_phrase", "Read it here", URL, "The Wire", "end"),
        SourceTrace("mention", TEXT, "", "The Wire", "body"),
        SourceTrace("structured", "isBasedOn", "", TITLE, "head"),
    )
    cleaned = quotations.without_quotations(SEARCH, replace(CLAIMS, sources=traces))
    assert cleaned.sources == (
        SourceTrace("link_phrase", "Read it here", "", "wire.example", "end"),
        SourceTrace("link_phrase", "Read it here", "", "The Wire", "end"),
        SourceTrace("mention", "", "", "The Wire", "body"),
        SourceTrace("structured", "isBasedOn", "", "", "head"),
    )


def test_a_line_of_another_page_loses_words_and_address_of_the_work_and_keeps_its_site() -> None:
    lines = (
        PageLine("Read it here", URL, "here", "end"),
        PageLine("", URL, TITLE[:20], "page"),
        PageLine(f"Seen in {TITLE}", "https://third.example/a", "Seen", "body"),
        PageLine(TEXT, place="end"),
        PageLine("By the Wire", place="top"),
        PageLine("Read more", f"{URL}-and-more", "more", "end"),
    )
    cleaned = quotations.without_quotations(SEARCH, replace(CLAIMS, lines=lines))
    assert cleaned.lines == (
        PageLine("", "https://wire.example/", "", "end"),
        PageLine("", "https://wire.example/", "", "page"),
        PageLine("", "https://third.example/a", "", "body"),
        PageLine("By the Wire", place="top"),
        PageLine("Read more", f"{URL}-and-more", "more", "end"),
    )


def test_a_work_that_is_the_front_page_of_its_site_is_not_linked_any_more() -> None:
    search = prepare(Work((), (), (), ("https://wire.example/",)))
    lines = (PageLine("Via the Wire", "https://wire.example/", "the Wire", "end"),)
    assert quotations.without_quotations(search, replace(CLAIMS, lines=lines)).lines == ()


def test_removed_lines_that_quote_the_work_go() -> None:
    lines = (Removed(TEXT, "promo"), Removed("Leave a comment", "comment_prompt"))
    cleaned = quotations.without_quotations(SEARCH, replace(CLAIMS, removed=lines))
    assert cleaned.removed == (Removed("Leave a comment", "comment_prompt"),)


def test_a_signed_manifest_keeps_its_signer_and_loses_the_title_of_the_work() -> None:
    of_work = Manifest("text", "trusted", signer="The Wire", title=TEXT)
    linked = Manifest("html", "unreadable", detail=f"the page links it: {TEXT}")
    other = Manifest("text", "untrusted", signer="The Paper", title="A rich harvest")
    claims = replace(CLAIMS, manifests=(of_work, linked, other))
    assert quotations.without_quotations(SEARCH, claims).manifests == (
        replace(of_work, title=""),
        replace(linked, detail=""),
        other,
    )
