"""How a page is reached: feeds, news sitemaps, section pages, single addresses, special sites."""
