"""A corpus written as a published format: one file a part."""

from collections import Counter
from itertools import chain

from ...schemas.errors import WeftError
from ...schemas.recipe import Recipe
from ..stage import Job
from ..storage import Corpus
from .documents import export_documents
from .formats import ExportedImages, ExportFormat
from .images import write_images
from .mmc4 import write_mmc4
from .obelics import write_obelics


class ExportError(WeftError):
    """Nothing was exported; the message is one line for a person."""


def export(corpus: Corpus, form: ExportFormat, out: Corpus, images: ExportedImages) -> Counter[str]:
    """Write the kept documents of ``corpus`` below ``out``; returns how many of what.

    Raises:
        ExportError: the folder is not empty, or the corpus has not been selected from yet.
    """
    if out.exists("") and out.fs.ls(out.path(""), detail=False):
        raise ExportError(f"{out.root} is not empty; give a new folder with --out")
    parts = corpus.parts("selection")
    if not parts or not corpus.exists("recipe.json"):
        raise ExportError(f"{corpus.root}: nothing is selected yet; run `weft build` first")
    job = Job(corpus, Recipe.model_validate(corpus.read_json("recipe.json")))
    files = write_images(job, out) if images is ExportedImages.FILES else None
    name = files.name if files else bytes.hex
    counts: Counter[str] = Counter()
    written = 0
    for part in range(len(parts)):
        documents = export_documents(job, part, counts, name)
        if form is ExportFormat.OBELICS:
            with out.create(f"obelics-{part:05d}-of-{len(parts):05d}.parquet") as stream:
                write_obelics(documents, stream)
        elif (first := next(documents, None)) is not None:  # a file of no lines is no JSON to some readers
            with out.create(f"docs_shard_{written}.jsonl") as stream:
                write_mmc4(chain([first], documents), stream)
            written += 1
    if files:
        counts["image files"] = files.number
    return counts
