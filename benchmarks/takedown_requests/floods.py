"""One request made many: by many mailboxes, names and forms of one address."""

import random
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.origin.model import Page
from benchmarks.takedown_requests.hosts import FIRST_NAMES, LAST_NAMES, to_ascii
from benchmarks.takedown_requests.model import Request

SIZES = (20, 20, 60, 20, 60, 20, 200, 20, 20, 60, 20, 20, 60, 20, 20, 20, 20, 60, 20, 600)
TWINS = str.maketrans({"a": "а", "e": "е", "o": "о", "c": "с", "p": "р"})  # Cyrillic letters


def multiply(
    rng: random.Random, request: Request, size: int, others: Sequence[Page]
) -> tuple[Request, ...]:
    """Returns so many requests within two hours, the given one among them.

    Each has another form of the mailbox and of the address; with `others`, most name other pages.
    """
    requests = []
    place = rng.randrange(size)
    for number in range(size):
        minute = round(number * 120 / size, 2)
        if number == place:
            requests.append(replace(request, minute=minute))
            continue
        urls = request.urls
        if others and number % 4:
            urls = (others[number % len(others)].url,)
        requests.append(
            replace(
                request,
                mailbox=vary_mailbox(request.mailbox, number),
                name=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
                urls=tuple(vary_address(url, number) for url in urls),
                minute=minute,
            )
        )
    return tuple(requests)


def vary_mailbox(mailbox: str, number: int) -> str:
    """Returns another form of a mailbox, or another mailbox that looks like it."""
    local, _, domain = mailbox.partition("@")
    middle = max(1, len(local) // 2)
    first, _, rest = domain.partition(".")
    forms = (
        f"{local}+{number}@{domain}",
        f"{local[:middle]}.{local[middle:]}@{domain}",
        f"{local.swapcase()}@{domain.upper()}",
        f"{local}{number}@{domain}",
        f"{local}@{to_ascii(first.translate(TWINS))}.{rest}",
        f"{local}@{first.translate(TWINS)}.{rest}",
        f'"{local}"@{domain}',
        f"{local.translate(TWINS)}@{domain}",
        f"{local}@mail{number}.{domain}",
        f"{local}+{number}.x@{domain.title()}",
    )
    return forms[number % len(forms)]


def vary_address(url: str, number: int) -> str:
    """Returns another form of an address of one page."""
    rest = url.partition("://")[2]
    host, _, path = rest.partition("/")
    joint = "&" if "?" in path else "?"
    forms = (
        url,
        f"https://{rest}",
        f"http://www.{rest}",
        f"{url}{joint}utm_source=mail&utm_campaign={number}",
        f"{url}#p{number}",
        f"HTTP://{host.upper()}/{path}",
        f"http://{host}:80/{path}",
        f"{url}{joint}fbclid=abc{number}",
    )
    return forms[number % len(forms)]
