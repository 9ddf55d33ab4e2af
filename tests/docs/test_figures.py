"""Figures that the docs state about behaviour are those of the code: neither changes alone.

Each row names a page, a pattern of its sentence with {n} for the figure, and the constant. Wherever
the pattern occurs on the page, the figure has to be the constant, in the unit of the sentence.
"""

import importlib
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
NUMBERS = {word: n for n, word in enumerate(WORDS)} | {
    "a": 1,
    "an": 1,
    "half": 0.5,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "a hundred": 100,
}
NUMBER = "|".join([r"\d[\d,]*(?:\.\d+)?", *sorted(NUMBERS, key=len, reverse=True)])
MINUTE, HOUR, DAY, PERCENT, MIB, GIB = 60, 3600, 86_400, 0.01, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Figure:
    """A figure that a page states, and its constant. `unit` is the unit of the page in units of the constant."""

    page: str
    pattern: str
    constant: str  # module:NAME, NAME[key] or NAME.attribute
    unit: float = 1
    base: float = 0  # subtracted from the constant

    def __str__(self) -> str:
        return f"{self.page}: {self.pattern}"


FIGURES = [
    Figure("README.md", r"{n} words of it are enough", "aggregator.stories.plan.match:MIN_TOKENS"),
    Figure("README.md", r"due within {n} hours", "aggregator.takedown.rules.states:DEADLINE_HOURS"),
    Figure(
        "README.md",
        r"when {n} % of the three-word shingles",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure("README.md", r"down to {n} minutes", "aggregator.crawl.polling:SHORTEST", MINUTE),
    Figure(
        "docs/architecture.md",
        r"deadline is {n} hours",
        "aggregator.takedown.rules.states:DEADLINE_HOURS",
    ),
    Figure(
        "docs/commands.md",
        r"promised within {n} hours",
        "aggregator.takedown.rules.states:DEADLINE_HOURS",
    ),
    Figure(
        "docs/commands.md",
        r"A page may have {n} MiB",
        "aggregator.formats.supplied_fields:MAX_PAGE_BYTES",
        MIB,
    ),
    Figure("docs/commands.md", r"a line {n} MiB", "aggregator.formats.jsonl:MAX_LINE_BYTES", MIB),
    Figure("docs/commands.md", r"last {n} days", "aggregator.watching.reports:REFETCH_WITHIN", DAY),
    Figure(
        "docs/commands.md",
        r"not read for {n} hour",
        "aggregator.watching.reports:REFETCH_AFTER",
        HOUR,
    ),
    Figure("docs/commands.md", r"at most {n} at a time", "aggregator.watching.reports:MAX_PAGES"),
    Figure(
        "docs/commands.md",
        r"shorter passages. Default: {n}",
        "aggregator.linking.verify:MIN_PASSAGE",
    ),
    Figure(
        "docs/linking.md",
        r"at most {n} leaders of stories",
        "aggregator.stories.plan.match:MAX_CANDIDATES",
    ),
    Figure(
        "docs/linking.md",
        r"{n} hashes or more in common",
        "aggregator.stories.plan.match:MIN_SHARED",
    ),
    Figure(
        "docs/linking.md",
        r"at most {n} leaders of stories",
        "aggregator.stories.plan.match:MAX_CANDIDATES",
    ),
    Figure(
        "docs/linking.md", r"words ──► {n}-shingles", "aggregator.linking.signature:SHINGLE_WORDS"
    ),
    Figure(
        "docs/linking.md", r"{n} words in sketches", "aggregator.linking.signature:SHINGLE_WORDS"
    ),
    Figure(
        "docs/linking.md",
        r"sketches and boilerplate, {n} in comparisons",
        "aggregator.linking.verify:SHINGLE_WORDS",
    ),
    Figure("docs/linking.md", r"\s{n}-shingles:", "aggregator.linking.verify:SHINGLE_WORDS"),
    Figure(
        "docs/linking.md",
        r"and the {n}-shingles that lie in passages",
        "aggregator.linking.passages:SHINGLE_WORDS",
    ),
    Figure(
        "docs/linking.md", r"a word is {n} characters", "aggregator.linking.words:UNSPACED_WORD"
    ),
    Figure(
        "docs/linking.md",
        r"one in {n},? (?:is|are) kept",
        "aggregator.linking.signature:SKETCH_SCALE",
    ),
    Figure("docs/linking.md", r"a hash of more than {n}", "storage.links.sketch_index:MAX_HOLDERS"),
    Figure(
        "docs/linking.md",
        r"{n} hashes or more in common",
        "aggregator.stories.plan.match:MIN_SHARED",
    ),
    Figure(
        "docs/linking.md",
        r"latest {n} million hashes",
        "storage.links.sketch_index:MAX_ENTRIES",
        1_000_000,
    ),
    Figure(
        "docs/linking.md",
        r"At most {n} articles are",
        "aggregator.stories.plan.match:MAX_CANDIDATES",
    ),
    Figure(
        "docs/linking.md",
        r"are at most {n} % of it",
        "aggregator.stories.plan.separations:MAX_CARRIED",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"it is less than {n} % of either text",
        "aggregator.linking.relations:INSERTED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"both have {n} words of their own",
        "aggregator.linking.relations:MIN_OWN_WORDS",
    ),
    Figure(
        "docs/linking.md",
        r"and {n} texts that share a quotation",
        "aggregator.stories.separation:MAX_MEMBERS",
    ),
    Figure(
        "docs/linking.md",
        r"at least {n} % of each text it carries",
        "aggregator.stories.plan.separations:CARRIED_SHARE",
        PERCENT,
    ),
    Figure("docs/linking.md", r"{n} bands of three values", "storage.links.bands:BANDS"),
    Figure("docs/linking.md", r"bands of {n} values", "storage.links.bands:ROWS"),
    Figure("docs/linking.md", r"params=\({n}, 3\)", "storage.links.bands:BANDS"),
    Figure("docs/linking.md", r"params=\(32, {n}\)", "storage.links.bands:ROWS"),
    Figure("docs/linking.md", r"A key of more than {n}", "storage.links.archive:MAX_HOLDERS"),
    Figure(
        "docs/linking.md", r"lines in {n} stories", "aggregator.linking.boilerplate:LINE_STORIES"
    ),
    Figure(
        "docs/linking.md",
        r"shingles in {n} or more",
        "aggregator.linking.boilerplate:SHINGLE_STORIES",
    ),
    Figure(
        "docs/linking.md",
        r"From {n} % of either",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"Texts of fewer than {n} tokens",
        "aggregator.stories.plan.match:MIN_TOKENS",
    ),
    Figure(
        "docs/linking.md",
        r"`identical` \| {n} %",
        "aggregator.linking.relations:IDENTICAL_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`syndicated` \| {n} %",
        "aggregator.linking.verify:WHOLE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`wrapped` \| {n} % of the copy",
        "aggregator.linking.verify:WHOLE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md", r"{n} % of the leader", "aggregator.linking.verify:WHOLE_SHARE", PERCENT
    ),
    Figure(
        "docs/linking.md",
        r"`edited` \| {n} %",
        "aggregator.linking.relations:EDITED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`partial` \| {n} %",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"\) \| {n} to \d+ % of either",
        "aggregator.linking.relations:VERSION_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"to {n} % of either",
        "aggregator.linking.relations:EDITED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"a run of {n} equal shingles",
        "aggregator.linking.relations:QUOTE_LENGTH",
    ),
    Figure(
        "docs/linking.md",
        r"less than {n} % of a long text",
        "aggregator.linking.relations:QUOTE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md", r"fewer than {n} shingles", "aggregator.linking.relations:MIN_SHINGLES"
    ),
    Figure(
        "docs/linking.md",
        r"share less than {n} % are versions",
        "aggregator.linking.relations:EDITED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`quote` \(another story\) \| {n} %",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`series` \(another story\) \| {n} %",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`collection` \(another story\) \| {n} %",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"\(on one site {n} %\)",
        "aggregator.linking.relations:VERSION_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"at most {n} words between",
        "aggregator.linking.passages:MAX_BRIDGED",
        base=2,
    ),
    Figure(
        "docs/linking.md",
        r"has at least {n} equal shingles",
        "aggregator.linking.passages:MIN_RUN_SHINGLES",
    ),
    Figure(
        "docs/linking.md",
        r"where words overlap, {n}\.",
        "aggregator.linking.passages:MIN_OVERLAPPING_SHINGLES",
    ),
    Figure(
        "docs/linking.md",
        r"in the first one have at least {n} shingles, ",
        "aggregator.stories.plan.separations:MIN_CARRIED",
    ),
    Figure(
        "docs/linking.md",
        r"overlap by at most {n} %",
        "aggregator.stories.plan.separations:APART",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"judged where {n} % of either",
        "aggregator.linking.verify:MIN_JUDGED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"they are not {n} % the same",
        "aggregator.linking.verify:SAME_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md", r"`same` \| {n} %", "aggregator.linking.forms:CHANGED_SHARE", PERCENT
    ),
    Figure(
        "docs/linking.md", r"`same` \| 30 %, at least {n} ", "aggregator.linking.forms:MIN_CHANGED"
    ),
    Figure(
        "docs/linking.md",
        r"`same` \| 30 %, at least three \| {n} ",
        "aggregator.linking.forms:TIMES_COMMON",
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| {n} %, at least three",
        "aggregator.linking.forms:DOUBTFUL_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| 15 %, at least {n} ",
        "aggregator.linking.forms:MIN_CHANGED",
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| 15 %, at least three \| {n} ",
        "aggregator.linking.forms:DOUBTFUL_TIMES_COMMON",
    ),
    Figure(
        "docs/linking.md",
        r"three \| 2 \| the passages have fewer than {n} common",
        "aggregator.linking.forms:SHORT_TEXT",
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| {n} %, at least eight",
        "aggregator.linking.forms:CLEAR_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| 12 %, at least {n} ",
        "aggregator.linking.forms:CLEAR_CHANGED",
    ),
    Figure(
        "docs/linking.md", r"at least eight \| {n} ", "aggregator.linking.forms:CLEAR_TIMES_COMMON"
    ),
    Figure(
        "docs/linking.md",
        r"passages are {n} % of both texts",
        "aggregator.linking.forms:CLEAR_WHOLE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"`doubtful` \| {n} % of all words",
        "aggregator.linking.forms:REWRITTEN_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"all words \| \| the passages have fewer than {n} common",
        "aggregator.linking.forms:REWRITTEN_WORDS",
    ),
    Figure(
        "docs/linking.md",
        r"in at least {n} places",
        "aggregator.stories.plan.separations:MIN_SLOTS",
    ),
    Figure(
        "docs/linking.md",
        r"at least {n} % of all places",
        "aggregator.stories.plan.separations:DIFFERENT_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"less than {n} % of the other one",
        "aggregator.linking.verify:WHOLE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"at least {n} % of it is one run",
        "aggregator.linking.relations:QUOTE_PART",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"one of the texts shares less than {n} %",
        "aggregator.linking.verify:WHOLE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"outside of quotation marks less than {n} % of either are shared",
        "aggregator.linking.relations:MEMBER_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"texts with fewer than {n} such words",
        "aggregator.linking.verify:MIN_UNQUOTED_WORDS",
    ),
    Figure(
        "docs/linking.md",
        r"share less than {n} % of one of the two",
        "aggregator.stories.plan.separations:MAX_QUOTED_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"are the same, to {n} %",
        "aggregator.stories.plan.separations:SAME_STRETCH",
        PERCENT,
    ),
    Figure(
        "docs/linking.md",
        r"groups of up to {n}",
        "aggregator.stories.apply.assignment:MAX_GROUP",
    ),
    Figure(
        "docs/linking.md",
        r"matches the {n} nearest",
        "aggregator.stories.separation:MAX_MATCHES",
    ),
    Figure(
        "docs/linking.md", r"its {n} longest members", "aggregator.stories.separation:MAX_MEMBERS"
    ),
    Figure(
        "docs/linking.md", r"{n} values of 32 bits", "aggregator.linking.signature:PERMUTATIONS"
    ),
    Figure(
        "docs/linking.md",
        r"stores {n} articles in one transaction",
        "aggregator.ingest:COMMIT_SIZE",
    ),
    Figure(
        "docs/linking.md",
        r"in pieces of {n} MB",
        "aggregator.stories.plan.components:SORTED_AT_ONCE",
        1_000_000 / 8,
    ),
    Figure(
        "docs/linking.md",
        r"share {n} of their words",
        "aggregator.stories.related_events:MIN_TITLE_SHARE",
    ),
    Figure(
        "docs/linking.md",
        r"\(and {n} at least\)",
        "aggregator.stories.related_events:MIN_SHARED_WORDS",
    ),
    Figure(
        "docs/linking.md",
        r"dated within {n} hours",
        "aggregator.stories.related_events:MAX_SECONDS_APART",
        HOUR,
    ),
    Figure("docs/operating.md", r"minutes and {n} day", "aggregator.crawl.polling:LONGEST", DAY),
    Figure(
        "docs/operating.md",
        r"due {n} hours after receipt",
        "aggregator.takedown.rules.states:DEADLINE_HOURS",
    ),
    Figure(
        "docs/operating.md",
        r"put back after {n} hours when nobody decides",
        "aggregator.takedown.rules.states:HIDDEN_HOURS",
    ),
    Figure(
        "docs/operating.md",
        r"promises deletion within {n} hours",
        "aggregator.takedown.rules.states:DEADLINE_HOURS",
    ),
    Figure(
        "docs/operating.md",
        r"held the file for more than {n} seconds",
        "storage.sqlite.connection:BUSY_SECONDS",
    ),
    Figure(
        "docs/page-kinds.md",
        r"more than {n} seconds",
        "aggregator.ingest.process_pool:TIMEOUT_SECONDS",
    ),
    Figure(
        "docs/page-kinds.md", r"after {n} seconds", "aggregator.ingest.process_pool:TIMEOUT_SECONDS"
    ),
    Figure(
        "docs/page-kinds.md",
        r"{n} GiB of memory",
        "aggregator.ingest.process_pool:MEMORY_LIMIT_BYTES",
        GIB,
    ),
    Figure(
        "docs/page-kinds.md",
        r"no text, or fewer than {n} words",
        "aggregator.reading.page_kinds:MIN_TOKENS",
    ),
    Figure(
        "docs/page-kinds.md",
        r"`paywall` \| fewer than {n} words",
        "aggregator.reading.page_kinds:MAX_STUB",
    ),
    Figure("docs/page-kinds.md", r"cut at {n} MiB", "aggregator.reading.charset:MAX_BYTES", MIB),
    Figure(
        "docs/page-kinds.md",
        r"{n} (?:nested )?elements",
        "aggregator.reading.prefilter:MAX_DEPTH",
    ),
    Figure(
        "docs/page-kinds.md",
        r"{n} attributes of one tag",
        "aggregator.reading.prefilter:MAX_ATTRIBUTES",
    ),
    Figure("docs/page-kinds.md", r"{n} cells of one row", "aggregator.reading.prefilter:MAX_CELLS"),
    Figure("docs/page-kinds.md", r"{n} options", "aggregator.reading.prefilter:MAX_OPTIONS"),
    Figure("docs/watching.md", r"\(the last {n}\)", "aggregator.watching.corrections:MAX_VERSIONS"),
    Figure(
        "docs/provenance.md",
        r"A manifest may have {n} KiB",
        "aggregator.reading.manifests.text_manifests:MAX_MANIFEST_BYTES",
        1024,
    ),
    Figure(
        "docs/provenance.md",
        r"a signed passage {n} KiB",
        "aggregator.reading.manifests.text_manifests:MAX_TEXT_BYTES",
        1024,
    ),
    Figure(
        "docs/provenance.md",
        r"less than {n} % of the article",
        "aggregator.reading.manifests.page_manifests:WHOLE_SHARE",
        PERCENT,
    ),
    Figure(
        "docs/commands.md", r"own address, {n} at most", "aggregator.cli.captures:MAX_ADDRESSES"
    ),
    Figure(
        "docs/watching.md",
        r"at least {n} words were replaced",
        "aggregator.linking.corrections:MIN_REPLACED",
    ),
    Figure(
        "docs/watching.md",
        r"at least {n} words were taken out",
        "aggregator.linking.corrections:MIN_REMOVED",
    ),
    Figure(
        "docs/watching.md",
        r"most \({n} %\)",
        "aggregator.linking.corrections:HELD_SHARE",
        PERCENT,
    ),
    Figure("docs/watching.md", r"of the {n}-word", "aggregator.linking.corrections:SHINGLE_WORDS"),
    Figure("docs/watching.md", r"last {n} days", "aggregator.watching.reports:REFETCH_WITHIN", DAY),
    Figure(
        "docs/watching.md",
        r"not read for {n} hour",
        "aggregator.watching.reports:REFETCH_AFTER",
        HOUR,
    ),
    Figure(
        "docs/watching.md",
        r"\({n} day, where the last",
        "aggregator.watching.reports:RETRY_AFTER",
        DAY,
    ),
    Figure("docs/watching.md", r"at most {n} at a time", "aggregator.watching.reports:MAX_PAGES"),
]


def read_constant(name: str) -> float:
    """The value of a constant as a number; of a duration, its seconds."""
    module, _, path = name.partition(":")
    value: object = importlib.import_module(module)
    for attribute, key in re.findall(r"(\w+)(?:\[(\w+)\])?", path):
        value = getattr(value, attribute)
        if key:
            value = value[key] if isinstance(value, dict) else value[int(key)]  # type: ignore[index]  # a table
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value)  # type: ignore[arg-type]  # a number


def read_figures(figure: Figure) -> list[float]:
    """Returns every figure at the place of {n} in this sentence of the page."""
    text = " ".join((ROOT / figure.page).read_text(encoding="utf-8").split())
    pattern = figure.pattern.replace(" ", r"\s+").replace("{n}", rf"(?<![\w.])({NUMBER})")
    figures = re.findall(pattern, text, re.IGNORECASE)
    return [NUMBERS.get(word.lower()) or float(word.replace(",", "")) for word in figures]


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_a_stated_figure_is_the_constant_of_the_code(figure: Figure) -> None:
    stated = read_figures(figure)
    assert stated, f"{figure.page} no longer says it: {figure.pattern}"
    value = (read_constant(figure.constant) - figure.base) / figure.unit
    assert stated == [pytest.approx(value)] * len(stated), figure.constant
