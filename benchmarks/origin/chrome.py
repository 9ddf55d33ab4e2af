"""Makes a template of a real news page: its article is taken out, everything around it is kept."""

import html as entities
import re
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

TITLE, BYLINE, DATE, BODY, HEAD = "@@TITLE@@", "@@BYLINE@@", "@@DATE@@", "@@BODY@@", "@@HEAD@@"
BLOCKS = ("p", "h2", "h3", "h4", "li", "blockquote", "div", "section", "span", "article")
LONGEST = 260_000  # characters of a template that is still used
REMOVED_META = re.compile(
    r"^(og:(title|description|url|image.*|video.*)|twitter:.*|description|title|headline|date.*|dc\..*|dcterms\..*"
    r"|author|article:.*|news_keywords|keywords|parsely.*|sailthru.*|cxense.*|cXenseParse.*|last-modified|pubdate"
    r"|syndication-source|original-source|copyright|publish.*|lastmod|bt:.*|brightspot.*|.*published.*|.*modified.*)$",
    re.IGNORECASE,
)
AGENCY_WORDS = re.compile(
    r"\b(dpa|AFP|Reuters|AP|APA|ANSA|EFE|SID|epd|KNA|PA|Getty|Imago|picture alliance|Keystone|NTB|TT|Ritzau)\b"
)


@dataclass(frozen=True, slots=True)
class Chrome:
    """What is around the article of one real page, with marks where the parts of an article go."""

    id: str  # of the page it was made of
    language: str
    template: str
    has_json_ld: bool


def make_chrome(page_id: str, html: str, title: str, text: str) -> Chrome | None:
    """Returns the chrome of a page, or None when its article is not found or the page is too long."""
    has_json_ld = bool(re.search(r'"@type"\s*:\s*"\w*(NewsArticle|Article)"', html))
    tree = lxml_html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    if tree.tag != "html" or tree.find("body") is None:
        return None
    _drop_scripts(tree)
    body = _find_body(tree, text)
    if body is None:
        return None
    container, paragraphs = body
    _empty_body(container, paragraphs)
    _mark_title(tree, container, title)
    _mark_dates(tree)
    _mark_written_dates(tree)
    _mark_byline(tree)
    _clean_head(tree)
    template = etree.tostring(tree, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    if len(template) > LONGEST or BODY not in template or TITLE not in template:
        return None
    language = (tree.get("lang") or tree.get("xml:lang") or "en").split("-")[0].lower()
    return Chrome(page_id, language, template, has_json_ld)


def _drop_scripts(tree: lxml_html.HtmlElement) -> None:
    """Scripts, styles, drawings and comments are dropped: none of them is shown text."""
    for element in list(tree.iter("script", "style", "svg", "iframe", "template", etree.Comment)):
        element.drop_tree()
    for element in list(tree.iter("noscript")):
        element.drop_tree()
    for element in tree.iter():
        for name in ("srcset", "data-srcset", "sizes", "style"):
            element.attrib.pop(name, None)
        for name, value in list(element.attrib.items()):
            if len(value) > 600:
                element.attrib.pop(name)


def _fold(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _find_body(
    tree: lxml_html.HtmlElement, text: str
) -> tuple[lxml_html.HtmlElement, list[lxml_html.HtmlElement]] | None:
    """Returns the element that holds the article and its paragraphs, in order."""
    whole = _fold(text)
    if len(whole) < 250:
        return None
    found, length = [], 0
    for element in tree.iter("p", "h2", "h3", "li", "blockquote"):
        folded = _fold(element.text_content())
        if (
            len(folded) >= 30
            and folded in whole
            and not any(p in found for p in element.iterancestors())
        ):
            found.append(element)
            length += len(folded)
    if length < 0.6 * len(whole) or len(found) < 2:
        return None
    # The lowest element that has nine tenths of what was found.
    inside = {id(element) for element in found}
    for candidate in found[len(found) // 2].iterancestors():
        held = [e for e in candidate.iter("p", "h2", "h3", "li", "blockquote") if id(e) in inside]
        if sum(len(_fold(e.text_content())) for e in held) >= 0.9 * length:
            paragraphs = [e for e in held if e.tag == "p"] or held
            outside = [e for e in found if e not in held]
            for element in outside:
                element.drop_tree()
            for element in held:
                if element not in paragraphs:
                    element.drop_tree()
            return candidate, paragraphs
    return None


def _empty_body(container: lxml_html.HtmlElement, paragraphs: list[lxml_html.HtmlElement]) -> None:
    """Puts the mark at the first paragraph and removes the article's text, pictures and captions."""
    first = paragraphs[0]
    mark = lxml_html.Element("div")
    mark.text = BODY
    first.addprevious(mark)
    for element in paragraphs:
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(
        container.iter("figure", "picture", "video", "audio", "table", "blockquote")
    ):
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(container.iter("p", "h2", "h3", "li", "span", "em", "small", "div", "i")):
        shown = element.text_content()
        is_text = len(element) == 0 and len(shown) > 60
        if (
            element.getparent() is not None
            and BODY not in shown
            and (is_text or _is_leftover(element))
        ):
            element.drop_tree()
    if mark.tail and len(mark.tail.strip()) > 20:
        mark.tail = "\n"


def _is_leftover(element: lxml_html.HtmlElement) -> bool:
    """Words of the agency, the photographer or the translator of the article that was here."""
    shown = element.text_content()
    return len(shown) < 200 and bool(AGENCY_WORDS.search(shown))


def _mark_title(tree: lxml_html.HtmlElement, container: lxml_html.HtmlElement, title: str) -> None:
    """Puts the mark for the headline in the first heading; without one, before the article."""
    folded = _fold(title)
    done = False
    for element in list(tree.iter("h1")):
        if done or (
            folded
            and _fold(element.text_content()) not in folded
            and len(list(tree.iter("h1"))) > 1
        ):
            continue
        for child in list(element):
            child.drop_tree()
        element.text, done = TITLE, True
    if not done:
        heading = lxml_html.Element("h1")
        heading.text = TITLE
        container.insert(0, heading)
    for element in list(tree.iter()):
        if (
            isinstance(element.tag, str)
            and element.text
            and len(folded) > 15
            and _fold(element.text) == folded
        ):
            element.text = TITLE if element.tag == "title" else "…"


def _mark_dates(tree: lxml_html.HtmlElement) -> None:
    """The first date of the page becomes the mark; further ones before the article are emptied."""
    times = list(tree.iter("time"))
    for number, element in enumerate(times[:3]):
        for child in list(element):
            child.drop_tree()
        element.text = DATE if number == 0 else ""
        element.attrib.pop("datetime", None)
        if number == 0:
            element.set("datetime", DATE)


WRITTEN_DATE = re.compile(
    r"(?:\d{1,2}[./ -]+(?:\d{1,2}|[^\W\d]{3,12}\.?)[./ -]+20\d\d|[A-Z][a-z]{2,9}\.? \d{1,2}, 20\d\d"
    r"|20\d\d(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2}日?)(?:[ ,|at-]{1,5}\d{1,2}[:.]\d\d)?"
)
NEAR = 1500  # characters of shown text before the body in which a date is the article's


def _mark_written_dates(tree: lxml_html.HtmlElement) -> None:
    """Dates in words between the headline and the body become marks too: they were the old article's."""
    before: list[tuple[lxml_html.HtmlElement, str, str]] = []
    for element in tree.find("body").iter():
        if isinstance(element.tag, str):
            if element.text and BODY in element.text:
                break
            before.append((element, "text", element.text or ""))
        before.append((element, "tail", element.tail or ""))
    left = NEAR
    for element, where, text in reversed(before):
        left -= len(text)
        if left < 0:
            return
        if len(text) < 90 and WRITTEN_DATE.search(text):
            setattr(element, where, WRITTEN_DATE.sub(DATE, text))


PICTURE = re.compile(r"media|photo|image|caption|card|figure|credit", re.IGNORECASE)


def _mark_byline(tree: lxml_html.HtmlElement) -> None:
    """The last author's name between the headline and the body becomes the mark."""
    found = None
    after_title = False
    for element in tree.find("body").iter():
        text = element.text if isinstance(element.tag, str) else None
        after_title = after_title or bool(text and TITLE in text)
        if text and BODY in text:
            break
        if after_title and isinstance(element.tag, str) and _is_author(element):
            found = element
    if found is not None:
        for child in list(found):
            child.drop_tree()
        found.text = BYLINE
        found.attrib.pop("href", None)
        found.tag = "span" if found.tag == "a" else found.tag


def _is_author(element: lxml_html.HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('rel', '')}"
    if not re.search(r"author|byline", names, re.IGNORECASE):
        return False
    above = [element, *element.iterancestors()][:4]
    if any(e.tag in ("figure", "figcaption") or PICTURE.search(e.get("class", "")) for e in above):
        return False
    shown = element.text_content().strip()
    return 3 < len(shown) < 80 and not any(mark in shown for mark in (BODY, TITLE, DATE))


def _clean_head(tree: lxml_html.HtmlElement) -> None:
    """Removes what the head says of the article that was here; a mark takes what is said of the new one."""
    head = tree.find("head")
    if head is None:
        head = lxml_html.Element("head")
        tree.insert(0, head)
    for element in list(head.iter("title", "base")) + list(tree.iter("meta", "link")):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        relation = element.get("rel") or ""
        if element.tag in ("title", "base") or REMOVED_META.match(name) or element.tag == "link":
            if element.tag == "link" and relation not in (
                "canonical",
                "amphtml",
                "alternate",
                "shortlink",
                "prefetch",
                "preload",
                "author",
                "license",
            ):
                element.attrib.pop("href", None)
            if element.getparent() is not None:
                element.drop_tree()
    mark = lxml_html.Element("meta")
    mark.set("name", HEAD)
    head.append(mark)


def localize(chrome: Chrome, page_host: str, host: str, name: str, old_name: str) -> str:
    """Returns the template with the addresses and the name of another site."""
    label = page_host.removeprefix("www.")
    text = (
        re.sub(
            rf"(?:https?:)?//(?:[\w-]+\.)*{re.escape(label)}(?=[/\"'?#&<\s])",
            f"http://{host}",
            chrome.template,
        )
        if label
        else chrome.template
    )
    text = re.sub(r'(\shref=")/(?!/)', rf"\1http://{host}/", text)
    if len(old_name) > 3 and (not old_name.isascii() or _is_of_host(old_name, label)):
        text = re.sub(re.escape(old_name), name, text, flags=re.IGNORECASE)
    if label:
        text = re.sub(rf"\b{re.escape(label)}\b", host, text)
    return text


def _is_of_host(name: str, host: str) -> bool:
    """Whether a name has a word of a host: "Security" is no name of heise.de."""
    return any(len(w) > 2 and w.lower() in host for w in re.findall(r"[A-Za-z]+", name))


def find_host(html: str) -> str:
    """Returns the host of a page's canonical or og:url, empty when neither is there."""
    for pattern in (
        r"<link[^>]+rel=[\"']?canonical[\"']?[^>]+href=[\"']?https?://([^/\"'\s>]+)",
        r"<link[^>]+href=[\"']?https?://([^/\"'\s>]+)[^>]+rel=[\"']?canonical",
        r"property=[\"']og:url[\"'][^>]+content=[\"']https?://([^/\"'\s>]+)",
    ):
        found = re.search(pattern, html)
        if found:
            return found[1].lower()
    return ""


def find_site_name(html: str) -> str:
    """Returns og:site_name of a page, empty when it has none."""
    found = re.search(r"property=[\"']og:site_name[\"'][^>]+content=\"([^\"]+)\"", html)
    return entities.unescape(found[1]).strip() if found else ""
