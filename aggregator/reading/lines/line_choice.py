"""Chooses the lines around an article that may name its source, and finds where its surroundings end."""

import re
from collections.abc import Collection, Sequence

from selectolax.lexbor import LexborNode

from aggregator.reading import phrases, titles, visible_date
from aggregator.reading.lines import article_span, near_lines
from aggregator.reading.lines.article_span import ArticleSpan
from aggregator.reading.lines.near_lines import NearLine

MAX_PLAIN_LINE = 160  # characters of a line without link
MAX_PLAIN_HEADING = 60  # the same of a heading
MAX_LINES_BEFORE, MAX_LINES_AFTER = 15, 24  # of the article that are examined
MAX_NEAR_TEXT = 2_500  # characters of them
MAX_ABOVE_HEADLINE = 3  # lines above the headline that are examined
MIN_TEASER = 25  # characters of a linked line that may be the headline of another article
MIN_ROW_LINKS = 5  # links of one line that is a menu
MAX_TEASERS, MAX_LINKED_LINES = 2, 5  # in a row, to the page's own site or to others: a list begins

_WORD = re.compile(r"[^\W\d_]+")
# fmt: off
_DATE_WORDS = frozenset(["a", "ago", "am", "at", "de", "del", "do", "edt", "est", "et", "gmt", "h", "hour", "hours", "hrs", "ist", "last", "le", "min", "mins", "minutes", "modified", "on", "p", "pm", "posted", "pst", "published", "th", "uhr", "um", "updated", "utc", "vor", "分", "年", "日", "时", "時", "月", "년", "분", "오전", "오후", "월", "일"])
# fmt: on
_SOURCE_SIGNALS = frozenset(["source", "feed", "sign_off", "rights"])
_NO_SOURCE_SIGNALS = frozenset(["promo", "paywall", "comment", "xref", "disclaimer"])


def select_top_lines(span: ArticleSpan) -> list[NearLine]:
    """Returns the lines before the article down from a few above the headline, nearest first.

    Above the headline a line that is all link is navigation.
    """
    selected: list[NearLine] = []
    is_below_headline = True
    left = MAX_LINES_BEFORE
    length = 0
    for line in near_lines.list_lines_before(span.first):
        length += len(line.text)
        left -= 1
        if left < 0 or length > MAX_NEAR_TEXT or _is_navigation(line):
            break
        if is_below_headline or line.linked_length < len(line.text):
            selected.append(line)
        if line.is_main_heading:
            is_below_headline = False
            left = min(left, MAX_ABOVE_HEADLINE)
    return selected


def select_end_lines(span: ArticleSpan, outgoing: Collection[int]) -> list[NearLine]:
    """Returns the lines after the article until a list of other articles begins.

    `outgoing` are the ids of links to other sites.
    """
    selected: list[NearLine] = []
    own = other = length = 0
    for line in near_lines.list_lines_after(span.last):
        length += len(line.text)
        if len(selected) >= MAX_LINES_AFTER or length > MAX_NEAR_TEXT:
            break
        leads_away = any(link.mem_id in outgoing for link in line.links)
        if _begins_list(line) or (leads_away and _is_navigation(line)):
            break
        is_linked = _is_linked_line(line)
        own = own + 1 if is_linked and not leads_away else 0
        other = other + 1 if is_linked and leads_away else 0
        selected.append(line)
        if own >= MAX_TEASERS or other >= MAX_LINKED_LINES:
            return selected[: -max(own, other)]
    return selected


def _is_linked_line(line: NearLine) -> bool:
    """Whether a line is all link, and as long as a headline or a picture only."""
    if not line.links or line.linked_length * 5 < len(line.text) * 4:
        return False
    return not line.text or article_span.measure_shown_length(line.text) >= MIN_TEASER


def _is_navigation(line: NearLine) -> bool:
    """Whether a line is a row of links."""
    is_mostly_link = line.linked_length * 5 >= len(line.text) * 3
    return len(line.links) >= MIN_ROW_LINKS and is_mostly_link


def _begins_list(line: NearLine) -> bool:
    """Whether a line without link announces other articles or comments."""
    if line.links or len(line.text) > MAX_PLAIN_LINE:
        return False
    signal = phrases.find_signal(line.text)
    return signal is not None and signal[0] in ("xref", "comment")


def is_near_source_line(line: NearLine, folded_titles: Collection[str]) -> bool:
    """Whether a line without outward link may name a source: it is no link to the page's own site."""
    if line.links and line.linked_length >= len(line.text) and not _is_author_link(line.links):
        return False
    if line.heading and article_span.measure_shown_length(line.text) > MAX_PLAIN_HEADING:
        return False
    return is_source_line(line.text, folded_titles)


def _is_author_link(links: Sequence[LexborNode]) -> bool:
    attributes = links[0].attributes
    return "author" in f"{attributes.get('rel')} {attributes.get('href')} {attributes.get('class')}"


def is_source_line(text: str, folded_titles: Collection[str]) -> bool:
    """Whether a line is short, and neither a headline, a date, nor about something else."""
    if not 2 <= len(text) <= MAX_PLAIN_LINE or _is_only_date(text):
        return False
    if _is_title(text, folded_titles):
        return False
    signal = phrases.find_signal(text)
    if signal is None:
        return True
    is_label = signal[0] == "label" and " by " not in text.lower()
    return not is_label and signal[0] not in _NO_SOURCE_SIGNALS


def _is_title(text: str, folded_titles: Collection[str]) -> bool:
    """Whether a line is one of these titles; lines with another first letter are not folded."""
    start = text[:1].lower()
    may_be = any(title.startswith(start) for title in folded_titles)
    return may_be and titles.fold_title(text) in folded_titles


def is_source_phrase(text: str) -> bool:
    """Whether a line begins with a phrase that names a source, an agency or who holds the rights."""
    signal = phrases.find_signal(text)
    return signal is not None and signal[0] in _SOURCE_SIGNALS


def _is_only_date(text: str) -> bool:
    """Whether a line has no words, or only those of dates."""
    if "©" in text:
        return False
    words = _WORD.findall(text.lower()[:200])
    return all(word in _DATE_WORDS or visible_date.is_month(word) for word in words)
