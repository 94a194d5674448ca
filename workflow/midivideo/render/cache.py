"""Frames of clips that are being rendered, kept where a failed job can't take them along.

Snakemake removes the outputs of a failed job. The cache lies outside of them, is addressed by
everything that the pixels depend on, and an entry is removed when its batch is delivered.

Several processes may share a cache. A lock on an entry makes one the writer; a job that has seen
frames complete holds them by a shared lock on their file, so that another job, which has delivered
the same clip already, does not remove them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from midivideo.files import locked, locked_at_once, to_the_disk, told_when_full
from midivideo.intact import fault_of

#: Hex digits of a clip's name, and of what its pixels depend on, in the names of an entry's files.
_NAME, _KEY = 16, 48
_ENTRY = re.compile(
    rf"([0-9a-f]{{{_NAME}}}-[0-9a-f]{{{_KEY}}})\.(?:lock|mkv|part\.mkv|part\.new\.mkv)"
)


class CacheEntry:
    """One clip's frames: ``part`` while they are being rendered, ``whole`` when complete."""

    def __init__(self, folder: Path, name: str, key: str) -> None:
        """Name the files of clip ``name`` in ``folder``; ``key`` (hex digits) tells its looks."""
        self._folder = folder
        self._stem = f"{hashed(name)}-{key[:_KEY]}"
        self.part = folder / f"{self._stem}.part.mkv"
        self.whole = folder / f"{self._stem}.mkv"
        self._lock = folder / f"{self._stem}.lock"
        self._held: IO[bytes] | None = None

    @contextlib.contextmanager
    def owned(self) -> Iterator[None]:
        """Be the only process that writes this entry; waits for another one to end.

        A process that owns several at a time takes them in the order of :attr:`whole`: then no two
        wait for each other.
        """
        with locked(self._lock):
            yield

    def take(self) -> bool:
        """Hold the complete frames until they are removed; false when there are none yet.

        To be called by the owner. Frames that a crash has cut short are thrown away.
        """
        if self.whole.exists() and fault_of(self.whole) is not None:
            self.whole.unlink()
        if self._held is None and self.whole.exists():
            # Both kinds of lock want a file that is open for both, on a network's disk.
            self._held = self.whole.open("r+b")
            fcntl.flock(self._held, fcntl.LOCK_SH)
        return self._held is not None

    def complete(self) -> None:
        """The frames in ``part`` are all there; to be called by the owner, who holds them then."""
        with told_when_full(self.part):
            to_the_disk(self.part)
        self.part.replace(self.whole)
        self.take()

    def deliver(self, path: Path) -> None:
        """Put the complete frames at ``path``, without a copy where the file system can."""
        try:
            os.link(self.whole, path)
        except OSError:
            shutil.copyfile(self.whole, path)

    def remove(self) -> None:
        """Forget the entry, after its frames were delivered for good or when they are unwanted.

        Frames that another job holds stay; it removes them when it has delivered them, too.
        """
        if self._held is not None:
            self._held.close()
            self._held = None
        with self.owned():
            _remove(self._folder, self._stem)


def hashed(name: str) -> str:
    """A clip's name as the files of its entries begin with; names may be too long for files."""
    return hashlib.sha256(name.encode(errors="surrogateescape")).hexdigest()[:_NAME]


def tidy(folder: Path, unwanted: Callable[[str], bool]) -> None:
    """Remove the entries of the clips that ``unwanted`` tells by their hashed names.

    An entry that someone is writing, or holds, stays.
    """
    names = (entry.name for entry in os.scandir(folder)) if folder.is_dir() else ()
    stems = {match[1] for match in map(_ENTRY.fullmatch, names) if match}
    for stem in sorted(stems):
        if unwanted(stem[:_NAME]):
            with locked_at_once(folder / f"{stem}.lock") as ours:
                if ours:
                    _remove(folder, stem)


def _remove(folder: Path, stem: str) -> None:
    """Remove the files of an entry that is locked by the caller, but for frames that are held."""
    whole = folder / f"{stem}.mkv"
    with contextlib.suppress(FileNotFoundError), whole.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        whole.unlink()
    for ending in ("part.mkv", "part.new.mkv", "lock"):
        (folder / f"{stem}.{ending}").unlink(missing_ok=True)
