"""How far each rule is believed: tables fitted by `benchmarks/fit_attribution.py`.

`STRENGTHS` is the share of a trace's namings that were right: on the made-up press where that has them,
with counts on real pages as the prior (a canonical link to another site was right on 14 of 21, a
dateline of the right shape on 14 of 14). `WEIGHTS` is the log-odds that a rule which separates pages
keeps the true origin, at most 3, and lower where the script limits it: a claimed date never decides,
since forged dates are earlier than true ones.
The comment after each line is right/wrong in the fitting half.
"""

STRENGTHS: dict[str, float] = {
    "body_link": 0.3,  # not seen
    "byline": 0.65,  # not seen
    "canonical": 0.75,  # 7/0
    "dateline": 0.94,  # 105/7
    "feed_source": 0.89,  # 7/0
    "hotlink": 0.89,  # 7/0
    "item_number": 0.86,  # 5/0
    "line_link": 0.8,  # not seen
    "line_name": 0.5,  # not seen
    "line_outside": 0.75,  # not seen
    "line_site": 0.6,  # not seen
    "link_phrase": 0.9,  # 120/13
    "manifest": 0.93,  # not seen: signed by the party itself
    "mention": 0.57,  # 3/2
    "noindex": 0.0,  # names no party
    "notice": 0.0,  # names no party
    "reference": 0.2,  # not seen
    "rights": 0.65,  # not seen
    "sign_off": 0.92,  # 11/0
    "structured": 0.7,  # not seen
    "syndicated_notice": 0.75,  # not seen
    "told": 0.9,  # 8/0
}

WEIGHTS: dict[str, float] = {
    "agency": 0.5,  # not seen: an agency's mark decides where its page is a candidate
    "captured": 0.9,  # not seen, limited: a capture shows an address, not the text
    "cited": 1.4,  # 3/0
    "claimed": 0.5,  # 19/0, limited
    "contains": 1.0,  # 4/0, limited
    "seen": 3.0,  # 52/0
    "sighted": 1.0,  # not seen: only used where our polls are not known
    "signed": 2.0,  # not seen: a signature shows who had the text, not who had it first
    "unlisted": 2.2,  # 8/0
}

LEAD = 1.0  # of the score over the next publisher, from which an origin is named
