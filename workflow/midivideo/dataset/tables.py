"""The table of a split as Parquet, written a thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from midivideo.errors import UserError

_ROWS = 1000


def table_name(split: str) -> str:
    """The table's path in the dataset."""
    return f"metadata/{split}.parquet"


def write_table(path: Path, schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows in their order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        left = iter(rows)
        while group := list(islice(left, _ROWS)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def read_rows(
    path: Path, columns: Sequence[str] | None = None, *, archive: str | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of a table, as :func:`write_table` was given them.

    Args:
        path: of the table.
        columns: to read; all of them without.
        archive: read only the rows of this shard.

    Raises:
        UserError: when the file is damaged, or lacks one of ``columns``.
    """
    try:
        with pq.ParquetFile(path) as file:
            missing = set(columns or ()) - set(file.schema_arrow.names)
            if missing:
                raise UserError(f"this table has no column {min(missing)}", file=path)
            for group in file.iter_batches(_ROWS, columns=columns):
                if archive is not None:
                    group = group.filter(pc.equal(group["archive"], archive))
                yield from group.to_pylist()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise UserError(f"this table can't be read: {error}", file=path) from None
