"""The limits that decide when something is said of a source or of the installation: one table.

A limit is high enough that a healthy source is not named by chance, and low enough that a faulty one is named within
three polls or a day, whichever is later.
"""

HOUR, DAY = 3600, 86_400

# Feeds
FAILED_POLLS = 3  # in a row, after which a feed is said to fail
FAILING_SECONDS = DAY  # or since the last good answer, with one failed poll at least

# Pages: the newest pages that a source announced, none of which is stored
UNSTORED_PERSON = 3  # pages, after which a person is asked
UNSTORED_FEW = 2  # or as many, when the first look at one of them was so long ago:
UNSTORED_SECONDS = 18 * HOUR
UNSTORED_UNKNOWN = 5  # pages of a source that nothing was ever stored of: it may list no articles
# The probability that so many pages fail in a row at a source with its past share, for a person and for a note
BY_CHANCE, BY_CHANCE_NOTE = 0.02, 0.1
BEST_SHARE = 0.99  # that is believed of a source: each has a page that is no article
FEWEST_PAST = 5  # pages announced in the past, for its share to be known

# Pages: fewer are stored than before
FEWEST_RECENT = 8  # pages announced of late
FEWEST_BEFORE = 20  # and before
SHARE_FELL_TO = 0.5  # of what it was
SHARE_EXPLAINED = 0.5  # of what is missing must have failed: the rest may just wait

# Texts
TEXTS_RECENT, TEXTS_BEFORE = 3, 10  # stored articles whose mean length is compared
LENGTH_FELL_TO = 0.4  # of what it was
PAYWALLED_NOW, PAYWALLED_BEFORE = 0.5, 0.2  # shares of what was stored

# Silence: no new entry in days in which its own rhythm would have brought so many
SILENT_NOTE, SILENT_PERSON = (
    4.5,
    9.0,
)  # expected entries; by chance once in 90, and in 8,000 such times
SILENT_DAYS = 2  # at least, in whole days
SILENT_GAPS = 2.0  # and so many times its longest silence before
EMPTY_POLLS, EMPTY_SECONDS = 3, DAY  # good answers that list nothing, and the age of their source
REMEMBERED_SECONDS = 90 * DAY  # for which the days with new entries are known
FEWEST_ANNOUNCED = 5  # entries on days before, for its rhythm to be known

# Delay from the claimed date to when an article is stored
SLOW_SECONDS, SLOWER = 6 * HOUR, 4.0  # at least, and so many times what it was
DELAYS_RECENT, DELAYS_BEFORE = 5, 10

# Installation
LATE_FEEDS_SECONDS = HOUR  # a feed that has been due for longer is late
LATE_SHARE = 0.05  # of all feeds, that may be late in a busy crawl
IDLE_SECONDS = DAY  # without any good answer of any feed
EVENT_SECONDS = 14 * DAY  # for which an event of a source is named
JUMP_SECONDS = 2 * DAY  # and a jump of the clock
FREE_BYTES = 512 << 20  # that a crawl needs for its work
