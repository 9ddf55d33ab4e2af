"""The table of phrases by which pages state the source of a text, or mark a line as no part of it.

One row is one phrase: language, signal, pattern in small letters. It is matched ignoring case at the
start of a line whose blanks are folded, after opening brackets, quotation marks, dashes and bullets.
Beside regular expressions a pattern has three signs:

  §  a name (of a site, an agency, a person): up to the words that follow it in the pattern, or else
     up to the end of the clause
  ¤  a short name that ends the line, of at most seven words, the first with a capital letter
  …  at the start of a pattern: any words before it

Signals:
  reference   the source of figures, of a picture or of single facts, not of the text
  source      the source is named or linked: "Read original article here", "The post X appeared first on Y"
  feed        copied unedited from an agency: "published from a syndicated feed"
  sign_off    the reporter of the agency: "(Reporting by …)"
  rights      the holder of the rights
  disclaimer  an aggregator declines responsibility
  comment     an invitation to comment
  promo       newsletters, apps, following, sharing
  paywall     the rest is for subscribers
  xref        links to other articles
  caption     the photographer
  label       a word of the page's layout, as the whole line

The modules hold the rows of related languages, each in the order of language, signal, pattern. To add
a phrase, add a line there, and a line as pages print it to `tests/reading/phrases/source_lines.tsv`, with the
kind of page that it was seen on. The comment "not seen" marks a row that is known from its language
only: no page with it was found. Gathered from news pages, feeds, blogs and publishing systems.
"""

from aggregator.reading.phrases.table import (
    east_asian,
    english,
    germanic,
    other_european,
    romance,
    slavic,
    south_asian,
    west_asian,
)
from aggregator.reading.phrases.table.row import PhraseRow

MODULES = (
    east_asian,
    english,
    germanic,
    other_european,
    romance,
    slavic,
    south_asian,
    west_asian,
)
PHRASES: tuple[PhraseRow, ...] = tuple(sorted(row for module in MODULES for row in module.ROWS))
