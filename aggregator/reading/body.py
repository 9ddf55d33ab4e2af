"""The body of an article: trafilatura, without the metadata that our own pass reads faster."""

from trafilatura import bare_extraction


def lines(html: str) -> list[str]:
    """The paragraphs of the page's main text, one a line, blanks folded; [] when there is none."""
    found = bare_extraction(html, include_comments=False, with_metadata=False)
    text = (getattr(found, "text", "") or "") if found else ""
    return [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
