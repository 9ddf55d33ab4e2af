"""Pages that are announced before they can be read."""

from benchmarks.years.makers import (
    here,
)
from benchmarks.years.model import Behaviour
from benchmarks.years.rules import (
    age_below,
    bytes_of,
    change,
    instead,
    large,
    on,
    path_has,
    redirect,
    status,
)

LATE = (
    Behaviour(
        name="page_404_first",
        origin="review",
        says="404 for two hours after the announcement",
        rules=(on("page", status(404), age_below(2)),),
    ),
    Behaviour(
        name="page_404_day",
        origin="own",
        says="announced 30 hours before the page exists",
        rules=(on("page", status(404), age_below(30)),),
    ),
    Behaviour(
        name="page_410_first",
        origin="own",
        says="410 for three hours after the announcement",
        rules=(on("page", status(410), age_below(3)),),
    ),
    Behaviour(
        name="page_embargo",
        origin="own",
        says="403 until six hours after the announcement",
        rules=(on("page", status(403), age_below(6)),),
    ),
    Behaviour(
        name="page_empty_first",
        origin="review",
        says="an empty body for three hours",
        rules=(on("page", bytes_of(b""), age_below(3)),),
    ),
    Behaviour(
        name="page_202_first",
        origin="own",
        says="202 without a body for an hour",
        rules=(on("page", status(202), age_below(1)),),
    ),
    Behaviour(
        name="page_stub_first",
        origin="review",
        says="'more to follow' for four hours",
        rules=(on("page", instead("stub"), age_below(4)),),
    ),
    Behaviour(
        name="page_javascript_first",
        origin="own",
        says="200 'please enable JavaScript' for two hours",
        rules=(on("page", instead("javascript"), age_below(2)),),
    ),
    Behaviour(
        name="page_json_error_first",
        origin="own",
        says="200 with an error in JSON for an hour",
        rules=(
            on(
                "page",
                bytes_of(b'{"error":"rate limit","code":88}', "application/json"),
                age_below(1),
            ),
        ),
    ),
    Behaviour(
        name="page_large_first",
        origin="review",
        says="9 MB, more than may be read, for an hour",
        per_day=0.5,
        rules=(on("page", large(9), age_below(1)),),
    ),
    Behaviour(
        name="page_cut_first",
        origin="own",
        says="the connection breaks off within the page for two hours",
        rules=(on("page", change(cut=700, shows=None), age_below(2)),),
    ),
    Behaviour(
        name="page_waiting_room",
        origin="own",
        says="302 to a waiting room for five hours",
        others=("queue",),
        rules=(
            on(
                "page",
                redirect(lambda look: f"http://{look.site.other('queue')}/?t={look.asked.path}"),
                age_below(5),
            ),
            on("other", instead("waiting"), path_has("/?t=")),
        ),
    ),
    Behaviour(
        name="page_home_first",
        origin="review",
        says="302 to the front page for three hours",
        rules=(on("page", redirect(here("http://{host}/")), age_below(3)),),
    ),
    Behaviour(
        name="page_section_first",
        origin="own",
        says="302 to a section page for three hours",
        rules=(on("page", redirect(here("http://{host}/news/")), age_below(3)),),
    ),
)
