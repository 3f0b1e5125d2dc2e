"""Captured bytes to facts and a normal form, under limits, in a child process that can be killed.

``Decoder`` is the way in; ``read`` turns its blobs back into arrays. Everything between runs inside the child:
``sniff`` names the format, ``images``, ``audio``, ``video`` and ``subtitles`` bring it to its normal form.
"""
