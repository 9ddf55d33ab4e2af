"""Scrapy settings: polite by default, lean, one crawler for all hosts so that politeness is exact.

`scrapy.cfg` points here, so that `scrapy list` and `scrapy shell` know the same rules. What is not
listed of middlewares and extensions is off.
"""

from typing import Any

from aggregator import __version__
from aggregator.config import CrawlConfig
from aggregator.crawl.network import Rules

SPIDER_MODULES = ["spiders"]
BOT_NAME = "aggregator"
USER_AGENT = f"aggregator/{__version__}"
ROBOTSTXT_USER_AGENT = "aggregator"

TWISTED_REACTOR_ENABLED = False  # one asyncio loop, which can be started again in this process
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOAD_HANDLERS = {
    "http": "aggregator.crawl.network.CheckedDownloadHandler",
    "https": "aggregator.crawl.network.CheckedDownloadHandler",
}

CONCURRENT_REQUESTS = 128
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # Scrapy starts so many tasks for each answer, and no spider here gives items
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = (
    20 * 1024 * 1024
)  # answers that wait for a reader; then none is fetched
REDIRECT_MAX_TIMES = 5

DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "aggregator.crawl.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier knows what was seen
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
LOG_LEVEL = "ERROR"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "*",
}


def configured(config: CrawlConfig, network_rules: Rules) -> dict[str, Any]:
    """The settings above with those of the user in their place."""
    own = {name: value for name, value in globals().items() if name.isupper()}
    contact = f" (+{config.contact})" if config.contact else ""
    return {
        **own,
        "USER_AGENT": USER_AGENT + contact,
        "DOWNLOAD_DELAY": config.delay,
        "DOWNLOAD_TIMEOUT": config.timeout,
        "DOWNLOAD_MAXSIZE": config.max_bytes,
        "NETWORK_RULES": network_rules,
    }
