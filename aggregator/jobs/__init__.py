"""Work that runs by itself: verdicts for changed stories, finalizing after a crawl, new signatures."""
