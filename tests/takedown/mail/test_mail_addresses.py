"""Addresses in mails are found in the forms in which mail programs and people write them."""

import pytest

from aggregator.takedown.mail.addresses import find_addresses

PAGE = "https://wire.example/lanterns"


def urls(text: str) -> list[str]:
    """The addresses of a text, each as its line ends."""
    return [address.url for address in find_addresses(text)]


@pytest.mark.parametrize(
    "written",
    [
        PAGE,
        f"<{PAGE}>",
        f"({PAGE}).",
        f"[the page]({PAGE})",
        f'"{PAGE}"',
        f"URL:{PAGE}",
        "wire.example/lanterns",
        f"{PAGE}?utm_source=mail&fbclid=x",
        f"{PAGE}#part",
        "HTTPS://WIRE.example/lanterns",
        "<https://wire.example/lan\nterns>",
        "<https://wire.\n   example/lanterns>",
        "> > <https://wire.example/lan\n> > terns>",
        "hxxps://wire.example/lanterns",
        "hXXps://wire[.]example/lanterns",
        "https://wire(dot)example/lanterns",
        "https://wire [dot] example/lanterns",
        "wire dot example/lanterns",
        "wire DOT example slash lanterns",
        "hxxps[:]//wire[.]example[/]lanterns",
        "https[://]wire{.}example/lanterns",
        "h**ps://wire.example/lanterns",
        "https:\\\\wire.example/lanterns",
        "https://wire.exam\u200bple/lan\u00adterns",
        f"*{PAGE}*",
        f"`{PAGE}`",
        "https ://wire . example / lanterns",
        "https%3A%2F%2Fwire.example%2Flanterns",
        "| <https://wire.example/lan\n| terns>",
    ],
)
def test_an_address_is_found_in_any_form(written: str) -> None:
    assert urls(f"Please remove {written} thank you") == [PAGE]


@pytest.mark.parametrize("prefix", ["", "> ", ">> ", "> > "])
def test_a_broken_line_may_go_on(prefix: str) -> None:
    [address] = find_addresses(f"{prefix}https://wire.example/lan\n{prefix}terns\n{prefix}\nThanks")
    assert address.readings == (PAGE, "https://wire.example/lan")


def test_a_soft_line_break_that_was_not_decoded_is_none() -> None:
    [address] = find_addresses("https://wire.example/lan=\nterns\n\nThanks")
    assert PAGE in address.readings


def test_the_word_after_an_address_is_only_a_reading() -> None:
    [address] = find_addresses(f"{PAGE}\nPlease remove it.")
    assert address.url == PAGE
    assert PAGE in address.readings


def test_addresses_without_a_blank_between_them_are_several() -> None:
    assert urls(f"{PAGE},https://wire.example/2;https://wire.example/3") == [
        PAGE,
        "https://wire.example/2",
        "https://wire.example/3",
    ]


def test_an_address_is_listed_once() -> None:
    assert urls(f"{PAGE} and {PAGE}/?utm_medium=x and <{PAGE}>") == [PAGE, f"{PAGE}/"]


def test_entities_of_html_in_an_address_are_signs() -> None:
    assert urls("https://wire.example/x?a=1&amp;b=2") == ["https://wire.example/x?a=1&b=2"]


def test_mail_addresses_are_no_pages() -> None:
    assert urls("write to nora@wire.example or to <nora@wire.example>.") == []


def test_a_thousandth_address_is_left_out() -> None:
    text = "\n".join(f"https://wire.example/{number}" for number in range(5_000))
    assert len(find_addresses(text)) == 100
