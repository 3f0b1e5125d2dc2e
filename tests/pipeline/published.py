"""Small files of the published sets, written with the schemas their publishers use; every text and picture differs."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .conftest import encoded, photo, prose

SITE = "https://sets.example"


def tar(path: Path, members: dict[str, bytes]) -> None:
    with tarfile.open(path, "w") as archive:
        for name, payload in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))


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
    (root / "page.html").write_text(
        f"<html><body><main><h1>Page</h1><p>{prose(60)}</p><img src='img/shared.png'><p>{prose(61)}</p></main></body></html>"
    )
    (root / "notes.md").write_text(f"# Notes\n\n{prose(62)}\n\n![lamp](/img/shared.png)\n")
    (root / "lamp.png").write_bytes(encoded(photo(121)))
    (root / "lamp.txt").write_text(prose(63, 12))
    return {"kind": "files", "paths": [str(root)]}


WRITERS = {
    "obelics": write_obelics,
    "img2dataset": write_img2dataset,
    "parquet": write_parquet,
    "files": write_files,
}
"""By the name that the source has in a recipe."""


def write_sets(folder: Path) -> list[dict[str, Any]]:
    """All of them, and the sources of a recipe that reads them."""
    return [{**write(folder), "name": name} for name, write in WRITERS.items()]
