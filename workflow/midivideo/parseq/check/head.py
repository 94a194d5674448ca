"""Checks of a document's keys, options and rows (parseq.md 1.1 to 1.5)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from midivideo.parseq.check.finding import Finding, error, warning
from midivideo.parseq.document import row_value
from midivideo.parseq.fields import DEFAULTS

#: All fields that Parseq or Deforum does something with; Deforum reads one that Parseq lacks.
KNOWN = DEFAULTS.keys() | {"aspect_ratio"}
_NUMBERS = ("output_fps", "bpm", "cadence")
#: Read by Deforum only at frames that are generated anew.
_AT_GENERATION = ("strength", "seed")


def check_keys(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Keys that Parseq or Deforum miss without saying so."""
    if not isinstance(document.get("meta"), Mapping):
        yield error("meta", "Parseq's import fails silently without it", 'add "meta": {}')
    for key in ("prompts", "options"):
        if key not in document:
            yield error(key, "Parseq does not import a document without it", f"add {key}")
    if "managedFields" not in document:
        yield warning(
            "managedFields",
            f"without it all {len(DEFAULTS)} fields are managed and override Deforum's settings",
            "list the fields that are meant",
        )
    options = document.get("options")
    if isinstance(options, Mapping):
        yield from _check_options(options)


def _check_options(options: Mapping[str, Any]) -> Iterator[Finding]:
    for key in _NUMBERS:
        if isinstance(options.get(key), str):
            yield warning(
                f"options.{key}",
                f"the text {options[key]!r} reaches Deforum as a text",
                "write the number without quotes",
            )
    for key, default in (("output_fps", 20), ("bpm", 140)):
        if key not in options:
            yield warning(f"options.{key}", f"is missing, so it is {default}", "say what is meant")


def check_fields(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Fields that nobody knows, and row keys that nothing reads.

    Args:
        document: as ``load_document`` gives it.
    """
    managed = document["managedFields"]
    for name in managed:
        if name not in KNOWN:
            yield warning(
                f"managedFields: {name}",
                "neither Parseq nor Deforum knows this field",
                _meant(name, KNOWN),
            )
    for key, frames in _unread_keys(document["keyframes"], managed).items():
        name = key.removesuffix("_i")
        if name in KNOWN:
            fix = f"add {name} to managedFields"
            problem = "is not managed, so nothing reads it"
        else:
            fix, problem = _meant(name, KNOWN), "is no field"
        rows = f" and in {len(frames) - 1} more rows" if len(frames) > 1 else ""
        yield warning(f"keyframes: frame {frames[0]}: {key}", f"{problem}{rows}", fix)


def _unread_keys(rows: list[dict[str, Any]], managed: list[str]) -> dict[str, list[int]]:
    """Keys that no rendering reads, with the frames of their rows."""
    read = {"frame", "info", *managed, *(f"{name}_i" for name in managed)}
    unread: dict[str, list[int]] = {}
    for row in rows:
        for key in row:
            if key not in read:
                unread.setdefault(key, []).append(row["frame"])
    return unread


def _meant(name: str, known: Any) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.75)
    return f"do you mean {close[0]}?" if close else "remove it or correct its name"


def check_rows(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Row values that count for something else than they look like, and rows in each other's way.

    Args:
        document: as ``load_document`` gives it.
    """
    rows = document["keyframes"]
    for earlier, later in pairwise(rows):
        if earlier["frame"] == later["frame"]:
            yield warning(
                f"keyframes: frame {later['frame']}",
                "two rows are on this frame, and only the first one's formulas count",
                "make one row of them",
            )
    for row in rows:
        for name in document["managedFields"]:
            if name in row:
                yield from _check_value(row, name)


def _check_value(row: Mapping[str, Any], name: str) -> Iterator[Finding]:
    place, value = f"keyframes: frame {row['frame']}: {name}", row[name]
    number = row_value(row, name)
    if value is None:
        yield warning(place, "null counts as 0", "write 0, or remove the key")
    elif number is None and value != "":
        yield error(place, f"{value!r} is no number and is passed over", "write a number")
    elif number is not None and not math.isfinite(number):
        yield error(place, f"{value!r} is not finite", "write a number")


def check_cadence(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Rows whose strength or seed Deforum never reads, as they fall between generated frames.

    Args:
        document: as ``load_document`` gives it.
    """
    cadence = document["options"]["cadence"]
    if cadence <= 1:
        return
    for name in _AT_GENERATION:
        if name not in document["managedFields"]:
            continue
        frames = [
            row["frame"]
            for row in document["keyframes"]
            if row["frame"] % cadence and row_value(row, name) is not None
        ]
        if frames:
            yield warning(
                f"keyframes: frame {frames[0]}: {name}",
                f"with cadence {cadence:g} Deforum reads {name} on every {cadence:g}th frame only, "
                f"and {len(frames)} row(s) lie between",
                "use cadence 1, or move the rows",
            )
