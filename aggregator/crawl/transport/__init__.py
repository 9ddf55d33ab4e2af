"""HTTP as a crawl needs it: what browsers read is read, and failures are said in words."""
