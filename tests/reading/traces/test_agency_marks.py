"""Marks of news agencies: datelines, sign-offs, item numbers."""

import pytest

from aggregator.reading.traces import agency_marks


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("NAIROBI, Kenya (AP) — The bridge opened", "AP"),
        ("Madrid, 10 abr (EFE).- El puente", "EFE"),
        ("(ANSA) - TORINO, 29 GEN - Il ponte", "ANSA"),
        ("(서울=연합뉴스) 다리가 열렸다", "연합뉴스"),
        ("MOSCOW, May 3. /TASS/. The bridge", "TASS"),
        ("LONDON, Jan. 4, 2026 /PRNewswire/ -- The bridge", "PRNewswire"),
        ("МОСКВА, 10 фев — РИА Новости. Мост открыт", "РИА Новости"),
        ("新华社北京4月24日电 桥", "新华社"),
    ],
)
def test_a_dateline_names_its_agency(line: str, name: str) -> None:
    result = agency_marks.match_dateline(line)
    assert result
    assert result["name"].strip() == name


@pytest.mark.parametrize(
    "line",
    [
        "The mayor (62) - an engineer - crossed first.",
        "Kits ($160): compact",
        "It opened. He (Tamm) — smiled",
        "Kell-Harbour Trust (KHT) The chairman said",
        "Lind (SPD): We shall cross the river",
        "Pennsylvania (PA) The county opened the bridge",
        "Senator Lind (R) said on Tuesday",
        "In 2019 the mayor / council / board said",
        "Kell, TX - The bridge opened",
    ],
)
def test_prose_with_brackets_or_slashes_is_no_dateline(line: str) -> None:
    assert agency_marks.match_dateline(line) is None


def test_marks_of_an_agency_at_the_end_are_traces() -> None:
    lines = ["Prose."] * 9 + ["The bridge is open. dpa:261123-99-483045/5", "(PTI)"]
    result = {
        (trace.kind, trace.name, trace.where) for trace in agency_marks.find_agency_marks(lines)
    }
    assert result == {("item_number", "dpa", "end"), ("sign_off", "PTI", "end")}


def test_a_dateline_may_follow_short_lines_before_the_text() -> None:
    """Key points and labels come before the first paragraph on many pages."""
    lines = [
        "Key points",
        "The ferry sails",
        "From Monday",
        "Three boats",
        f"LEEDS--(BUSINESS WIRE)--{'The ferry sails. ' * 8}",
    ]
    [trace] = [t for t in agency_marks.find_agency_marks(lines) if t.kind == "dateline"]
    assert trace.name == "BUSINESS WIRE"
    long = (
        "The council met and spoke about the ferry for the whole of a long evening in the old town hall. "
        * 2
    )
    later = [long, long, long, *lines[4:]]
    assert not [t for t in agency_marks.find_agency_marks(later) if t.kind == "dateline"]
