"""What the world is made of: articles with their wordings, answers, and behaviours of sites. Times in virtual hours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday; hour 0 of the world
DAY = 24.0
# Of all hosts: a public suffix, so that `m.` and a site's host are of one owner, and kept for use within homes (RFC 8375).
SUFFIX = "home.arpa"

What = Literal["feed", "page", "robots", "other"]
Headers = tuple[tuple[str, str], ...]
HTML = "text/html; charset=utf-8"


def time_at(hour: float) -> datetime:
    """Returns the time of an hour of the world."""
    return START + timedelta(hours=hour)


@dataclass(frozen=True, slots=True)
class Wording:
    """What an article says from `age` on, in hours since it was announced."""

    age: float
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `out` is the hour in which its site announces it; the first wording has age 0."""

    number: int
    host: str
    slug: str
    author: str
    out: float
    wordings: tuple[Wording, ...]

    def wording_at(self, hour: float) -> Wording:
        """Returns what it says in this hour."""
        return [w for w in self.wordings if w.age <= max(hour - self.out, 0.0)][-1]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `number` counts the requests for this path of this host, from 1; `secure`: over TLS."""

    host: str
    path: str
    headers: Mapping[str, str]
    hour: float
    number: int = 1
    secure: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sends. `lists` and `shows` say for the judge which articles it announces or lets read, `leads` where
    its text leads a browser.

    `raw` is sent as it is instead of a head and the body, and the connection is closed. `wait` and `drip` in
    real seconds: before the head, and while the body is sent. `cut`: after so many bytes of the body the
    connection is closed, 0 closes it before the head.
    """

    body: bytes | Callable[[], bytes] = b""
    status: int = 200
    kind: str = HTML
    headers: Headers = ()
    raw: Callable[[bytes], bytes] | None = None
    wait: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    lists: frozenset[int] = frozenset()
    shows: int | None = None
    leads: str = ""

    def make_body(self) -> bytes:
        """Returns the bytes of the body."""
        return self.body if isinstance(self.body, bytes) else self.body()


@dataclass(frozen=True, slots=True)
class Look:
    """A request as a rule of a site sees it. `plain` is what the site answers without rules."""

    asked: Asked
    site: "Site"
    what: What
    article: Article | None
    plain: Callable[[], Answer]

    @property
    def hour(self) -> float:
        return self.asked.hour

    @property
    def age(self) -> float:
        """Hours since the article was announced."""
        return self.hour - self.article.out if self.article else 0.0


Rule = Callable[[Look], Answer | None]  # None: the next rule is asked, at last the plain answer
Link = Callable[["Site", Article, Asked], str]
Announce = Callable[["Site", Asked, list[Article]], Answer]
Arrivals = Callable[["Behaviour", float], list[float]]
Rewrite = Callable[
    [Article, int], tuple[Wording, ...]
]  # further wordings, from the number among its site's


@dataclass(frozen=True, slots=True)
class Notice:
    """What `status` must say of a source: one of these words (a pattern), from `since` on.

    Within three polls or `within` hours, whichever is later.
    """

    words: str
    since: float
    within: float = DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How one site behaves. `lists_for`: hours that an article must have been listed for to count."""

    name: str
    says: str
    origin: Literal["review", "own"]
    rules: tuple[Rule, ...] = ()
    per_day: float = 1.6
    window: int = 20  # entries in the feed
    kind: str = "feed"
    feeds: tuple[str, ...] = ("/feed.xml",)  # paths, or addresses with another host
    announce: Announce | None = None
    link: Link | None = None
    page: Callable[[Look], Answer] | None = None
    arrivals: Arrivals | None = None
    rewrite: Rewrite | None = None
    others: tuple[str, ...] = ()  # prefixes or names of its further hosts; "m." is m.HOST
    secure: bool = False
    lists_for: float | None = None
    notices: tuple[Notice, ...] = ()
    floor: float = 0.0  # hours between two polls that the site asks for
    claims: bool = False  # the feed alone knows title and date
    vanishes: bool = False  # articles are taken away for good


@dataclass(slots=True)
class Site:
    """A behaviour under a host name, with its articles by number and in order of announcement."""

    host: str
    behaviour: Behaviour
    articles: dict[int, Article] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        return "https" if self.behaviour.secure else "http"

    def other(self, name: str) -> str:
        """Returns a further host: `m.` is a subdomain, anything else a name of its own."""
        return (
            f"{name}{self.host}"
            if name.endswith(".")
            else f"{self.host.split('.')[0]}-{name}.{SUFFIX}"
        )

    @property
    def hosts(self) -> tuple[str, ...]:
        return (self.host, *map(self.other, self.behaviour.others))

    def feed_urls(self) -> list[str]:
        """Returns the absolute addresses of its feeds."""
        return [
            f"{self.scheme}://{self.other(path.split('//')[0])}/{path.split('//')[1]}"
            if "//" in path
            else f"{self.scheme}://{self.host}{path}"
            for path in self.behaviour.feeds
        ]

    def listed(self, hour: float, window: int | None = None) -> list[Article]:
        """Returns the articles that its feed lists in this hour, newest first."""
        out = [a for a in self.articles.values() if a.out <= hour]
        return out[::-1][: self.behaviour.window if window is None else window]
