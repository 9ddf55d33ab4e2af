"""What changes after it was read: corrections, headlines, pages that are taken away."""

from benchmarks.years.makers import (
    correct,
    grow,
    here,
    rename,
)
from benchmarks.years.model import Behaviour
from benchmarks.years.rules import (
    age_below,
    age_from,
    instead,
    of_each,
    on,
    redirect,
    status,
)

DAY = 24.0
LATER = (
    Behaviour(
        name="later_corrections",
        origin="review",
        says="corrected after 3 and after 30 hours",
        rewrite=correct,
    ),
    Behaviour(
        name="later_headline",
        origin="review",
        says="another headline after 5 hours",
        rewrite=rename,
    ),
    Behaviour(
        name="later_live",
        origin="own",
        says="a live report that grows every three hours",
        rewrite=grow,
    ),
    Behaviour(
        name="later_404",
        origin="review",
        says="every second page is taken away (404) after 40 hours",
        vanishes=True,
        rules=(on("page", status(404), age_from(40), of_each(2)),),
    ),
    Behaviour(
        name="later_410",
        origin="review",
        says="every second page is taken away (410) after 20 hours",
        vanishes=True,
        rules=(on("page", status(410), age_from(20), of_each(2)),),
    ),
    Behaviour(
        name="later_restored",
        origin="own",
        says="pages are away (404) between hour 20 and 44",
        rules=(on("page", status(404), age_from(20), age_below(44)),),
    ),
    Behaviour(
        name="later_home",
        origin="own",
        says="after two days old pages lead (302) to the front page",
        rules=(on("page", redirect(here("http://{host}/")), age_from(2 * DAY)),),
    ),
    Behaviour(
        name="later_paywall",
        origin="own",
        says="after a day every second page is a log-in form",
        rules=(on("page", instead("login"), age_from(DAY), of_each(2)),),
    ),
)
