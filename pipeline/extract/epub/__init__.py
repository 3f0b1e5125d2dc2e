"""EPUB to segments: a bounded archive, the order of its chapters, and each chapter as the HTML page it is."""
