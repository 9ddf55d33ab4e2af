"""When a site answers otherwise, and with what: the words that the tables of behaviours are written in."""

from collections.abc import Callable
from email.utils import format_datetime

from benchmarks.years.model import HTML, Answer, Headers, Look, Rule, What, time_at
from benchmarks.years.pages import make_document, make_instead

When = Callable[[Look], bool]
Make = Callable[[Look], Answer]


def on(what: What | tuple[What, ...], make: Make, *when: When) -> Rule:
    """Returns the rule that answers requests of a kind while all conditions hold."""
    kinds = (what,) if isinstance(what, str) else what

    def rule(look: Look) -> Answer | None:
        return make(look) if look.what in kinds and all(holds(look) for holds in when) else None

    return rule


# Conditions.


def age_below(hours: float) -> When:
    return lambda look: look.age < hours


def age_from(hours: float) -> When:
    return lambda look: look.age >= hours


def days(first: float, end: float = 1e9) -> When:
    """From one day of the world (0 is the first) until before another."""
    return lambda look: first * 24 <= look.hour < end * 24


def daily(first: float, end: float) -> When:
    """Between two hours of each day."""
    return lambda look: first <= look.hour % 24 < end


def every(count: int, rest: int = 0) -> When:
    """Each `count`-th request for an address."""
    return lambda look: look.asked.number % count == rest


def has_header(name: str, part: str = "") -> When:
    return lambda look: part in look.asked.headers.get(name, "") and name in look.asked.headers


def lacks_header(name: str, part: str = "") -> When:
    return lambda look: not has_header(name, part)(look)


def path_has(part: str) -> When:
    return lambda look: part in look.asked.path


def path_lacks(part: str) -> When:
    return lambda look: part not in look.asked.path


def of_each(count: int, rest: int = 0) -> When:
    """Each `count`-th article of the world."""
    return lambda look: look.article is not None and look.article.number % count == rest


def is_insecure(look: Look) -> bool:
    return not look.asked.secure


# Answers.


def status(code: int, *headers: tuple[str, str]) -> Make:
    body = make_document(f"Error {code}", f"<h1>Error {code}</h1>")
    return lambda _: Answer(body, code, headers=headers)


def blocked(code: int = 403) -> Make:
    """A bot challenge with a status that says so."""
    page = make_instead("challenge").make_body()
    return lambda _: Answer(page, code)


def instead(key: str) -> Make:
    """A page of `pages.INSTEAD`, with status 200."""
    answer = make_instead(key)
    return lambda _: answer


def redirect(target: Callable[[Look], str], code: int = 302, *headers: tuple[str, str]) -> Make:
    return lambda look: Answer(b"", code, headers=(("Location", target(look)), *headers))


def retry_at(code: int, hours: float) -> Make:
    """A refusal with Retry-After as a date."""

    def make(look: Look) -> Answer:
        date = format_datetime(time_at(look.hour + hours), usegmt=True)
        return Answer(b"", code, headers=(("Retry-After", date),))

    return make


def bytes_of(body: bytes, kind: str = HTML) -> Make:
    return lambda _: Answer(body, kind=kind)


def closes(_look: Look) -> Answer:
    """The connection is closed without an answer."""
    return Answer(cut=0)


def never(_look: Look) -> Answer:
    """No answer comes before the client's patience ends."""
    return Answer(b"late", wait=8.0)


def large(megabytes: int) -> Make:
    return lambda _: Answer(lambda: make_document("Large", "<p>x</p>" * (megabytes << 17)))


# Changes of the plain answer.


def change(**fields: object) -> Make:
    """The plain answer with other fields, see `Answer`."""

    def make(look: Look) -> Answer:
        answer = look.plain()
        return _replace(answer, fields)

    return make


def with_headers(*headers: tuple[str, str]) -> Make:
    def make(look: Look) -> Answer:
        answer = look.plain()
        return _replace(answer, {"headers": (*answer.headers, *headers)})

    return make


def rewritten(alter: Callable[[bytes], bytes]) -> Make:
    """The plain answer with other bytes that say the same."""

    def make(look: Look) -> Answer:
        answer = look.plain()
        return _replace(answer, {"body": lambda: alter(answer.make_body())})

    return make


def with_body(alter: Callable[[bytes], bytes]) -> Make:
    """The plain answer with an altered body, which announces and shows nothing."""

    def make(look: Look) -> Answer:
        answer = look.plain()
        return Answer(lambda: alter(answer.make_body()), answer.status, answer.kind, answer.headers)

    return make


def validated(make_tag: Callable[[Look], str], header: str = "ETag") -> Make:
    """The plain answer under a validator; 304 to a client that names it."""
    asked_by = "If-None-Match" if header == "ETag" else "If-Modified-Since"

    def make(look: Look) -> Answer:
        tag = make_tag(look)
        headers: Headers = ((header, tag),)
        if look.asked.headers.get(asked_by) == tag:
            return Answer(b"", 304, headers=headers)
        return with_headers(*headers)(look)

    return make


def raw(write: Callable[[bytes], bytes]) -> Make:
    """The plain answer in bytes of the server's own."""
    return change(raw=write)


def _replace(answer: Answer, fields: dict[str, object]) -> Answer:
    known = {name: getattr(answer, name) for name in Answer.__dataclass_fields__}
    return Answer(**{**known, **fields})
