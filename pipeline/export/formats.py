"""What ``weft export`` can write."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """The format of documents."""

    OBELICS = "obelics"
    MMC4 = "mmc4"


class ExportedImages(StrEnum):
    """How images go along: as urls alone, or as files beside the documents."""

    URLS = "urls"
    FILES = "files"
