"""A takedown beside texts of the same form and collections: it touches the work and its copies only."""

from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import Tombstoned
from tests.related_texts import make_obituary
from tests.takedowns import file_case, put

OBITUARIES = {f"https://paper{i % 3}.example/obituary-{i}": make_obituary(i) for i in range(10)}
WORK = "https://paper1.example/obituary-4"


@pytest.fixture
def obituaries(tmp_path: Path) -> Path:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        for url, text in OBITUARIES.items():
            put(opened, url, text)
        put(opened, "https://mirror.example/copied", f"From our pages.\n{OBITUARIES[WORK]}")
        opened.finalize()
    return path


def test_a_takedown_of_one_of_ten_obituaries_touches_it_and_its_copy(obituaries: Path) -> None:
    with Aggregator.open(obituaries) as opened:
        preview = opened.preview_takedown(url=WORK)
        assert [row.url for row in preview] == [WORK, "https://mirror.example/copied"]
        case = file_case(opened, WORK)
        assert case.undecided == ()
        [closed] = opened.run_takedowns()
        assert closed.state == "closed", opened.takedown_log(case.number)
        for url in OBITUARIES:
            if url == WORK:
                with pytest.raises(Tombstoned):
                    opened.article(url)
            else:
                assert opened.article(url).text == OBITUARIES[url]


def test_another_obituary_of_the_form_is_stored_after_the_takedown(obituaries: Path) -> None:
    with Aggregator.open(obituaries) as opened:
        file_case(opened, WORK)
        opened.run_takedowns()
        stored = [
            put(opened, f"https://new.example/{i}", make_obituary(i)).status for i in range(20, 30)
        ]
        assert stored == ["new"] * 10
        again = put(opened, "https://new.example/copied", OBITUARIES[WORK])
        assert again.status == "tombstoned"
