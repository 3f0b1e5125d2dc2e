"""Captures of an earlier corpus: which urls it has, what to ask their servers, and the records to carry over.

Conditional requests: RFC 9110, sections 8.8 (validators) and 13; what a 304 confirms: RFC 9111, section 4.3.4.
"""

import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from ...schemas.ids import url_hash
from ..http_fields import http_date
from ..remote import read_range
from ..storage import Corpus
from .body import MAX_BYTES_IN_MEMORY, spelled_digest
from .visit import RecordPlace, VisitOutcome

VISITED = "frontier/visited"
"""Folder of the tables of visits."""
_ANSWERED = pa.array([VisitOutcome.CAPTURED.value, VisitOutcome.NOT_MODIFIED.value])
_HEAD_BYTES = 64 << 10
"""Read of a record before it is known to be needed: its headers, and all of a short page."""
_MAX_HEADERS_BYTES = 256 << 10
_PIECE_BYTES = 1 << 20
_END = b"\r\n\r\n"
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class EarlierHead:
    """The headers of an earlier response record: enough to ask whether it still holds."""

    place: RecordPlace
    start: bytes
    """The first bytes of its gzip member."""
    warc: Fields
    """Fields of the WARC header, in order; every character is one byte."""
    http: Fields
    """Fields of the response, likewise."""
    block_at: int
    """Bytes from the start of the record to the HTTP response."""
    payload_at: int
    """Bytes from the start of the HTTP response to its body."""

    def record(self, name: str) -> str:
        """The first value of a field of the WARC header; empty where there is none."""
        return _first(self.warc, name)

    def header(self, name: str) -> str:
        """The first value of a header of the response; empty where there is none."""
        return _first(self.http, name)

    @property
    def payload_bytes(self) -> int:
        """Length of the body."""
        return int(self.record("Content-Length")) - self.payload_at

    @property
    def condition(self) -> dict[str, str]:
        """Headers that ask for the page only if it has changed; none where that cannot be asked safely.

        A response that varies with more than its coding may be another one of its url's, and a date cannot tell
        these apart. A page captured in the second in which it changed may have changed again in it.
        """
        vary = {name.strip().lower() for key, value in self.http if key.lower() == "vary" for name in value.split(",")}
        asked: dict[str, str] = {}
        if "*" in vary:
            return asked
        if _ENTITY_TAG.fullmatch(self.header("ETag")):
            asked["If-None-Match"] = self.header("ETag")
        modified = self.header("Last-Modified")
        if vary <= {"accept-encoding", ""} and _is_before(modified, self.header("Date")):
            asked["If-Modified-Since"] = modified
        return asked

    def is_confirmed_by(self, tag: str, modified: str) -> bool:
        """Whether a 304 with these validators, empty where it has none, means this response.

        Entity tags are compared as weak ones.
        """
        if tag and self.header("ETag"):
            return tag.removeprefix("W/") == self.header("ETag").removeprefix("W/")
        return not modified or modified == self.header("Last-Modified")


@dataclass(frozen=True)
class EarlierCapture:
    """A whole earlier response record; whoever holds it closes ``block``."""

    head: EarlierHead
    block: IO[bytes]
    """The HTTP response, headers and body."""

    def payload(self) -> bytes:
        """The body, into memory."""
        self.block.seek(self.head.payload_at)
        return self.block.read()


class EarlierCaptures:
    """The responses that an earlier corpus holds to the urls of some queues.

    In memory is the place of each, about 300 bytes. May be called from several threads.
    """

    def __init__(self, corpus: Corpus, digests: pa.ChunkedArray) -> None:
        """``digests``: the url hashes of the queues. Reads the tables of visits, by column."""
        self._corpus = corpus
        self._places = dict(_places(corpus, digests))

    def head(self, url: str, max_bytes: int) -> EarlierHead | None:
        """The headers of the response to ``url``; None if there is none, or none that can be used.

        ``max_bytes``: the longest body. Raises RemoteError where a remote corpus does not answer: what is asked of a
        host must not depend on that.
        """
        place = self._places.get(url_hash(url))
        if place is None:
            return None
        try:
            start = self._read(place, 0, _HEAD_BYTES)
            head = _parsed(place, start)
        except (OSError, ValueError, zlib.error):
            return None
        usable = (
            head.record("WARC-Type") == "response"
            and head.record("WARC-Target-URI") == url
            and head.record("WARC-Payload-Digest").startswith("sha1:")
            and not head.record("WARC-Truncated")
            and 0 <= head.payload_bytes <= max_bytes
        )
        return head if usable else None

    def load(self, head: EarlierHead) -> EarlierCapture | None:
        """The whole record, checked by its digest; None if it is damaged. A long one lies in a temporary file."""
        block: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MAX_BYTES_IN_MEMORY)  # noqa: SIM115
        try:
            digest = _inflate(self._pieces(head), head, block)
        except (OSError, zlib.error):
            digest = ""
        except BaseException:
            block.close()
            raise
        if digest != head.record("WARC-Payload-Digest"):
            block.close()
            return None
        return EarlierCapture(head, block)

    def _pieces(self, head: EarlierHead) -> Iterator[bytes]:
        yield head.start
        for at in range(len(head.start), head.place.length, _PIECE_BYTES):
            yield self._read(head.place, at, at + _PIECE_BYTES)

    def _read(self, place: RecordPlace, start: int, end: int) -> bytes:
        """Bytes ``start`` to ``end`` of a record, or to its end."""
        path = self._corpus.path(place.file)
        return read_range(self._corpus.fs, path, place.offset + start, place.offset + min(end, place.length))


def earlier_tables(corpus: Corpus) -> list[str]:
    """The tables of visits of a corpus: its crawls' and its fetch stage's."""
    return corpus.names(VISITED, ".parquet")


def _places(corpus: Corpus, digests: pa.ChunkedArray) -> Iterator[tuple[bytes, RecordPlace]]:
    """The url hash and the place of each answer to one of the urls; of several for a url, the last one counts."""
    wanted = digests.combine_chunks()
    for name in earlier_tables(corpus):
        with corpus.part(name) as file:
            for group in range(file.num_row_groups):
                known = file.read_row_group(group, columns=["url_hash"], use_threads=False).column(0)
                asked = pc.is_in(known, value_set=wanted)
                if not pc.any(asked).as_py():
                    continue
                columns = ["outcome", "final_url", "captures"]
                rows = file.read_row_group(group, columns=columns, use_threads=False).filter(asked)
                for row in rows.filter(pc.is_in(rows["outcome"], value_set=_ANSWERED)).to_pylist():
                    yield url_hash(row["final_url"]), RecordPlace(**row["captures"][-1])


def _parsed(place: RecordPlace, start: bytes) -> EarlierHead:
    """The headers in the first bytes of a record. Raises ValueError, zlib.error."""
    text = zlib.decompressobj(31).decompress(start, _MAX_HEADERS_BYTES)
    head, found, rest = text.partition(_END)
    response, also_found, _ = rest.partition(_END)
    if not found or not also_found or response.split(b" ", 2)[1:2] != [b"200"]:
        raise ValueError("no response record of weft")
    block_at, payload_at = len(head) + len(_END), len(response) + len(_END)
    parsed = EarlierHead(place, start, _fields(head), _fields(response), block_at, payload_at)
    int(parsed.record("Content-Length"))
    return parsed


def _inflate(pieces: Iterator[bytes], head: EarlierHead, block: IO[bytes]) -> str:
    """Unpack the block of a record into ``block``; the digest of the payload in it, empty if it is not whole."""
    inflater = zlib.decompressobj(31)
    state = hashlib.sha1(usedforsecurity=False)
    length = head.payload_at + head.payload_bytes
    skip, written = head.block_at, 0
    for piece in pieces:
        data = piece
        while data and written < length:
            text = inflater.decompress(data, _PIECE_BYTES)
            data = inflater.unconsumed_tail
            skipped = min(skip, len(text))
            skip -= skipped
            part = text[skipped : skipped + length - written]
            block.write(part)
            state.update(part[max(0, head.payload_at - written) :])
            written += len(part)
    return spelled_digest(state.digest()) if written == length else ""


def _fields(head: bytes) -> Fields:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _first(fields: Fields, name: str) -> str:
    return next((value for key, value in fields if key.lower() == name.lower()), "")


def _is_before(modified: str, date: str) -> bool:
    """Whether an HTTP date is one, and before the other where that is one."""
    changed, answered = http_date(modified), http_date(date)
    return changed is not None and (answered is None or changed < answered)


def header_lines(fields: Fields) -> Mapping[str, str]:
    """Headers by name in lower case; those that came more than once have a line for each."""
    lines: dict[str, str] = {}
    for name, value in fields:
        lower = name.lower()
        lines[lower] = f"{lines[lower]}\n{value}" if lower in lines else value
    return lines
