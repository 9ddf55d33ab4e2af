"""Finds traces of copying: papers that people in the text spoke to, pictures served by other sites,
`noindex` for search engines, and notices to content owners."""

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import SourceTrace
from aggregator.reading import disclaimers
from aggregator.reading.metadata import Metadata
from aggregator.reading.traces import source_links

MAX_PHRASE = 300  # characters of a phrase that is kept
MAX_PICTURES, MAX_QUOTED_PAPERS = 5, 12

_FOREIGN_IMAGE_SELECTOR = ", ".join(
    f'{container} img[src*="//"]' for container in ("article", "main", "p")
)

# How a report names the paper that a person spoke to. To add a pattern, add a line: language, words of
# which the line holds one, pattern; `@` matches one of the words, `§` the name of the paper.
# Example: a text elsewhere with `told the Linden Paper` was written for the Linden Paper.
# fmt: off
QUOTED_PAPER_PATTERNS: tuple[tuple[str, str, str], ...] = (
    ("de", "sagte|erklärte|bestätigte|berichtete", r"@ [^.]{0,40}?\b(?:der|dem|den|zu) (?:Zeitung |Tageszeitung |Zeitschrift |Nachrichtenseite )?[„»“\"]?§"),
    ("de", "Gespräch|Interview", r"@ mit (?:der |dem |den )?[„»“\"]?§"),
    ("en", "told|informed", r"@ (?:the )?§"),
    ("en", "interview with|interview to|statement to|speaking to|spoke to|seen by|obtained by", r"@ (?:the )?§"),
    ("en", "has learned|understands|can reveal", r"§ @\b"),
    ("es", "dijo|declaró|explicó|contó|aseguró|confirmó|señaló", r"@ a §"),
    ("es", "entrevista", r"@ (?:con|a|concedida a) §"),
    ("fr", "déclaré|confié|expliqué|indiqué|affirmé|dit", r"@ (?:à|au|aux) §"),
    ("fr", "entretien|interview", r"@ (?:avec|à|au|accordée? (?:à|au)) §"),
    ("it", "detto|spiegato|dichiarato|raccontato|riferito", r"@ (?:a|al|alla|ai) §"),
    ("it", "intervista", r"@ (?:a|al|alla|con) §"),
    ("pt", "disse|afirmou|contou|declarou|explicou", r"@ (?:a|à|ao) §"),
    ("pt", "entrevista", r"@ (?:a|à|ao|com) (?:o |a )?§"),
    ("ru", "сказал|сообщил|рассказал|заявил|пояснил", r"@[аи]? (?:он |она |они )?(?:газете|изданию|журналу|порталу|корреспонденту) [«\"]?§"),
    ("ru", "интервью", r"@ (?:газете |изданию |журналу |порталу )?[«\"]?§"),
    ("zh", "表示|说|透露|记者", r"(?:对|向|告诉)«?《?§》?@"),
    ("zh", "采访|专访|访问", r"接受《?§》?@"),
)
# fmt: on
_CAPITALISED_WORD = r"[A-ZÀ-ÞА-ЯЁ][\w’'&-]*"
_NAME_OF_LANGUAGE = {"zh": r"(?P<name>[\u4e00-\u9fff]{2,10}?)"}
_LATIN_NAME = rf"(?P<name>{_CAPITALISED_WORD}(?: {_CAPITALISED_WORD}){{0,4}})"
QuotedPaperRow = tuple[tuple[str, ...], re.Pattern[str]]  # words to look for first, and pattern
_QUOTED_PAPER_ROWS: tuple[QuotedPaperRow, ...] = tuple(
    (
        tuple(words.split("|")),
        re.compile(
            pattern.replace("@", f"(?:{words})").replace(
                "§", _NAME_OF_LANGUAGE.get(language, _LATIN_NAME)
            )
        ),
    )
    for language, words, pattern in QUOTED_PAPER_PATTERNS
)


def find_in_page(
    tree: LexborHTMLParser, metadata: Metadata, page_url: str, own_site: str
) -> Iterator[SourceTrace]:
    """Yields traces in head and pictures; `own_site` is the page's site."""
    for key in ("robots", "googlebot", "googlebot-news"):
        for value in metadata.metas.get(key, ()):
            if "noindex" in value.lower():
                yield SourceTrace("noindex", f"{key}: {value}"[:MAX_PHRASE], where="head")
    yield from _find_hotlinks(tree, page_url, own_site)


def _find_hotlinks(tree: LexborHTMLParser, page_url: str, own_site: str) -> Iterator[SourceTrace]:
    """Yields the first picture that each other site serves; nothing if the page's site is unknown."""
    if not own_site:
        return
    other_sites: set[str] = set()
    for url, site in _list_picture_sites(tree, page_url):
        if site not in (own_site, *other_sites):
            other_sites.add(site)
            yield SourceTrace("hotlink", url[:MAX_PHRASE], url, "", "body")
        if len(other_sites) >= MAX_PICTURES:
            return


def _list_picture_sites(tree: LexborHTMLParser, page_url: str) -> Iterator[tuple[str, str]]:
    """Yields address and site of the first picture of each host: one host serves most of a page."""
    known_hosts: set[str] = set()
    for node in tree.css(_FOREIGN_IMAGE_SELECTOR):
        src = (node.attrs.get("src") or "").strip()
        host = source_links.host_of_link(src)
        url = urls.join(page_url, src) if host and host not in known_hosts else None
        site = _site_or_empty(url) if url else ""
        if url and site:
            known_hosts.add(host)
            yield url, site


def find_in_lines(lines: Sequence[str]) -> Iterator[SourceTrace]:
    """Yields the papers that people in a text spoke to, and an aggregator's notices."""
    text = "\n".join(lines)
    rows = [row for row in _QUOTED_PAPER_ROWS if any(word in text for word in row[0])]
    count = 0
    for line in lines:
        if disclaimers.is_disclaimer(line):
            phrase = shorten(line[: 2 * MAX_PHRASE], MAX_PHRASE, placeholder=" …")
            yield SourceTrace("notice", phrase, where="end")
        for trace in _find_quoted_papers(line, rows):
            if count < MAX_QUOTED_PAPERS:
                count += 1
                yield trace


def _find_quoted_papers(line: str, rows: Sequence[QuotedPaperRow]) -> Iterator[SourceTrace]:
    """Yields the papers that people in a line spoke to."""
    for words, pattern in rows:
        match = pattern.search(line) if any(word in line for word in words) else None
        if match:
            yield SourceTrace("told", match.group()[:MAX_PHRASE], "", match["name"], "body")


def _site_or_empty(url: str) -> str:
    try:
        return urls.site(url)
    except ValueError:
        return ""
