"""Every door through which something of an article leaves: what it shows of marked pages.

A door is asked as a reader asks it: a page is requested, a command is run, a method is called, a file is read.
"""

from tests.rights.file_doors import LEAVING, OPERATOR, TAKEDOWNS
from tests.rights.method_doors import METHODS
from tests.rights.page_doors import LISTS, PAGES

__all__ = ["DOORS", "LISTS", "TAKEDOWNS"]

DOORS = [*PAGES, *METHODS, *LEAVING, *OPERATOR]
