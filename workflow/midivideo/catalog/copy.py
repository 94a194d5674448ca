"""A copy of the catalog, for the day that a crash cuts the catalog short."""

from __future__ import annotations

import shutil
from pathlib import Path

from midivideo.files import written_beside


class Copy:
    """The copy of a catalog, hidden beside it."""

    def __init__(self, path: Path) -> None:
        """Name the copy of the catalog at ``path``."""
        self._path = path
        self._copy = path.with_name(f".{path.name}.copy")

    def restore(self) -> bool:
        """Put the copy in the place of a catalog that is cut short; say whether it was.

        One that is not there was deleted by a person, who wants a new one.
        """
        if not (self._path.exists() and self._copy.exists()):
            return False
        now, before = self._path.read_bytes(), self._copy.read_bytes()
        # The disk keeps the length of what it lost the end of, and fills it with zeros.
        left = now.rstrip(b"\0")
        if now == before or not before.startswith(left):
            return False
        self._put(self._copy, self._path)
        return True

    def keep(self) -> None:
        """Copy the catalog as it is now."""
        same = self._copy.exists() and self._copy.read_bytes() == self._path.read_bytes()
        if not same:
            self._put(self._path, self._copy)

    @staticmethod
    def _put(source: Path, target: Path) -> None:
        with written_beside(target) as temporary:
            shutil.copyfile(source, temporary)
