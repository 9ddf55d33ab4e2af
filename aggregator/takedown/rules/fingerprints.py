"""Whether a text carries a work that was taken down, by the fingerprints of the work.

By these, edited copies differ from the instances of a form: an edit changes numbers and names as
often as the words around them, the next report of a form changes these and keeps the rest.
"""

from dataclasses import dataclass

from aggregator.linking.fingerprints import Kept, Likeness


@dataclass(frozen=True, slots=True)
class Least:
    """How much of a work a text must carry to be refused; all of it must be reached."""

    of_work: float = 0.0
    of_text: float = 0.0
    reach: float = 0.0
    unedited: float = 0.0  # share that is kept in the stretches that are reached
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """How a text differs from a work when both are instances of a form; all of it must be so."""

    common: float  # share that is kept of shingles without specifics, at least
    ratio: float  # of those with specifics so much is kept in proportion, at most
    odds: float = 0.0  # and so much changed, at least
    certainty: float = 0.0  # in standard errors, at least
    specifics: int = 0  # shingles with specifics, at least


# Measured with benchmarks/reposts.py: a text is refused that reaches any of these,
REFUSED = (
    Least(of_work=0.96, of_text=0.80, tokens=12),  # a short work
    Least(of_text=0.96, tokens=24),  # a part of a short work
    Least(of_work=0.60, of_text=0.60, tokens=48),  # an edited copy of a short work
    Least(of_work=0.50, of_text=0.50, tokens=100),  # an edited copy
    Least(of_text=0.60, tokens=48),  # a part of a work
    Least(of_text=0.50, tokens=80),  # the same in a wrapper
    Least(of_work=0.85, tokens=48),  # a work in a wrapper of any length
    Least(of_work=0.40, reach=0.45, unedited=0.70, tokens=60),  # half of a work in one
    Least(of_work=0.22, reach=0.70, tokens=80),  # a work of which many words were changed
)
# unless it differs in one of these ways,
FORMS = (
    Form(common=0.90, ratio=0.85, odds=3.0, specifics=12),  # hardly anything else is changed
    Form(
        common=0.50, ratio=0.66, odds=1.4, certainty=2.5, specifics=6
    ),  # clearly more of the specifics is
    Form(common=0.50, ratio=0.75, odds=1.4, certainty=6.0, specifics=6),
)
FORMS_IN_ALL = (  # of the whole work, also where nothing is kept
    Form(common=0.85, ratio=0.75, specifics=6),
    Form(common=0.75, ratio=0.50, specifics=12),
)
FORM_OF_SHORT_TEXTS = Form(common=0.90, ratio=0.90, odds=3.0, specifics=12)
SHORT_FORM = 80  # common tokens
# but in any case when it is hardly changed, unless it is short,
WHOLE = 0.92  # share of the work or the text
SHORT = 48  # common tokens
# and without numbers and names only when the stretches that it has were hardly edited.
MIN_SPECIFICS = 12  # shingles with specifics
UNEDITED = 0.80  # share of the shingles that are kept


def carries_work(likeness: Likeness) -> bool:
    """Is the text the work, a part of it, an edited copy or a wrapper? A quotation or a form is not."""
    if not any(_reaches(likeness, least) for least in REFUSED):
        return False
    if max(likeness.of_work, likeness.of_text) >= WHOLE and likeness.tokens >= SHORT:
        return True
    if is_form(likeness):
        return False
    return likeness.kept.specifics >= MIN_SPECIFICS or likeness.kept.common >= UNEDITED


def is_form(likeness: Likeness) -> bool:
    """Do a work and a text differ in numbers and names, far more than in other words?"""
    rules = FORMS if likeness.tokens >= SHORT_FORM else (*FORMS, FORM_OF_SHORT_TEXTS)
    kept = (likeness.kept, *rules), (likeness.kept_in_all, *FORMS_IN_ALL)
    return any(_is_changed_as(each, rule) for each, *of_each in kept for rule in of_each)


def _reaches(likeness: Likeness, least: Least) -> bool:
    return (
        likeness.of_work >= least.of_work
        and likeness.of_text >= least.of_text
        and likeness.reach >= least.reach
        and likeness.kept.share >= least.unedited
        and likeness.tokens >= least.tokens
    )


def _is_changed_as(kept: Kept, form: Form) -> bool:
    return (
        kept.specifics >= form.specifics
        and kept.common >= form.common
        and kept.ratio < form.ratio
        and kept.odds >= form.odds
        and kept.certainty >= form.certainty
    )
