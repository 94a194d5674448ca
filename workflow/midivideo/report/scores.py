"""What a sync document says of a clip, in the few numbers by which clips are sorted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from midivideo.report.scripts import short


def summary(sync: Mapping[str, Any]) -> dict[str, Any]:
    """Pass or fail, and the scores, of a ``midivideo-sync/1`` document.

    ``z`` and ``lag`` (ms) are the worst among the instruments that the gate looks at, so that
    they agree with ``passed``; ``by`` has ``[hits, F1 at 50 ms, z, lag]`` of each instrument.
    Any number may be None.
    """
    instruments = sync["instruments"]
    gating = [instruments[name] for name in sync["gate"]["instruments"] if name in instruments]
    z = [scores["z"] for scores in gating if scores["z"] is not None]
    lags = [scores["lag_ms"] for scores in gating if scores["lag_ms"] is not None]
    return {
        "passed": sync["passed"],
        "reasons": sync["reasons"],
        "z": short(min(z)) if z else None,
        "lag": short(max(lags, key=abs)) if lags else None,
        "by": {
            name: [scores["hits"], *(_short(scores[key]) for key in ("f1_50", "z", "lag_ms"))]
            for name, scores in instruments.items()
        },
    }


def _short(value: float | None) -> float | None:
    return None if value is None else short(value)
