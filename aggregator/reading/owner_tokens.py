"""Tokens that the owner of a site puts on its front page, to prove that the site is theirs."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

MAX_BYTES = 2 * 1024 * 1024  # bytes of a page that are read


def find_meta_contents(page: bytes, name: str) -> tuple[str, ...]:
    """Returns the contents of the meta tags of this name in the head of a page."""
    try:
        tree = LexborHTMLParser(page[:MAX_BYTES].decode("utf-8", "replace"))
    except SelectolaxError:
        return ()
    nodes = tree.css(f'head meta[name="{name}"]')
    return tuple((node.attributes.get("content") or "").strip() for node in nodes)
