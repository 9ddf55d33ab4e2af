"""Reads what the lines of a page show of the parties of its story: links to pages and sites, and names.

A link to another page with the text is credit whatever the words. A link to its site and its name are credit in
a short line of their own, which is judged as a line. What is shown elsewhere is no credit, but we must
not say that we found nothing.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from aggregator import address_forms
from aggregator.attribution import agencies, line_words
from aggregator.attribution.agencies import Agency
from aggregator.attribution.finding import domains_of, have_one_publisher
from aggregator.attribution.name_index import NameIndex, count_words, split_words
from aggregator.attribution.naming import fold_name, site_of, split_joint_name
from aggregator.attribution.parties import Parties, Party, bare_address, make_member_party
from aggregator.model import Member, Original, PageLine
from aggregator.twin_addresses import find_plain_form

# What a line shows of a party. Of the first four, readers see where the text is from; "copied" came with the
# text, "other" is about a picture, numbers, a person or another text, "page" is a link somewhere else on the page.
Shown = Literal[
    "page_link", "site_link", "name", "agency_name", "mention", "copied", "other", "caption", "page"
]
OWN_LINE_PLACES = ("top", "end", "credit")
OUTSIDE_KEY = "outside"  # of the party that is the original and not stored
JOINT = " / "  # between the names of several agencies in one original
BARE_ADDRESSES = ("www.", "http://", "https://")  # beginnings of an address that is no link
MAX_LINE = 400  # characters of a line that are looked at
MAX_AGENCY_LINE = 40  # characters of a line that is only the mark of agencies
MIN_TOP_MARK = 3  # letters of a mark alone at the top: two are the initials of an author
MIN_ROW_LINKS = 3  # links of one line that is a list of sites
MIN_NAME = 4  # letters of a name in the Latin script: `PA` and `AA` mean something else more often
MAX_NAMED = 3  # parties in one line; more are a list of papers
MAX_OTHER_WORDS = 4  # beside names, in a line without words of credit
MAX_WORDS_OF_CREDIT = 12  # beside names, in a line with such words
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_EMBEDDED = re.compile(r"https?(?::|%3[aA])|/amp/|cache:|ampproject")
_MARKS = " \t()[]{}«»“”\"'.,:;|/–—-©®"
_BYLINE_WORD = re.compile(
    r"^\s*(?:af|av|by|de|di|door|from|par|por|przez|text|van|von)\b:?\s+", re.IGNORECASE
)
_COPYRIGHT_YEAR = re.compile(r"©|\(c\)|copyright|\b(?:19|20)\d\d\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A line of a page that shows a party."""

    party: Party
    shown: Shown
    line: PageLine


@dataclass(frozen=True, slots=True)
class LineIndex:
    """The parties that lines may show: by address, by site, by name."""

    pages: Mapping[str, Party]  # by `bare_address`
    sites: Mapping[str, Party]
    names: NameIndex
    agencies: Mapping[str, Party]  # by the name of the agency's row
    members: Mapping[int, Member] = field(default_factory=dict)
    unlinked_lines: Mapping[int, frozenset[str]] = field(default_factory=dict)  # of each member
    already_read: dict[PageLine, list[Sighting]] = field(
        default_factory=dict
    )  # copies repeat lines


def index_members(members: Sequence[Member], parties: Parties) -> LineIndex:
    """Returns the index of the members of a story; of several of one site, as in `parties`."""
    ranked = list({m.article_id: m for m in parties.members_by_publisher.values()}.values())
    by_member = {m.article_id: make_member_party(m) for m in members}
    rows = [(by_member[m.article_id], m, agency_of(m)) for m in ranked]
    sites: dict[str, Party] = {}
    for party, member, row in rows:
        for site in (*domains_of(member), *(row.domains if row else ())):
            sites.setdefault(site, party)
    return LineIndex(
        {url: by_member[m.article_id] for url, m in parties.members_by_address.items()},
        sites,
        NameIndex.from_names(
            (name, party) for party, m, row in rows for name in list_names_of(m, row)
        ),
        {row.name: party for party, _, row in rows if row},
        {member.article_id: member for member in members},
        {m.article_id: frozenset(x.text for x in m.lines or () if not x.url) for m in members},
    )


def index_outside_original(original: Original) -> LineIndex:
    """Returns the index of an original that is not stored; it may be several agencies."""
    names = [*original.name.split(JOINT), original.name]
    rows = [row for name in names if (row := agencies.find_by_name(name))]
    party = Party(OUTSIDE_KEY, original.name, original.url, agency=bool(rows), known=True)
    site = site_of(original.url)
    sites = [each for each in (site, *(d for row in rows for d in row.domains)) if each]
    known = [*names, *sites, *(mark for row in rows for mark in row.marks)]
    return LineIndex(
        {bare_address(original.url): party} if site and not _is_front(original.url) else {},
        dict.fromkeys(sites, party),
        NameIndex.from_names((name, party) for name in known if _is_distinct(name)),
        {row.name: party for row in rows},
    )


def read_lines(member: Member, index: LineIndex) -> list[Sighting]:
    """Returns what the lines of a member show of other publishers of the index, and of agencies."""
    lines = member.lines or ()
    links = Counter(line.text for line in lines if line.url)
    rows = {text for text, count in links.items() if count >= MIN_ROW_LINKS}
    return [
        replace(sighting, shown="mention") if _is_site_in_row(sighting, rows) else sighting
        for line in lines
        for sighting in _read_line(line, index)
        if not _is_own(member, sighting.party, index)
    ]


def _is_site_in_row(sighting: Sighting, rows: Set[str]) -> bool:
    """Whether a site or a name is one of several in a line, which is a list of sites."""
    return sighting.shown in ("site_link", "name") and sighting.line.text in rows


def _read_line(line: PageLine, index: LineIndex) -> list[Sighting]:
    found = index.already_read.get(line)
    if found is None:
        found = index.already_read[line] = _read_link(line, index) or _read_names(line, index)
    return found


def agency_of(member: Member) -> Agency | None:
    return agencies.find_by_domain(member.domain) or agencies.find_by_name(member.source_name)


def list_names_of(member: Member, row: Agency | None) -> list[str]:
    """Returns the names of a member's publisher: its name, its sites, and the marks of its agency."""
    marks = (row.name, *row.marks) if row else ()
    names = (member.source_name, *sorted(domains_of(member)), *marks)
    return [name for name in names if _is_distinct(name)]


def _is_distinct(name: str) -> bool:
    """Whether a name is long enough, and no mere word of a section, to mean its party wherever it occurs."""
    folded = fold_name(name)
    if folded in line_words.SECTION_NAMES:
        return False
    return len(folded) >= MIN_NAME or (len(folded) > 1 and not folded.isascii())


def _is_own(member: Member, party: Party, index: LineIndex) -> bool:
    other = index.members.get(party.article_id or 0)
    return other is not None and have_one_publisher(member, other)


def _read_link(line: PageLine, index: LineIndex) -> list[Sighting]:
    """Returns what the link of a line leads to: a page or a site of the index; empty for others."""
    if not line.url:
        return []
    bare = bare_address(line.url)
    site = _find_site(bare.partition("/")[0].partition("?")[0], index)
    page = index.pages.get(bare) or _find_page(line.url, index, is_of_site=site is not None)
    if page:
        return [Sighting(page, _judge_page_link(line), line)]
    return [Sighting(site, _judge_site_link(line, site, index), line)] if site else []


def _find_site(host: str, index: LineIndex) -> Party | None:
    """Returns the party of the site that a host is of."""
    while host:
        if party := index.sites.get(host):
            return party
        host = host.partition(".")[2]
    return None


def _find_page(url: str, index: LineIndex, *, is_of_site: bool) -> Party | None:
    """Returns the page of which an address is a twin, or whose address is wrapped in it."""
    if not is_of_site:
        url = address_forms.unwrap(url) if _EMBEDDED.search(url, 8) else ""
    return index.pages.get(bare_address(find_plain_form(url) or url)) if url else None


def _judge_page_link(line: PageLine) -> Shown:
    if line.place == "page":
        return "page"
    return "caption" if line.place == "caption" else "page_link"


def _judge_site_link(line: PageLine, party: Party, index: LineIndex) -> Shown:
    """Returns whether a link to a site is in a line of its own that states where the text is from."""
    if line.place == "page":
        return "page"
    if line.place == "caption" or line_words.is_about_something_else(line.text[:MAX_LINE]):
        return "other"
    words = split_words(_ADDRESS.sub(" ", line.text[:MAX_LINE]))
    other = _count_other_words(words, index)
    is_of_site = _is_front(line.url) or _is_name(line.anchor, party, index)
    is_credit = line.place in OWN_LINE_PLACES and is_of_site and _is_credit_line(line.text, other)
    if not is_credit:
        return "mention"
    return "name" if line.anchor.startswith(BARE_ADDRESSES) else "site_link"


def _is_front(url: str) -> bool:
    """Whether an address is the front page of its site."""
    return "/" not in url.partition("://")[2].rstrip("/")


def _count_other_words(words: list[str], index: LineIndex) -> int:
    """Counts the words of a line that are in no name."""
    named = {n for name in index.names.find(words) for n in range(name.start, name.end)}
    return count_words(word for n, word in enumerate(words) if n not in named)


def _is_name(text: str, party: Party, index: LineIndex) -> bool:
    """Whether a text is the name of a party and at most one word more."""
    words = split_words(_ADDRESS.sub(_keep_site, text[:MAX_LINE]))
    found = index.names.find(words)
    return bool(found) and found[0].party == party and _count_other_words(words, index) <= 1


def _read_names(line: PageLine, index: LineIndex) -> list[Sighting]:
    """Returns the parties that a line names."""
    if line.place == "page":
        return []
    text = line.text[:MAX_LINE]
    if not index.names.may_hold_name(text):
        return _read_agency_marks(line, index)
    words = split_words(_ADDRESS.sub(_keep_site, text))
    parties = {name.party.key: name.party for name in index.names.find(words)}
    if not parties:
        return _read_agency_marks(line, index)
    if len(parties) > MAX_NAMED:
        return [Sighting(each, "mention", line) for each in parties.values()]
    other = _count_other_words(words, index)
    return [
        Sighting(each, _judge_name(line, each, other, index), line) for each in parties.values()
    ]


def _keep_site(address: re.Match[str]) -> str:
    found = address.group().rstrip(".,;)")
    return f"{site_of(found if '://' in found else f'https://{found}')} "


def _judge_name(line: PageLine, party: Party, other_words: int, index: LineIndex) -> Shown:
    if line.place == "caption":
        return "other"
    has_credit_words = line_words.has_credit_words(line.text[:MAX_LINE])
    if not has_credit_words and line.text in index.unlinked_lines.get(party.article_id or 0, ()):
        return "copied"
    if line.place not in OWN_LINE_PLACES:
        return "mention"
    if not _is_credit_line(line.text, other_words):
        is_other = line_words.is_about_something_else(line.text[:MAX_LINE])
        return "other" if is_other else "mention"
    return "agency_name" if party.agency else "name"


def _is_credit_line(text: str, other_words: int) -> bool:
    """Whether a line with a name, and with so many other words, states where the text is from."""
    text = text[:MAX_LINE]
    if other_words > MAX_WORDS_OF_CREDIT or text.rstrip(_MARKS).endswith(("?", "？")):
        return False
    if line_words.is_about_something_else(text):
        return False
    return other_words <= MAX_OTHER_WORDS or line_words.has_credit_words(text)


def _read_agency_marks(line: PageLine, index: LineIndex) -> list[Sighting]:
    """Returns the agencies of a line that is nothing but their marks: `AFP`, `© dpa/Reuters 2026`."""
    if line.url or line.place not in OWN_LINE_PLACES or len(line.text) > MAX_AGENCY_LINE:
        return []
    mark = _BYLINE_WORD.sub("", line.text) if line.place == "top" else line.text
    if line.place == "top" and len(mark) < MIN_TOP_MARK:
        return []
    rows = _find_agencies(mark)
    return [Sighting(_agency_party(row, index), "agency_name", line) for row in rows]


@lru_cache(maxsize=4096)  # the pages of a site repeat their lines
def _find_agencies(line: str) -> tuple[Agency, ...]:
    """Returns the agencies of whose marks a line consists; empty where it has other words."""
    whole, *parts = split_joint_name(_COPYRIGHT_YEAR.sub("", line).strip(_MARKS)) or [""]
    names = [whole] if agencies.find_by_name(whole) else parts
    rows = [row for name in names if (row := agencies.find_by_name(name))]
    return tuple(rows) if len(rows) == len(names) else ()


def _agency_party(row: Agency, index: LineIndex) -> Party:
    """Returns an agency as a party: the member of the story where it is one."""
    outside = Party(f"agency {row.name}", row.name, agency=True, known=True)
    return index.agencies.get(row.name, outside)
