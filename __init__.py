"""weft: builds interleaved multimodal pretraining corpora on Apache Beam."""

__version__ = "0.1.0"
