"""The figures of credit lines, on a part of them: what is credit is read, what is none is not."""

from pathlib import Path

from benchmarks import credit_lines

FOLDER = Path(credit_lines.__file__).parent / "credit_lines"
STEP = 6  # every sixth line


def test_lines_that_are_credit_are_read_and_others_are_not(bench_data: Path) -> None:
    texts = credit_lines.read_texts(bench_data)
    credit = credit_lines.read_tsv(bench_data / "credits" / "credits-dev.tsv")[::STEP]
    negatives = credit_lines.read_tsv(FOLDER / "negatives.tsv")[::STEP]
    good = credit_lines.make_cases(credit, texts, 0)
    bad = credit_lines.make_cases(negatives, texts, 2 * len(credit))
    found = credit_lines.read_credits([*good, *bad])
    read = [case for case in good if found[case.copy][1] != "none"]
    assert len(read) >= credit_lines.MUST_READ * len(good)
    assert [case.line for case in good if found[case.copy][0] == "uncredited_copy"] == []
    assert len([case.line for case in bad if found[case.copy][1] != "none"]) <= 1
