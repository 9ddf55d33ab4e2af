"""Python imports this at the start of every process of the crawl: workers have the virtual clock too."""

import os
from pathlib import Path

if "YEARS_CLOCK" in os.environ:
    from benchmarks.years.virtual_time import install

    install(Path(os.environ["YEARS_CLOCK"]))
