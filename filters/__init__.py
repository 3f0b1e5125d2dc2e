"""Signals and rules: pure functions on text, arrays and Arrow batches."""
