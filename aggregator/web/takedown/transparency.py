"""The transparency page and its CSV: how requests were handled, without names."""

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from aggregator.results import Spread, TransparencyGroup
from aggregator.web.rendering import get_aggregator, render_page

COLUMNS = (
    *("ground", "scope", "channel", "grade", "outcome", "cases", "articles"),
    *("hours_to_hide_median", "hours_to_hide_worst"),
    *("hours_to_erase_median", "hours_to_erase_worst", "breaches"),
)


async def show_transparency(request: Request) -> Response:
    """Return the page that says how requests were handled."""
    report = get_aggregator(request).takedowns.transparency()
    return render_page(request, "transparency.html", report=report)


async def show_transparency_csv(request: Request) -> Response:
    """Return the groups of cases as CSV (RFC 4180); each cell is a number or a code of ours."""
    report = get_aggregator(request).takedowns.transparency()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(map(_make_row, report.groups))
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")


def _make_row(group: TransparencyGroup) -> tuple[str | int | float, ...]:
    return (
        *(group.ground, group.scope, group.channel, group.grade, group.outcome),
        *(group.cases, group.articles),
        *_make_cells(group.hours_to_hide),
        *_make_cells(group.hours_to_erase),
        group.breaches,
    )


def _make_cells(spread: Spread | None) -> tuple[str | float, str | float]:
    return (spread.median, spread.worst) if spread else ("", "")
