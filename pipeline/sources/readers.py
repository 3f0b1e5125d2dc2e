"""Which reader reads which source."""

from collections.abc import Iterator
from contextlib import closing

from ...schemas.recipe import CrawlSource, JsonlSource, WarcSource
from ...schemas.sets import FilesSource, Img2datasetSource, ObelicsSource, ParquetSource
from ..storage import Corpus
from .capture import Capture
from .files import read_files
from .img2dataset import read_img2dataset
from .jsonl import read_jsonl
from .obelics import read_obelics
from .parquet import read_parquet
from .units import Unit
from .warc import read_warc


def captures_of(unit: Unit, corpus: Corpus, max_payload_bytes: int) -> Iterator[Capture]:
    """The captures of one unit of input, whatever its format, in an order of its own that never changes."""
    source = unit.source
    if isinstance(source, FilesSource):
        yield from read_files(corpus, unit.file, unit.members, source, max_payload_bytes)
        return
    with closing(corpus.open(unit.file)) as stream:
        match source:
            case CrawlSource() | WarcSource():
                yield from read_warc(stream, max_payload_bytes)
            case JsonlSource():
                yield from read_jsonl(stream, unit.file, source)
            case ParquetSource():
                yield from read_parquet(stream, unit.file, source)
            case ObelicsSource():
                yield from read_obelics(stream, unit.file)
            case Img2datasetSource():
                yield from read_img2dataset(stream, unit.file, source)
