"""Writes the policy table of docs/rights.md from `aggregator.rights.policy`; `make docs` runs it."""

from pathlib import Path

from aggregator.permissions import USES
from aggregator.rights.policy import DEFAULT, POLICY, Rule

PAGE = Path(__file__).with_name("rights.md")
BEGIN, END = "<!-- policy -->\n", "<!-- /policy -->\n"


def make_table() -> str:
    """Returns the policy as a Markdown table: a row for each mark, a column for each use."""
    lines = [
        f"| said | meaning | {' | '.join(use.replace('_', ' ') for use in USES)} | defined by |",
        f"| --- | --- |{' --- |' * len(USES)} --- |",
        _make_row(DEFAULT, "*nothing*"),
        *(_make_row(rule, f"`{rule.mark}`") for rule in POLICY),
    ]
    return "\n".join(lines) + "\n"


def _make_row(rule: Rule, name: str) -> str:
    cells = ("no" if use in rule.forbids else "" for use in USES)
    return f"| {name} | {rule.meaning} | {' | '.join(cells)} | {rule.standard} |"


def insert_table(page: str) -> str:
    """Returns the page with the table as it is now between its marks."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}{make_table()}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(insert_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
