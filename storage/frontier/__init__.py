"""What crawlers share: pages, leases, feed state, crawl runs, sources, publisher groups."""
