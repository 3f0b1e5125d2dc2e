"""The images that kept documents show, as files."""

from contextlib import closing
from dataclasses import dataclass, field

from ...schemas.media import MediaKind
from ..stage import Job
from ..storage import Corpus

FOLDER = "images"
_PNG = b"\x89PNG"


@dataclass
class ImageFiles:
    """The images that were written; of each the name follows from its id and its form, of which one is listed."""

    number: int = 0
    pngs: set[bytes] = field(default_factory=set)

    def name(self, media_id: bytes) -> str:
        """What the file of an image is called in its folder."""
        return media_id.hex() + (".png" if media_id in self.pngs else ".jpg")


def write_images(job: Job, out: Corpus) -> ImageFiles:
    """Write every used image once, in its normal form, as ``images/<media id>.jpg`` or ``.png``."""
    files = ImageFiles()
    items, uses = (job.corpus.parts(table) for table in ("media/items", "media/uses"))
    for item_part, use_part in zip(items, uses, strict=True):
        rows = job.corpus.table(item_part, ["media_id", "kind", "blob"])
        used = job.corpus.table(use_part, ["uses"]).column("uses").to_pylist()
        shown = [row for row, times in zip(rows.to_pylist(), used, strict=True) if times and row["blob"]]
        shown = [row for row in shown if row["kind"] == MediaKind.IMAGE]
        if not shown:
            continue
        with closing(job.corpus.open(shown[0]["blob"]["file"])) as stream:
            for row in shown:
                stream.seek(row["blob"]["offset"])
                payload = stream.read(row["blob"]["length"])
                if payload.startswith(_PNG):
                    files.pngs.add(row["media_id"])
                files.number += 1
                out.write(f"{FOLDER}/{files.name(row['media_id'])}", payload)
    return files
