"""The texts that linking is measured with: whole, the same for the same seed, and as labelled."""

import json
import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from benchmarks import collection_texts, forms, order_texts, quotation_texts
from benchmarks.real_texts import Material

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=forms.HALVES)
def rows(request: pytest.FixtureRequest) -> list[forms.Row]:
    return forms.make_forms(request.param, copies=5)


def sentences(seed: int, words: int = 500) -> list[str]:
    return order_texts.write_sentences(random.Random(seed), words)


def test_every_slot_of_a_form_is_filled(rows: list[forms.Row]) -> None:
    for row in rows:
        assert not set("{}|") & set(row["title"] + row["text"]), row["id"]


def test_a_family_has_six_texts_of_which_no_two_are_the_same(rows: list[forms.Row]) -> None:
    texts = [row["text"] for row in rows if row["copy_of"] is None]
    assert len(set(texts)) == len(texts) == 6 * len({row["series"] for row in rows})


def test_texts_of_forms_are_of_a_notice_s_length(rows: list[forms.Row]) -> None:
    for row in rows:
        if row["copy_of"] is None:
            assert 350 < len(row["text"]) < 3000, row["id"]


def test_a_copy_names_a_text_of_its_family_and_another_site(rows: list[forms.Row]) -> None:
    texts = {row["id"]: row for row in rows}
    for row in rows:
        if original := texts.get(row["copy_of"]):
            assert original["series"] == row["series"]
            assert original["source"] != row["source"]
            assert (original["text"] == row["text"]) == (row["kind"] == "identical"), row["id"]


def test_the_halves_of_the_forms_have_no_family_in_common() -> None:
    dev, held = ({row["series"] for row in forms.make_forms(half)} for half in forms.HALVES)
    assert not dev & held
    assert len(dev | held) >= 24


def test_the_same_seed_prints_the_same_forms_in_another_process() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/forms.py", "dev"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == forms.make_forms("dev")
    assert forms.make_forms("dev", seed=2) != forms.make_forms("dev")


def test_reports_of_a_case_share_the_statement_and_nothing_else() -> None:
    material = [Material("en", tuple(sentences(seed))) for seed in range(40)]
    made = quotation_texts.make_reports(random.Random(1), 0, "block", material)
    reports = [set(row["text"].split("\n")) for row in made if row["what"] == "report"]
    assert len(reports) >= 2
    for a, b in combinations(reports, 2):
        shared = " ".join(a & b)
        assert 0 < len(shared.split()) < 0.7 * len(" ".join(a).split())


@pytest.mark.parametrize("layout", ["one site", "ten sites", "newsletter"])
def test_a_collection_holds_the_texts_it_names(layout: str) -> None:
    texts = [(str(i), "\n".join(sentences(i, 200))) for i in range(12)]
    originals = [
        collection_texts.make_row(name, "a.example", text, "originals", 0) for name, text in texts
    ]
    collections = [
        row for row in collection_texts.make_world(originals, layout, "after") if "carried" in row
    ]
    assert len(collections) >= 8
    for row in collections:
        for name, text in texts:
            assert (text.split("\n")[0] in row["text"]) == (name in row["carried"])


def test_a_corpus_is_the_same_for_the_same_seed_and_has_ten_to_sixty_texts() -> None:
    for seed in range(5):
        corpus = order_texts.make_corpus(seed)
        assert corpus == order_texts.make_corpus(seed)
        assert 10 <= len(corpus) <= 60
    assert len(order_texts.make_crowd(1, 50)) == 50
