"""vocabulary: the text model from counts of every kept word, and the codebooks from samples of every used medium.

The counts are exact: each part of the documents counts its words, the counts meet by hash range. Media leave
patches and frames, chosen by their ids, so that the same corpus gives the same models. Training runs where the
job was started. A vocabulary that the recipe reuses is copied, and nothing is counted.
"""

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ...schemas.media import MediaKind
from ...schemas.recipe import Recipe
from ...tokenizers.audio_codebook import AudioCodebook, sample_frames
from ...tokenizers.image_codebook import ImageCodebook, sample_patches
from ...tokenizers.text import TextTokenizer, train_text
from ...tokenizers.vocabulary import Vocabulary
from ...tokenizers.word_counts import count_words, temper
from ..beam import Engine, SpreadParts
from ..grouping import Rows
from ..media.read import read_cues, read_image, read_video, read_waveform
from ..models import (
    AUDIO_CODEBOOK_FILE,
    IMAGE_CODEBOOK_FILE,
    TEXT_MODEL_FILE,
    VOCABULARY_FILE,
    read_models,
    vocabulary_digest,
    vocabulary_files,
)
from ..splitting import Batch, by_number, ranges_for
from ..stage import Job, Stage, installed, run_parts, run_shuffle, unmade
from .encode import cue_text
from .kept import kept_documents
from .used_media import some_pictures, used_items

DEBLOCKING_PICTURES = 100
"""Pictures that the codebook's filter, which smooths the edges of decoded patches, is fitted to."""

_WORDS = "vocabulary/words"
_SAMPLES = "vocabulary/samples"
WORDS = pa.schema([("language", pa.string()), ("word", pa.string()), ("count", pa.int64())])
SAMPLES = pa.schema([("kind", pa.string()), ("values", pa.binary()), ("width", pa.int32())])
"""``values``: int8 [n, width], patches of an image or frames of a sound."""


@dataclass(frozen=True)
class VocabularyStage(Stage):
    """The stage."""

    name = "vocabulary"
    after = ("selection", "media")
    tables = (_WORDS, _SAMPLES)
    folders = ("vocabulary",)

    def settings(self, recipe: Recipe) -> Any:
        if recipe.vocabulary.reuse:
            return "reused"
        return [recipe.vocabulary.model_dump(), recipe.sequences.image_tokens, recipe.seed]

    def inputs(self, job: Job) -> Any:
        if reused := job.recipe.vocabulary.reuse:
            return vocabulary_digest(reused)
        return installed("sentencepiece", "faiss-cpu")

    def is_complete(self, job: Job, table: str) -> bool:
        if not job.recipe.vocabulary.reuse and not super().is_complete(job, table):
            return False
        try:
            read_models(job.corpus)
        except (OSError, ValueError):
            return False
        return True

    def expected(self, job: Job) -> int:
        return ranges_for(len(job.corpus.parts("documents")))

    def run(self, job: Job, engine: Engine) -> None:
        if job.recipe.vocabulary.reuse:
            unmade(job, self.tables, 0)
            write_files(job, vocabulary_files(job.recipe.vocabulary.reuse))
            return
        few = engine.for_parts(job.count("documents"))
        by_word = partial(by_crc, ranges=job.ranges)
        run_shuffle(job, few, (_WORDS,), job.ranges, counted_words, write_words, by_word)
        used = used_counts(job)
        run_parts(job, engine, (_SAMPLES,), job.count("media/items"), partial(write_samples, used=used))
        train(job)


def used_counts(job: Job) -> Counter[str]:
    """How many items of each kind kept documents use."""
    infos = [job.corpus.info(name) for name in job.corpus.parts("media/uses")]
    counts: Counter[str] = sum((info.ledger.counts for info in infos if info is not None), Counter())
    return Counter({name.removeprefix("used_"): count for name, count in counts.items()})


def counted_words(job: Job, pipeline: beam.Pipeline, _pending: list[int]) -> Rows:
    """WORDS of documents and of subtitles, a table a part."""
    documents = pipeline | "Documents" >> SpreadParts(range(job.count("documents")))
    items = pipeline | "Items" >> SpreadParts(range(job.count("media/items")))
    texts = documents | "CountText" >> beam.Map(document_words, job)
    cues = items | "CountCues" >> beam.Map(subtitle_words, job)
    return texts, cues


def document_words(part: int, job: Job) -> pa.Table:
    """Words of the kept texts of a part, by language."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kept in kept_documents(job, part):
        for _, text in kept.texts():
            counts[kept.selection["language"]].update(count_words(text))
    return _table(counts)


def subtitle_words(part: int, job: Job) -> pa.Table:
    """Words of the subtitles of the items of a part that are used; their language is not known."""
    counts: Counter[str] = Counter()
    for item, blob in used_items(job, part, (MediaKind.SUBTITLE, MediaKind.VIDEO)):
        cues = read_cues(blob) if item["kind"] == MediaKind.SUBTITLE else read_video(blob).cues
        for cue in cues:
            counts.update(count_words(cue_text(cue, job.recipe)))
    return _table({"und": counts})


def _table(counts: dict[str, Counter[str]]) -> pa.Table:
    rows = [(language, word, count) for language in sorted(counts) for word, count in counts[language].items()]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
    return pa.table(columns, schema=WORDS)


def by_crc(words: pa.Table, ranges: int) -> Iterator[Batch]:
    """Split by the CRC-32 of the word."""
    hashes = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words.column("word").to_pylist()]
    yield from by_number(words, np.array(hashes, np.int64) % ranges)


def write_words(job: Job, _range: int, name: str, tables: list[pa.Table]) -> None:
    """The total count of every word of one range, by language and word."""
    table = pa.concat_tables([WORDS.empty_table(), *tables])
    table = table.group_by(["language", "word"], use_threads=False).aggregate([("count", "sum")])
    table = table.rename_columns({"count_sum": "count"}).select(WORDS.names)
    with job.writing(name, WORDS) as out:
        out.batch(table.sort_by([("language", "ascending"), ("word", "ascending")]).cast(WORDS))
        out.ledger.counts["words_distinct"] += table.num_rows
        out.ledger.counts["words"] += sum(table.column("count").to_pylist())


def write_samples(job: Job, part: int, name: str, used: Counter[str]) -> None:
    """Training patches and frames from the items of one part, as many from each as its share of the budget."""
    settings = job.recipe.vocabulary
    patches = _share(settings.image_training_patches, used[MediaKind.IMAGE] + used[MediaKind.VIDEO])
    frames = _share(settings.audio_training_frames, used[MediaKind.AUDIO] + used[MediaKind.VIDEO])
    with job.writing(name, SAMPLES) as out:
        for item, blob in used_items(job, part, (MediaKind.IMAGE, MediaKind.AUDIO, MediaKind.VIDEO)):
            for kind, values in item_samples(item, blob, job.recipe, patches, frames):
                row = {"kind": kind.value, "values": values.tobytes(), "width": values.shape[1]}
                out.row(row, values.nbytes)
                out.ledger.counts[f"{kind.value}_samples"] += len(values)


def item_samples(
    item: dict[str, Any], blob: bytes, recipe: Recipe, patches: int, frames: int
) -> Iterator[tuple[MediaKind, NDArray[np.int8]]]:
    """At most ``patches`` patches and ``frames`` frames of one item, as int8 [n, width]."""
    settings, seed, media_id = recipe.vocabulary, recipe.seed, item["media_id"]
    pictures, sound = [], b""
    if item["kind"] == MediaKind.IMAGE:
        pictures = [blob]
    elif item["kind"] == MediaKind.AUDIO:
        sound = blob
    else:
        video = read_video(blob)
        pictures, sound = video.frames, video.audio
    for number, picture in enumerate(pictures):
        each = _share(patches, len(pictures))
        name = media_id + number.to_bytes(4, "little")
        budget = recipe.sequences.image_tokens
        chosen = sample_patches(
            read_image(picture), settings.patch_pixels, budget, seed=seed, media_id=name, count=each
        )
        yield MediaKind.IMAGE, chosen
    if sound:
        yield MediaKind.AUDIO, sample_frames(read_waveform(sound), seed, media_id, frames)


def _share(budget: int, among: int) -> int:
    return max(1, budget // max(among, 1))


def train(job: Job) -> None:
    """Train the models and write them."""
    settings = job.recipe.vocabulary
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name in job.corpus.parts(_WORDS):
        for row in job.corpus.table(name).to_pylist():
            counts[row["language"]][row["word"]] = row["count"]
    text_model = train_text(temper(counts, settings.language_temperature).items(), settings)
    files = {TEXT_MODEL_FILE: text_model}
    image_codes = 0
    audio_codes: tuple[int, ...] = ()
    patches = _samples(job, MediaKind.IMAGE)
    if len(patches):
        images = ImageCodebook.train(patches, settings.patch_pixels, settings.image_codes, settings.iterations)
        budget = job.recipe.sequences.image_tokens
        sums = [images.deblocking_sums(read_image(blob), budget) for blob in some_pictures(job, DEBLOCKING_PICTURES)]
        if sums:
            images = images.with_deblocking(sum(sums[1:], start=sums[0]))
        files[IMAGE_CODEBOOK_FILE], image_codes = images.to_bytes(), images.k
    frames = _samples(job, MediaKind.AUDIO)
    if len(frames):
        audio = AudioCodebook.train(frames, settings.audio_quantisers, settings.audio_codes, settings.iterations)
        files[AUDIO_CODEBOOK_FILE], audio_codes = audio.to_bytes(), audio.sizes
    digests = {name: hashlib.sha256(payload).hexdigest() for name, payload in files.items()}
    vocabulary = Vocabulary(TextTokenizer(text_model).size, image_codes, tuple(audio_codes), models=digests)
    write_files(job, files | {VOCABULARY_FILE: vocabulary.to_json().encode()})


def write_files(job: Job, files: dict[str, bytes]) -> None:
    """The models, and ``vocabulary.json``, with their digests, last; those of an earlier run go."""
    for name in {IMAGE_CODEBOOK_FILE, AUDIO_CODEBOOK_FILE} - files.keys():
        job.corpus.remove(f"vocabulary/{name}")
    for name, payload in files.items():
        job.corpus.write(f"vocabulary/{name}", payload)


def _samples(job: Job, kind: MediaKind) -> NDArray[np.int8]:
    """All samples of a kind, int8 [n, width]; [0, 0] when there are none."""
    found = [
        np.frombuffer(row["values"], np.int8).reshape(-1, row["width"])
        for name in job.corpus.parts(_SAMPLES)
        for row in job.corpus.table(name).to_pylist()
        if row["kind"] == kind
    ]
    return np.concatenate(found) if found else np.zeros((0, 0), np.int8)
