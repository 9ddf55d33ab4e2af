"""Scrapy settings for Scrapy's own commands in the checkout: those of a crawl, with `aggregator.toml`.

`scrapy.cfg` names this module, so that `scrapy crawl`, `fetch` and `shell` obey the configuration and
the network rules of `aggregator crawl`. An error in the configuration ends the command with 2.
"""

import sys

from aggregator import config
from aggregator.crawl.settings import make_scrapy_settings
from aggregator.errors import ConfigError

try:
    loaded = config.load_config()
    globals().update(make_scrapy_settings(loaded.config.crawl))
    if loaded.origin["crawl.log_level"] == "default":
        LOG_LEVEL = "INFO"  # Scrapy's users expect its log, those of `aggregator crawl` do not
except ConfigError as error:
    print(f"error: {error}", file=sys.stderr)  # noqa: T201  # no log is set up yet
    sys.exit(error.exit_code)
