"""Small files of the published sets, written with the schemas their publishers use; every text and picture differs."""

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile

from .conftest import encoded, photo, prose

SITE = "https://sets.example"


def tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as archive:
        for name, payload in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))


def tar_of_pictures(path: Path, pictures: dict[str, bytes]) -> None:
    """Pictures (PNG) by their urls, as img2dataset writes them."""
    members: dict[str, bytes] = {}
    for number, (url, payload) in enumerate(pictures.items()):
        members |= {f"{number:09d}.png": payload, f"{number:09d}.json": json.dumps({"url": url}).encode()}
    tar(path, members)


def texts_and_pictures(folder: Path, texts: int, pictures: int) -> list[dict[str, Any]]:
    """Sources of JSON lines and of a tar of pictures, written into the folder."""
    records = ({"text": prose(number), "url": f"{SITE}/{number}"} for number in range(texts))
    (folder / "in.jsonl").write_text("\n".join(map(json.dumps, records)))
    tar_of_pictures(folder / "p.tar", {f"{SITE}/{number}.png": encoded(photo(number)) for number in range(pictures)})
    return [
        {"kind": "jsonl", "paths": [f"{folder}/in.jsonl"]},
        {"kind": "img2dataset", "paths": [f"{folder}/p.tar"]},
    ]


def write_obelics(folder: Path) -> dict[str, Any]:
    """Two documents; the pictures of ``img2dataset`` answer one url of the first."""
    schema = pa.schema(
        [
            ("images", pa.list_(pa.string())),
            ("texts", pa.list_(pa.string())),
            ("metadata", pa.string()),
            ("general_metadata", pa.string()),
        ]
    )
    rows = []
    for number in range(2):
        url = f"{SITE}/img2dataset/{number}.png" if number == 0 else f"{SITE}/lost.png"
        rows.append(
            {
                "images": [None, url, None],
                "texts": [f"{prose(10 + number)}\n\n{prose(20 + number)}", None, prose(30 + number)],
                "metadata": json.dumps([None, {"src": url, "alt_text": "a lamp"}, None]),
                "general_metadata": json.dumps({"url": f"{SITE}/obelics/{number}"}),
            }
        )
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "obelics.parquet")
    return {"kind": "obelics", "paths": [f"{folder}/obelics.parquet"]}


def write_img2dataset(folder: Path) -> dict[str, Any]:
    """Three samples."""
    members = {}
    for number in range(3):
        key = f"{number:09d}"
        about = {"url": f"{SITE}/img2dataset/{number}.png", "caption": prose(40 + number, 12), "status": "success"}
        members[f"{key}.png"] = encoded(photo(100 + number))
        members[f"{key}.txt"] = about["caption"].encode()
        members[f"{key}.json"] = json.dumps(about).encode()
    tar(folder / "00000.tar", members)
    return {"kind": "img2dataset", "paths": [f"{folder}/00000.tar"]}


def write_parquet(folder: Path) -> dict[str, Any]:
    """Three rows, in the first a picture that the second has, too."""
    image = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    rows = [
        {"image": {"bytes": encoded(photo(110 + max(n, 1))), "path": None}, "text": prose(50 + n)} for n in range(3)
    ]
    schema = pa.schema([("image", image), ("text", pa.string())])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "rows.parquet", row_group_size=2)
    return {"kind": "parquet", "paths": [f"{folder}/rows.parquet"], "image": "image", "text": "text"}


def write_files(folder: Path) -> dict[str, Any]:
    """A page and a Markdown file that show one picture, and a picture with its caption."""
    root = folder / "files"
    (root / "img").mkdir(parents=True)
    (root / "img" / "shared.png").write_bytes(encoded(photo(120)))
    body = f"<h1>Page</h1><p>{prose(60)}</p><img src='img/shared.png'><p>{prose(61)}</p>"
    (root / "page.html").write_text(f"<html><body><main>{body}</main></body></html>")
    (root / "notes.md").write_text(f"# Notes\n\n{prose(62)}\n\n![lamp](/img/shared.png)\n")
    (root / "unnamed").write_bytes(encoded(photo(122)))
    (root / "lamp.png").write_bytes(encoded(photo(121)))
    (root / "lamp.txt").write_text(prose(63, 12))
    return {"kind": "files", "paths": [str(root)]}


def write_mmc4(folder: Path) -> dict[str, Any]:
    """Two documents; ``img2dataset`` answers the image of each. Zipped, as AI2 serves them."""
    lines = []
    for number in range(2):
        sentences = [prose(70 + 10 * number + place, 30) for place in range(3)]
        image = {
            "image_name": f"{number}.png",
            "raw_url": f"{SITE}/img2dataset/{number + 1}.png",
            "matched_text_index": 1,
            "matched_sim": 0.31,
            "face_detections": None,
        }
        lines.append(
            {
                "url": f"{SITE}/mmc4/{number}",
                "text_list": sentences,
                "image_info": [image],
                "similarity_matrix": [[0.1, 0.31, 0.2]],
                "could_have_url_duplicate": 0,
            }
        )
    with zipfile.ZipFile(folder / "docs_shard_0_v2.jsonl.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docs_shard_0_v2.jsonl", "\n".join(map(json.dumps, lines)))
    return {"kind": "mmc4", "paths": [f"{folder}/docs_shard_0_v2.jsonl.zip"]}


OMNICORPUS = pa.schema(
    [
        (
            "general_metadata",
            pa.struct(
                [
                    ("domain", pa.list_(pa.string())),
                    ("fluency_prob", pa.float64()),
                    ("id", pa.string()),
                    ("non_advertisement_prob", pa.float64()),
                    ("politics_prob", pa.float64()),
                    ("porn_prob", pa.float64()),
                    ("toxic_prob", pa.float64()),
                    ("url", pa.string()),
                ]
            ),
        ),
        ("images", pa.list_(pa.string())),
        ("texts", pa.list_(pa.string())),
        (
            "metadata",
            pa.list_(
                pa.struct(
                    [
                        ("aesthetic_prob", pa.float64()),
                        ("bytes", pa.int64()),
                        ("d_hash", pa.string()),
                        ("d_hash_dup_count", pa.int64()),
                        ("height", pa.int64()),
                        ("img_url_sha", pa.string()),
                        ("p_hash", pa.string()),
                        ("p_hash_dup_count", pa.int64()),
                        ("unsafe_prob", pa.float64()),
                        ("width", pa.int64()),
                    ]
                )
            ),
        ),
    ]
)


def write_omnicorpus(folder: Path) -> dict[str, Any]:
    """Two documents, one of them with similarities, and their picture in a tar, under the sha256 of its url."""
    url = f"{SITE}/omnicorpus/Lamp 1.png"
    digest = hashlib.sha256(url.encode()).hexdigest()
    scores = ["fluency_prob", "non_advertisement_prob", "politics_prob", "porn_prob", "toxic_prob"]
    about = dict.fromkeys(scores, 0.5)
    image = {"aesthetic_prob": 0.5, "bytes": 1, "height": 64, "width": 96, "img_url_sha": digest, "unsafe_prob": 0.0}
    row = {
        "general_metadata": {**about, "domain": ["sets.example"], "id": "1", "url": f"{SITE}/omnicorpus/1"},
        "images": [None, url],
        "texts": [prose(90), None],
        "metadata": [image],
    }
    (folder / "omnicorpus").mkdir()
    pq.write_table(pa.Table.from_pylist([row], schema=OMNICORPUS), folder / "omnicorpus" / "shard_0.parquet")
    similar = {
        "sentences": [prose(91, 30), prose(92, 30)],
        "matrix": [[0.1, 0.3]],
        "images_info": [{"name": f"{digest}.png"}],
    }
    (folder / "omnicorpus" / "similar.jsonl").write_text(json.dumps(similar) + "\n")
    tar(folder / "omnicorpus" / "images.tar", {f"{digest[:2]}/{digest}.png": encoded(photo(130))})
    return {"kind": "omnicorpus", "paths": [f"{folder}/omnicorpus/*"], "images": "sha256"}


def write_mint1t(folder: Path) -> dict[str, Any]:
    """A web document as Parquet, and a paper of two pictures as a tar."""
    schema = pa.schema([("images", pa.list_(pa.string())), ("texts", pa.list_(pa.string())), ("url", pa.string())])
    page = {
        "images": [f"{SITE}/lost-too.png", None],
        "texts": [None, prose(91)],
        "url": f"{SITE}/mint/page",
    }
    pq.write_table(pa.Table.from_pylist([page], schema=schema), folder / "mint.parquet")
    names = ["page_0_image_7", "page_1_image_9"]
    pictures = [{"height": 64, "width": 96, "page": 0, "sha256": "", "xref": 7}] * 2
    about = {
        "texts": [prose(92), None, None, prose(93)],
        "images": [None, *names, None],
        "image_metadata": pictures,
        "url": f"{SITE}/mint/paper.pdf",
        "pdf_name": "paper.pdf",
        "language_id_whole_page_fasttext": {"en": 0.9},
        "previous_word_count": 120,
        "bff_contained_ngram_count_before_dedupe": 0,
    }
    frames = [photo(140), photo(141, 80, 80)]
    sink = io.BytesIO()
    frames[0].save(sink, "TIFF", save_all=True, append_images=frames[1:], compression="jpeg")
    key = hashlib.md5(b"paper").hexdigest()
    tar(folder / "mint.tar", {f"{key}.json": json.dumps(about).encode(), f"{key}.tiff": sink.getvalue()})
    return {"kind": "mint1t", "paths": [f"{folder}/mint.parquet", f"{folder}/mint.tar"]}


def write_datajuicer(folder: Path) -> dict[str, Any]:
    """One document with a picture and a sound of the folder beside it."""
    (folder / "juicer" / "media").mkdir(parents=True)
    (folder / "juicer" / "media" / "lamp.png").write_bytes(encoded(photo(150)))
    soundfile.write(folder / "juicer" / "media" / "bell.wav", np.sin(np.arange(16_000) / 6).astype(np.float32), 16_000)
    line = {
        "text": f"{prose(94)} <__dj__image> {prose(95)} <|__dj__eoc|> <__dj__audio> {prose(96)} <|__dj__eoc|>",
        "images": ["media/lamp.png"],
        "audios": [f"{folder}/juicer/media/bell.wav"],
        "videos": [],
        "meta": {"url": f"{SITE}/juicer"},
    }
    (folder / "juicer" / "set.jsonl").write_text(json.dumps(line) + "\n")
    return {"kind": "datajuicer", "paths": [f"{folder}/juicer/set.jsonl"]}


NEMO = pa.schema(
    [
        pa.field("sample_id", pa.string(), False),
        pa.field("position", pa.int32(), False),
        pa.field("modality", pa.string(), False),
        ("content_type", pa.string()),
        ("text_content", pa.string()),
        ("binary_content", pa.large_binary()),
        ("source_ref", pa.string()),
        ("materialize_error", pa.string()),
        ("url", pa.string()),
    ]
)


def write_nemo(folder: Path) -> dict[str, Any]:
    """One sample: a picture in its row, and one in a tar beside the file."""
    tar(folder / "nemo.tar", {"lamp.png": encoded(photo(160))})
    reference = {"path": "nemo.tar", "member": "lamp.png", "byte_offset": 512, "byte_size": len(encoded(photo(160)))}
    rows = [
        {"position": -1, "modality": "metadata", "url": f"{SITE}/nemo"},
        {"position": 2, "modality": "image", "content_type": "image/png", "binary_content": encoded(photo(161))},
        {"position": 0, "modality": "text", "content_type": "text/plain", "text_content": prose(97)},
        {"position": 1, "modality": "image", "source_ref": json.dumps(reference)},
    ]
    table = pa.Table.from_pylist([{**row, "sample_id": "one"} for row in rows], schema=NEMO)
    pq.write_table(table, folder / "nemo.parquet")
    return {"kind": "nemo", "paths": [f"{folder}/nemo.parquet"]}


WRITERS = {
    "obelics": write_obelics,
    "img2dataset": write_img2dataset,
    "parquet": write_parquet,
    "files": write_files,
    "mmc4": write_mmc4,
    "omnicorpus": write_omnicorpus,
    "mint1t": write_mint1t,
    "datajuicer": write_datajuicer,
    "nemo": write_nemo,
}
"""By the name that the source has in a recipe."""


def write_sets(folder: Path) -> list[dict[str, Any]]:
    """All of them, and the sources of a recipe that reads them."""
    return [{**write(folder), "name": name} for name, write in WRITERS.items()]
