"""Parseq documents as they come, brought into the form that is rendered (parseq.md 1.1 to 1.4)."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.fields import DEFAULTS
from midivideo.parseq.javascript import is_finite, to_number
from midivideo.parseq.prompt_formats import prompts_v2

File = str | os.PathLike[str] | None

#: More than two hours at 24 frames a second; a slip of the keyboard must not fill the memory.
MAX_FRAMES = 200_000
#: Frames times fields: as many frames with all the fields that our renderer reads.
MAX_VALUES = 5_000_000
#: Frames and beats come and go within these; beyond them, doubles run out.
_LEAST, _MOST = 1e-3, 1e6
#: Fields that the grid shows at first when a document does not say which.
_DISPLAYED = 5
_OPTIONS = {
    "input_fps": 20,
    "bpm": 140,
    "output_fps": 20,
    "cc_window_width": 0,
    "cc_window_slide_rate": 1,
    "cc_use_input": False,
    "cadence": 1,
}
_RENDERED = ("rendered_frames", "rendered_frames_meta")


def load_document(document: Any, *, file: File = None) -> dict[str, Any]:
    """The document with all keys, defaults filled in, prompts in format v2, rows in order.

    What an earlier rendering left in it is dropped. The argument stays as it was.

    Args:
        document: parsed JSON, from Parseq or ours, rendered or not.
        file: where it comes from, for messages.

    Raises:
        UserError: when it can't be rendered, naming the key or the row.
    """
    if not isinstance(document, Mapping):
        raise UserError("a Parseq document is a JSON object", file=file)
    rows = _rows(document.get("keyframes"), file)
    last_frame = rows[-1]["frame"]
    managed = _field_names(document, "managedFields", list(DEFAULTS), file)
    if (last_frame + 1) * len(managed) > MAX_VALUES:
        raise UserError(
            f"{len(managed)} fields of {last_frame + 1:,} frames are more than {MAX_VALUES:,} "
            "values; name fewer fields",
            file=file,
            key="managedFields",
        )
    loaded = {
        **{key: value for key, value in document.items() if key not in _RENDERED},
        "meta": dict(document["meta"]) if isinstance(document.get("meta"), Mapping) else {},
        "options": _options(document.get("options", {}), file),
        "prompts": prompts_v2(document.get("prompts"), last_frame, file),
        "managedFields": managed,
        "displayedFields": _field_names(document, "displayedFields", managed[:_DISPLAYED], file),
        "keyframes": rows,
        "timeSeries": _series(document.get("timeSeries") or [], file),
    }
    loaded.setdefault("keyframeLock", "frames")
    loaded.setdefault("reverseRender", False)
    return loaded


def row_value(row: Mapping[str, Any], field: str) -> float | None:
    """The number that a row holds for a field, None where it holds none.

    As in Parseq a text that reads as a number counts, and so does null, as 0.
    """
    if field not in row or row[field] == "":
        return None
    number = _number(row[field])
    return None if math.isnan(number) else number


def _number(value: Any) -> float:
    """A JSON value as JavaScript's ``Number`` sees it; NaN for what is no number."""
    if value is None:
        return 0.0
    if isinstance(value, str):
        return to_number(value)
    if isinstance(value, (bool, int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    return math.nan


def _options(given: Any, file: File) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise UserError("options are a JSON object", file=file, key="options")
    options = {**_OPTIONS, **given}
    for key in ("output_fps", "bpm", "cadence"):
        number = _number(options[key])
        if key == "cadence" and (not number or math.isnan(number)):
            number = 1.0
        if not _LEAST <= number <= _MOST:
            raise UserError(
                "must be a number above 0",
                file=file,
                key=f"options.{key}",
                value=options[key],
                allowed=f"{_LEAST:g} to {_MOST:,.0f}",
            )
        options[key] = int(number) if number.is_integer() else number
    return options


def _rows(given: Any, file: File) -> list[dict[str, Any]]:
    """The rows in the order of their frames; rows that share a frame keep their order."""
    if not isinstance(given, list) or len(given) < 2:
        found = len(given) if isinstance(given, list) else given
        raise UserError(
            "at least 2 rows are needed, on frame 0 and on the last frame",
            file=file,
            key="keyframes",
            value=found,
        )
    for number, row in enumerate(given):
        key = f"keyframes[{number}].frame"
        if not isinstance(row, Mapping):
            raise UserError("a row is a JSON object", file=file, key=f"keyframes[{number}]")
        frame = row.get("frame")
        if not _is_frame(frame):
            raise UserError(
                "a frame is a whole number",
                file=file,
                key=key,
                value=frame,
                allowed=f"0 to {MAX_FRAMES - 1}",
            )
    rows = sorted(({**row, "frame": int(row["frame"])} for row in given), key=_frame)
    if rows[0]["frame"] != 0:
        raise UserError(
            "the first row must be on frame 0", file=file, key="keyframes", value=rows[0]["frame"]
        )
    return rows


def _is_frame(value: Any) -> bool:
    return is_finite(value) and 0 <= value < MAX_FRAMES and value % 1 == 0


def _frame(row: Mapping[str, Any]) -> int:
    return int(row["frame"])


def _field_names(
    document: Mapping[str, Any], key: str, default: list[str], file: File
) -> list[str]:
    names = document.get(key)
    if names is None:
        return default
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UserError("must be a list of field names", file=file, key=key, value=names)
    if key == "managedFields" and not names:
        raise UserError("names no field, so nothing would be rendered", file=file, key=key)
    return list(dict.fromkeys(names))


def _series(given: Any, file: File) -> list[dict[str, Any]]:
    """Time series with numeric points."""
    if not isinstance(given, list):
        raise UserError("must be a list", file=file, key="timeSeries")
    for number, series in enumerate(given):
        key = f"timeSeries[{number}]"
        try:
            points = series["ts"]["data"]
            numeric = all(is_finite(point["x"]) and is_finite(point["y"]) for point in points)
            named = isinstance(series["alias"], str)
        except (TypeError, KeyError):
            numeric = named = False
        if not (numeric and named):
            raise UserError(
                "a time series is {alias, ts: {data: [{x, y}, …], timestampType: 0 or 1}}",
                file=file,
                key=key,
            )
    return list(given)
