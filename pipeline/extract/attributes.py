"""Attributes of an element, as the parser gives them."""

from collections.abc import Mapping

Attributes = Mapping[str, str | None]
"""Values by name in lower case; None where an attribute has no value."""
