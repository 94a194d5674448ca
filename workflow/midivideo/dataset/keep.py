"""Files of the last build that are still right are taken over as they are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from midivideo.errors import UserError
from midivideo.files import read_json, write_json


class Ledger:
    """What the last build wrote: content, hash, size and time of each data file.

    A file is only taken over when size and time are still what they were, so that one which was
    damaged or replaced since is written anew. Without the ledger all files are: the same bytes,
    only later.
    """

    def __init__(self, path: Path, old: Path, new: Path) -> None:
        """Read the ledger at ``path``, about the dataset ``old``, to build ``new``."""
        self._path = path
        self._old = old
        self._new = new
        self._known: dict[str, list[Any]] = {}
        self._written: dict[str, list[Any]] = {}
        if path.exists():
            try:
                self._known = read_json(path)
            except UserError:
                self._known = {}

    def keep(self, name: str, content: str) -> str | None:
        """Link the old file ``name`` into the new dataset when it holds ``content``.

        Args:
            name: path in the dataset.
            content: tells contents apart.

        Returns:
            its SHA-256, or None when it has to be written.
        """
        entry = self._known.get(name)
        if entry is None or entry[0] != content or _state(self._old / name) != entry[2:]:
            return None
        target = self._new / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self._old / name, target)
        except OSError:  # not every file system has hard links
            return None
        self._written[name] = entry
        return entry[1]

    def wrote(self, name: str, content: str, sha256: str) -> None:
        """Remember a file that was written into the new dataset."""
        state = _state(self._new / name)
        assert state is not None
        self._written[name] = [content, sha256, *state]

    def save(self) -> None:
        """Write the ledger down; to be called once the new dataset is in its place."""
        write_json(self._path, self._written, indent=0)


def _state(path: Path) -> list[int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return [stat.st_size, stat.st_mtime_ns]
