"""The images that kept documents show, as files."""

from collections import Counter
from contextlib import closing

from ...schemas.media import MediaKind
from ..stage import Job
from ..storage import Corpus

FOLDER = "images"


def write_images(job: Job, out: Corpus, counts: Counter[str]) -> None:
    """Write every used image once, in its normal form (JPEG or PNG), as ``images/<media id>``.

    The name has no ending, since documents name images before anyone has looked at their bytes.
    """
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
                out.write(f"{FOLDER}/{row['media_id'].hex()}", stream.read(row["blob"]["length"]))
                counts["image files"] += 1
