"""What an ai.txt says (spawning.ai/ai-txt): lines as in robots.txt, by path and by type of file, for AI training."""

import re

from aggregator.reading.rights.path_rules import make_rules
from aggregator.reading.rights.robots_groups import Line, list_groups
from aggregator.reading.rights.robots_txt import list_access_rules
from aggregator.statements import SiteRules, Statement

MAX_CHARACTERS = 512 * 1024
# Types of file that the text of a page is: such a line means the texts of all pages. It is more
# specific than `/`, so it becomes a longer pattern.
_TEXT_TYPE = re.compile(r"/?\*\.(?:html?|txt)\$?", re.IGNORECASE)
_ALL_TEXTS = "/*"


def read_ai_txt(text: str, url: str) -> SiteRules:
    """Returns what the ai.txt at `url` says of the pages of its site: the groups of every agent count."""
    said = Statement("ai-txt disallowed", place="ai_txt", url=url)
    groups = list_groups(text[:MAX_CHARACTERS], None)
    distinct = {id(group): group for own in groups.values() for group in own}
    made = (
        make_rules(list_access_rules(map(_translate, group), said)) for group in distinct.values()
    )
    # What one group allows, another may still forbid.
    rules = dict.fromkeys(each for each in made if any(rule.statements for rule in each.rules))
    return tuple(rules)


def _translate(line: Line) -> Line:
    key, value = line
    if _TEXT_TYPE.fullmatch(value):
        return key, _ALL_TEXTS
    return key, "/" if value == "*" else value
