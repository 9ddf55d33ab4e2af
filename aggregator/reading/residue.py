"""What copying leaves in a page: who was spoken to, pictures that another site serves, and what the
page says of itself to search engines and to the owners of what it carries."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser

from aggregator import urls
from aggregator.model import SourceTrace
from aggregator.reading import disclaimers
from aggregator.reading.metadata import Metadata

MAX_PHRASE = 300  # characters of a phrase that is kept
MAX_PICTURES, MAX_TOLD = 5, 12

# By which a report names the paper that somebody spoke to; `§` stands for its name. To add one, add
# a line: language, pattern. `told the Linden Paper` in another paper's text was written for the former.
# fmt: off
TOLD: tuple[tuple[str, str], ...] = (
    ("de", r"(?:sagte|erklärte|bestätigte|berichtete) [^.]{0,40}?\b(?:der|dem|den|zu) (?:Zeitung |Tageszeitung |Zeitschrift |Nachrichtenseite )?[„»“\"]?§"),
    ("de", r"(?:Gespräch|Interview) mit (?:der |dem |den )?[„»“\"]?§"),
    ("en", r"(?:told|informed) (?:the )?§"),
    ("en", r"(?:interview with|interview to|statement to|speaking to|spoke to|seen by|obtained by) (?:the )?§"),
    ("en", r"§ (?:has learned|understands|can reveal)\b"),
    ("es", r"(?:dijo|declaró|explicó|contó|aseguró|confirmó|señaló) a §"),
    ("es", r"entrevista (?:con|a|concedida a) §"),
    ("fr", r"(?:déclaré|confié|expliqué|indiqué|affirmé|dit) (?:à|au|aux) §"),
    ("fr", r"(?:entretien|interview) (?:avec|à|au|accordée? (?:à|au)) §"),
    ("it", r"(?:detto|spiegato|dichiarato|raccontato|riferito) (?:a|al|alla|ai) §"),
    ("it", r"intervista (?:a|al|alla|con) §"),
    ("pt", r"(?:disse|afirmou|contou|declarou|explicou) (?:a|à|ao) §"),
    ("pt", r"entrevista (?:a|à|ao|com) (?:o |a )?§"),
    ("ru", r"(?:сказал|сообщил|рассказал|заявил|пояснил)[аи]? (?:он |она |они )?(?:газете|изданию|журналу|порталу|корреспонденту) [«\"]?§"),
    ("ru", r"интервью (?:газете |изданию |журналу |порталу )?[«\"]?§"),
    ("zh", r"(?:对|向|告诉)«?《?§》?(?:表示|说|透露|记者)"),
    ("zh", r"接受《?§》?(?:采访|专访|访问)"),
)
# fmt: on
_WORD = r"[A-ZÀ-ÞА-ЯЁ][\w’'&-]*"
_NAME = {"zh": r"(?P<name>[\u4e00-\u9fff]{2,10}?)"}
_LATIN = rf"(?P<name>{_WORD}(?: {_WORD}){{0,4}})"
_TOLD = tuple(
    re.compile(pattern.replace("§", _NAME.get(language, _LATIN))) for language, pattern in TOLD
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
    for node in tree.css("article img, main img, p img"):
        url = urls.join(base, node.attributes.get("src") or "")
        other = _site(url) if url else ""
        if url and other and own and other not in (own, *found):
            found.add(other)
            yield SourceTrace("hotlink", url[:MAX_PHRASE], url, "", "body")
        if len(found) >= MAX_PICTURES:
            return


def of_lines(lines: Sequence[str]) -> Iterator[SourceTrace]:
    """Whom the people in a text spoke to, and what an aggregator says of itself."""
    told = 0
    for line in lines:
        if disclaimers.is_one(line):
            yield SourceTrace("notice", line[:MAX_PHRASE], where="end")
        for pattern in _TOLD:
            match = pattern.search(line)
            if match and told < MAX_TOLD:
                told += 1
                yield SourceTrace("told", match.group()[:MAX_PHRASE], "", match["name"], "body")


def _site(url: str) -> str:
    try:
        return urls.site(url)
    except ValueError:
        return ""
