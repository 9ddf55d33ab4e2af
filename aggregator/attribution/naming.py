"""Brings the names of parties, as pages write them, to one spelling."""

import re
import unicodedata
from functools import lru_cache

from aggregator import urls

MAX_NAME_LENGTH = 80  # characters; a longer name is a sentence
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)/?$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:/|;|,|\||&|\+|\band\b|\bund\b|\bet\b|\by\b)\s*")
# Of a publisher that is named: "Example Herald staff".
_DESK = re.compile(
    r"(?<=\S)\s+(?:staff(?: writers?| reports?)?|news ?room|news ?desk|redaktion|redacción|rédaction|redazione|redação)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|der|die|das|le|la|les|el)\s+")
_SMALL_WORDS = frozenset(
    ["and", "das", "de", "der", "des", "die", "du", "für", "la", "le", "of", "the"]
)


@lru_cache(maxsize=8192)  # the names of a corpus return with every story
def fold_name(name: str) -> str:
    """Returns a name in lower case, without a leading article: only letters and digits of any script."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    return "".join(char for char in _ARTICLE.sub("", plain) if char.isalnum())


def remove_desk(name: str) -> str:
    """Returns the name of a publisher without the part of it that wrote: `Example Herald staff`."""
    return _DESK.sub("", name[:MAX_NAME_LENGTH].strip())


def parse_domain_in_name(name: str) -> str:
    """Returns the site when a name is written as a domain, else an empty string."""
    match = _DOMAIN.match(name.strip())
    return site_of(f"https://{match[1]}/") if match else ""


def site_of(url: str) -> str:
    """Returns the site of an address, without `www.`; an empty string where it has none."""
    try:
        return bare_domain(urls.site(url))
    except ValueError:
        return ""


def bare_domain(domain: str) -> str:
    """Returns a domain without `www.`, which is kept where no list has its ending: www.paper.example."""
    return domain.removeprefix("www.")


def author_space_of(url: str) -> str:
    """Returns the part of the web that is the author's of an address; empty where it has none."""
    try:
        return urls.author_space(url)
    except ValueError:
        return ""


def split_joint_name(name: str) -> list[str]:
    """Returns the names in a joint credit such as `AFP/Reuters`, the whole name first."""
    whole = " ".join(name.split())[:MAX_NAME_LENGTH]
    parts = [part for part in _SEPARATOR.split(whole) if part]
    return [whole, *parts] if len(parts) > 1 else [whole] if whole else []


def make_initials(name: str) -> str:
    """Returns `nwa` for `Northern Wire Agency`; an empty string for a name of one word."""
    words = [word for word in re.findall(r"\w+", name.casefold()) if word not in _SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def domain_label(domain: str) -> str:
    """Returns the first label of a domain: `dailynews` of dailynews.co.uk, `wire` of wire.example:80."""
    return fold_name(domain.split(":")[0].split(".")[0])
