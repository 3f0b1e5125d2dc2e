"""The pages of a crawl that link to a page."""

import numpy as np
import pyarrow.compute as pc

from ..storage import Corpus
from .documents import VISITED, part_names


def linking_pages(corpus: Corpus, url: str) -> list[str]:
    """Urls of the visited pages that link to ``url``, in the order of the tables; each once."""
    found: dict[str, None] = {}
    for name in part_names(corpus, VISITED):
        for batch in corpus.batches(name, ["url", "pages"]):
            links = batch.column("pages")
            hits = np.asarray(pc.equal(links.flatten(), url).fill_null(False))
            rows = np.unique(np.asarray(pc.list_parent_indices(links))[hits])
            found |= dict.fromkeys(batch.column("url").take(rows).to_pylist())
    return list(found)
