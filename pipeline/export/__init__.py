"""Kept documents written as others publish interleaved sets."""
