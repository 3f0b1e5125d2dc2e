"""Formulas of HTML as LaTeX."""
