"""A page of the world as HTML."""

from functools import cache

from benchmarks.origin.chrome import Chrome
from benchmarks.origin.model import Page
from benchmarks.origin.plain_chrome import make_plain_chromes
from benchmarks.origin.render import render_page


@cache
def _looks() -> tuple[Chrome, ...]:
    return tuple(chrome for chrome, _, _ in make_plain_chromes())


def show(page: Page, minute: int) -> str:
    """Returns the page in its look, as it is at a minute."""
    look = _looks()[page.site.look]
    return render_page(page, look.template, look.has_json_ld, minute).decode()
