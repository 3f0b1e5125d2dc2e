"""A zip archive that nobody vouches for, read member by member within bounds and never unpacked by name."""

import io
import zipfile
import zlib
from urllib.parse import unquote

from ..reading import UnreadableError

_MAX_MEMBERS = 20_000
_MAX_RATIO = 200
"""Text shrinks to a tenth, rarely to a fiftieth. What shrinks further, and is large, is a bomb."""
_HARMLESS_BYTES = 1 << 20
_ENCRYPTED_FLAG = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class MemberError(Exception):
    """A member that can't be had; ``reason`` is short and in snake case, e.g. ``member_missing``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Archive:
    """The members of an archive by name. A name is a key and nothing else: no file is ever opened by it."""

    def __init__(self, payload: bytes, max_total_bytes: int) -> None:
        """Raises ``UnreadableError``: ``broken_epub``, ``too_many_members``."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(payload))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, IndexError, OverflowError):
            raise UnreadableError("broken_epub") from None
        members = self._zip.infolist()
        if len(members) > _MAX_MEMBERS:
            raise UnreadableError("too_many_members")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._members.setdefault(member.filename, member)
        self._by_lower_name = {name.lower().replace("\\", "/"): self._members[name] for name in reversed(self._members)}
        self._left_bytes = max_total_bytes

    def has(self, name: str) -> bool:
        """Whether there is such a member, as ``read`` finds it."""
        return self._member(name) is not None

    def _member(self, name: str) -> zipfile.ZipInfo | None:
        """The member spelled so or percent-encoded; else the first that differs only in case, or in its slashes."""
        exact = self._members.get(name) or self._members.get(unquote(name))
        return exact or self._by_lower_name.get(unquote(name).lower())

    def read(self, name: str, max_bytes: int) -> bytes:
        """The bytes of one member. Raises ``MemberError``."""
        member = self._member(name)
        if member is None:
            raise MemberError("member_missing")
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise MemberError("member_encrypted")
        if member.compress_type not in _METHODS:
            raise MemberError("member_broken")
        is_bomb = member.file_size > max(_HARMLESS_BYTES, _MAX_RATIO * member.compress_size)
        if is_bomb or member.file_size > max_bytes or member.file_size > self._left_bytes:
            raise MemberError("member_too_large")
        try:
            with self._zip.open(member) as stream:
                content = stream.read(member.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
            raise MemberError("member_broken") from None
        if len(content) != member.file_size:
            raise MemberError("member_broken")
        self._left_bytes -= len(content)
        return content
