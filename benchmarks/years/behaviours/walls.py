"""Pages behind walls: challenges, consent, log-in, regions, errors of the server."""

from benchmarks.years.makers import (
    here,
    until,
)
from benchmarks.years.model import Behaviour, Notice
from benchmarks.years.rules import (
    age_below,
    blocked,
    closes,
    daily,
    days,
    every,
    instead,
    lacks_header,
    on,
    path_has,
    redirect,
    status,
)

DAY = 24.0
SELF = "<link rel='canonical' href='http://{host}/2026/{slug}'>"
TO_CONSENT = redirect(
    lambda look: f"http://{look.site.other('consent')}/?continue={look.asked.path}"
)

WALLS = (
    Behaviour(
        name="page_403_hours",
        origin="review",
        says="bot challenge with 403 for six hours of one day",
        rules=(on("page", blocked(), days(3.5, 3.75)),),
    ),
    Behaviour(
        name="page_403_days",
        origin="review",
        says="bot challenge with 403 for four days",
        per_day=2.5,
        rules=(on("page", blocked(), days(4, 8)),),
        notices=(Notice(r"403", 4 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_403_busy",
        origin="own",
        says="bot challenge with 403 on days 2 to 4 at a site with 30 articles a day",
        per_day=30,
        window=80,
        arrivals=until(7),
        rules=(on("page", blocked(), days(2, 4)),),
        notices=(Notice(r"403", 2 * DAY),),
    ),
    Behaviour(
        name="page_challenge_200",
        origin="review",
        says="bot challenge with 200 for six hours after publication",
        rules=(on("page", instead("challenge"), age_below(6)),),
    ),
    Behaviour(
        name="page_challenge_for_good",
        origin="review",
        says="bot challenge with 200 from day 6 on",
        per_day=2.5,
        rules=(on("page", instead("challenge"), days(6)),),
        notices=(Notice(r"challenge", 6 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_consent_elsewhere",
        origin="review",
        says="302 to a consent wall on another host for five hours",
        others=("consent",),
        rules=(
            on("page", TO_CONSENT, age_below(5)),
            on("other", instead("consent"), path_has("continue=")),
        ),
    ),
    Behaviour(
        name="page_consent_for_good",
        origin="review",
        says="302 to a consent wall from day 6 on",
        per_day=2.5,
        others=("consent",),
        rules=(
            on("page", TO_CONSENT, days(6)),
            on("other", instead("consent"), path_has("continue=")),
        ),
        notices=(Notice(r"consent|cookie wall|redirect|another site", 6 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_cookie_wall",
        origin="own",
        says="200 with a cookie wall for eight hours",
        rules=(on("page", instead("consent"), age_below(8)),),
    ),
    Behaviour(
        name="page_cookie_redirect",
        origin="review",
        says="302 to itself until the cookie comes back",
        rules=(
            on(
                "page",
                redirect(here("{path}"), 302, ("Set-Cookie", "seen=1; Path=/")),
                lacks_header("Cookie", "seen=1"),
            ),
        ),
    ),
    Behaviour(
        name="page_login_first",
        origin="own",
        says="302 to a log-in page for ten hours",
        rules=(
            on("page", redirect(here("http://{host}/login?to={path}")), age_below(10)),
            on(("other", "page"), instead("login"), path_has("/login")),
        ),
    ),
    Behaviour(
        name="page_login_for_good",
        origin="own",
        says="302 to a log-in page from day 6 on",
        per_day=2.5,
        rules=(
            on("page", redirect(here("http://{host}/login")), days(6)),
            on("other", instead("login"), path_has("/login")),
        ),
        notices=(Notice(r"log.?in|sign.?in|paywall|redirect", 6 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_geo_block",
        origin="own",
        says="200 'not available in your region' for days 5 to 8",
        per_day=2.5,
        rules=(on("page", instead("geo"), days(5, 8)),),
        notices=(
            Notice(r"region|same text|no article|too.short|layout|rejected", 5 * DAY, 2 * DAY),
        ),
    ),
    Behaviour(
        name="page_451_first",
        origin="own",
        says="451 for twelve hours",
        rules=(on("page", status(451), age_below(12)),),
    ),
    Behaviour(
        name="page_maintenance",
        origin="own",
        says="maintenance page with 200 from 3 to 5 each day, feed too",
        rules=(on(("page", "feed"), instead("maintenance"), daily(3, 5)),),
    ),
    Behaviour(
        name="page_500_nightly",
        origin="own",
        says="500 from 2 to 4 each night",
        rules=(on("page", status(500), daily(2, 4)),),
    ),
    Behaviour(
        name="page_soft_404",
        origin="review",
        says="'page not found' with 200 from day 6 on",
        per_day=2.5,
        rules=(on("page", instead("soft404"), days(6)),),
        notices=(Notice(r"error.page|not found|soft", 6 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_script_only",
        origin="review",
        says="the text is in a script only from day 6 on",
        per_day=2.5,
        rules=(on("page", instead("script"), days(6)),),
        notices=(Notice(r"too.short|no text|layout|script|empty", 6 * DAY, 2 * DAY),),
    ),
    Behaviour(
        name="page_reset_each_third",
        origin="own",
        says="each third request for a page is closed unanswered",
        rules=(on("page", closes, every(3, 1)),),
    ),
)
