"""Copies whose letters are disguised: what the measurement makes, and that each kind is found."""

import random

import pytest

from benchmarks import folding
from benchmarks.order_texts import write_sentences

WORDS = {
    "en": "harbour council bridge morning engine winter letter sugar teacher valley engineer orchard",
    "fr": "élève forêt naïve Noël reçu où façade théâtre garçon près déjà créé hôpital matin ville",
    "ru": "правительство город больница школа мост вода рынок судья бюджет план отчёт деревня",
    "el": "κυβέρνηση πόλη νοσοκομείο σχολείο γέφυρα νερό αγορά δικαστής σχέδιο χωριό ποτάμι",
    "vi": "chính phủ bộ trưởng thành phố bệnh viện trường học cây cầu nước chợ thẩm phán",
}


@pytest.fixture(scope="module")
def texts() -> list[folding.Row]:
    rng = random.Random(3)
    made = {
        language: " ".join(rng.choices(words.split(), k=220)) for language, words in WORDS.items()
    }
    made["long"] = " ".join(write_sentences(random.Random(5), 900))
    return [
        {"id": language, "language": language, "text": text, "source": f"{language}.example"}
        for language, text in made.items()
    ]


def test_a_tenth_of_the_letters_is_disguised(texts: list[folding.Row]) -> None:
    copies = [copy for copy in folding.make_copies(texts, 1) if copy["of"] == "en"]
    assert {copy["kind"] for copy in copies} == set(folding.KINDS) - {folding.DROPPED}
    [original] = [row["text"] for row in texts if row["id"] == "en"]
    letters = sum(map(str.isalpha, original))
    for copy in copies:
        changed = len(copy["text"]) - len(original)
        changed = changed or sum(map(str.__ne__, copy["text"], original))
        assert 0.05 < changed / letters < 0.15, copy["kind"]


def test_every_disguised_copy_is_in_the_story_of_its_text(texts: list[folding.Row]) -> None:
    scores = folding.score_copies(texts, list(folding.make_copies(texts, 1)))
    assert {key for key, hits in scores.items() if not all(hits)} == set()
    assert len({kind for _, kind in scores}) == len(folding.KINDS)


def test_trace_finds_texts_and_their_disguised_copies(texts: list[folding.Row]) -> None:
    scores = folding.score_both_ways(texts, list(folding.make_copies(texts, 1)))
    assert {name for name, hits in scores.items() if not all(hits)} == set()
