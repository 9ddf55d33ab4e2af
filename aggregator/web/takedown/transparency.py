"""The transparency page and its CSV: how requests were handled, without names."""

import io

from starlette.requests import Request
from starlette.responses import Response

from aggregator.formats.export import write_csv
from aggregator.formats.transparency import make_rows
from aggregator.web.rendering import get_aggregator, render_page


async def show_transparency(request: Request) -> Response:
    """Return the page that says how requests were handled."""
    report = get_aggregator(request).takedowns.transparency()
    return render_page(request, "transparency.html", report=report)


async def show_transparency_csv(request: Request) -> Response:
    """Return the total and the groups of cases as CSV, with the newest hash of the log."""
    report = get_aggregator(request).takedowns.transparency()
    out = io.StringIO(newline="")
    write_csv(iter(make_rows(report)), out)
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8")
