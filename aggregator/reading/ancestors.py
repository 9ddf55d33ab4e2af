"""Lists the elements around a node of a page."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode


def list_ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yields the elements around a node, the nearest first."""
    ancestor = node.parent
    while ancestor is not None:
        yield ancestor
        ancestor = ancestor.parent
