"""A taken-down work is refused at any address; a text that only quotes it is accepted."""

import random
from collections.abc import Callable

import pytest

from aggregator import linking
from aggregator.api import Aggregator
from aggregator.takedown import block
from aggregator.takedown.block import find_blocking_case, is_in_every_sketch
from aggregator.takedown.repositories import Blocklist
from aggregator.takedown.rules import keys
from aggregator.takedown.types import Tombstone
from storage.private.keys import TOMBSTONE_KEY
from tests import takedowns as world
from tests.takedowns import BODY, WORK, file_case, put


def test_an_article_left_for_review_stays_known_and_is_not_updated(
    made: Aggregator,
) -> None:
    """A later crawl of the same page must not call it taken down while it is shown."""
    url, words = "https://other.example/half", BODY.split()
    middle = words[len(words) * 40 // 100 : len(words) * 85 // 100]
    mixed = f"{' '.join(middle)}\n{world.text(60, 5)}"
    put(made, url, mixed)
    made.finalize()
    case = file_case(made)
    assert [item.url for item in case.items if item.action == "list"] == [url]
    assert put(made, url, mixed).status == "known"
    assert put(made, url, f"{BODY}\n{mixed}").status == "tombstoned"
    assert made.article(url).text == mixed


def test_the_text_is_refused_at_any_address(made: Aggregator) -> None:
    case = file_case(made).number
    assert put(made, WORK, world.text(50)).reason == case  # only the address
    found = put(made, "https://elsewhere.example/lanterns", BODY)
    assert (found.status, found.reason) == ("tombstoned", case)
    made.takedowns.run()
    assert put(made, "https://third.example/x", BODY).status == "tombstoned"
    assert (
        find_blocking_case(Blocklist.of(made.store), ["https://elsewhere.example/lanterns"]) == case
    )  # learned
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


@pytest.mark.parametrize("share", [0.9, 0.6, 0.4])
def test_an_abridged_copy_is_refused(made: Aggregator, share: float) -> None:
    file_case(made)
    words = BODY.split()
    part = " ".join(words[: int(share * len(words))])
    assert put(made, "https://cutter.example/x", part).status == "tombstoned"


def test_a_copy_wrapped_in_as_much_again_is_refused(made: Aggregator) -> None:
    file_case(made)
    wrapped = f"{world.text(7, 12)}\n{BODY}\n{world.text(8, 12)}"
    assert put(made, "https://wrapper.example/x", wrapped).status == "tombstoned"


def test_a_short_text_is_refused_again_and_inside_a_longer_one(made: Aggregator) -> None:
    short = world.text(9, 8)
    put(made, "https://brief.example/1", short)
    file_case(made, "https://brief.example/1")
    assert put(made, "https://brief.example/2", short).status == "tombstoned"
    assert put(made, "https://brief.example/3", f"{short}\n{world.text(10, 6)}").status == (
        "tombstoned"
    )


def test_a_text_that_quotes_two_sentences_is_accepted(made: Aggregator) -> None:
    file_case(made)
    made.takedowns.run()
    quoted = ". ".join(BODY.replace("\n", " ").split(". ")[3:5])
    for seed, length in ((11, 30), (12, 12), (13, 6)):
        own = f"{world.text(seed, length)} He wrote: {quoted}."
        assert put(made, f"https://critic.example/{seed}", own).status == "new", length


def test_other_articles_of_the_same_site_are_accepted(made: Aggregator) -> None:
    file_case(made)
    assert put(made, "https://wire.example/other", world.text(14)).status == "new"


def test_the_boilerplate_of_a_site_blocks_none_of_its_other_articles(made: Aggregator) -> None:
    footer = world.text(300, 10).replace("\n", " ")
    for seed in range(301, 309):
        put(made, f"https://footer.example/{seed}", f"{world.text(seed, 5)}\n{footer}")
    made.finalize()
    file_case(made, "https://footer.example/301")
    other = f"{world.text(320, 5)}\n{footer}"
    assert put(made, "https://footer.example/320", other).status == "new"
    again = f"{world.text(301, 5)}\n{footer}"
    assert put(made, "https://footer.example/again", again).status == "tombstoned"


FRENCH = "élève forêt naïve Noël reçu où août façade théâtre garçon près déjà être créé hôpital matin ville port maire conseil"


def french_text(seed: int) -> str:
    """A text of 300 words, half of them with accents."""
    return " ".join(random.Random(seed).choices(FRENCH.split(), k=300))


def add_former_tombstone(made: Aggregator, case_id: int, text: str) -> None:
    """Write the tombstone that a version with folding 1 wrote of a text."""
    sketch = linking.sketch_shingles(text, 1).tolist()
    sampled = sum(map(is_in_every_sketch, sketch))
    tombstone = Tombstone(
        case_id, 9_000, 9_000, world.NOW, len(sketch), sampled, sampled < len(sketch), folding=1
    )
    key = made.store.keys.require_key(TOMBSTONE_KEY)
    with made.store.articles.transaction():
        made.store.tombstones.add(tombstone, [], keys.hash_shingles(key, sketch))


def disguise(text: str, letters: str, *, every: int = 3) -> str:
    """Insert or exchange every third letter: `letters` are pairs of a letter and its look-alike, or one to insert."""
    pairs = dict(zip(letters[::2], letters[1::2], strict=False))
    return "".join(
        pairs.get(letter, letter) if len(letters) > 1 else letter + letters * (i % every == 0)
        for i, letter in enumerate(text)
    )


DISGUISES: dict[str, Callable[[str], str]] = {
    "invisible": lambda text: disguise(text, "\u200b"),
    "look-alikes": lambda text: disguise(text, "aаeеoоpрcсxх"),
    "accents added": lambda text: disguise(text, "aáeêoöuü"),
    "capitals": str.upper,
}


@pytest.mark.parametrize("disguised", DISGUISES.values(), ids=DISGUISES)
def test_a_disguise_of_a_taken_down_text_is_refused(
    made: Aggregator, disguised: Callable[[str], str]
) -> None:
    file_case(made)
    assert disguised(BODY) != BODY
    assert put(made, "https://disguised.example/x", disguised(BODY)).status == "tombstoned"


def test_a_text_with_accents_is_refused_with_and_without_them(made: Aggregator) -> None:
    text = french_text(1)
    put(made, "https://journal.example/1", text)
    file_case(made, "https://journal.example/1")
    plain = "".join(linking.fold(letter) for letter in text)
    for number, again in enumerate((text, plain, disguise(text, "\u200b"))):
        assert put(made, f"https://copie.example/{number}", again).status == "tombstoned"
    assert put(made, "https://journal.example/2", french_text(2)).status == "new"


def test_a_tombstone_of_a_former_version_refuses_its_text_still(made: Aggregator) -> None:
    case = file_case(made, "https://other.example/100")
    text = french_text(3)
    assert put(made, "https://copie.example/before", french_text(4)).status == "new"
    add_former_tombstone(made, case.id, text)
    refused = put(made, "https://copie.example/1", text)
    assert (refused.status, refused.reason) == ("tombstoned", case.number)
    assert put(made, "https://copie.example/2", french_text(5)).status == "new"


def test_a_former_tombstone_refuses_disguises_of_a_text_that_every_folding_reads_alike(
    made: Aggregator,
) -> None:
    case = file_case(made, "https://other.example/100")
    text = world.text(77)
    add_former_tombstone(made, case.id, text)
    assert put(made, "https://copier.example/1", text).status == "tombstoned"
    assert put(made, "https://copier.example/2", disguise(text, "\u200b")).status == "tombstoned"


def test_the_former_folding_is_computed_only_where_a_tombstone_needs_it(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_case(made)
    monkeypatch.setattr("aggregator.linking.former_folding.split_into_words", None)
    assert put(made, "https://elsewhere.example/lanterns", BODY).status == "tombstoned"


def test_a_block_that_is_lifted_lets_text_and_addresses_in_and_no_other_case(
    made: Aggregator,
) -> None:
    lifted, other = file_case(made), file_case(made, "https://other.example/100")
    again = "https://elsewhere.example/lanterns"
    assert put(made, again, BODY).status == "tombstoned"
    with made.store.articles.transaction():
        assert block.lift(made.store.tombstones, lifted.id) == 2
        assert block.lift(made.store.tombstones, lifted.id) == 0
    assert put(made, WORK, BODY).status == "new"
    assert put(made, again, world.text(51)).status == "new"
    refused = put(made, "https://copier.example/100", world.text(100))
    assert (refused.status, refused.reason) == ("tombstoned", other.number)
    assert put(made, "https://other.example/100", world.text(52)).reason == other.number
