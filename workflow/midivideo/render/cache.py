"""Frames of clips that are being rendered, kept where a failed job can't take them along.

Snakemake removes the outputs of a failed job. The cache lies outside of them, is addressed by
everything that the pixels depend on, and an entry is removed when its batch is delivered.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from midivideo.files import locked


class CacheEntry:
    """One clip's frames: ``part`` while they are being rendered, ``whole`` when complete."""

    def __init__(self, folder: Path, key: str) -> None:
        """Name the files of ``key`` (hex digits) in ``folder``."""
        self.part = folder / f"{key}.part.mkv"
        self.whole = folder / f"{key}.mkv"
        self._lock = folder / f"{key}.lock"

    @contextlib.contextmanager
    def owned(self) -> Iterator[None]:
        """Be the only process that writes this entry; waits for another one to end."""
        with locked(self._lock):
            yield

    def complete(self) -> None:
        """The frames in ``part`` are all there."""
        self.part.replace(self.whole)

    def deliver(self, path: Path) -> None:
        """Put the complete frames at ``path``, without a copy where the file system can."""
        try:
            os.link(self.whole, path)
        except OSError:
            shutil.copyfile(self.whole, path)

    def remove(self) -> None:
        """Forget the entry, after its frames were delivered for good."""
        with self.owned():
            for path in (self.part, self.whole, self._lock):
                path.unlink(missing_ok=True)
