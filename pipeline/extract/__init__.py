"""Bytes of a page to segments in reading order. Pure: no files, no network, no Beam."""
