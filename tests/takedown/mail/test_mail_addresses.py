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
        f"\u202a{PAGE}\u202c",
        f"\u2066{PAGE}\u2069.",
        f"{PAGE}\u061c",
        f"{PAGE}\ufe0f",
        f"{PAGE}\ufffc",
        f"{PAGE}\u3164",
        f"{PAGE}\U000e0020",
        f"{PAGE}'nin",
        f"({PAGE}’deki)",
        "wire.example/lanterns'ı",
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


def test_a_word_behind_an_apostrophe_may_belong_to_an_address() -> None:
    [address] = find_addresses("https://wire.example/the-keeper's")
    assert address.readings == (
        "https://wire.example/the-keeper's",
        "https://wire.example/the-keeper",
    )


@pytest.mark.parametrize(
    "link",
    [
        "javascript:location='https://wire.example/lanterns'",
        "[here](javascript:open('wire.example/lanterns'))",
        "<javascript:open('https://wire.example/lanterns', 'x')>",
        "JavaScript://wire.example/lanterns",
        "data:text/html,https://wire.example/lanterns",
        "data:text/html;charset=utf-8,<a>",
        "<data:text/html,see https://wire.example/lanterns>",
        "data:text/html;base64,aHR0/cHM6Ly93/wire.example/x",
    ],
)
def test_links_that_run_a_program_or_hold_their_content_are_no_addresses(link: str) -> None:
    assert urls(f"Please remove {link} thank you") == []
    assert urls(f"Please remove {link} and {PAGE}") == [PAGE]


def test_data_before_an_address_is_a_word() -> None:
    assert urls(f"data:{PAGE}") == [PAGE]


def test_mail_addresses_are_no_pages() -> None:
    assert urls("write to nora@wire.example or to <nora@wire.example>.") == []


def test_a_thousandth_address_is_left_out() -> None:
    text = "\n".join(f"https://wire.example/{number}" for number in range(5_000))
    assert len(find_addresses(text)) == 100
