"""Names of parties as pages write them, brought to one spelling."""

import re
import unicodedata

from aggregator import urls

MAX_NAME = 80  # characters; longer is a sentence
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)/?$", re.IGNORECASE
)
_TOGETHER = re.compile(r"\s*(?:/|;|,|\||&|\+|\band\b|\bund\b|\bet\b|\by\b)\s*")
_SMALL_WORDS = frozenset(
    ["and", "das", "de", "der", "des", "die", "du", "für", "la", "le", "of", "the"]
)


def fold_name(name: str) -> str:
    """One spelling for a name: no case, no article in front, letters and digits of any script."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    plain = re.sub(r"^(?:the|der|die|das|le|la|les|el)\s+", "", plain)
    return "".join(char for char in plain if char.isalnum())


def domain_in_name(name: str) -> str:
    """The site when a name is written as a domain, else nothing."""
    match = _DOMAIN.match(name.strip())
    return site_of(f"https://{match[1]}/") if match else ""


def site_of(url: str) -> str:
    """The site of an address; nothing where it has none."""
    try:
        return urls.site(url)
    except ValueError:
        return ""


def split_joint_name(name: str) -> list[str]:
    """The names in a joint credit such as `AFP/Reuters`; the whole first."""
    whole = " ".join(name.split())[:MAX_NAME]
    split = [part for part in _TOGETHER.split(whole) if part]
    return [whole, *split] if len(split) > 1 else [whole] if whole else []


def initials(name: str) -> str:
    """`Northern Wire Agency` is `nwa` in a dateline; nothing for a name of one word."""
    words = [word for word in re.findall(r"\w+", name.casefold()) if word not in _SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def domain_label(domain: str) -> str:
    """The telling part of a domain: `dailynews` of dailynews.co.uk, `wire` of wire.example:80."""
    return fold_name(domain.split(":")[0].split(".")[0])
