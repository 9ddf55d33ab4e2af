"""What kind of page was read, when it is no article. In doubt it is one: a lost article costs more
than a kept listing.

What a page declares goes first, then how it is built, then its words (`wall_phrases`), which count only where
hardly anything else stands. An article with a gallery or a film stays an article.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import json_ld, prefilter, wall_phrases
from aggregator.reading.metadata import Metadata
from aggregator.reading.split_lines import Sorted

MIN_TOKENS = 15  # of the text, one per word or per two letters of scripts without spaces
STUB = 60  # tokens of a text of which no copy could be found: a teaser below it is no article
SHORT = 120  # tokens up to which a page may be a film or pictures with a few words
BRIEF = 300  # tokens up to which a page may be a wall
LETTERS = 20  # characters of a token, at most, in any text of some length
PROSE = 150  # bytes from which a line is a paragraph: half as many letters in most other scripts
SENTENCE = 90  # the same of a line that ends with a full stop
MANY_LINES = 6  # short ones that make a listing
MANY_LINKS = 6  # linked headlines that make one
CARD = 1_200  # characters around a linked headline that announce another page
MAX_LINKS = 60  # linked headlines that are looked at
MAX_CAPTIONS = 200
MIN_TIMES = 4  # of day, beside the entries of a live blog

LISTINGS = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])  # of schema.org
# Pages that are there to be looked at: their kind, types of schema.org and Open Graph, words that
# stand in their addresses. To add one, add a line.
# fmt: off
SHOWS: tuple[tuple[str, str, str], ...] = (
    ("gallery", "ImageGallery MediaGallery og:gallery og:photo_gallery og:slideshow",
        ("bilder bildergalerie bilderstrecke diaporama diaporamas foto fotogaleria fotogalerie fotogalleria "
        "fotogallery fotos fotostrecke galeria galerias galerie galeries galleries gallery photo-gallery "
        "photogallery photos pictures slideshow slideshows")),
    ("video", "VideoObject og:video og:video.episode og:video.movie og:video.other og:video.tv_show",
        "tv video videos watch webtv"),
)
LIVE = ("al-minuto ao-vivo direct directo diretta en-direct en-directo en-vivo live live-blog live-updates "
    "liveblog liveticker minuto-a-minuto na-zywo newsticker")
# fmt: on
_SHOWS = tuple(
    (name, frozenset(types.split()), frozenset(words.split())) for name, types, words in SHOWS
)
_LIVE = frozenset(LIVE.split())

_HEADLINES = (
    "h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4, "
    "article a[href][class*=title], article a[href][class*=headline]"
)
_PLACES = "article, main, [class*=paywall], [id*=paywall], [class*=regwall]"
_CAPTIONS = "figcaption, [class*=caption], [itemprop=caption]"
_STOPS = (".", "。", "।", "؟", ".”", '."')


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that was read: what it declares, its texts, its tree, and its markup with scripts."""

    told: Metadata
    parts: Sorted
    tree: LexborHTMLParser
    html: str
    url: str
    size: int  # tokens of the text, as far as they matter here

    @property
    def declared(self) -> bool:
        """Whether the page says of itself, and not of pages that it lists, that it is an article."""
        return _is_own(self.told, self.url) or "og:article" in self.told.kinds

    @property
    def dated(self) -> bool:
        """Whether head or metadata give the page a date; a date in the text may be anything's."""
        where = self.told.found.get("published", "page")
        listed = where == "json-ld" and not _is_own(self.told, self.url)
        return not listed and where not in ("page", "time")

    def shown(self) -> str:
        """All text in the body, also hidden one, blanks folded."""
        return _folded(self.tree.body) if self.tree.body else ""


def judged(
    told: Metadata, parts: Sorted, tree: LexborHTMLParser, html: str, url: str
) -> tuple[str | None, tuple[str, ...]]:
    """Why a page is no article, or None; and the flags of one that is, in the order of the alphabet.

    live_blog: entries that are added to. teaser: the rest is for those who pay.
    """
    size = prefilter.tokens((_start(parts),))
    seen = Seen(told, parts, tree, html, url or told.canonical, size)
    reason = _why(seen)
    return reason, () if reason else tuple(_flags(seen))


def _why(seen: Seen) -> str | None:
    wall = _wall(seen) if seen.size < BRIEF else None
    if wall:
        return wall
    if seen.size < MIN_TOKENS:
        return "empty" if seen.size == 0 else "too_short"
    return _show(seen) or ("section" if _is_section(seen) else None)


def _flags(seen: Seen) -> Iterable[str]:
    if _is_live(seen):
        yield "live_blog"
    if _is_teaser(seen):
        yield "teaser"


# Walls


def _wall(seen: Seen) -> str | None:
    """The wall that stands in the article's place."""
    heads = (seen.told.title, *seen.told.heads)
    if not seen.declared and seen.size < SHORT:
        if wall_phrases.is_guarded(seen.html) or _says("challenge", heads):
            return "challenge"
        if _says("error", heads):
            return "error_page"
    if _is_consent(seen):
        return "consent"
    if seen.size >= STUB:
        return None
    return _stub(seen, heads)


def _stub(seen: Seen, heads: tuple[str, ...]) -> str | None:
    """Why there are only a few words."""
    if seen.told.free is False or _asks_to_pay(seen):
        return "paywall"
    if seen.declared:
        return None
    if seen.size < MIN_TOKENS and wall_phrases.speaks("challenge", seen.shown()):
        return "challenge"
    asked = seen.tree.css_first("input[type=password]") is not None
    return "login" if asked and _says("login", heads) else None


def _asks_to_pay(seen: Seen) -> bool:
    """Whether the place of the text says that the rest is for those who pay: menus and windows that
    open above a page say so beside whole articles."""
    left = (removed.text for removed in seen.parts.removed if removed.reason == "paywall")
    return _says("paywall", (*left, _said(seen.tree, _PLACES)))


def _says(wall: wall_phrases.Wall, lines: Iterable[str]) -> bool:
    return any(wall_phrases.speaks(wall, line.strip()) for line in lines)


def _is_consent(seen: Seen) -> bool:
    """A demand to agree where the text should be; beside an article it is only a banner."""
    lines = seen.parts.text
    if seen.size < MIN_TOKENS:
        shown = seen.shown()
        return (
            prefilter.tokens((shown,)) < 2 * BRIEF and wall_phrases.phrases("consent", shown) >= 3
        )
    asked = [line for line in lines if wall_phrases.speaks("consent", line)]
    if 2 * sum(map(len, asked)) < sum(map(len, lines)):
        return False
    return wall_phrases.phrases("consent", "\n".join(asked)) >= 3 and _has_consent_button(seen.tree)


def _has_consent_button(tree: LexborHTMLParser) -> bool:
    """Whether something that can be pressed speaks of consent: reports about it hold no button."""
    for node in tree.css("button, input[type=submit], input[type=button], a[role=button], form a")[
        :60
    ]:
        said = node.text() or node.attributes.get("value") or ""
        if wall_phrases.speaks("consent", " ".join(said.split())):
            return True
    return False


def _is_teaser(seen: Seen) -> bool:
    """The beginning of a text whose rest is for those who pay, as far as the page tells."""
    if seen.size >= BRIEF:
        left = (removed.text for removed in seen.parts.removed if removed.reason == "paywall")
        return seen.told.free is False and _says("paywall", left)
    return _asks_to_pay(seen)


# Pictures, films, live blogs


def _show(seen: Seen) -> str | None:
    """The kind of a page that is there to be looked at: what it says besides is short."""
    if seen.declared:
        return None
    words = set(_path(seen.url).lower().split("/"))
    for name, types, named in _SHOWS:
        if seen.told.kinds & types or (words & named and _has_media(seen.tree, name)):
            return name if prefilter.tokens((_without_captions(seen),)) < SHORT else None
    return None


def _has_media(tree: LexborHTMLParser, name: str) -> bool:
    if name == "video":
        return tree.css_first("video, iframe, embed, object") is not None
    return (
        len(tree.css("figure, [class*=gallery] img, [class*=slide] img")[:MANY_LINES]) >= MANY_LINES
    )


def _without_captions(seen: Seen) -> str:
    """The text without what stands below pictures, which often comes as one long line."""
    text = _start(seen.parts)
    for node in seen.tree.css(_CAPTIONS)[:MAX_CAPTIONS]:
        text = text.replace(_folded(node), " ")
    return text


def _is_live(seen: Seen) -> bool:
    if "LiveBlogPosting" in seen.told.kinds:
        return True
    if not _LIVE & set(_path(seen.url).lower().split("/")):
        return False
    return (
        len(seen.tree.css("article time, main time, section time, li time")[:MIN_TIMES])
        >= MIN_TIMES
    )


# Listings


def _is_own(told: Metadata, url: str) -> bool:
    """Whether the article that JSON-LD describes is this page, and not one that it lists."""
    if not told.article:
        return False
    if not (told.kinds & LISTINGS or _is_front(url)):
        return True
    named = [json_ld.address(told.article.get(key)) for key in ("mainEntityOfPage", "url", "@id")]
    paths = {_path(address).rstrip("/") for address in named if address}
    own = {_path(address).rstrip("/") for address in (url, told.canonical) if address}
    return not paths or not own or bool(paths & own)


def _is_section(seen: Seen) -> bool:
    """A listing: nothing says that it is an article, and its lines are headlines, not prose."""
    if seen.declared or seen.dated:
        return False
    lines = seen.parts.text
    prose = [line for line in lines if _is_prose(line)]
    share = sum(map(len, prose)) / max(1, sum(map(len, lines)))
    listed = bool(seen.told.kinds & LISTINGS) or _is_front(seen.url)
    if (not prose and len(lines) >= MANY_LINES) or (listed and share < 0.5):
        return True
    return _is_of_cards(seen.tree, prose)


def _is_of_cards(tree: LexborHTMLParser, prose: list[str]) -> bool:
    """Whether its paragraphs stand beside linked headlines, and announce what is behind these."""
    links = tree.css(_HEADLINES)[:MAX_LINKS]
    if len({_folded(link) for link in links if len(_folded(link).encode()) >= 12}) < MANY_LINKS:
        return False
    cards = " ".join(dict.fromkeys(_card(link) for link in links))
    return 4 * sum(map(len, _apart(tuple(prose), cards))) < sum(map(len, prose))


def _card(link: LexborNode) -> str:
    """The text of the largest element around a linked headline that is no more than a card."""
    text, parent = _folded(link), link.parent
    while parent is not None and parent.tag not in ("body", "main", "html"):
        larger = _folded(parent)
        if len(larger) > CARD:
            break
        text, parent = larger, parent.parent
    return text


def _is_prose(line: str) -> bool:
    """A paragraph, or a sentence of some length: headlines end without a stop."""
    size = len(line.encode(errors="replace"))
    return size >= PROSE or (size >= SENTENCE and line.endswith(_STOPS))


# Addresses and texts


def _is_front(url: str) -> bool:
    return bool(url) and _path(url) in ("", "/")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _start(parts: Sorted) -> str:
    """As much of the text as matters here."""
    return "\n".join(parts.text)[: LETTERS * BRIEF]


def _said(tree: LexborHTMLParser, selector: str) -> str:
    return " ".join(_folded(node) for node in tree.css(selector)[:500])


def _apart(lines: tuple[str, ...], said: str) -> tuple[str, ...]:
    """The lines that do not stand in a text."""
    return tuple(line for line in lines if line not in said)


def _folded(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
