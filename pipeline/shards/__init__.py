"""Shards of sequences: plan, writer, indexes, reader, verification."""
