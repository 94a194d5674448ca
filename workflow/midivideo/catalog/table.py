r"""``catalog.tsv``: one row a clip, readable by any tool that knows tab-separated values.

Fields are quoted as Python's ``csv`` does. Tabs, line ends, other control characters,
backslashes, bytes that are not UTF-8 (in file names), and a first character that a spreadsheet
takes for a formula's (``= + - @``) are written as ``\t``, ``\n``, ``\\``, ``\xNN`` and ``\u003d``,
so that a row is always one line of valid UTF-8; :func:`read_table` undoes that.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from dataclasses import MISSING, astuple, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from midivideo.errors import UserError
from midivideo.files import write_text


@dataclass(frozen=True, slots=True)
class Row:
    """A clip, or a file that gives none.

    ``clip`` is its id, ``song`` the id of the MIDI file (the same, but for ``select: all``).
    ``start_s`` and ``duration_s`` are decimal texts, ``start_s`` exact (:attr:`start`).
    ``hits`` counts the notes of named instruments in the window, ``instruments`` lists them as
    ``kick:32 snare:16``. ``settings`` is the sidecar's content as JSON, or "". ``sha256``,
    ``size`` and ``mtime_ns`` say which bytes the row was made from, ``sidecar`` and ``scan`` which
    settings.
    """

    clip: str
    midi: str
    sha256: str = ""
    start_s: str = ""
    duration_s: str = ""
    frames: int = 0
    bpm: str = ""
    hits: int = 0
    batch: str = ""
    status: str = "accepted"
    reason: str = ""
    warnings: str = ""
    instruments: str = ""
    meter: str = ""
    song: str = ""
    settings: str = ""
    size: int = -1
    mtime_ns: int = -1
    sidecar: str = ""
    scan: str = ""

    @property
    def start(self) -> Fraction:
        """Start of the window in seconds, exact."""
        return Fraction(self.start_s or 0)

    @property
    def window_options(self) -> str:
        """The clip's window as options of ``midivideo parse``."""
        return f"--start {self.start_s} --frames {self.frames}"

    @property
    def accepted(self) -> bool:
        """Whether a video is made of it."""
        return self.status == "accepted"


STATUSES = ("accepted", "refused", "dropped", "gone")
COLUMNS = tuple(field.name for field in fields(Row))
_DEFAULTS = tuple("" if field.default is MISSING else field.default for field in fields(Row))
_NUMBERS = tuple(index for index, field in enumerate(fields(Row)) if field.type == "int")

_UNSAFE = re.compile("\\A[=+@-]|[\x00-\x1f\x7f-\x9f\\\\\u2028\u2029\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[tnr\\])")
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}


def escape(text: str) -> str:
    """Text as it stands in a field; a byte that is not UTF-8 comes as Python's surrogate."""
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}"


def unescape(text: str) -> str:
    """The text that :func:`escape` was given."""
    return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x":
        return chr(0xDC00 + int(code[1:], 16))
    if code[0] == "u":
        return chr(int(code[1:], 16))
    return {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[code]


def read_table(path: str | os.PathLike[str]) -> list[Row]:
    """All rows of a catalog, those of gone files too.

    Raises:
        UserError: when it is missing, or was not written by this tool.
    """
    return parsed(text_of(path), path)


def text_of(path: str | os.PathLike[str]) -> str:
    """What is in a catalog's file.

    Raises:
        UserError: when it is missing, or no text.
    """
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        raise UserError("there is no such catalog", file=path) from None
    except UnicodeDecodeError as error:
        raise UserError(f"this is not a catalog: {error}", file=path) from None


def parsed(text: str, path: str | os.PathLike[str]) -> list[Row]:
    """The rows in the text of a catalog, or in its first line and some others of it.

    Raises:
        UserError: naming ``path``, when it was not written by this tool.
    """
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    except csv.Error as error:
        raise UserError(f"this is not a catalog: {error}", file=path) from None
    header = lines[0] if lines else []
    if not {"clip", "midi", "status"} <= set(header):
        raise UserError("this is not a catalog: its first line names no columns", file=path)
    rows: list[list[Any]] = lines[1:]
    if "\\" in text:
        rows = [[unescape(value) for value in row] for row in rows]
    try:
        if tuple(header) != COLUMNS:
            rows = [_in_order(row, header) for row in rows]
        return [_row(row) for row in rows]
    except (IndexError, TypeError, ValueError):
        raise UserError(
            "this catalog is damaged; delete it to have it made anew", file=path
        ) from None


def _in_order(row: list[Any], header: list[str]) -> list[Any]:
    """The values of a row as :data:`COLUMNS` has them, also of another version's table."""
    return [
        row[header.index(name)] if name in header else default
        for name, default in zip(COLUMNS, _DEFAULTS, strict=True)
    ]


def _row(values: list[Any]) -> Row:
    # By position: keywords take thrice as long, for tens of thousands of rows.
    for index in _NUMBERS:
        values[index] = int(values[index] or 0)
    return Row(*values)


def write_table(path: str | os.PathLike[str], rows: Iterable[Row]) -> None:
    """Write a catalog, beside and renamed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(escape(v) if isinstance(v, str) else v for v in astuple(row))
    write_text(path, text.getvalue())
