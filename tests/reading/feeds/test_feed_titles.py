"""The words of a title: without markup and entities, and with every sign that is text."""

import pytest

from aggregator.reading.feeds import parse_feed

URL = "https://paper.example/feed.xml"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/>{}</entry></feed>'
RSS = '<rss version="2.0"><channel><item><link>https://paper.example/a</link>{}</item></channel></rss>'


def read_title(body: str) -> str:
    [entry] = parse_feed(body.encode(), URL).entries
    return entry.title


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("<title>1 &lt; 2 and 3 &gt; 2</title>", "1 < 2 and 3 > 2"),
        ("<title>Storm &lt;b&gt;closes&lt;/b&gt; harbour</title>", "Storm closes harbour"),
        ("<title>Storm <b>closes</b> harbour</title>", "Storm closes harbour"),
        (
            "<title><![CDATA[Storm<br/>closes &#8220;harbour&#8221;]]></title>",
            "Storm closes “harbour”",
        ),
        ("<title>Caf&amp;eacute; &amp;amp; bar</title>", "Café & bar"),
        ("<title>A vector&lt;int&gt; in C++</title>", "A vector<int> in C++"),
        ("<title>Caf&eacute; Q&A &colon; more</title>", "Café Q&A : more"),
        ("<title>Storm<script>alert(1)</script></title>", "Storm"),
        (
            '<m:title xmlns:m="http://search.yahoo.com/mrss/">A photo</m:title><title>Storm</title>',
            "Storm",
        ),
        ("<title>A</title><author>B</author><author>C (D) E</author>", "A"),
    ],
)
def test_a_title_of_rss_may_be_text_or_html(title: str, words: str) -> None:
    assert read_title(RSS.format(title)) == words


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ('<title type="text">Use &lt;b&gt; &amp;amp; more</title>', "Use <b> &amp; more"),
        (
            '<title type="html">Use &lt;b&gt;bold&lt;/b&gt; &amp;amp; more</title>',
            "Use bold & more",
        ),
        ('<title type="html">No &lt;blink&gt;odd&lt;/blink&gt; tag</title>', "No odd tag"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Storm <b>closes</b> it</div></title>',
            "Storm closes it",
        ),
    ],
)
def test_a_title_of_atom_is_what_its_type_says(title: str, words: str) -> None:
    assert read_title(ATOM.format(title)) == words
