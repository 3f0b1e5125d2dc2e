"""Sources that are no web archive: tables, published interleaved sets, tars of samples, folders of files.

Each is read as its publisher wrote it; docs/sources.md says what becomes of every field.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .section import Name, Paths, PathsSection, Section


class ParquetSource(PathsSection):
    """Read a Parquet table, one document a row; each option names a column.

    ``text``, ``image``, ``audio`` and ``video`` columns may hold lists: of equal length, they are read side by
    side as one interleaved sequence. A medium is bytes, a struct with a field ``bytes``, or a url.
    """

    kind: Literal["parquet"] = "parquet"
    name: Name = "parquet"
    text: str = ""
    html: str = ""
    """Pages, as text or bytes: extracted like captured ones."""
    image: str = ""
    audio: str = ""
    video: str = ""
    caption: str = ""
    """Of the row's medium."""
    url: str = "url"
    """Names the document; rows without one, or whose url is that of their medium, are named after file and number."""
    title: str = "title"
    author: str = "author"
    published_at: str = "published_at"
    """Dates, timestamps, or strings."""
    license: str = "license"
    scores: tuple[str, ...] = ()
    """Columns of numbers about the document, kept as its scores under their names."""

    @model_validator(mode="after")
    def _has_content(self) -> "ParquetSource":
        if not (self.text or self.html or self.image or self.audio or self.video):
            raise ValueError("names no column to read: give `text`, `html`, `image`, `audio` or `video`")
        if self.html and (self.text or self.image or self.audio or self.video or self.caption):
            raise ValueError("`html` stands alone: the page holds its own text and media")
        if self.caption and not (self.image or self.audio or self.video):
            raise ValueError("`caption` needs an `image`, `audio` or `video` that it belongs to")
        return self


class WarcIndexSource(PathsSection):
    """Read the WARC records that an index points to: Parquet with the columns of Common Crawl's columnar index."""

    kind: Literal["warc_index"] = "warc_index"
    name: Name = "warc-index"
    warc_root: str = "https://data.commoncrawl.org/"
    """Where the paths in ``warc_filename`` start."""
    where: dict[str, tuple[str | int | bool, ...]] = Field(default={})
    """Column to the values wanted of it; of a cell with commas, as of ``content_languages``, the first counts."""
    records_per_part: Annotated[int, Field(ge=1, le=10_000_000)] = 10_000
    """Rows of the index that are read together; part of the corpus' layout."""


class ObelicsSource(PathsSection):
    """Read OBELICS Parquet: texts and image urls in order."""

    kind: Literal["obelics"] = "obelics"
    name: Name = "obelics"


class Mmc4Source(PathsSection):
    """Read MMC4 (.jsonl, plain, .gz, .zst or .zip; or a tar of JSON): sentences, and images matched to them."""

    kind: Literal["mmc4"] = "mmc4"
    name: Name = "mmc4"
    image: Literal["before", "after"] = "before"
    """Where an image stands relative to the sentence it is matched to."""
    sentences: Literal["join", "keep"] = "join"
    """``join`` makes one paragraph of the sentences between two images, ``keep`` one of each sentence."""


class OmniCorpusSource(PathsSection):
    """Read OmniCorpus: Parquet, JSON lines with similarities, and tars of its images.

    Files end in ``.parquet``, ``.jsonl`` or ``.json`` (with ``.gz``, ``.zst`` or ``.zip``), ``.tar`` or ``.tar.gz``.
    """

    kind: Literal["omnicorpus"] = "omnicorpus"
    name: Name = "omnicorpus"
    images: Literal["url", "sha256"] = "url"
    """How images are found: by their url in any source, or as tar members named by the sha256 of their url."""


class Mint1tSource(PathsSection):
    """Read MINT-1T: HTML documents as Parquet, PDF and arXiv documents as tars of JSON and TIFF.

    Files end in ``.parquet``, ``.tar`` or ``.tar.gz``.
    """

    kind: Literal["mint1t"] = "mint1t"
    name: Name = "mint-1t"


class DataJuicerSource(PathsSection):
    """Read data-juicer JSON lines: text with special tokens where media stand."""

    kind: Literal["datajuicer"] = "datajuicer"
    name: Name = "data-juicer"
    media_root: str = ""
    """Folder that media paths start at and never leave; empty: the folder of each file."""
    text: str = "text"
    images: str = "images"
    audios: str = "audios"
    videos: str = "videos"


class Img2datasetSource(PathsSection):
    """Read WebDataset tars of samples: LAION, img2dataset, video2dataset, audio-dataset."""

    kind: Literal["img2dataset"] = "img2dataset"
    name: Name = "img2dataset"
    take: Literal["pairs", "media"] = "pairs"
    """``pairs`` makes a document of each medium and its caption; ``media`` makes none, and lets the media answer
    the urls that other sources name."""


class NemoSource(PathsSection):
    """Read NeMo Curator's interleaved Parquet: one row an item of a sample."""

    kind: Literal["nemo"] = "nemo"
    name: Name = "nemo"
    media_root: str = ""
    """Folder that ``source_ref`` paths start at and never leave; empty: the folder of each file."""
    scores: tuple[str, ...] = ()
    """Columns of numbers: in rows of media kept as scores of these, in rows at -1 as scores of the document."""


class FilesSource(Section):
    """Read folders of files: pages, texts, Markdown, images, sound and film. A text beside a medium is its caption."""

    kind: Literal["files"] = "files"
    name: Name = "files"
    paths: Paths
    """Folders, read with all folders in them, or globs of folders."""
    license: str = ""
    """The licence of everything in them that names none itself."""
    files_per_part: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    """Files that are read together, about; part of the corpus' layout."""
