"""Whether a page that answered is the article that was announced: redirects are judged. Pure.

A redirect may lead to the front page, to a section, to a wall on another host, to another article. Its target is the
article when it is another form of the same address, or has the words of the announced headline; without a headline it
must be on the same site.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aggregator import twin_addresses, urls
from aggregator.ingest import claims
from aggregator.model import Article, Page

# ISO 639-1 codes by which sites name the front page of an edition.
LANGUAGES = frozenset(
    [
        "ar",
        "az",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fr",
        "ga",
        "gl",
        "gu",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "kn",
        "ko",
        "ky",
        "lt",
        "lv",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "my",
        "ne",
        "nl",
        "no",
        "pa",
        "pl",
        "ps",
        "pt",
        "ro",
        "ru",
        "si",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "zh",
    ]
)


def is_front_page(url: str) -> bool:
    """Returns whether an address is the front page of a site, or of its edition in a language."""
    split = urlsplit(url)
    if split.query or split.fragment:
        return False
    segments = [segment.lower() for segment in split.path.split("/") if segment]
    if segments and segments[-1].partition(".")[0] == "index":
        segments.pop()
    return not segments or (
        len(segments) == 1 and segments[0][:2] in LANGUAGES and _is_code(segments[0])
    )


def find_wrong_page(page: Page, article: Article, headline: str, domains: Mapping[str, str]) -> str:
    """Returns the cause why a page that was read is not the one that was asked for; empty when it is.

    `headline` is the announced or the stored one, empty when none is known; `domains` are further domains
    of sources with their present ones.
    """
    asked, answered = urls.join(page.url, "") or page.url, article.url
    if is_front_page(answered):
        return "front_page" if asked == answered else "redirected"
    if asked == answered or _are_twins(asked, answered):
        return ""
    same_site = _present_site(asked, domains) == _present_site(answered, domains)
    if _place(asked) == _place(answered) and len(_place(asked)) > 1:
        return ""
    if claims.is_headline(headline):
        return "" if claims.agrees_with(article, headline) else "redirected"
    return "" if same_site and not _is_section_of(answered, asked) else "redirected"


def _is_code(segment: str) -> bool:
    """Whether a segment is a language, or a language with a region: en, en-us, pt_br."""
    return len(segment) == 2 or (len(segment) == 5 and segment[2] in "-_")


def _are_twins(a: str, b: str) -> bool:
    plain = [
        twin_addresses.list_variants(twin_addresses.find_plain_form(url) or url)[0]
        for url in (a, b)
    ]
    return plain[0] == plain[1]


def _place(url: str) -> str:
    """Path and query of an address."""
    split = urlsplit(url)
    return f"{split.path.rstrip('/')}?{split.query}".rstrip("?")


def _is_section_of(url: str, page: str) -> bool:
    """Whether an address is a folder of the path of another one: /news/ of /news/2026/1.html."""
    folder = urlsplit(url).path.rstrip("/") + "/"
    return urlsplit(page).path.startswith(folder) and not urlsplit(url).query


def _present_site(url: str, domains: Mapping[str, str]) -> str:
    site = urls.site(url)
    return domains.get(site, site)
