"""``python -m weft``: the command line."""

from .pipeline.cli import main

main()
