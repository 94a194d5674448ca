"""Which shard a clip is in, and tar files whose bytes depend on nothing but their content.

Shards are numbered without gaps and grow in number by linear hashing (Litwin, "Linear hashing: a
new tool for file and table addressing", VLDB 1980): the n-th shard takes its clips from one
other, and no further shard changes. So a new clip touches its own shard, and once for every
``dataset.shard_mb`` of growth one shard is divided in two. How many there are follows from the
sizes of all clips, so it needs no memory, and a dataset that grew has the bytes of one that
was made at once.
"""

from __future__ import annotations

import hashlib
import math
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from midivideo.errors import UserError


def shard_count(total_bytes: int, shard_bytes: float) -> int:
    """So many shards hold ``total_bytes``, each about ``shard_bytes`` on average."""
    return max(1, math.ceil(total_bytes / shard_bytes))


def shard_of(clip: str, count: int) -> int:
    """The number of a clip's shard out of ``count``, by the SHA-256 of its id."""
    digest = int.from_bytes(hashlib.sha256(clip.encode()).digest()[:8], "big")
    level = 1 << (count.bit_length() - 1)
    number = digest % level
    # The first ``count - level`` shards have been divided in this round.
    return digest % (2 * level) if number < count - level else number


def shard_name(split: str, number: int) -> str:
    """A shard's path in the dataset."""
    return f"data/{split}-{number:05d}.tar"


@dataclass(frozen=True)
class Content:
    """A file to be packed: bytes in memory, or a file with what it is expected to hold."""

    name: str
    sha256: str
    size: int
    source: bytes | Path


def write_shard(path: Path, contents: Iterable[Content]) -> str:
    """Write a tar file of ``contents`` in their order; return its SHA-256.

    Raises:
        UserError: when a source file does not hold what it is expected to.
    """
    with path.open("wb") as raw:
        file = Hashing(raw)
        with tarfile.open(fileobj=file, mode="w|", format=tarfile.USTAR_FORMAT) as tar:  # type: ignore[call-overload]
            for content in contents:
                _add(tar, content)
        return file.sha256()


def _add(tar: tarfile.TarFile, content: Content) -> None:
    # Owner, mode and time are tarfile's constants, not this machine's.
    member = tarfile.TarInfo(content.name)
    member.size = content.size
    if isinstance(content.source, bytes):
        tar.addfile(member, BytesIO(content.source))
        return
    with content.source.open("rb") as source:
        reader = Hashing(source)
        try:
            tar.addfile(member, reader)
        except OSError as error:
            raise changed(content.source) if "end of data" in str(error) else error from None
        if reader.sha256() != content.sha256:
            raise changed(content.source)


def changed(path: Path) -> UserError:
    """The error for a file that is not any more what it was a moment ago."""
    return UserError("this file changed while the dataset was made; try again", file=path)


class Hashing:
    """A file that is hashed as it is read or written, from beginning to end."""

    def __init__(self, file: IO[bytes]) -> None:
        """Wrap an open binary file."""
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes."""
        block = self._file.read(size)
        self._hash.update(block)
        return block

    def write(self, block: bytes) -> int:
        """Append a block."""
        self._hash.update(block)
        return self._file.write(block)

    def sha256(self) -> str:
        """Of what went through so far, 64 hex digits."""
        return self._hash.hexdigest()
