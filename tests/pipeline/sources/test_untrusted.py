"""Whatever a record holds, it ends as captures: nothing a set says can stop a build."""

import io
import json
import math
import tarfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.sources.capture import Capture
from weft.pipeline.sources.datajuicer import read_datajuicer
from weft.pipeline.sources.img2dataset import read_img2dataset
from weft.pipeline.sources.media_root import MediaRoot
from weft.pipeline.sources.mint1t import read_mint1t
from weft.pipeline.sources.mmc4 import read_mmc4
from weft.pipeline.sources.nemo import read_nemo
from weft.pipeline.sources.obelics import read_obelics
from weft.pipeline.storage import Corpus
from weft.schemas.sets import DataJuicerSource, Img2datasetSource, Mmc4Source, NemoSource

TEXTS = st.text(max_size=8) | st.sampled_from(["http://a.example/", "a.png", "<__dj__image>", "\ud800", "a\x00b"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=6,
)
NO_FOLDER = MediaRoot(Corpus("/nowhere/corpus"), "/nowhere/media", "", 100)


def records(*keys: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(keys, VALUES))


def holds(captures: list[Capture]) -> None:
    assert captures
    for capture in captures:
        assert capture.url
        f"{capture.url}{capture.file}{capture.mime}{capture.license}".encode()
        if capture.document:
            f"{capture.document.license}{capture.document.title}".encode()
            for score in capture.document.scores:
                assert math.isfinite(score.value)
                score.name.encode()
        for segment in capture.document.segments if capture.document else ():
            assert segment.text.strip() or segment.media_url
            f"{segment.text}{segment.media_url}{segment.alt}".encode()


def tar(members: dict[str, bytes]) -> io.BytesIO:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, payload in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))
    return io.BytesIO(sink.getvalue())


@given(records("url", "text_list", "image_info"))
def test_mmc4(record: dict[str, Any]) -> None:
    holds(list(read_mmc4(io.BytesIO(json.dumps(record).encode()), "a", Mmc4Source(paths=("a",)))))


@given(records("text", "images", "audios", "meta", "url", "__dj__stats__"))
def test_datajuicer(record: dict[str, Any]) -> None:
    source = DataJuicerSource(paths=("a",))
    holds(list(read_datajuicer(io.BytesIO(json.dumps(record).encode()), "a", source, NO_FOLDER)))


@given(records("url", "caption", "text", "license", "alt", "similarity", "punsafe"))
def test_img2dataset(record: dict[str, Any]) -> None:
    members = {"1.jpg": b"x", "1.json": json.dumps(record).encode()}
    holds(list(read_img2dataset(tar(members), "a.tar", Img2datasetSource(paths=("a",)))))


def test_a_tar_s_names_may_be_in_any_encoding() -> None:
    payload = tar({"caf_.jpg": b"\xff\xd8\xff", "caf_.txt": b"A lamp", "na_ve.txt": b""}).getvalue()
    for name, spelled in ((b"caf_", b"caf\xe9"), (b"na_ve", b"na\xefve")):
        payload = payload.replace(name, spelled)
    blocks = [bytearray(payload[at : at + 512]) for at in range(0, len(payload), 512)]
    for block in blocks:
        if b"ustar" in block:
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
    holds(list(read_img2dataset(io.BytesIO(b"".join(blocks)), "a.tar", Img2datasetSource(paths=("a",)))))


@given(records("texts", "images", "url"))
def test_mint1t(record: dict[str, Any]) -> None:
    holds(list(read_mint1t(tar({"1.json": json.dumps(record).encode(), "1.tiff": b"II*\0"}), "a.tar")))


@given(st.lists(st.none() | TEXTS.filter(lambda text: "\ud800" not in text), max_size=3), VALUES, VALUES)
@settings(max_examples=50)
def test_obelics(texts: list[str | None], metadata: Any, page: Any) -> None:
    sink = io.BytesIO()
    images = ["a" if text is None else None for text in texts]
    row = {"texts": texts, "images": images, "metadata": json.dumps(metadata), "general_metadata": json.dumps(page)}
    types = [pa.list_(pa.string()), pa.list_(pa.string()), pa.string(), pa.string()]
    pq.write_table(pa.Table.from_pylist([row], schema=pa.schema(zip(row, types, strict=True))), sink)
    holds(list(read_obelics(io.BytesIO(sink.getvalue()), "a.parquet")))


@given(VALUES)
@settings(max_examples=50)
def test_nemo(reference: Any) -> None:
    sink = io.BytesIO()
    row = {"sample_id": "s", "position": 0, "modality": "image", "source_ref": json.dumps(reference)}
    pq.write_table(pa.Table.from_pylist([row]), sink)
    captures = list(read_nemo(io.BytesIO(sink.getvalue()), "a.parquet", NemoSource(paths=("a",)), NO_FOLDER))
    holds(captures)
    assert not Path("/nowhere").exists()
