"""Hosts and names of those who ask: back-daters' sites, shared hosts, portals, free mailboxes."""

import random
from dataclasses import dataclass, field

from benchmarks.origin.model import Site

LOOKS = 3  # that `plain_chrome` has
STEMS = (
    "truth report", "city monitor", "press today", "daily record", "open dispatch", "free bulletin",
    "first edition", "morning ledger", "public notice", "evening signal", "bright chronicle",
    "inner circle news", "north gate times", "global brief", "rapid post", "quiet observer",
)  # fmt: skip
ENDINGS = ("-online.example", "24.example", "-news.example", "hub.example", ".example")
FIRST_NAMES = ("Milan", "Vera", "Oskar", "Lina", "Pavel", "Ruth", "Imre", "Sofia", "Hugo", "Tessa")
LAST_NAMES = ("Krall", "Dorn", "Vasek", "Hale", "Moor", "Lindt", "Basso", "Orban", "Quist", "Reyes")
FREE_MAIL = ("gmail.com", "outlook.com", "yahoo.com", "gmx.net", "proton.me", "mail.ru", "qq.com")
# Portals that print news and hand out mailboxes under one registrable domain.
PORTALS = (
    ("news.yahoo.com", "Yahoo News", "yahoo.com"),
    ("actu.orange.fr", "Orange Actu", "orange.fr"),
    ("www.gmx.net", "GMX Magazin", "gmx.net"),
    ("news.mail.ru", "News Mail.ru", "mail.ru"),
    ("news.qq.com", "QQ News", "qq.com"),
    ("notizie.libero.it", "Libero Notizie", "libero.it"),
)
# Hosts whose users have a name of their own below a public suffix, and such that only look alike.
SUFFIX_HOSTS = ("blogspot.com", "github.io", "netlify.app")
PLAIN_HOSTS = ("hosting-example.com", "sitefarm-example.net", "blogbox-example.org")
PATH_HOSTS = ("bigblog-example.com", "writers-example.net")


@dataclass(slots=True)
class Hosts:
    """Hands out hosts and people, each once."""

    rng: random.Random
    used: set[str] = field(default_factory=set)

    def site(self, host: str, name: str) -> Site:
        """Returns a site of this host."""
        return Site(host, name, "en", sum(host.encode()) % LOOKS)

    def new_site(self) -> Site:
        """Returns a site that nobody has heard of."""
        while True:
            stem = self.rng.choice(STEMS)
            number = self.rng.choice(("", "", str(self.rng.randrange(2, 99))))
            host = stem.replace(" ", self.rng.choice(("", "-"))) + number + self.rng.choice(ENDINGS)
            if host not in self.used:
                self.used.add(host)
                return self.site(host, stem.title())

    def user(self) -> str:
        """Returns the name of somebody at a shared host."""
        while True:
            name = self.rng.choice(FIRST_NAMES).lower() + str(self.rng.randrange(10, 9999))
            if name not in self.used:
                self.used.add(name)
                return name

    def person(self) -> str:
        """Returns a name; two people may have the same."""
        return f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"

    def free_mailbox(self, name: str) -> str:
        """Returns a mailbox of a person at a provider that asks nobody who they are."""
        first, _, last = name.lower().partition(" ")
        return f"{first}.{last}{self.rng.randrange(1, 99)}@{self.rng.choice(FREE_MAIL)}"


def look_alike(rng: random.Random, host: str) -> str:
    """Returns a host that a reader takes for another one."""
    stem, _, end = host.partition(".")
    middle = max(1, len(stem) // 2)
    forms = (
        f"{stem}s.{end}",
        f"{stem[:middle]}{stem[middle]}{stem[middle:]}.{end}",
        f"{stem}-{end.replace('.', '-')}.example",
        f"{to_ascii(stem.replace('e', 'е').replace('o', 'о'))}.{end}",
        f"{to_ascii(stem.replace('a', 'а'))}.{end}",
        f"www-{stem}.{end}",
    )
    return next(form for form in rng.sample(forms, len(forms)) if form != host)


def to_ascii(label: str) -> str:
    """Returns a label of a host as DNS has it."""
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()
