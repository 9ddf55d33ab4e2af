"""Classifies pages: articles, and walls, listings, galleries and videos that are none.

In doubt a page is an article: a lost article costs more than a kept listing. First counts what a page
declares, then its structure, then its words (`wall_phrases`), and these only on pages with hardly any
other text. An article with a gallery or a film stays an article.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import json_ld, prefilter, wall_phrases
from aggregator.reading.metadata import Metadata
from aggregator.reading.split_lines import SplitLines

MIN_TOKENS = 15  # of the text, one per word or per two letters of scripts without spaces
MAX_STUB = 60  # tokens of a text too short to find copies of: a shorter teaser is no article
MAX_MEDIA_TEXT = 120  # tokens up to which a page may be a video or pictures with few words
MAX_WALL = 300  # tokens up to which a page may be a wall
MAX_TOKEN_LETTERS = 20  # characters of a token, at most, in any text of some length
MIN_PROSE_BYTES = 150  # of a line that is a paragraph: half as many letters beyond Latin
MIN_SENTENCE_BYTES = 90  # the same for a line that ends with a full stop
MIN_LISTING_LINES = 6  # short lines that make a listing
MIN_PICTURES = 6  # figures that make a gallery
MIN_LISTING_LINKS = 6  # linked headlines that make a listing
MIN_HEADLINE_BYTES = 12
MAX_CARD = 1_200  # characters of an element that announces another page
MIN_CONSENT_PHRASES = 3  # different ones on a consent wall
MAX_BUTTONS = 60  # that are examined
MAX_LINKS = 60  # linked headlines that are examined
MAX_CAPTIONS = 200
MIN_LIVE_ENTRIES = 4  # entries of a live blog with a time of day

LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ItemList"])  # of schema.org
# Kinds of media pages: their types in schema.org and Open Graph, and words of their addresses. To add
# one, add a line.
# fmt: off
MEDIA_KINDS: tuple[tuple[str, str, str], ...] = (
    ("gallery", "ImageGallery MediaGallery og:gallery og:photo_gallery og:slideshow",
        ("bilder bildergalerie bilderstrecke diaporama diaporamas foto fotogaleria fotogalerie fotogalleria "
        "fotogallery fotos fotostrecke galeria galerias galerie galeries galleries gallery photo-gallery "
        "photogallery photos pictures slideshow slideshows")),
    ("video", "VideoObject og:video og:video.episode og:video.movie og:video.other og:video.tv_show",
        "tv video videos watch webtv"),
)
LIVE_WORDS = ("al-minuto ao-vivo direct directo diretta en-direct en-directo en-vivo live live-blog live-updates "
    "liveblog liveticker minuto-a-minuto na-zywo newsticker")
# fmt: on
_MEDIA_ROWS = tuple(
    (name, frozenset(types.split()), frozenset(words.split())) for name, types, words in MEDIA_KINDS
)
_LIVE_PATH_WORDS = frozenset(LIVE_WORDS.split())

_HEADLINE_SELECTOR = (
    "h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4, "
    "article a[href][class*=title], article a[href][class*=headline]"
)
_ARTICLE_SELECTOR = "article, main, [class*=paywall], [id*=paywall], [class*=regwall]"
_CAPTION_SELECTOR = "figcaption, [class*=caption], [itemprop=caption]"
_BUTTON_SELECTOR = "button, input[type=submit], input[type=button], a[role=button], form a"
_FULL_STOPS = (".", "。", "।", "؟", ".”", '."')


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page that was read: its metadata, lines, tree, and full HTML with scripts."""

    metadata: Metadata
    body_lines: SplitLines
    tree: LexborHTMLParser
    full_html: str
    url: str
    token_count: int  # of the start of the text

    @property
    def is_declared_article(self) -> bool:
        """Whether the page declares itself, and not a page that it lists, an article."""
        return _describes_this_page(self.metadata, self.url) or "og:article" in self.metadata.kinds

    @property
    def has_declared_date(self) -> bool:
        """Whether head or JSON-LD declare a date; a date in the text may date anything."""
        origin = self.metadata.field_origins.get("published", "page")
        is_listed = origin == "json-ld" and not _describes_this_page(self.metadata, self.url)
        return not is_listed and origin not in ("page", "time")

    def visible_text(self) -> str:
        """Returns all text in the body, also hidden text, blanks folded."""
        return _fold_text(self.tree.body) if self.tree.body else ""


def classify_page(
    metadata: Metadata, body_lines: SplitLines, tree: LexborHTMLParser, full_html: str, url: str
) -> tuple[str | None, tuple[str, ...]]:
    """Returns why a page is no article, or None; and the flags of an article, in alphabetical order.

    live_blog: entries are added over time. teaser: the rest is for subscribers.
    """
    token_count = prefilter.count_tokens((_cut_text_start(body_lines),))
    page = ParsedPage(metadata, body_lines, tree, full_html, url or metadata.canonical, token_count)
    reason = _find_rejection_reason(page)
    return reason, () if reason else tuple(_list_page_flags(page))


def _find_rejection_reason(page: ParsedPage) -> str | None:
    wall = _find_wall(page) if page.token_count < MAX_WALL else None
    if wall:
        return wall
    if page.token_count < MIN_TOKENS:
        return "empty" if page.token_count == 0 else "too_short"
    return _find_media_kind(page) or ("section" if _is_listing(page) else None)


def _list_page_flags(page: ParsedPage) -> Iterable[str]:
    if _is_live_blog(page):
        yield "live_blog"
    if _is_teaser(page):
        yield "teaser"


# Walls


def _find_wall(page: ParsedPage) -> str | None:
    """Returns the kind of wall that is shown in place of the article, or None."""
    page_titles = (page.metadata.title, *page.metadata.titles)
    if not page.is_declared_article and page.token_count < MAX_MEDIA_TEXT:
        if wall_phrases.is_guard_page(page.full_html) or _has_wall_line("challenge", page_titles):
            return "challenge"
        if _has_wall_line("error", page_titles):
            return "error_page"
    if _is_consent_wall(page):
        return "consent"
    if page.token_count >= MAX_STUB:
        return None
    return _find_stub_reason(page, page_titles)


def _find_stub_reason(page: ParsedPage, page_titles: tuple[str, ...]) -> str | None:
    """Returns why a page has only a few words, or None."""
    if page.metadata.free is False or _asks_to_pay(page):
        return "paywall"
    if page.is_declared_article:
        return None
    is_empty = page.token_count < MIN_TOKENS
    if is_empty and wall_phrases.is_wall_line("challenge", page.visible_text()):
        return "challenge"
    asks_for_password = page.tree.css_first("input[type=password]") is not None
    return "login" if asks_for_password and _has_wall_line("login", page_titles) else None


def _asks_to_pay(page: ParsedPage) -> bool:
    """Whether the article's element or a removed line says that the rest is for subscribers.

    Menus and pop-up windows are ignored: they say so beside whole articles too.
    """
    text = _text_of_selection(page.tree, _ARTICLE_SELECTOR)
    return _has_wall_line("paywall", (*_removed_paywall_lines(page), text))


def _removed_paywall_lines(page: ParsedPage) -> list[str]:
    return [line.text for line in page.body_lines.removed if line.reason == "paywall"]


def _has_wall_line(wall: wall_phrases.Wall, lines: Iterable[str]) -> bool:
    return any(wall_phrases.is_wall_line(wall, line.strip()) for line in lines)


def _is_consent_wall(page: ParsedPage) -> bool:
    """Whether a page asks for consent in place of the text; beside an article it is only a banner."""
    lines = page.body_lines.text
    if page.token_count < MIN_TOKENS:
        visible_text = page.visible_text()
        is_short = prefilter.count_tokens((visible_text,)) < 2 * MAX_WALL
        return is_short and _has_consent_phrases(visible_text)
    consent_lines = [line for line in lines if wall_phrases.is_wall_line("consent", line)]
    if 2 * sum(map(len, consent_lines)) < sum(map(len, lines)):
        return False
    return _has_consent_phrases("\n".join(consent_lines)) and _has_consent_button(page.tree)


def _has_consent_phrases(text: str) -> bool:
    return wall_phrases.count_phrases("consent", text) >= MIN_CONSENT_PHRASES


def _has_consent_button(tree: LexborHTMLParser) -> bool:
    """Whether a button speaks of consent: reports about consent hold no such button."""
    for node in tree.css(_BUTTON_SELECTOR)[:MAX_BUTTONS]:
        label = node.text() or node.attributes.get("value") or ""
        if wall_phrases.is_wall_line("consent", " ".join(label.split())):
            return True
    return False


def _is_teaser(page: ParsedPage) -> bool:
    """Whether the text is the beginning of an article whose rest is for subscribers."""
    if page.token_count >= MAX_WALL:
        lines = _removed_paywall_lines(page)
        return page.metadata.free is False and _has_wall_line("paywall", lines)
    return _asks_to_pay(page)


# Pictures, videos, live blogs


def _find_media_kind(page: ParsedPage) -> str | None:
    """Returns the kind of a page of pictures or video with little text, or None."""
    if page.is_declared_article:
        return None
    path_words = set(_url_path(page.url).lower().split("/"))
    for kind, types, address_words in _MEDIA_ROWS:
        has_address = bool(path_words & address_words)
        if page.metadata.kinds & types or (has_address and _has_media(page.tree, kind)):
            token_count = prefilter.count_tokens((_text_without_captions(page),))
            return kind if token_count < MAX_MEDIA_TEXT else None
    return None


def _has_media(tree: LexborHTMLParser, kind: str) -> bool:
    if kind == "video":
        return tree.css_first("video, iframe, embed, object") is not None
    return len(tree.css("figure, [class*=gallery] img, [class*=slide] img")) >= MIN_PICTURES


def _text_without_captions(page: ParsedPage) -> str:
    """Returns the text without captions, which often come as one long line."""
    text = _cut_text_start(page.body_lines)
    for node in page.tree.css(_CAPTION_SELECTOR)[:MAX_CAPTIONS]:
        text = text.replace(_fold_text(node), " ")
    return text


def _is_live_blog(page: ParsedPage) -> bool:
    if "LiveBlogPosting" in page.metadata.kinds:
        return True
    if not _LIVE_PATH_WORDS & set(_url_path(page.url).lower().split("/")):
        return False
    times = page.tree.css("article time, main time, section time, li time")
    return len(times) >= MIN_LIVE_ENTRIES


# Listings


def _describes_this_page(metadata: Metadata, url: str) -> bool:
    """Whether the article that JSON-LD describes is this page, and not a page that it lists."""
    if not metadata.article:
        return False
    if not (metadata.kinds & LISTING_TYPES or _is_front_page(url)):
        return True
    fields = (metadata.article.get(key) for key in ("mainEntityOfPage", "url", "@id"))
    declared_paths = _collect_url_paths(json_ld.find_first_address(field) for field in fields)
    page_paths = _collect_url_paths((url, metadata.canonical))
    return not declared_paths or not page_paths or bool(declared_paths & page_paths)


def _collect_url_paths(addresses: Iterable[str]) -> set[str]:
    return {_url_path(address).rstrip("/") for address in addresses if address}


def _is_listing(page: ParsedPage) -> bool:
    """Whether a page is a listing: undeclared, undated, and of headlines instead of prose."""
    if page.is_declared_article or page.has_declared_date:
        return False
    lines = page.body_lines.text
    prose = [line for line in lines if _is_prose(line)]
    share = sum(map(len, prose)) / max(1, sum(map(len, lines)))
    is_listing = bool(page.metadata.kinds & LISTING_TYPES) or _is_front_page(page.url)
    if (not prose and len(lines) >= MIN_LISTING_LINES) or (is_listing and share < 0.5):
        return True
    return _is_made_of_cards(page.tree, prose)


def _is_made_of_cards(tree: LexborHTMLParser, prose: list[str]) -> bool:
    """Whether most prose belongs to cards: elements around linked headlines that announce other pages."""
    headlines = tree.css(_HEADLINE_SELECTOR)[:MAX_LINKS]
    texts = {_fold_text(link) for link in headlines}
    if sum(len(text.encode()) >= MIN_HEADLINE_BYTES for text in texts) < MIN_LISTING_LINKS:
        return False
    cards = " ".join(dict.fromkeys(_find_card_text(link) for link in headlines))
    return 4 * sum(map(len, _select_lines_not_in(tuple(prose), cards))) < sum(map(len, prose))


def _find_card_text(link: LexborNode) -> str:
    """Returns the text of the largest element around a linked headline that is small enough for a card."""
    text, parent = _fold_text(link), link.parent
    while parent is not None and parent.tag not in ("body", "main", "html"):
        parent_text = _fold_text(parent)
        if len(parent_text) > MAX_CARD:
            break
        text, parent = parent_text, parent.parent
    return text


def _is_prose(line: str) -> bool:
    """Whether a line is a paragraph or a long sentence: headlines end without a full stop."""
    byte_count = len(line.encode(errors="replace"))
    return byte_count >= MIN_PROSE_BYTES or (
        byte_count >= MIN_SENTENCE_BYTES and line.endswith(_FULL_STOPS)
    )


# Addresses and texts


def _is_front_page(url: str) -> bool:
    return bool(url) and _url_path(url) in ("", "/")


def _url_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def _cut_text_start(body_lines: SplitLines) -> str:
    """Returns the first characters of the text, as many as `MAX_WALL` tokens can have."""
    return "\n".join(body_lines.text)[: MAX_TOKEN_LETTERS * MAX_WALL]


def _text_of_selection(tree: LexborHTMLParser, selector: str) -> str:
    return " ".join(_fold_text(node) for node in tree.css(selector)[:500])


def _select_lines_not_in(lines: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Returns the lines that a text does not contain."""
    return tuple(line for line in lines if line not in text)


def _fold_text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
