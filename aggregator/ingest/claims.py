"""What the feed says of an article fills what its page does not say, marked as the feed's. Pure.

The page's own title, date and authors always come first.
"""

from dataclasses import replace

from aggregator import linking, reading
from aggregator.linking.agreement import Wording, find_kept_share
from aggregator.model import Article, Entry, Row
from aggregator.reading.author_names import parse_author_field

ORIGIN = "feed"  # in `Article.field_origins`
MOST_SITE_WORDS = 6  # of a title that may be only the site's name
FEWEST_WORDS = 2  # of a headline by which a page can be recognised
LONG = 4  # letters of a word that says more than grammar
SPACELESS = "\u0e00"  # scripts from here on (Thai, Chinese, ...) are compared by two letters each
AGREEING = 0.5  # share of a headline's words that its page has
KEPT = 0.25  # share of a text's words that a later version has at least
KEPT_SHINGLES = 0.1  # share of its 3-shingles


def fill_gaps(article: Article, entry: Entry | None) -> Article:
    """Returns the article with its feed's title, date and authors where its page has none.

    What the feed says of its use is added to what its page says.
    """
    if entry is None:
        return article
    said = tuple(dict.fromkeys([*article.statements, *entry.statements]))
    article = article if said == article.statements else replace(article, statements=said)
    filled: Row = {}
    if is_headline(entry.title) and _has_no_headline(article, entry.title):
        filled["title"] = entry.title
    if not article.authors and (names := parse_author_field(entry.authors)):
        filled["authors"] = names
    if not article.published and (date := reading.parse_supplied_date(entry.published or "")):
        filled |= {"published": date.value, "published_precision": date.precision}
    if not filled:
        return article
    claimed = [name for name in filled if name != "published_precision"]
    origins = {**article.field_origins, **dict.fromkeys(claimed, ORIGIN)}
    return replace(article, **filled, field_origins=origins)


def is_headline(title: str) -> bool:
    """Returns whether a feed's title says something of its page: an address or a single word does not."""
    return "://" not in title and len(set(linking.words(title))) >= FEWEST_WORDS


def agrees_with(article: Article, headline: str) -> bool:
    """Returns whether a page has the words of a headline, in its own headline or its text."""
    wanted = _select_telling_words(headline)
    own_title = "" if article.field_origins.get("title") == ORIGIN else article.title
    found = _split(f"{own_title}\n{article.text}")
    return len(wanted & found) >= AGREEING * len(wanted)


def is_version(article: Article, title: str, wording: Wording) -> bool:
    """Returns whether a page may be a later version of a stored article.

    A page with neither the words of its headline nor a part of those of its text is another one: an error page,
    a wall, a page that took the address. Of a text that is not stored, shingles are compared.
    """
    if is_headline(title) and agrees_with(article, title):
        return True
    if not isinstance(wording, str):
        return find_kept_share(article.link_text, wording) >= KEPT_SHINGLES
    former = _select_telling_words(wording)
    found = _split(f"{article.title}\n{article.text}")
    return len(former & found) >= KEPT * len(former)


def _has_no_headline(article: Article, claimed: str) -> bool:
    """Whether a page has no title, or only one of its site: in <title> alone, of few words, none of the claim."""
    if not article.title:
        return True
    return (
        article.field_origins.get("title") == "title"
        and len(linking.words(article.title)) <= MOST_SITE_WORDS
        and not _select_telling_words(claimed) & _split(article.title)
    )


def _select_telling_words(text: str) -> set[str]:
    every = _split(text)
    telling = {word for word in every if len(word) >= LONG or word[0] >= SPACELESS}
    return telling if len(telling) >= FEWEST_WORDS else every


def _split(text: str) -> set[str]:
    """Returns the folded words of a text; two letters each of scripts without spaces."""
    found: set[str] = set()
    for word in linking.words(text):
        if word[0] < SPACELESS:
            found.add(word)
        else:
            found.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
    return found
