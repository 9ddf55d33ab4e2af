"""What copying leaves in a page: who was spoken to, pictures that another site serves, and what the
page says of itself to search engines and to the owners of what it carries."""

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import SourceTrace
from aggregator.reading import disclaimers, source_links
from aggregator.reading.metadata import Metadata

MAX_PHRASE = 300  # characters of a phrase that is kept
MAX_PICTURES, MAX_TOLD = 5, 12

_PICTURES = ", ".join(f'{place} img[src*="//"]' for place in ("article", "main", "p"))

# By which a report names the paper that somebody spoke to. To add one, add a line: language, words of
# which one stands in it, pattern; `@` stands for one of the words, `§` for the name of the paper.
# `told the Linden Paper` in another paper's text was written for the former.
# fmt: off
TOLD: tuple[tuple[str, str, str], ...] = (
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
_WORD = r"[A-ZÀ-ÞА-ЯЁ][\w’'&-]*"
_NAME = {"zh": r"(?P<name>[\u4e00-\u9fff]{2,10}?)"}
_LATIN = rf"(?P<name>{_WORD}(?: {_WORD}){{0,4}})"
_TOLD = tuple(
    (
        tuple(words.split("|")),
        re.compile(pattern.replace("@", f"(?:{words})").replace("§", _NAME.get(language, _LATIN))),
    )
    for language, words, pattern in TOLD
)


def of_page(tree: LexborHTMLParser, told: Metadata, base: str, own: str) -> Iterator[SourceTrace]:
    """What head and pictures tell; `own` is the page's site."""
    for key in ("robots", "googlebot", "googlebot-news"):
        for value in told.metas.get(key, ()):
            if "noindex" in value.lower():
                yield SourceTrace("noindex", f"{key}: {value}"[:MAX_PHRASE], where="head")
    yield from _pictures(tree, base, own)


def _pictures(tree: LexborHTMLParser, base: str, own: str) -> Iterator[SourceTrace]:
    found: set[str] = set()
    hosts: set[str] = set()  # whose site is known: one serves most pictures of a page
    for node in tree.css(_PICTURES) if own else ():
        src = (node.attrs.get("src") or "").strip()
        host = source_links.host(src)
        if not host or host in hosts:
            continue
        url = urls.join(base, src)
        other = _site(url) if url else ""
        hosts.update([host] if other else [])
        if url and other and other not in (own, *found):
            found.add(other)
            yield SourceTrace("hotlink", url[:MAX_PHRASE], url, "", "body")
        if len(found) >= MAX_PICTURES:
            return


def of_lines(lines: Sequence[str]) -> Iterator[SourceTrace]:
    """Whom the people in a text spoke to, and what an aggregator says of itself."""
    whole = "\n".join(lines)
    rows = [row for row in _TOLD if any(word in whole for word in row[0])]
    told = 0
    for line in lines:
        if disclaimers.is_one(line):
            yield SourceTrace(
                "notice", shorten(line[: 2 * MAX_PHRASE], MAX_PHRASE, placeholder=" …"), where="end"
            )
        for words, pattern in rows:
            match = pattern.search(line) if any(word in line for word in words) else None
            if match and told < MAX_TOLD:
                told += 1
                yield SourceTrace("told", match.group()[:MAX_PHRASE], "", match["name"], "body")


def _site(url: str) -> str:
    try:
        return urls.site(url)
    except ValueError:
        return ""
