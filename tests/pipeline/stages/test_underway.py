import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from weft.pipeline.beam import Engine
from weft.pipeline.crawl import group
from weft.pipeline.stage import Job
from weft.pipeline.stages.crawl import Crawl
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from ..crawl.conftest import crawl_source
from ..website import Site


def test_visits_are_told_before_the_first_group_of_hosts_is_done(
    start_site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "_TELL_EVERY_S", 0.01)
    site: Site = start_site()
    source = crawl_source(*(f"{site.base}/{number}" for number in range(4)), timeout_s=30, max_rounds=1)
    recipe = Recipe(sources=(source,), corpus=str(tmp_path))
    job = Job(Corpus(recipe.corpus), recipe)
    other = tmp_path / "frontier" / "queue" / f"{source.name}-reviews-r000.parquet"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"of another source, whose name begins likewise")
    said = [Crawl().progress(job, 0)]

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        said.append(await asyncio.to_thread(Crawl().progress, job, 0))
        return web.Response(text="<p>Words.</p>", content_type="text/html")

    site.pages |= {f"/{number}": answer for number in range(4)}
    Crawl().run(job, Engine())
    assert said == ["", *(f"round 1 · {done} of 4 urls" for done in range(4))]
    assert Crawl().progress(job, 0) == "round 1 · 4 of 4 urls"
    assert not (tmp_path / "frontier" / "underway").exists()
