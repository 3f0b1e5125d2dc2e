"""Everything that touches the world: the crawl, files, Beam, the command line."""
