"""Small documents and scopes for the tests of Parseq's language."""

from __future__ import annotations

from typing import Any

import pytest

from midivideo.parseq.labels import Labels
from midivideo.parseq.points import Points
from midivideo.parseq.scope import Scope
from midivideo.parseq.series import TimeSeries

#: The context of golden/parseq/expressions.json: points, labels and time series on 13 frames.
FRAMES, VALUES = [0, 5, 12], [5, 0, 10]
LABELS = [
    (0, "start"),
    (2, "kick v=100"),
    (5, "snare"),
    (6, ""),
    (8, "hat + kick"),
    (12, "snare end"),
]
BY_FRAME = [(0, 1), (3, 4), (7, -2), (9, 8)]
BY_MILLISECOND = [(50, 1), (200, 0.25), (420, 2)]


def golden_scope() -> Scope:
    """A fresh scope like the one in which Parseq evaluated the golden expressions."""
    return Scope(
        field="strength",
        fps=24.0,
        bpm=140.0,
        cadence=3.0,
        points=Points(FRAMES, VALUES),
        labels=Labels(LABELS),
        series={
            "ts_f": TimeSeries(BY_FRAME, False, 24.0),
            "ts_ms": TimeSeries(BY_MILLISECOND, True, 24.0),
        },
        default=0.6,
        variables={"myvar": [0.75] * 13},
    )


@pytest.fixture
def scope() -> Scope:
    return golden_scope()


def document(rows: list[dict[str, Any]], **other: Any) -> dict[str, Any]:
    """A small document at 24 fps and 120 bpm that manages the fields of its rows."""
    keys = dict.fromkeys(key.removesuffix("_i") for row in rows for key in row)
    fields = [key for key in keys if key not in ("frame", "info")]
    return {
        "meta": {},
        "options": {"output_fps": 24, "bpm": 120, "cadence": 1},
        "prompts": {"format": "v2", "enabled": False, "promptList": []},
        "managedFields": fields,
        "keyframes": rows,
        **other,
    }


def values(manifest: dict[str, Any], field: str) -> list[Any]:
    """A field's value on every frame of a manifest."""
    return [frame[field] for frame in manifest["rendered_frames"]]
