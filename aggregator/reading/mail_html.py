"""The text of a mail that was written as HTML, with the addresses of its links."""

import re

from selectolax.lexbor import LexborHTMLParser

from aggregator.reading.html_cleanup import strip_scripts
from aggregator.reading.prefilter import find_markup_rejection

MAX_LENGTH = 500_000  # characters of HTML that are read
_END_OF_LINE = re.compile(
    r"<(?:br|/(?:p|div|tr|li|h[1-6]|blockquote))\b[^>]{0,200}>", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")


def read_mail_html(html: str) -> str:
    """Returns the text of a mail in HTML; the address of each link follows it in angle brackets.

    Empty where the markup would cost too much to parse.
    """
    html = strip_scripts(html[:MAX_LENGTH])
    if find_markup_rejection(html):
        return ""
    tree = LexborHTMLParser(_END_OF_LINE.sub(lambda found: f"{found.group()}\n", html))
    for link in tree.css("a[href]"):
        link.insert_after(f" <{link.attributes.get('href') or ''}> ")
    text = tree.body.text() if tree.body else ""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.splitlines()).strip()
