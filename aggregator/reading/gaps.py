"""What a page shows but does not declare: date and author searched for in its text, where missing."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from htmldate import extractors, find_date
from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from aggregator.reading import dates, names
from aggregator.reading.metadata import Metadata


class _NoParser:
    """In the place of dateparser, htmldate's last resort: it takes each process two seconds to learn
    its languages, and found two right dates more on 330 pages that declare none."""

    def get_date_data(self, _: str) -> dict[str, Any]:
        return {"date_obj": None}


extractors.get_external_parser = _NoParser  # type: ignore[assignment]  # called like the function it replaces


def filled(told: Metadata, page: HtmlElement | None, url: str) -> Metadata:
    """The metadata with its missing date and authors, where the page shows them.

    Parsing again is dear: authors alone are not worth it, a date is.
    """
    if told.published or page is None:
        return told
    found = dict(told.found)
    if not told.authors:
        told = replace(
            told, authors=names.authors((extract_author(deepcopy(page)) or "").split("; "))
        )
        found |= {"authors": "page"} if told.authors else {}
    day = find_date(page, original_date=True, url=url or None)
    value, precision = dates.claimed(day or "")
    found |= {"published": "page"} if value else {}
    return replace(told, published=value, published_precision=precision, found=found)
