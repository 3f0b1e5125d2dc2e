"""``weft explain``: the story of one url, gathered by :func:`explain`, printed by :func:`render`."""

from .story import Story, UnknownUrlError, explain
from .story_view import render

__all__ = ["Story", "UnknownUrlError", "explain", "render"]
