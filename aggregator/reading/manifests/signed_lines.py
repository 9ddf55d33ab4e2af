"""The lines of a page in the ways in which their text may have been signed.

Between the paragraphs of an article a page shows other things: pictures, advertisements, teasers. They are
not part of the signed text. So its lines are taken in several ways: all, prose only, the neighbours
of the line with the manifest, with and without the headline.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from aggregator.reading import html_cleanup
from aggregator.reading.ancestors import list_ancestors
from aggregator.reading.manifests import text_manifests

MIN_LEAD = 12  # characters of a headline or a summary
MAX_HIDDEN = 100  # hidden elements that are removed
MAX_INLINE_LEVELS = 6  # elements such as links and emphasis that a text is in

_BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|"
    r"h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
_BREAK_TAG = re.compile(r"<br\b[^>]{0,200}>", re.IGNORECASE)
_EDGE, _BREAK = "\x1e", "\x1d"  # characters that no page holds after its decoding
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_PROSE = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "dd"])
_HIDDEN = '[hidden], [style*="display:none"], [style*="display: none"]'
_UNSEEN = ["script", "style", "noscript", "template", "svg", "head", "title"]


Prose = tuple[str, int, str]  # text, a number for the parent element, tag and class


@dataclass(frozen=True, slots=True)
class Layouts:
    """The lines of a marked page, and its prose elements."""

    visible: list[int]  # numbers of the manifests that are in the visible text
    lines: list[str]
    prose: list[Prose]
    headline: str
    leads: list[str]  # lines that may precede the paragraphs, such as a summary
    raw: str  # the visible text with the blanks of its source


def list_layouts(html: str) -> Layouts:
    """Returns the lines of the source of a page that was marked by `text_manifests.mark_manifests`."""
    html = _BREAK_TAG.sub(_BREAK, html_cleanup.strip_scripts(html))
    tree = LexborHTMLParser(_BLOCK_TAG.sub(lambda tag: _EDGE + tag[0], html))
    tree.strip_tags(_UNSEEN)
    _remove_hidden(tree)
    raw = tree.body.text() if tree.body else ""
    headline = tree.css_first("h1")
    lines = [line for line in map(_fold, raw.split(_EDGE)) if line]
    return Layouts(
        visible=text_manifests.list_placeholders(raw),
        lines=lines,
        prose=[each for each in _list_prose(tree.body) if each[0]] if tree.body else [],
        headline=_fold(headline.text()) if headline else "",
        leads=list(dict.fromkeys(line for line in lines if len(line) >= MIN_LEAD)),
        raw=raw.replace(_EDGE, "").replace(_BREAK, "\n"),
    )


def _remove_hidden(tree: LexborHTMLParser) -> None:
    """Remove what readers do not see. One by one: those within each other go together."""
    for _ in range(MAX_HIDDEN):
        node = tree.css_first(_HIDDEN)
        if node is None:
            return
        node.decompose()


def _list_prose(body: LexborNode) -> Iterator[Prose]:
    """Yields each prose element without the prose in it."""
    element: LexborNode | None = None
    parts: list[str] = []
    for node in body.traverse(include_text=True):
        if node.tag != "-text":
            continue
        own = _find_prose_element(node)
        if _identify(own) != _identify(element):
            if element is not None:
                yield _make_prose(element, parts)
            element, parts = own, []
        parts.append(node.text(deep=False))
    if element is not None:
        yield _make_prose(element, parts)


def _make_prose(element: LexborNode, parts: list[str]) -> Prose:
    kind = f"{element.tag} {element.attributes.get('class') or ''}"
    return _fold("".join(parts)), _identify(element.parent), kind


def _identify(node: LexborNode | None) -> int:
    return node.mem_id if node is not None else 0


def _find_prose_element(node: LexborNode) -> LexborNode | None:
    """Returns the nearest element of prose that a text is in, within a few levels."""
    around = islice(list_ancestors(node), MAX_INLINE_LEVELS)
    return next((element for element in around if element.tag in _PROSE), None)


def _fold(text: str) -> str:
    """Returns text as browsers show it: blanks folded, lines where the source breaks them."""
    lines = _BLANKS.sub(" ", text.replace(_EDGE, " ")).split(_BREAK)
    return "\n".join(line.strip(" ") for line in lines).strip()


def list_layouts_of(
    layouts: Layouts, number: int, article_lines: Sequence[str]
) -> Iterator[list[str]]:
    """Yields the lines in which manifest `number` may be, the likeliest first.

    `article_lines` are those that were taken for the article, without manifests.
    """
    for lines in _list_as_written(layouts, number, article_lines):
        yield lines
        folded = [_fold_all_blanks(line) for line in lines]
        if folded != lines and len(lines) > 1:
            yield folded


def _list_as_written(
    layouts: Layouts, number: int, article_lines: Sequence[str]
) -> Iterator[list[str]]:
    place = text_manifests.get_placeholder(number)
    own = next((prose for prose in layouts.prose if place in prose[0]), None)
    if own is not None:
        for belongs in (
            lambda prose: prose[1] == own[1],
            lambda prose: prose[2] == own[2],
            lambda prose: prose[1:] == own[1:],
            lambda _: True,
        ):
            chosen = [prose[0] for prose in layouts.prose if belongs(prose)]
            yield chosen
            yield [layouts.headline, *chosen]
        yield from _mark_article_lines(article_lines, own[0], place, layouts.headline)
    yield layouts.lines
    yield [layouts.raw]


def _mark_article_lines(
    article_lines: Sequence[str], own: str, place: str, headline: str
) -> Iterator[list[str]]:
    """Yields the lines of the article with the manifest in the line that has it on the page."""
    bare = _fold_all_blanks(text_manifests.remove_placeholders(own))
    marked = [_fold_all_blanks(own) if line == bare else line for line in article_lines]
    if bare and any(place in line for line in marked):
        yield marked
        yield [headline, *marked]


def _fold_all_blanks(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))
