"""Work dealt to the processes of one machine as they become free: whoever is there first takes a number.

Beam's local runner deals elements out beforehand, as many to each process; one that got the large ones works on
long after the others are done. So every process is offered every number, and an empty file says which are taken.
"""

import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path

from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions


class SharedFolderOptions(PipelineOptions):
    """``--weft_shared_folder``: a folder of this run that every worker of the machine sees; none on a cluster."""

    @classmethod
    def _add_argparse_args(cls, parser: ArgumentParser) -> None:
        parser.add_argument("--weft_shared_folder")


def workers_of(options: PipelineOptions) -> range:
    """A number for each worker of this machine."""
    return range(options.view_as(DirectOptions).direct_num_workers)


class Claims:
    """Numbers that are each taken once, by any process of the machine. Goes to workers by pickle."""

    def __init__(self, shared_folder: str):
        self._folder = tempfile.mkdtemp(prefix="claims-", dir=shared_folder)

    def taken(self, numbers: Iterable[int]) -> Iterator[int]:
        """Those of ``numbers`` that nobody has taken before, each taken when it is asked for."""
        for number in numbers:
            try:
                os.close(os.open(Path(self._folder, str(number)), os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            yield number
