"""docs/rights.md shows the policy as the code has it."""

from aggregator.permissions import USES
from aggregator.rights.policy import POLICY
from docs import generate_rights


def test_the_page_has_the_policy_as_it_is() -> None:
    page = generate_rights.PAGE.read_text(encoding="utf-8")
    assert generate_rights.insert_table(page) == page


def test_each_mark_is_a_row_with_the_uses_that_it_forbids() -> None:
    rows = [line for line in generate_rights.make_table().splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == [rule.mark for rule in POLICY]
    for row, rule in zip(rows, POLICY, strict=True):
        cells = [cell.strip() for cell in row.split("|")[3 : 3 + len(USES)]]
        said = {use for use, cell in zip(USES, cells, strict=True) if cell == "no"}
        assert said == rule.forbids


def test_each_use_is_described() -> None:
    page = generate_rights.PAGE.read_text(encoding="utf-8")
    for use in USES:
        assert f"| {use.replace('_', ' ')} |" in page
