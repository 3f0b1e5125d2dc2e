"""Markdown to segments."""
