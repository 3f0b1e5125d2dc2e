"""A corpus written as a published format: one file a part."""

from collections import Counter

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
    counts: Counter[str] = Counter()
    for part in range(len(parts)):
        documents = export_documents(job, part, counts)
        if form is ExportFormat.OBELICS:
            with out.create(f"obelics-{part:05d}-of-{len(parts):05d}.parquet") as stream:
                write_obelics(documents, stream)
        else:
            with out.create(f"docs_shard_{part}.jsonl") as stream:
                write_mmc4(documents, stream)
    if images is ExportedImages.FILES:
        write_images(job, out, counts)
    return counts
