"""``weft verify`` for a person: a progress bar, then every problem, or one line that says all is well."""

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress

from ..shards.manifest import MANIFEST, read_manifest
from ..shards.verify import verify
from ..storage import Corpus
from .terminal import line


def print_verification(path: str, console: Console) -> bool:
    """Verify the shards at ``path``; True when nothing is wrong with them."""
    with Progress("verifying", BarColumn(), DownloadColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("shards", total=None)
        problems = verify(path, lambda done, total: bar.update(task, completed=done, total=total))
    for problem in problems:
        console.print(line(str(problem), "red"))
    if problems:
        console.print(f"{len(problems)} problems: build the shards again, or copy them again from where they were good")
        return False
    manifest = read_manifest(Corpus(path).read(MANIFEST))
    samples = sum(shard.samples for shard in manifest.shards)
    total_bytes = sum(shard.bytes for shard in manifest.shards)
    console.print(
        f"good: {len(manifest.shards)} shards, {samples:,} sequences, {total_bytes / 1e6:,.1f} MB, "
        f"fingerprint {manifest.fingerprint[:16]}",
        highlight=False,
    )
    return True
