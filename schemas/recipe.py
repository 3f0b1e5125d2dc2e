"""The recipe: what a corpus is made of and how. Validated by pydantic; an unknown key is an error.

Every default is usable as it stands: a recipe needs only ``sources``.
"""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from .section import Bytes, Count, Name, PathsSection, Pixels, Seconds, Section, Side
from .sets import (
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


class Scope(Section):
    """Which page urls a crawl may follow. Media of a page in scope are fetched from any public host."""

    hosts: tuple[str, ...] = ()
    """Host names, each with its subdomains; empty: the hosts of the seeds."""
    exclude: tuple[str, ...] = ()
    """Regular expressions; a url that one of them finds is left out."""
    max_depth: Annotated[int, Field(ge=0, le=1_000_000)] = 8
    """Links from a seed; 0 fetches the seeds alone."""

    @field_validator("hosts")
    @classmethod
    def _are_names(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not host or set(host) & set("/?# @"):
                raise ValueError(f"{host!r} is no host name, such as example.org or 127.0.0.1")
        return hosts

    @field_validator("exclude")
    @classmethod
    def _expressions_compile(cls, exclude: tuple[str, ...]) -> tuple[str, ...]:
        for expression in exclude:
            try:
                re.compile(expression)
            except re.error as error:
                raise ValueError(f"{expression!r} is not a regular expression: {error}") from error
        return exclude


class HttpSettings(Section):
    """How weft behaves towards the sites it asks: its name, its pace and its limits."""

    contact: Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")] = ""
    """A mail address or url for site owners; goes into the user agent."""
    agent: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")] = "weft"
    """The name that robots.txt rules are looked up for."""
    groups: Annotated[int, Field(ge=1, le=100_000)] = 16
    """Units of work a round, by hash of the host; part of the corpus' layout, not of the machine's."""
    delay_s: Annotated[float, Field(ge=0, le=86_400)] = 1.0
    """Between two requests to one host, unless its robots.txt asks for more."""
    max_delay_s: Annotated[float, Field(ge=0, le=86_400)] = 60.0
    """A robots.txt that asks for more than this closes its host."""
    timeout_s: Seconds = 30.0
    """For one request, from connecting to the last byte."""
    retries: Annotated[int, Field(ge=0, le=100)] = 2
    max_redirects: Annotated[int, Field(ge=0, le=100)] = 8
    max_page_bytes: Bytes = 16 << 20
    max_media_bytes: Bytes = 256 << 20
    max_host_s: Seconds | None = None
    """Time for one host in one round; what is left of its queue then is not asked for. Null: no limit."""
    max_host_bytes: Bytes | None = None
    """Captured bytes from one host in one round, after decoding; null: no limit."""
    allow_private_addresses: bool = False
    """For a server on this machine or network. Off: private, loopback and reserved addresses are refused."""


class CrawlSource(HttpSettings):
    """Crawl a site over HTTP into WARC files."""

    kind: Literal["crawl"] = "crawl"
    name: Name = "web"
    seeds: Annotated[tuple[Annotated[str, Field(pattern=r"^https?://[^/\s]+")], ...], Field(min_length=1)]
    contact: Annotated[str, Field(min_length=3, pattern=r"^[\x20-\x7e]+$")]
    """A mail address or url for site owners; goes into the user agent."""
    scope: Scope = Scope()
    max_rounds: Annotated[int, Field(ge=1, le=100_000)] = 20
    max_pages: Count = 100_000
    max_pages_per_round: Count = 10_000
    max_pages_per_host: Count | None = None
    """Pages visited of one host in all; null: no limit but those of the crawl."""
    max_queries_per_path: Count = 1000
    """Pages of one path that differ in their query; more are taken for a trap."""
    media: Literal["all", "none"] = "all"
    sitemaps: Literal["all", "none"] = "all"
    """Whether pages are also found by the sitemaps of the seeds' hosts, and those that a robots.txt names."""
    opt_out_files: Literal["ask", "skip"] = "ask"
    """Whether each host is asked once a round for ``/.well-known/tdmrep.json`` and ``/ai.txt``."""
    previous: str = ""
    """Folder or fsspec url of an earlier crawl's corpus: what has not changed since is carried over from it."""


class FetchSettings(HttpSettings):
    """Fetch the media that documents show and no capture answers, as for WARC files of pages alone."""

    enabled: bool = False
    max_urls_per_round: Count = 100_000
    """Urls asked for before their captures are put in place."""
    max_builds: Count = 3
    """Builds that ask for a url which fails for a reason that may pass."""
    max_host_s: Seconds | None = 1800.0
    """Time for one host in one round; what is left of its queue then waits for the next build."""

    @model_validator(mode="after")
    def _has_contact(self) -> "FetchSettings":
        if self.enabled and len(self.contact) < 3:
            raise ValueError("needs a `contact`: a mail address or url for site owners")
        return self


class WarcSource(PathsSection):
    """Read WARC files (gzip or plain) that some crawler wrote."""

    kind: Literal["warc"] = "warc"
    name: Name = "warc"


class JsonlSource(PathsSection):
    """Read JSON lines (plain, .gz or .zst): one text document a line."""

    kind: Literal["jsonl"] = "jsonl"
    name: Name = "text"
    text: str = "text"
    """Field that holds the text; blank lines separate paragraphs."""
    url: str = "url"
    """Field that names the document; a line without it is named after its file and number."""
    author: str = "author"
    """Field that names the author, or lists several."""
    published_at: str = "published_at"
    """Field with the day of publication: a date or a time, as a page would spell it."""
    license: str = "license"
    scores: tuple[str, ...] = ()
    """Fields with numbers about the document, kept as its scores under their names."""


PathsSource = (
    WarcSource
    | WarcIndexSource
    | JsonlSource
    | ParquetSource
    | ObelicsSource
    | Mmc4Source
    | OmniCorpusSource
    | Mint1tSource
    | DataJuicerSource
    | Img2datasetSource
    | NemoSource
)
"""The kinds that are PathsSections."""
Source = Annotated[CrawlSource | PathsSource | FilesSource, Field(discriminator="kind")]
SOURCE_KINDS: dict[str, type[Section]] = {
    model.model_fields["kind"].default: model for model in get_args(get_args(Source)[0])
}
"""The models of ``Source`` by their ``kind``."""


class FileSettings(Section):
    """Limits of media inside documents, and of files of many pages, PDF and EPUB, which are read in a child process."""

    max_bytes: Bytes = 128 << 20
    """A larger file is dropped as ``file_too_large``."""
    max_pages: Count = 2000
    """A PDF of more pages, or an EPUB of more chapters, is dropped as ``too_many_pages``."""
    max_media: Count = 1000
    """Media taken out of one file or page; what comes after them stays in it."""
    max_media_bytes: Bytes = 256 << 20
    """Bytes of all media taken out of one file."""
    min_data_url_bytes: Annotated[int, Field(ge=0, le=1 << 44)] = 4096
    """A medium in a page's ``data:`` url that is smaller, decoded, is an icon or a placeholder."""
    max_image_pixels: Pixels = 50_000_000
    min_image_side: Side = 32
    """A picture in a PDF that is smaller, in pixels, is a rule, a bullet or a piece of shading."""
    page_image_side: Annotated[int, Field(ge=64, le=4096)] = 1536
    """Longer side, in pixels, of the picture made of a page that has ink and hardly any text."""
    timeout_s: Seconds = 300.0
    """Wall time for one file; a reader that takes longer is killed."""
    max_memory_bytes: Bytes = 4 << 30
    """Address space of the reading child."""


class ExtractSettings(Section):
    """Limits of extraction."""

    max_html_bytes: Bytes = 8 << 20
    """A larger page is dropped as ``page_too_large``."""
    max_segments: Count = 20_000
    files: FileSettings = FileSettings()


class SignalSettings(Section):
    """How documents are measured."""

    language_model: str = ""
    """Path of a fastText language identifier (lid.176, GlotLID); empty: the embedded one (CLD2, 83 languages)."""


class ImageSettings(Section):
    """Limits and normal form of images."""

    max_bytes: Bytes = 64 << 20
    max_pixels: Pixels = 100_000_000
    max_side: Side = 1024
    """Longer pictures are scaled down to this, aspect kept."""
    jpeg_quality: Annotated[int, Field(ge=50, le=100)] = 92


class AudioSettings(Section):
    """Limits of audio; the normal form is 16 kHz mono FLAC."""

    max_bytes: Bytes = 256 << 20
    max_duration_s: Seconds = 1800
    silence_dbfs: Annotated[float, Field(ge=-90, le=-10)] = -50
    """Sound whose level over 20 ms (root mean square, relative to full scale) is at most this is silence."""


class VideoSettings(Section):
    """Limits of video; the normal form is sampled frames, 16 kHz mono FLAC and subtitles."""

    max_bytes: Bytes = 1 << 30
    max_duration_s: Seconds = 1800
    max_pixels: Pixels = 50_000_000
    sampling: Literal["rate", "uniform", "scenes"] = "rate"
    """``rate``: ``fps`` frames a second; ``uniform``: ``max_frames`` spread over any length; ``scenes``: one each."""
    fps: Annotated[float, Field(gt=0, le=30)] = 1.0
    """With ``scenes``, the frames a second that they are chosen from."""
    max_frames: Annotated[int, Field(ge=1, le=1_000_000)] = 128
    repeats: Literal["drop", "keep"] = "drop"
    """Whether a frame that shows what the one kept before shows is left out."""
    repeat_levels: Annotated[int, Field(ge=0, le=64)] = 2
    """Frames show the same whose 32 × 32 pixels differ by at most this, of 255, and nowhere by 8 times that."""
    max_side: Side = 512


class MediaSettings(Section):
    """Decoding limits, for each kind and for every item."""

    image: ImageSettings = ImageSettings()
    audio: AudioSettings = AudioSettings()
    video: VideoSettings = VideoSettings()
    timeout_s: Seconds = 60.0
    """Wall time for one item; a decoder that takes longer is killed."""
    max_memory_bytes: Bytes = 4 << 30
    """Address space of the decoding child."""


Rules = dict[str, dict[str, Any] | None]
"""Rule name to thresholds. Names and fields are those of ``weft.filters.rules``, checked when the recipe loads."""


class Evaluation(Section):
    """A set whose questions must not be in the corpus."""

    name: Name
    path: str
    fields: tuple[str, ...] = ("question", "answer")


class VocabularySettings(Section):
    """The one id space."""

    reuse: str = ""
    """Folder or fsspec url of a vocabulary that is taken as it is: ``vocabulary/`` or ``shards/`` of another corpus."""
    text_pieces: Annotated[int, Field(ge=320, le=4_000_000)] = 32_000
    """SentencePiece BPE pieces wanted, bytes and markers included; fewer where the corpus has fewer."""
    language_temperature: Annotated[float, Field(gt=0, le=1)] = 0.7
    """Each language's word counts are scaled to share ** temperature; 1 leaves them as they are."""
    character_coverage: Annotated[float, Field(ge=0.98, le=1)] = 0.9999
    max_piece_characters: Annotated[int, Field(ge=1, le=512)] = 24
    image_codes: Annotated[int, Field(ge=16, le=65536)] = 8192
    patch_pixels: Literal[8, 16] = 8
    image_training_patches: Annotated[int, Field(ge=1, le=10**9)] = 400_000
    audio_codes: Annotated[int, Field(ge=16, le=4096)] = 1024
    """Codes of each audio quantiser."""
    audio_quantisers: Annotated[int, Field(ge=1, le=32)] = 8
    audio_training_frames: Annotated[int, Field(ge=1, le=10**9)] = 200_000
    iterations: Annotated[int, Field(ge=1, le=10_000)] = 12
    """k-means iterations of a codebook."""

    @model_validator(mode="after")
    def _trains_or_reuses(self) -> "VocabularySettings":
        fields = type(self).model_fields.items()
        asked = [key for key, field in fields if key != "reuse" and getattr(self, key) != field.default]
        if self.reuse and asked:
            raise ValueError(f"`reuse` takes a vocabulary as it is: remove {', '.join(asked)}, or train one")
        return self


class SequenceSettings(Section):
    """How documents become sequences of ids."""

    length: Annotated[int, Field(ge=64, le=1 << 24)] = 4096
    media: Literal["codes", "slots"] = "codes"
    image_tokens: Annotated[int, Field(ge=4, le=1 << 24)] = 1024
    """Most codes (or slots) of one image; its grid keeps the aspect."""
    frame_tokens: Annotated[int, Field(ge=4, le=1 << 24)] = 256
    """Most codes (or slots) of one video frame."""
    audio_slots_per_s: Annotated[float, Field(gt=0, le=16_000)] = 25
    max_audio_s: Seconds = 60
    """Longer sound is cut to this in ``codes`` form so that a span fits a sequence."""


class MixtureStage(Section):
    """One part of training, in order: its share of documents and the weight of each source in it."""

    name: Name = "train"
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Share of every source's documents that this stage takes, chosen by hash of their ids."""
    weights: dict[Name, Annotated[float, Field(ge=0, le=16)]] = Field(default={})
    """Source name to passes over it: 0 leaves it out, 0.5 takes half of it, 2 takes it twice; 1 if unnamed."""


class ShardSettings(Section):
    """Size of shards."""

    sequences: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    """Sequences a shard, about: a shard is whole row groups of tokens."""


class Recipe(Section):
    """A corpus from its sources to its shards."""

    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    corpus: str = ""
    """Folder or fsspec url of the corpus; empty: ``build/<recipe's file name>`` beside the recipe."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    extract: ExtractSettings = ExtractSettings()
    fetch: FetchSettings = FetchSettings()
    media: MediaSettings = MediaSettings()
    signals: SignalSettings = SignalSettings()
    rules: Rules | None = None
    """Rules in the order they are asked; null: the default set."""
    pii: Literal["replace", "keep"] = "replace"
    """What becomes of e-mail addresses, phone numbers and public IP addresses in text."""
    evaluations: tuple[Evaluation, ...] = ()
    vocabulary: VocabularySettings = VocabularySettings()
    sequences: SequenceSettings = SequenceSettings()
    mixture: tuple[MixtureStage, ...] = (MixtureStage(),)
    shards: ShardSettings = ShardSettings()

    @field_validator("sources")
    @classmethod
    def _source_names_differ(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        names = [source.name for source in sources]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two sources are called {name!r}: give each its own `name`")
        if "fetched" in names:
            raise ValueError("no source can be called 'fetched', since the fetch stage keeps its captures there")
        return sources

    @model_validator(mode="after")
    def _mixture_fits(self) -> "Recipe":
        names = [stage.name for stage in self.mixture]
        if len(set(names)) < len(names) or not names:
            raise ValueError("mixture: every stage needs a name of its own")
        for taken in {"manifest", "vocabulary"} & set(names):
            raise ValueError(f"mixture: no stage can be called {taken!r}, since {taken}.json is taken")
        if sum(stage.share for stage in self.mixture) > 1 + 1e-9:
            raise ValueError("mixture: the shares of its stages add up to more than 1")
        known = {source.name for source in self.sources}
        for stage in self.mixture:
            for name in stage.weights:
                if name not in known:
                    raise ValueError(f"mixture: no source is called {name!r}; there are {', '.join(sorted(known))}")
        return self
