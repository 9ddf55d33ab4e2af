"""When and how politely: Scrapy settings, frontier policy, back-off, the pool that reads."""
