"""Which lines of a robots.txt bind one crawler (RFC 9309 §2.2): its own groups, else those of `*`.

Protego compares names by how they begin, and takes a name of two words as one: a group for `aggreg`
would bind `aggregator`, and one for `Foo Bar` not the crawler Foo. It gets the one group that binds.
"""

from aggregator.reading.rights.robots_groups import AGENT, ANY, list_groups


def select_group(text: str, crawler: str) -> str:
    """Returns the rules that bind a crawler as one group for every crawler, in linear time.

    Groups of the same name are one. A line of another kind does not end a list of names.
    """
    groups = list_groups(text, (crawler, ANY))
    binding = groups.get(crawler, groups.get(ANY, []))
    lines = (f"{key}: {value}" for group in binding for key, value in group)
    return "\n".join([f"{AGENT}: {ANY}", *lines])
