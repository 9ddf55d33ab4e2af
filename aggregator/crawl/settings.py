"""Scrapy settings: polite by default, lean, one crawler for all hosts so that politeness is exact.

`make_scrapy_settings` puts the operator's configuration in. Scrapy's own commands take the same settings
by way of `aggregator.crawl.scrapy_project`. Middlewares and extensions that are not listed are off;
docs/design-notes.md says why.
"""

from typing import Any

from aggregator import __version__
from aggregator.config import CrawlConfig
from aggregator.crawl.network import make_network_rules
from aggregator.statements import PRODUCT

SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "aggregator.crawl.commands"
BOT_NAME = "aggregator"
USER_AGENT = f"aggregator/{__version__}"
ROBOTSTXT_USER_AGENT = PRODUCT

TWISTED_REACTOR_ENABLED = False  # one asyncio loop, which can be started again in this process
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOAD_HANDLERS = {
    "http": "aggregator.crawl.transport.handler.DownloadHandler",
    "https": "aggregator.crawl.transport.handler.DownloadHandler",
}

CONCURRENT_REQUESTS = 1024  # also those that wait for their turn
HOSTS_AT_ONCE = 128
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # of one answer: Scrapy starts so many tasks for each
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20 * 1024 * 1024  # of answers that wait; beyond it none is fetched
REDIRECT_MAX_TIMES = 5

DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": 50,
    "aggregator.crawl.transport.redirects.RedirectTargetMiddleware": 60,
    "aggregator.crawl.robots.RobotsMiddleware": 100,
    "aggregator.crawl.site_files.SiteFilesMiddleware": 110,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "aggregator.crawl.transport.compression.DecompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "aggregator.crawl.transport.redirects.ChainCookiesMiddleware": 610,
    "aggregator.crawl.politeness.PolitenessMiddleware": 1000,  # nearest to the downloader
}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "aggregator.crawl.extension.CrawlExtension": 0,
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,  # only with AUTOTHROTTLE_ENABLED
}
ITEM_PIPELINES = {"aggregator.crawl.pipelines.ArticlePipeline": 300}
LOG_FORMATTER = "aggregator.crawl.log_format.CrawlLogFormatter"
LOG_LEVEL = "ERROR"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "*",
}


def make_scrapy_settings(config: CrawlConfig) -> dict[str, Any]:
    """Returns the settings above with the operator's configuration in their place.

    Raises ConfigError for a `resolve` that cannot be used.
    """
    defaults = {name: value for name, value in globals().items() if name.isupper()}
    contact = f" (+{config.contact})" if config.contact else ""
    return {
        **defaults,
        "USER_AGENT": USER_AGENT + contact,
        "DOWNLOAD_DELAY": config.delay,
        "DOWNLOAD_TIMEOUT": config.timeout,
        "DOWNLOAD_MAXSIZE": config.max_bytes,
        "LOG_LEVEL": config.log_level,
        "NETWORK_RULES": make_network_rules(config.allow_hosts, config.resolve, config.contact),
    }
