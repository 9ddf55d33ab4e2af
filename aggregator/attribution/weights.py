"""How far each rule is believed. One table, fitted by `benchmarks/fit_attribution.py`, not guessed.

`STRENGTHS` is the share of a trace's namings that were right: on the made-up press where it has them,
with what was counted on real pages as its prior (a canonical link to another site was right on 14
of 21, a dateline of the right shape on 14 of 14). `WEIGHTS` is the log-odds that a rule which
separates pages keeps the true origin, cut at 3 and, for claims and for whom a page is, below what
alone names an origin: a claimed date never decides, since back-dating is what forgers do.
The comment after each line is right/wrong in the fitting half.
"""

STRENGTHS: dict[str, float] = {
    "body_link": 0.3,
    "byline": 0.65,
    "canonical": 0.9,
    "dateline": 0.75,
    "feed_source": 0.8,
    "hotlink": 0.6,
    "item_number": 0.7,
    "link_phrase": 1.0,
    "mention": 0.2,
    "noindex": 0.0,
    "notice": 0.0,
    "reference": 0.2,
    "rights": 0.65,
    "sign_off": 0.65,
    "structured": 0.7,
    "syndicated_notice": 0.75,
    "told": 0.6,
}

WEIGHTS: dict[str, float] = {
    "agency": 0.5,
    "cited": 1.0,
    "claimed": 0.5,
    "contains": 1.0,
    "seen": 3.0,
    "sighted": 1.0,
    "unlisted": 1.5,
}

LEAD = 1.0  # ahead of the next owner: names an origin
CLEAR = 3.0  # ahead by our polls, with nothing against it
