"""What a crawler shares: pages, leases, feed state, crawl runs, sources."""
