"""The crawl: frontier, politeness, robots, address guard, capture to WARC."""
