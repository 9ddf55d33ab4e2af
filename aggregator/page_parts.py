"""Parts of a page that are kept beside its text: lines that were removed, traces of sources, lines near it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removed:
    """A line that was taken out of `link_text`, and why."""

    text: str
    reason: str  # disclaimer, source_line, wire_line, promo, rights, comment_prompt, headline, ...


@dataclass(frozen=True, slots=True)
class SourceTrace:
    """A trace of where a text came from, read from the page with its exact wording.

    kind: link_phrase, canonical, dateline, sign_off, byline, rights, item_number,
    syndicated_notice, feed_source, structured (JSON-LD or meta), body_link, mention, told (whom
    people in the text spoke to), hotlink (a picture another site serves), noindex, notice (an
    aggregator's own disclaimer).
    """

    kind: str
    phrase: str
    url: str = ""
    name: str = ""
    where: str = ""  # head, top, body, end, feed


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page in or near its article that may name where the text is from.

    A line with a link to another site, or a short line of its own without one. Whether it is credit
    depends on the members of the story, so it is kept as it is.
    """

    text: str  # the whole line, shortened
    url: str = ""  # of the link, absolute; empty: a line without link
    anchor: str = ""  # the words of the link, or the alternative text of a linked picture
    place: str = ""  # top, body, end, credit (a block of its own for it), caption, page (elsewhere)
