"""Finds pages outside the story that several publishers link as the source of the text.

One such link may be to a document that the text is about. The same link in a line of credit at two publishers
is read as their source, although no phrase of the table is in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from aggregator.address_services import RELAY_SITES
from aggregator.attribution import line_words
from aggregator.attribution.finding import domains_of, publisher_key
from aggregator.attribution.naming import site_of
from aggregator.attribution.page_lines import MAX_LINE, OWN_LINE_PLACES
from aggregator.attribution.parties import Parties, bare_address
from aggregator.model import Member, PageLine, SourceTrace

KIND = "line_outside"
MIN_PUBLISHERS = 2  # that link the same page
MAX_CREDIT_LINE = 160  # characters of a line
# The address of an article has a number or several words in it.
_ARTICLE_PATH = re.compile(r"://[^/]+/.*(?:\d{3}|\w+[-_]\w+[-_]\w+)")


def find_outside_links(members: Sequence[Member], parties: Parties) -> dict[int, list[SourceTrace]]:
    """Returns, by article id, traces for the pages outside that members link as their source."""
    linking: defaultdict[str, list[tuple[Member, PageLine]]] = defaultdict(list)
    for member in members:
        for line in list_outside_links(member, parties):
            linking[bare_address(line.url)].append((member, line))
    found: defaultdict[int, list[SourceTrace]] = defaultdict(list)
    for links in linking.values():
        if len({publisher_key(member) for member, _ in links}) >= MIN_PUBLISHERS:
            for member, line in links:
                trace = SourceTrace(KIND, line.text, line.url, "", line.place)
                found[member.article_id].append(trace)
    return dict(found)


def list_outside_links(member: Member, parties: Parties) -> Iterator[PageLine]:
    """Yields the lines of a page that link an article outside the story with words of credit."""
    own = domains_of(member)
    for line in member.lines or ():
        if line.url and line.place in OWN_LINE_PLACES and _states_source(line):
            site = site_of(line.url)
            is_outside = site not in own and parties.find_member_of_site(site) is None
            if site and is_outside and parties.find_member_at(line.url) is None:
                yield line


def _states_source(line: PageLine) -> bool:
    """Whether a short line with words of credit links the page of an article."""
    text = line.text[:MAX_LINE]
    is_article = bool(_ARTICLE_PATH.search(line.url)) and site_of(line.url) not in RELAY_SITES
    return (
        is_article
        and len(text) <= MAX_CREDIT_LINE
        and line_words.has_credit_words(text)
        and not line_words.is_about_something_else(text)
    )
