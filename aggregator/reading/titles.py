"""The headline as the publisher wrote it: without the site's name behind or before it."""

import re
import unicodedata

MAX_TITLE = 500  # characters

_PARTS = re.compile(r"\s+[|–—\-·•»«:/~]+\s+|\s*[|｜]\s*|\s*_(?=[^_]{2,20}$)")


def fold(text: str) -> str:
    """Letters and digits only, case and width folded: what tells two titles apart."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def clean(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())[:MAX_TITLE]


def without_site(title: str, sites: set[str], others: set[str]) -> str:
    """The title without parts that name the site.

    `sites` are folded names of the site, `others` folded titles the page gives elsewhere (its h1):
    what such a title lacks at the end or the start is taken for the site's.
    """
    title = clean(title)
    for _ in range(3):
        shorter = _shorter(title, sites, others)
        if shorter is None:
            return title
        title = shorter
    return title


def _shorter(title: str, sites: set[str], others: set[str]) -> str | None:
    cuts = list(_PARTS.finditer(title))
    if not cuts:
        return None
    head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    if head and (_names_site(tail, sites) or fold(head) in others):
        return head
    head, tail = title[: cuts[0].start()].strip(), title[cuts[0].end() :].strip()
    if tail and (_names_site(head, sites) or fold(tail) in others):
        return tail
    first = title[: cuts[0].start()].strip()
    return first if len(cuts) > 1 and fold(first) in others else None


def _names_site(part: str, sites: set[str]) -> bool:
    folded = fold(part)
    squeezed = folded.replace(" ", "")
    return bool(folded) and (
        folded in sites or squeezed in {name.replace(" ", "") for name in sites}
    )
