"""Shards on a terminal: what a set holds, and one sequence as it reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import fsspec
import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ...schemas import shard as layout
from ...schemas.errors import WeftError
from ...schemas.shard import Modality
from ...tokenizers.text import TextTokenizer
from ...tokenizers.vocabulary import Vocabulary
from ..shards.manifest import MANIFEST, ShardFacts
from ..shards.reader import ShardSet, read_shard
from ..shards.sample import Sample
from ..storage import Corpus
from ..unpadded import Unpadded
from ..wording import how_many
from .drops import media_urls
from .nearest import nearest
from .pieces import Piece, Reading, media_of, pieces
from .terminal import block, line

COLOURS = {
    Modality.TEXT: "default",
    Modality.IMAGE: "yellow",
    Modality.AUDIO: "green",
    Modality.VIDEO: "magenta",
    Modality.PADDING: "dim",
}
TEXT_CHARACTERS = 900
"""Shown of one piece of text before its middle is folded."""


class UnknownSampleError(WeftError, LookupError):
    """A key that no shard holds; the message is one line that names the nearest keys."""

    def __str__(self) -> str:
        return str(self.args[0])


def inspect_shards(
    paths: str | Sequence[str],
    console: Console,
    sample_key: str | None = None,
    limit: int = 1,
    vocabulary: str | None = None,
) -> None:
    """Print the shards at ``paths`` (a folder with a manifest, or tars), then their first samples or one by key.

    ``vocabulary`` is the folder of ``vocabulary.json`` and ``text.model``; by default the shards'
    own folder, or ``vocabulary`` beside it. Without one, texts stay unread.

    Raises:
        UnknownSampleError: no sample has the key.
        FileNotFoundError: there is neither a manifest nor a tar.
    """
    names = [paths] if isinstance(paths, str) else list(paths)
    reading = _reading(names, vocabulary)
    if len(names) == 1 and not names[0].endswith(".tar"):
        folder = names[0].rstrip("/")
        if not _exists(f"{folder}/{MANIFEST}"):
            raise FileNotFoundError(f"{folder} holds no {MANIFEST}: give a folder of finished shards, or tar files")
        shards = ShardSet(folder)
        facts: Iterable[ShardFacts] = shards.manifest.shards
        if sample_key is not None:
            sample = _by_key(shards, sample_key)
            print_sample(sample, reading, _media_urls(names, sample), console)
            return
        samples: Iterator[Sample] = (shards.sample(number) for number in range(len(shards)))
    else:
        for name in names:
            if not _exists(name):
                raise FileNotFoundError(f"{name} does not exist: give a folder of finished shards, or tar files")
        if sample_key is not None:
            sample = _scanned(names, sample_key)
            print_sample(sample, reading, _media_urls(names, sample), console)
            return
        facts = [_counted(name) for name in names]
        samples = (sample for name in names for sample in read_shard(name))
    print_shards(facts, console)
    for sample in islice(samples, limit):
        console.print()
        print_sample(sample, reading, _media_urls(names, sample), console)


def print_shards(shards: Iterable[ShardFacts], console: Console) -> None:
    """One row a shard, and their sum: samples, bytes, tokens by modality, how full they are."""
    kinds = [kind for kind in Modality if kind is not Modality.PADDING]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("shard", overflow="fold")
    for title in ("samples", "bytes", *(kind.name.lower() for kind in kinds), "padding"):
        table.add_column(title, justify="right", no_wrap=True)
    totals = np.zeros(3 + len(kinds), np.int64)
    for shard in shards:
        row = [shard.samples, shard.bytes, *(shard.tokens.get(kind.name.lower(), 0) for kind in kinds)]
        row.append(shard.tokens.get("padding", 0))
        totals += np.asarray(row, np.int64)
        table.add_row(line(shard.name), *_numbers(row))
    table.add_section()
    table.add_row(Text("all", "bold"), *_numbers(totals.tolist()))
    console.print(Unpadded(table))


def print_sample(sample: Sample, reading: Reading | None, urls: Mapping[str, str], console: Console) -> None:
    """One sequence, piece by piece: position, modality in colour, text or what the medium is, padding.

    ``urls`` maps media ids in hex to where the media came from, as far as that is known.
    """
    used = int(np.count_nonzero(sample.segment_ids))
    head = line(sample.key, "bold")
    head.append(f"  {len(sample.tokens):,} positions, {used:,} used, {int(sample.loss_mask.sum()):,} learned", "dim")
    console.print(Unpadded(head))
    if reading is None:
        console.print(Text("No vocabulary beside the shards: texts stay unread; name its folder.", "dim"))
    document = 0
    media: Iterator[dict[str, object]] = iter(())
    for piece in pieces(sample, reading):
        if piece.document != document and piece.document:
            document = piece.document
            media = iter([dict(span) for span in media_of(sample.meta, document)])
            console.print(Unpadded(_document_head(sample, document)))
        medium = None
        if piece.modality not in (Modality.TEXT, Modality.PADDING):
            medium = next(media, None)
        console.print(Unpadded(_piece_head(piece, medium, urls)))
        if piece.modality is Modality.TEXT and piece.words:
            style = COLOURS[Modality.TEXT] if piece.learned else "dim"
            text = block(piece.words.rstrip("\n"), style, TEXT_CHARACTERS)
            console.print(Unpadded(Padding(text, (0, 0, 0, 8))))
    if sample.media:
        console.print(
            Text(
                f"\n{how_many(len(sample.media), 'media')} {'travels' if len(sample.media) == 1 else 'travel'} along:",
                "bold",
            )
        )
        for item in sample.media:
            console.print(Unpadded(Padding(line(_travelling(item)), (0, 0, 0, 8))))


def _document_head(sample: Sample, document: int) -> Text:
    facts = sample.meta["documents"][document - 1]
    head = Text(f"\ndocument {document}  ", "bold cyan")
    head.append_text(line(facts.get("url") or facts.get("doc_id", ""), "cyan"))
    if facts.get("license"):
        _after(head, facts["license"], "dim")
    return head


def _piece_head(piece: Piece, medium: dict[str, object] | None, urls: Mapping[str, str]) -> Text:
    style = COLOURS[piece.modality]
    head = Text(f"{piece.start:>6,}  ", "dim")
    head.append(piece.modality.name.lower(), f"bold {style}" if style != "dim" else style)
    head.append(f" {piece.length:,}", style)
    if piece.modality is not Modality.TEXT and piece.words:
        _after(head, piece.words, style)
    if medium is not None:
        media_id = str(medium["media_id"])
        _after(head, f"{media_id[:12]} {urls.get(media_id, '')}", "dim")
    if not piece.learned and piece.modality is not Modality.PADDING:
        head.append("  not learned", "dim italic")
    return head


def _after(head: Text, text: str, style: str) -> None:
    head.append("  ").append_text(line(text, style))


def _media_urls(names: Sequence[str], sample: Sample) -> dict[str, str]:
    """Media id in hex to the url it was captured at, where the shards lie in their corpus."""
    spans = [span for number in range(len(sample.documents)) for span in media_of(sample.meta, number + 1)]
    wanted = {bytes.fromhex(str(span["media_id"])) for span in spans}
    root = _folder(names[0]).rpartition("/")[0]
    if not wanted or not root or not _exists(f"{root}/captures/index"):
        return {}
    return {media_id.hex(): url for media_id, url in media_urls(Corpus(root), wanted).items()}


def _folder(name: str) -> str:
    return name.rpartition("/")[0] or "." if name.endswith(".tar") else name.rstrip("/")


def _travelling(item: dict[str, object]) -> str:
    facts = [f"{name} {value.hex()[:12] if isinstance(value, bytes) else value}"
             for name, value in sorted(item.items()) if not isinstance(value, bytes) or len(value) <= 64]  # fmt: skip
    bytes_ = sum(len(value) for value in item.values() if isinstance(value, bytes) and len(value) > 64)
    return ", ".join([*facts, how_many(bytes_, "bytes")])


def _by_key(shards: ShardSet, key: str) -> Sample:
    try:
        return shards.sample(key)
    except KeyError:
        raise _unknown(key, _likely_keys(shards, key)) from None


def _likely_keys(shards: ShardSet, key: str) -> Iterator[str]:
    """Of each shard its ends and the sample with the asked number: enough to find what was meant."""
    digits = key.rpartition("-")[2]
    asked = int(digits) if digits.isdecimal() and len(digits) < 10 else 0
    for shard in shards.manifest.shards:
        for number in sorted({0, min(asked, shard.samples - 1), shard.samples - 1}):
            yield layout.sample_key(shard.stage, shard.number, number)


def _scanned(names: Sequence[str], key: str) -> Sample:
    for name in names:
        for sample in read_shard(name):
            if sample.key == key:
                return sample
    raise _unknown(key, (sample.key for name in names for sample in read_shard(name)))


def _unknown(key: str, known: Iterable[str]) -> UnknownSampleError:
    near = nearest(key, known)
    return UnknownSampleError(line(f"no sample is called {key}; nearest: {', '.join(near) or 'none'}").plain)


def _counted(name: str) -> ShardFacts:
    """Facts of a tar without its manifest; digests stay empty."""
    tokens = np.zeros(len(Modality), np.int64)
    samples = 0
    for sample in read_shard(name):
        tokens += np.bincount(sample.modality, minlength=len(Modality))
        samples += 1
    filesystem, path = fsspec.core.url_to_fs(name)
    counted = {kind.name.lower(): int(tokens[kind]) for kind in Modality}
    return ShardFacts(name.rsplit("/", 1)[-1], "", "", filesystem.size(path), samples, counted)


def _numbers(row: Iterable[int]) -> list[str]:
    return [f"{number:,}" for number in row]


def _reading(names: Sequence[str], vocabulary: str | None) -> Reading | None:
    folder = _folder(names[0])
    for place in [vocabulary] if vocabulary else [folder, f"{folder}/../vocabulary"]:
        if _exists(f"{place}/vocabulary.json") and _exists(f"{place}/text.model"):
            with fsspec.open(f"{place}/vocabulary.json", "rb") as stream:
                known = Vocabulary.from_json(stream.read().decode())
            with fsspec.open(f"{place}/text.model", "rb") as stream:
                return Reading(known, TextTokenizer(stream.read()))
    return None


def _exists(name: str) -> bool:
    filesystem, path = fsspec.core.url_to_fs(name)
    return bool(filesystem.exists(path))
