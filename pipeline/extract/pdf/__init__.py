"""PDF to segments. ``pdfium`` reads pages into words and pictures with their boxes; all else is layout, and pure."""
