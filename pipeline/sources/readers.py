"""Which reader reads which source."""

from collections.abc import Iterator
from contextlib import closing

from ...schemas.recipe import CrawlSource, JsonlSource, WarcSource
from ...schemas.sets import (
    DataJuicerSource,
    FilesSource,
    Img2datasetSource,
    Mint1tSource,
    Mmc4Source,
    NemoSource,
    ObelicsSource,
    OmniCorpusSource,
    ParquetSource,
    WarcIndexSource,
)
from ..storage import Corpus
from .capture import Capture, PayloadLimits
from .compression import COMPRESSED_TARS, with_ways_back
from .datajuicer import read_datajuicer
from .files import read_files
from .img2dataset import read_img2dataset
from .interleaved import file_url
from .jsonl import read_jsonl
from .media_root import MediaRoot
from .mint1t import read_mint1t
from .mmc4 import read_mmc4
from .nemo import read_nemo
from .obelics import read_obelics
from .omnicorpus import read_omnicorpus
from .parquet import read_parquet
from .units import Unit
from .warc import read_warc
from .warc_index import read_warc_index


def captures_of(unit: Unit, corpus: Corpus, limits: PayloadLimits) -> Iterator[Capture]:
    """The captures of one unit of input, whatever its format, in an order of its own that never changes.

    A file that a source names, and that holds no record, is one capture with the reason ``no_records``.
    """
    source = unit.source
    if isinstance(source, FilesSource):
        yield from read_files(corpus, unit.file, unit.members, source, limits.media_bytes, unit.reasons)
        return
    is_empty = not isinstance(source, CrawlSource | WarcIndexSource)
    for capture in _captures_in_file(unit, corpus, limits):
        is_empty = False
        yield capture
    if is_empty:
        yield Capture(url=file_url(unit.label), offset=0, reason="no_records")


def _captures_in_file(unit: Unit, corpus: Corpus, limits: PayloadLimits) -> Iterator[Capture]:
    source = unit.source
    with closing(corpus.open(unit.file)) as opened:
        is_tar = unit.file.endswith(COMPRESSED_TARS)
        stream = with_ways_back(opened, unit.file) if is_tar else opened
        match source:
            case CrawlSource() | WarcSource():
                yield from read_warc(stream, limits)
            case WarcIndexSource():
                yield from read_warc_index(stream, unit.label, source, unit.rows, limits)
            case JsonlSource():
                yield from read_jsonl(stream, unit.label, source)
            case ParquetSource():
                yield from read_parquet(stream, unit.label, source)
            case ObelicsSource():
                yield from read_obelics(stream, unit.label)
            case Img2datasetSource():
                yield from read_img2dataset(stream, unit.label, source)
            case Mmc4Source():
                yield from read_mmc4(stream, unit.label, source)
            case OmniCorpusSource():
                yield from read_omnicorpus(stream, unit.label, source)
            case Mint1tSource():
                yield from read_mint1t(stream, unit.label)
            case DataJuicerSource():
                root = MediaRoot(corpus, source.media_root, unit.file, limits.media_bytes)
                yield from read_datajuicer(stream, unit.label, source, root)
            case NemoSource():
                root = MediaRoot(corpus, source.media_root, unit.file, limits.media_bytes)
                yield from read_nemo(stream, unit.label, source, root)
