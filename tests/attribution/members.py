"""Members of generated stories for the tests of attribution."""

from dataclasses import replace

from aggregator.model import Member, SourceTrace


def at(hour: int, day: int = 1, minute: int = 0) -> str:
    """Returns a time in the first days of March 2026."""
    return f"2026-03-{day:02}T{hour:02}:{minute:02}:00Z"


def page(number: int, domain: str, *traces: SourceTrace, **more: object) -> Member:
    """Returns a member; number 1 leads; the others have its whole text unless `more` states another relation."""
    url = f"https://{domain}/{number}.html"
    given: dict[str, object] = {
        "relation": None if number == 1 else "identical",
        "lines": (),
        **more,
    }
    return replace(Member(number, url, url, domain, sources=traces), **given)  # type: ignore[arg-type]  # checked by the table


def link(url: str, phrase: str = "Read original article here", name: str = "") -> SourceTrace:
    return SourceTrace("link_phrase", phrase, url, name, "end")


def named(name: str) -> SourceTrace:
    return SourceTrace("link_phrase", f"Originally published by {name}", "", name, "end")


def dateline(name: str) -> SourceTrace:
    return SourceTrace("dateline", f"PORT LINDEN ({name}) -", "", name, "top")


def trace(kind: str, url: str = "", name: str = "", phrase: str = "as printed") -> SourceTrace:
    return SourceTrace(kind, phrase, url, name)


WIRE = page(1, "wire.example", source_name="Northern Wire Agency", source_kind="agency")
PAPER = page(1, "paper.example", source_name="Linden Paper")
TO_PAPER = link(PAPER.url)
