"""Scrapy's commands `crawl` and `fetch`, which here end with an exit code that says what failed.

COMMANDS_MODULE of the settings; Scrapy itself ends with 0 when a spider raised or nothing was fetched.
"""
