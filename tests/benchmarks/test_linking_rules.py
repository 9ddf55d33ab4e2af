"""What linking does with texts that no rule was made with: floors a little below what is measured.

The texts are made up, so that every run has them; `test_linking_figures.py` measures on real ones.
"""

import random
from collections import Counter

import pytest

from benchmarks import (
    collection_pages,
    collection_texts,
    forms,
    order,
    order_texts,
    quotation_texts,
    quotations,
    reprints,
    series,
)
from benchmarks.real_texts import Material
from benchmarks.stored_links import Links, Row, link_rows
from storage.links import sketch_index

# Of the pairs of one form in one story, at most; texts that are wrongly called a copy, at most
FORMS = {"dev": (0.07, 6), "held": (0.09, 0)}
REPORTS_IN_ONE_STORY = 0.06  # of pairs that share a quotation, at most
# Of eight pairs of reports alone that print a quotation, in one story, at most
PAIRS_IN_ONE_STORY = {"opened": 1, "pair a paragraph": 1, "one pair": 5, "block": 3}
COPIES_OF_REPORTS = 0.90  # in the story of their report, at least
# Collections that lead a story of others, at most; of the texts that they carry reported, at least
WORLDS = {
    ("one site", "after"): (2, 0.55),
    ("ten sites", "before"): (0, 0.90),
    ("ten sites", "between"): (0, 0.85),
    ("newsletter", "between"): (0, 0.95),
}
CORPORA = (0, 2, 4, 5)
OTHER_RELATIONS = 0.12  # of texts, to other stories, in another order, at most


def sentences(seed: int, words: int) -> list[str]:
    return order_texts.write_sentences(random.Random(seed), words)


# Forms


@pytest.fixture(scope="module", params=["dev", pytest.param("held", marks=pytest.mark.slow)])
def half(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def form_rows(half: str) -> list[Row]:
    return forms.make_forms(half)


@pytest.fixture(scope="module")
def form_links(form_rows: list[Row]) -> Links:
    return link_rows(form_rows)


def test_texts_of_one_form_are_not_one_story(
    half: str, form_rows: list[Row], form_links: Links
) -> None:
    wrong, pairs, families = series.score_series(form_rows, form_links)
    assert wrong <= FORMS[half][0] * pairs, sorted(families)
    assert series.count_false_accusations(form_rows, form_links) <= FORMS[half][1]


def test_copies_of_forms_are_linked_to_their_original(
    form_rows: list[Row], form_links: Links
) -> None:
    kinds = series.score_forms(form_rows, form_links)
    assert set(kinds) == set(forms.KINDS)
    assert kinds["identical"].keys() == {"linked"}
    found = sum(kinds.values(), Counter[str]())
    assert found["apart"] <= (1 - series.COPIES_LINKED) * found.total(), found
    assert found["linked"] >= 0.8 * found.total(), found


# Quotations


@pytest.mark.slow
def test_reports_that_share_a_quotation_are_different_stories_and_their_copies_are_linked() -> None:
    material = [Material("en", tuple(sentences(seed, 500))) for seed in range(160)]
    rows = quotation_texts.make_cases(material, 22)
    links = link_rows(rows)
    wrong, pairs = map(sum, zip(*quotations.score_reports(rows, links).values(), strict=True))
    assert pairs > 100
    assert wrong <= REPORTS_IN_ONE_STORY * pairs
    linked, copies = map(sum, zip(*quotations.score_copies(rows, links).values(), strict=True))
    assert linked >= COPIES_OF_REPORTS * copies


def test_two_reports_that_share_a_quotation_are_different_stories_before_there_is_a_third() -> None:
    rows: list[Row] = []
    for case, style in enumerate([*PAIRS_IN_ONE_STORY] * 8):
        texts = [Material("en", tuple(sentences(8 * case + seed, 500))) for seed in range(8)]
        made = quotation_texts.make_reports(random.Random(100 + case), case, style, texts)
        rows += [row for row in made if row["what"] == "report"][:2]
    wrong = quotations.score_reports(rows, link_rows(rows))
    assert {style: pairs for style, (_, pairs) in wrong.items()} == dict.fromkeys(wrong, 8)
    assert wrong.keys() == PAIRS_IN_ONE_STORY.keys()
    assert all(wrong[style][0] <= most for style, most in PAIRS_IN_ONE_STORY.items()), wrong


# Collections


@pytest.fixture(scope="module")
def corpus() -> list[Row]:
    """Originals with two copies each."""
    rows: list[Row] = []
    for seed in range(24):
        text, draw = sentences(seed, 300), random.Random(seed)
        rows.append({"id": seed, "kind": "original", "text": "\n".join(text)})
        for change in (order_texts.edit_lightly, order_texts.wrap):
            copy = "\n".join(change(draw, text))
            rows.append({"id": f"{seed} copy", "kind": "copy", "original": seed, "text": copy})
    return collection_texts.make_corpus(rows, 24)


@pytest.fixture(scope="module")
def alone(corpus: list[Row]) -> Links:
    return link_rows(sorted(corpus, key=lambda row: (row["first_seen"], row["id"])))


@pytest.mark.parametrize(
    ("layout", "arrival"),
    [
        pytest.param(*world, marks=() if world == ("ten sites", "between") else pytest.mark.slow)
        for world in WORLDS
    ],
)
def test_collections_leave_the_stories_of_what_they_carry_as_they_are(
    corpus: list[Row], alone: Links, layout: str, arrival: str
) -> None:
    assert len(alone.partition()) == 24
    world = collection_texts.make_world(corpus, layout, arrival)
    found = collection_pages.measure_world(corpus, world, alone, link_rows(world))
    most_joined, reported = WORLDS[layout, arrival]
    assert (found.merged, found.changed) == (0, 0), found
    assert found.joined <= most_joined, found
    assert found.reported >= reported * found.carried, found


# Order


@pytest.mark.slow
def test_every_text_has_the_same_story_in_another_order() -> None:
    differing, places = Counter[str](), 0
    for seed in CORPORA:
        rows = order_texts.make_corpus(seed)
        places += 3 * len(rows)
        found = order.find_differences(rows, 100 * seed)
        differing.update(what for way, _, what in found if way not in order.INFORMATIVE)
    members = differing["members"] + differing["leader"] + differing["relation"]
    assert members == 0, differing
    assert differing["others"] <= OTHER_RELATIONS * places, differing


# The archive


@pytest.mark.slow
def test_reprints_of_what_only_the_archive_holds_are_linked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketch_index, "MAX_ENTRIES", sketch_index.MAX_ENTRIES)  # set by the script
    assert [*reprints.measure_reprints("made up", reprints.make_originals(200))] == []
