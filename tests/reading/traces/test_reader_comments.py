"""What readers write below an article is not the page's own statement."""

import pytest

from aggregator import reading
from aggregator.model import Article, Page

TEXT = (
    "<p>"
    + "The ferry between the two islands sails again after the storm of the autumn. " * 6
    + "</p>"
)


@pytest.mark.parametrize(
    "markup",
    [
        '<section id="comments">{}</section>',
        '<div class="comment">{}</div>',
        '<ol class="comment-list"><li>{}</li></ol>',
    ],
)
def test_a_link_in_a_comment_names_no_source(markup: str) -> None:
    said = '<p>Source: <a href="https://copier.example/ferry-1234">Copier Daily</a></p>'
    page = f"<html><body><main><h1>Ferry</h1>{TEXT * 3}{markup.format(said)}</main></body></html>"
    article = reading.read(Page("https://paper.example/ferry", page.encode()))
    assert isinstance(article, Article)
    assert not [trace for trace in article.sources if "copier" in trace.url]
    assert not [line for line in article.lines or () if "copier" in line.url]


def test_the_same_link_below_the_article_names_one() -> None:
    said = '<p>Source: <a href="https://copier.example/ferry-1234">Copier Daily</a></p>'
    page = f"<html><body><main><h1>Ferry</h1>{TEXT * 3}{said}</main></body></html>"
    article = reading.read(Page("https://paper.example/ferry", page.encode()))
    assert isinstance(article, Article)
    assert [trace for trace in article.sources if "copier" in trace.url]
