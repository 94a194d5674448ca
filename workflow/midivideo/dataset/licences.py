"""Which licence a MIDI file has: the user's table of globs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from midivideo.errors import UserError

_COLUMNS = ("glob", "licence", "attribution")


@dataclass(frozen=True)
class Licence:
    """A line of the table; ``licence`` is an identifier such as ``cc-by-4.0``."""

    glob: str
    licence: str
    attribution: str


#: Of files that no line fits.
UNKNOWN = Licence("", "unknown", "")


def read_licences(path: str | None) -> list[Licence]:
    """The lines of ``dataset.licences``; none without a file.

    Raises:
        UserError: when the file is missing, or lacks a column or a value.
    """
    if path is None:
        return []
    file = Path(path)
    delimiter = "\t" if file.suffix.lower() in (".tsv", ".tab") else ","
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter=delimiter, restval="", skipinitialspace=True)
            rows = list(reader)
            columns = reader.fieldnames or []
    except FileNotFoundError:
        raise UserError("there is no such file", file=file, key="dataset.licences") from None
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise UserError(f"this is not a table: {error}", file=file) from None
    if not {"glob", "licence"} <= set(columns):
        raise UserError(
            "the first line has to name the columns",
            file=file,
            value=columns,
            allowed=", ".join(_COLUMNS),
        )
    licences = [Licence(*((row.get(name) or "").strip() for name in _COLUMNS)) for row in rows]
    for number, licence in enumerate(licences, 2):
        if not (licence.glob and licence.licence):
            raise UserError(f"line {number} has no glob or no licence", file=file)
    return licences


def licence_of(midi: str, licences: Sequence[Licence]) -> Licence:
    """The first line whose glob fits the file's path, or any end of it (``drums/*.mid``)."""
    for licence in licences:
        if fnmatchcase(midi, licence.glob) or fnmatchcase(midi, f"*/{licence.glob}"):
            return licence
    return UNKNOWN
