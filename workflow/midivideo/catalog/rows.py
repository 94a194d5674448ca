"""The rows of a catalog by their clip, for those who want all and for those who want one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from midivideo.catalog.table import Row, parsed, text_of
from midivideo.errors import UserError


class Rows(dict[str, Row]):
    """All rows, at hand."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Keep them by their clip, in their order."""
        super().__init__((row.clip, row) for row in rows)

    def batch(self, name: str) -> list[str]:
        """The accepted clips of a batch; none where there is no such batch."""
        return self._batches.get(name, [])

    @cached_property
    def _batches(self) -> dict[str, list[str]]:
        batches: dict[str, list[str]] = {}
        for row in self.values():
            if row.accepted:
                batches.setdefault(row.batch, []).append(row.clip)
        return batches


class RowsOnDemand(Mapping[str, Row]):
    """The rows of a table on the disk, each read when it is asked for.

    Every job that a cluster starts looks at the table of tens of thousands of clips, for the few
    that it is about. Finding their lines takes a tenth of the time of reading all.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Find the lines of the catalog at ``path``.

        Raises:
            UserError: when it is missing, or was not written by this tool.
        """
        self._path = path
        self._header, *lines = text_of(path).split("\n")
        parsed(self._header, path)
        if not self._header.startswith("clip\t"):
            raise UserError("this is not a catalog: its first column is not clip", file=path)
        self._lines = {line.partition("\t")[0]: line for line in lines if line}

    def __getitem__(self, clip: str) -> Row:
        """Read a row.

        Raises:
            KeyError: when there is no such clip.
            UserError: when its line is damaged.
        """
        return parsed(f"{self._header}\n{self._lines[clip]}", self._path)[0]

    def __iter__(self) -> Iterator[str]:
        """The clips, in the table's order."""
        return iter(self._lines)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._lines)

    def batch(self, name: str) -> list[str]:
        """The accepted clips of a batch; none where there is no such batch."""
        field = f"\t{name}\t"
        found = (self[clip] for clip, line in self._lines.items() if field in line)
        return [row.clip for row in found if row.batch == name and row.accepted]
