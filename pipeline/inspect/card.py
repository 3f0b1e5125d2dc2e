"""The dataset card (Hugging Face style) and Croissant 1.0 metadata of a finished shard set.

Sources: https://huggingface.co/docs/hub/datasets-cards and the Croissant specification,
https://docs.mlcommons.org/croissant/docs/croissant-spec.html. Neither file carries a date: the same shards give
the same bytes.
"""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from ...schemas.errors import WeftError
from ...schemas.shard import FIELDS, LOSS_MASK, MEDIA, META, MODALITY, SEGMENT_IDS, TOKENS, Modality
from ..shards.manifest import Manifest, ShardFacts, token_totals
from ..storage import Corpus
from ..wording import how_many
from .funnel import Funnel, Share, StageFlow, read_funnel

CARD = "README.md"
CROISSANT = "croissant.json"

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))  # fmt: skip

_FIELD_MEANING = {
    TOKENS: "int32 [length]: token ids",
    MODALITY: "uint8 [length]: " + ", ".join(f"{kind.value} {kind.name.lower()}" for kind in Modality),
    SEGMENT_IDS: "int32 [length]: document within the sequence, from 1; 0 is padding",
    LOSS_MASK: "uint8 [length]: 1 where the token is learned",
    MEDIA: "msgpack list of the media that travel along, with their bytes; empty in the form `codes`",
    META: "JSON: documents with url, licence, source, language and spans",
}
_ENCODINGS = {"npy": "application/x-npy", "mp": "application/vnd.msgpack", "json": "application/json"}


class NoShardsError(WeftError):
    """The corpus has no shard set to describe."""


def write_cards(corpus: Corpus, folder: Corpus) -> tuple[str, str]:
    """Write ``README.md`` and ``croissant.json`` into the folder; returns their full paths.

    Raises:
        NoShardsError: there are no shards yet.
    """
    funnel = read_funnel(corpus)
    name = corpus.root.rstrip("/").rsplit("/", 1)[-1]
    if funnel.shards is None:
        raise NoShardsError(f"{corpus.root} has no shards to describe: run `weft build` to its end")
    folder.write(CARD, dataset_card(name, funnel, funnel.shards).encode())
    folder.write(CROISSANT, (json.dumps(croissant(name, funnel.shards), indent=1) + "\n").encode())
    return folder.path(CARD), folder.path(CROISSANT)


def dataset_card(name: str, funnel: Funnel, manifest: Manifest) -> str:
    """Markdown with a YAML header, to stand as ``README.md`` beside the folder ``shards``."""
    header = yaml.safe_dump(_header(name, funnel, manifest), sort_keys=False, allow_unicode=True)
    return f"---\n{header}---\n\n" + "\n".join(_body(name, funnel, manifest))


def croissant(name: str, manifest: Manifest) -> dict[str, Any]:
    """JSON-LD: every tar with its sha256, the six members of a sample, and the documents of every sequence."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": (
            f"{how_many(_samples(manifest), 'interleaved multimodal token sequences')} of {manifest.length:,} ids."
        ),
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": f"1.0.0+{manifest.fingerprint[:12]}",
        "distribution": [*map(_file, manifest.shards), *(_members(field, manifest) for field in FIELDS)],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "sequences",
                "name": "sequences",
                "description": "One record a sequence.",
                "field": [
                    _field("key", {"extract": {"fileProperty": "filename"}, "transform": {"regex": r"^([^.]+)\."}}),
                    _field("url", _json_source("$.documents[*].url"), repeated=True),
                    _field("author", _json_source("$.documents[*].author"), repeated=True),
                    _field("license", _json_source("$.documents[*].license"), repeated=True),
                    _field("language", _json_source("$.documents[*].language"), repeated=True),
                ],
            }
        ],
    }


def _header(name: str, funnel: Funnel, manifest: Manifest) -> dict[str, Any]:
    sequences = _samples(manifest)
    size = next((label for most, label in _SIZES if sequences < most), "n>1B")
    known = [share.name for share in funnel.tokens.languages if 2 <= len(share.name) <= 3 and share.name.isalpha()]
    return {
        "pretty_name": name,
        "language": sorted(set(known) - {"und"}),
        "license": "other",
        "task_categories": ["text-generation"],
        "tags": ["multimodal", "interleaved", "pretraining", "webdataset"],
        "size_categories": [size],
        "configs": [
            {"config_name": stage, "data_files": [{"split": "train", "path": f"shards/{stage}-*.tar"}]}
            for stage in manifest.stages
            if manifest.of_stage(stage)
        ],
    }


def _body(name: str, funnel: Funnel, manifest: Manifest) -> Iterator[str]:
    totals = token_totals(manifest.shards)
    used = sum(number for kind, number in totals.items() if kind != "padding")
    yield f"# {_escaped(name)}\n"
    yield (
        f"{how_many(used, 'tokens')} of text, images, audio and video in "
        f"{how_many(_samples(manifest), 'interleaved sequences')} of {manifest.length:,} ids, built by weft "
        f"{_escaped(manifest.weft_version)}. Media are present as "
        f"{'discrete codes' if manifest.media == 'codes' else 'placeholder slots with their bytes beside them'}.\n"
    )
    yield "## Tokens\n"
    yield "| modality | tokens | share of the positions |\n|---|---:|---:|"
    positions = _samples(manifest) * manifest.length
    for kind in Modality:
        number = totals.get(kind.name.lower(), 0)
        yield f"| {kind.name.lower()} | {number:,} | {number / positions:.1%} |"
    for title, shares in (("Languages", funnel.tokens.languages), ("Sources", funnel.tokens.sources)):
        yield f"\n## {title}\n"
        yield from _share_table(shares)
    yield "\n## What was left out\n"
    yield from _dropped(funnel.flows)
    yield "\n## A sample\n"
    yield "| member | meaning |\n|---|---|"
    for field, meaning in _FIELD_MEANING.items():
        yield f"| `{field}` | {meaning} |"
    pattern = f"shards/{manifest.shards[0].name}" if manifest.shards else "shards/*.tar"
    yield (
        "\n```python\nimport webdataset\n\n"
        f'for sample in webdataset.WebDataset("{pattern}", shardshuffle=False).decode():\n'
        f'    tokens, learned = sample["{TOKENS}"], sample["{LOSS_MASK}"]\n```\n'
    )
    yield "## Licences and rights\n"
    yield (
        "Every document keeps its own licence, where its page names one, and its url in the sample's JSON. Opt-out "
        "signals of pages are read before anything is kept; the rules that were asked are in the corpus' recipe.\n"
    )
    yield f"Fingerprint of the shards: `{manifest.fingerprint}`\n"


def _share_table(shares: tuple[Share, ...]) -> Iterator[str]:
    yield "| | documents | tokens |\n|---|---:|---:|"
    for share in shares:
        yield f"| {_escaped(share.name)} | {share.documents:,} | {share.total:,} |"


def _dropped(flows: tuple[StageFlow, ...]) -> Iterator[str]:
    yield "| stage | of | reason | number |\n|---|---|---|---:|"
    for flow in flows:
        for drop in flow.drops:
            of = how_many(flow.entered, flow.unit)
            yield f"| {flow.stage} | {of} | `{_escaped(drop.reason)}` | {drop.number:,} |"


def _escaped(text: str) -> str:
    """Text that neither ends a table cell nor starts markup."""
    spelled = "".join(character if character.isprintable() else " " for character in text)
    for character, instead in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("`", "'")):
        spelled = spelled.replace(character, instead)
    return spelled


def _samples(manifest: Manifest) -> int:
    return sum(shard.samples for shard in manifest.shards)


def _file(shard: ShardFacts) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": shard.name,
        "name": shard.name,
        "contentUrl": f"shards/{shard.name}",
        "contentSize": f"{shard.bytes} B",
        "encodingFormat": "application/x-tar",
        "sha256": shard.sha256,
    }


def _members(field: str, manifest: Manifest) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": field,
        "name": field,
        "description": _FIELD_MEANING[field],
        "containedIn": [{"@id": shard.name} for shard in manifest.shards],
        "encodingFormat": _ENCODINGS[field.rpartition(".")[2]],
        "includes": f"*.{field}",
    }


def _json_source(path: str) -> dict[str, Any]:
    return {"extract": {"fileProperty": "content"}, "transform": {"jsonPath": path}}


def _field(name: str, source: dict[str, Any], **more: bool) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"sequences/{name}",
        "name": name,
        "dataType": "sc:Text",
        "source": {"fileSet": {"@id": META}, **source},
        **more,
    }


_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "citeAs", "column", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes",
            "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
            "repeated", "replace", "separator", "source", "subField", "transform",
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}  # fmt: skip
