"""Which strings show that a work is still in a file."""

from aggregator.takedown.rules import byte_search, search_strings
from aggregator.takedown.rules.search_strings import Work


def test_phrases_are_eight_words_within_a_line_as_they_were_written() -> None:
    line = "One two  three, four five\tsix seven eight nine."
    assert search_strings.split_into_phrases(line) == [
        "One two  three, four five\tsix seven eight",
        "two  three, four five\tsix seven eight nine.",
    ]
    assert search_strings.split_into_phrases("A line of four\nshort one") == ["A line of four"]


def test_a_text_without_spaces_has_phrases_too() -> None:
    phrases = search_strings.split_into_phrases(
        "港の橋が火曜日の夕方に嵐のため閉鎖されたと市長が述べた"
    )
    assert phrases[0] == "港の橋が火曜日の夕方に嵐のため閉"
    assert len(phrases) > 5


def test_a_very_long_text_has_a_bounded_number_of_phrases_from_all_of_it() -> None:
    phrases = search_strings.split_into_phrases(" ".join(f"w{i}" for i in range(100_000)))
    assert search_strings.MAX_PHRASES / 2 < len(phrases) <= search_strings.MAX_PHRASES
    assert phrases[-1].startswith("w99")


def test_a_word_is_searched_for_as_written_and_as_the_index_spells_it() -> None:
    work = Work(("",), (), ("Überraschungsgäste",), ())
    words = {
        string.data.decode()
        for string in search_strings.make_search_strings(work)
        if string.kind == "word"
    }
    assert words == {"Überraschungsgäste", "überraschungsgäste", "uberraschungsgaste"}


def test_quotation_marks_are_searched_for_inside_json_as_well() -> None:
    text = 'He said "never again" and closed the door behind him.'
    strings = search_strings.make_search_strings(Work((), (), (text,), ()))
    phrases = [string.data for string in strings if string.kind == "phrase"]
    assert rb"He said \"never again\" and closed the door" in phrases
    assert b'He said "never again" and closed the door' in phrases


def test_letters_that_json_escapes_are_searched_for_as_well() -> None:
    strings = search_strings.make_search_strings(Work(("Über",), (), (), ()))
    assert {string.data for string in strings} == {
        "Über".encode(),
        "über".encode(),
        rb"\u00dcber",
        rb"\u00fcber",
    }


def test_what_a_site_repeats_in_its_articles_is_not_the_work() -> None:
    own, repeated = "One two three four five.", "Six seven eight nine ten."
    work = Work((), (), (own, f"An older line of it.\n{repeated}"), (), f"{own}\n{repeated}")
    strings = search_strings.make_search_strings(work)
    assert {string.data.decode() for string in strings if string.kind == "phrase"} == {
        own,
        "An older line of it.",
    }


def test_a_longer_address_is_the_address_of_another_page() -> None:
    work = Work((), (), (), ("https://news.example/a",))
    search = byte_search.prepare_search(search_strings.make_search_strings(work))
    assert byte_search.find_strings(search, b'{"url": "http://www.news.example/a", "name": ""}')
    assert byte_search.find_strings(search, b"https://news.example/a\n")
    assert not byte_search.find_strings(search, b'{"url": "https://news.example/a-2"}')


def test_a_title_of_any_length_is_searched_for_unless_it_has_no_letter() -> None:
    def names(title: str) -> list[bytes]:
        strings = search_strings.make_search_strings(Work((title,), (), (), ()))
        return [string.data for string in strings if string.kind == "name"]

    assert names("Storm") == [b"Storm", b"storm"]
    assert names("—") == []
