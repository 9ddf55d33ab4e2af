"""A few looks written for this benchmark, for runs without the data sets."""

from benchmarks.origin.chrome import BODY, BYLINE, DATE, HEAD, TITLE, Chrome

_MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/town">Town</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
_RELATED = (
    '<aside><h3>Most read</h3><ul><li><a href="/news/1-the-ferry">The ferry that came back</a></li>'
    '<li><a href="/news/2-a-roof">A new roof for the school</a></li></ul></aside>'
)
_FOOT = '<footer><p><a href="/about">About us</a> <a href="/contact">Contact</a> <a href="/terms">Terms</a></p></footer>'

_LOOKS = (
    (
        f'<body><header>{_MENU}</header><main><article><h1>{TITLE}</h1><p class="meta"><span class="author">{BYLINE}</span>'
        f' <time datetime="{DATE}">{DATE}</time></p><div class="content">{BODY}</div></article></main>{_RELATED}{_FOOT}</body>'
    ),
    (
        f'<body><div id="top">{_MENU}</div><div class="story"><h1>{TITLE}</h1><div class="by">{BYLINE}, {DATE}</div>'
        f'<div class="text">{BODY}</div></div><div class="side">{_RELATED}</div>{_FOOT}</body>'
    ),
    (
        f'<body>{_MENU}<section class="entry"><h1 class="entry-title">{TITLE}</h1><div class="entry-content">{BODY}</div>'
        f'<p class="posted">Posted <time datetime="{DATE}">{DATE}</time> by {BYLINE}</p></section>{_RELATED}{_FOOT}</body>'
    ),
)


def make_plain_chromes() -> list[tuple[Chrome, str, str]]:
    """Returns the looks in the form of those that real pages give: chrome, host, name."""
    head = f'<head><meta charset="utf-8"><meta name="{HEAD}"></head>'
    return [
        (
            Chrome(
                f"plain-{n}", "en", f'<!DOCTYPE html><html lang="en">{head}{body}</html>', n == 0
            ),
            "",
            "",
        )
        for n, body in enumerate(_LOOKS)
    ]
