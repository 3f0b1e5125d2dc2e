"""``weft verify`` for a person: a progress bar, then every problem and what mends it, or one line that all is well."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress

from ..shards.manifest import MANIFEST, read_manifest
from ..shards.verify import Problem, folder_and_tar, verify
from ..storage import Corpus
from ..wording import how_many
from .terminal import line

_NAMED = 8
"""Files to delete that are named; all of them are named with their problems."""


def print_verification(path: str, console: Console) -> bool:
    """Verify the shards at ``path``, a folder of them or one tar; True when nothing is wrong with them."""
    with Progress("verifying", BarColumn(), DownloadColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("shards", total=None)
        problems = verify(path, lambda done, total: bar.update(task, completed=done, total=total))
    for problem in problems:
        console.print(line(str(problem), "red"), soft_wrap=True)
    folder, tar = folder_and_tar(path)
    if problems:
        console.print(line(f"{how_many(len(problems), 'problems')}: {remedy(problems, folder)}"), soft_wrap=True)
        return False
    manifest = read_manifest(Corpus(folder).read(MANIFEST))
    shards = [shard for shard in manifest.shards if tar in ("", shard.name)]
    samples = sum(shard.samples for shard in shards)
    total_bytes = sum(shard.bytes for shard in shards)
    console.print(
        f"good: {tar or how_many(len(shards), 'shards')}, {how_many(samples, 'sequences')}, "
        f"{total_bytes / 1e6:,.1f} MB, fingerprint {'of the set ' if tar else ''}{manifest.fingerprint[:16]}",
        highlight=False,
        soft_wrap=True,
    )
    return True


def remedy(problems: Sequence[Problem], folder: str) -> str:
    """What to do: which files to delete so that a build makes them again.

    A build takes a tar or an index of its length as made, and files about the set while the manifest is there.
    """
    files = {problem.file for problem in problems}
    if any(not file.endswith((".tar", ".tar.idx")) for file in files):
        files.add(MANIFEST)
    missing = {problem.file for problem in problems if problem.message.startswith("missing")}
    deleted = sorted(files - missing)
    build = "build again with the recipe of the corpus"
    if missing == files == {MANIFEST}:
        return f"give a folder of shards or a tar in one; if it is one, {build}"
    if deleted:
        named = ", ".join(deleted[:_NAMED])
        more = f" and the {how_many(len(deleted) - _NAMED, 'others')} named above" if len(deleted) > _NAMED else ""
        build = f"delete {named}{more} in {folder}, then {build}"
    return f"{build}; or copy them again from where they are good"
