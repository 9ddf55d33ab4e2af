"""Labels for what crawls show: events, and what is found of sources and of the installation, in plain English.

They describe what was measured, as `labels` does; each finding has the words of what can be done.
"""

from collections.abc import Mapping

# Why a look at a page brought no article
PAGE_CAUSES: Mapping[str, str] = {
    "address_refused": "its address is private, or its port is not allowed",
    "bad_address": "redirected to what is no http(s) address",
    "challenge": "a challenge for browsers in place of the page",
    "client_error": "the server refuses the request",
    "consent": "a page that asks for consent in place of the article",
    "crashed": "reading it ended its worker: a bug",
    "empty": "no text",
    "error_page": "an error page with the status of a good one",
    "forbidden": "the server forbids it (HTTP 403)",
    "front_page": "a front page, which is no article",
    "gallery": "pictures with few words",
    "gone": "gone (HTTP 410)",
    "legal": "not available for legal reasons (HTTP 451)",
    "login": "a page to log in, in place of the article",
    "meta_refresh": "a page that sends browsers on to another site",
    "no_answer": "no answer",
    "no_host": "its host is not found",
    "not_found": "not found (HTTP 404)",
    "not_html": "no HTML",
    "other_text": "another text in place of the stored article",
    "paywall": "for subscribers, with hardly any text",
    "redirect_loop": "redirects without end",
    "redirected": "redirected to a page that is not the one announced",
    "robots": "robots.txt forbids it",
    "robots_unreachable": "robots.txt cannot be fetched",
    "section": "a list of other pages",
    "server_error": "an error of the server",
    "timeout": "reading it took too long",
    "tls": "its certificate cannot be verified",
    "too_deep": "markup that is nested too deeply",
    "too_large": "larger than max_bytes",
    "too_many": "too many requests (HTTP 429)",
    "too_short": "too few words",
    "unsigned": "its text could not be signed",
    "unsound": "markup that no reader could have made",
    "video": "a film with few words",
}
# What an operator may have to know of crawls
CRAWL_EVENTS: Mapping[str, str] = {
    "alert_sent": "an alert was sent",
    "clock_jump": "the clock of this machine jumped",
    "cut": "a listing was longer than what is read of it",
    "feed_moved": "a feed has moved",
    "feed_retired": "a feed is gone",
    "gap": "articles may have been listed and dropped between two polls",
    "learning": "stories of a site were linked again: what it repeats changed",
    "linking": "everything was linked again",
    "outage": "nothing could be fetched: the own network",
    "restored": "a feed that was gone answers again",
    "signing": "everything was signed and linked again, by new rules",
    "tls": "fetched although its certificate fails",
    "trap": "endless addresses were left out",
    "validators": "a feed said that nothing was new when it was",
}
# What was found of a source or of the installation: what it is, and what can be done; {names} are filled in
HEALTH_CODES: Mapping[str, tuple[str, str]] = {
    "clock": ("clock", "set the clock of this machine"),
    "clock_jump": ("the clock jumped", "look whether a time service sets it"),
    "counter_notice": ("a counter-notice waits", "aggregator takedown counter {case}"),
    "disk": ("disk", "make room, or move the database"),
    "feed_forbidden": ("the feed is forbidden", "ask the publisher, or pause the source"),
    "feed_gone": ("the feed is gone", "look for another feed at the site"),
    "feed_missing": ("the feed is not found", "look for its new address at the site"),
    "feed_moved": ("the feed has moved", "nothing: the new address is used once it is certain"),
    "feed_paused": (
        "the feed asks to wait",
        "nothing for a day; then a longer delay between requests",
    ),
    "feed_redirected": ("the feed redirects elsewhere", "look at the site: is it another one now?"),
    "feed_retired": ("the feed is gone for good", "look for another feed, or remove the source"),
    "feed_robots": ("robots.txt forbids the feed", "ask the publisher, or pause the source"),
    "feed_tls": (
        "the certificate of the feed fails",
        "tell the publisher; nothing is fetched until it is right",
    ),
    "feed_unreachable": ("the feed cannot be fetched", "look whether the site still exists"),
    "feed_unreadable": (
        "the feed is not a feed, perhaps HTML",
        "look for its new address at the site",
    ),
    "gap": (
        "articles may be missing",
        "nothing: it is polled more often; a sitemap would list more",
    ),
    "host_paused": ("its server asks to wait", "nothing: it is asked again then"),
    "late": ("feeds are late", "more time for the crawl, or more of them with --shard"),
    "late_articles": ("articles come late", "look whether its feed dates them rightly"),
    "layout_changed": (
        "no text, or a changed layout",
        "open a page: is its text in a script, or for readers with an account?",
    ),
    "cut": ("a listing was cut", "add the feed of each section"),
    "no_feed": (
        "no feed was found at its home page",
        "aggregator source add {source} looks further (robots.txt, usual paths); or name one with --feed",
    ),
    "not_crawled": (
        "nothing was fetched",
        "start `aggregator crawl`; look at its log and at the network",
    ),
    "nothing_listed": ("its feeds list nothing new", "open the site: does it have another feed?"),
    "outage": (
        "network out",
        "nothing if it is short: it is asked again and again, and nothing counts as failed",
    ),
    "pages_challenged": (
        "its pages show a challenge",
        "ask the publisher to let the crawler in, or pause the source",
    ),
    "pages_forbidden": (
        "its pages are forbidden",
        "ask the publisher to let the crawler in, or pause the source",
    ),
    "pages_gone": (
        "its pages are not found",
        "open one: does the feed list addresses that do not exist?",
    ),
    "pages_paused": ("its server asks to wait", "a longer delay between requests ([crawl] delay)"),
    "pages_paywalled": (
        "its pages are for subscribers",
        "pause the source, unless headlines suffice",
    ),
    "pages_redirected": ("its pages redirect elsewhere", "open one: is the site another one now?"),
    "pages_robots": ("robots.txt forbids its pages", "ask the publisher, or pause the source"),
    "pages_soft_404": (
        "its pages are error pages (not found, not available in our region)",
        "open one: does the feed list addresses that do not exist, or are we kept out?",
    ),
    "pages_tls": (
        "the certificate of its pages fails",
        "tell the publisher; nothing is fetched until it is right",
    ),
    "pages_unreachable": ("its pages cannot be fetched", "look whether the site still exists"),
    "pages_unstored": ("its pages are no articles", "open one: what does its feed list?"),
    "pages_walled": (
        "its pages ask for consent or a login",
        "ask the publisher, or pause the source",
    ),
    "paywall": ("most articles are for subscribers", "nothing, if headlines and teasers suffice"),
    "silent": ("silent for longer than its rhythm", "open the site: does it have another feed?"),
    "private_file": (
        "the private file is missing",
        "restore a backup of it: without it no takedown, key or watch is known",
    ),
    "source_moved": (
        "the site has moved",
        "look whether it is the same publisher; aggregator source split undoes it",
    ),
    "takedown": ("a takedown is due", "aggregator takedown list"),
    "tls": ("fetched with a failing certificate", "tell the publisher"),
    "trap": ("endless addresses were left out", "nothing, unless articles are missing"),
    "validators": ("its validators are not to be trusted", "nothing: it is fetched without them"),
}
