"""Whether a clip is in sync, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from midivideo.settings.model import Sync
from midivideo.sync.hits import ALL


def deciding_instruments(instruments: Mapping[str, Mapping[str, Any]], gate: Sync) -> list[str]:
    """The instruments that decide: those of ``sync.instruments`` with enough hits, else all."""
    own = [
        name
        for name in gate.instruments
        if name in instruments and instruments[name]["hits"] >= gate.min_hits
    ]
    return own or [ALL]


def reasons_against(
    instruments: Mapping[str, Mapping[str, Any]],
    deciding: Sequence[str],
    gate: Sync,
    fps: Fraction,
) -> list[str]:
    """Why a clip does not pass, a sentence each; none when it does."""
    reasons = []
    for name in deciding:
        numbers = instruments[name]
        of_what = "any instrument" if name == ALL else name
        if not numbers["hits"]:
            reasons.append(f"there is no hit of {of_what}")
            continue
        z, lag = numbers["z"], numbers["lag_ms"]
        if z is None or z < gate.min_z:
            shown = "no change at all" if z is None else f"z {z:.2f}, below {gate.min_z:g}"
            reasons.append(f"the picture hardly shows the hits of {of_what} ({shown})")
        if lag is not None and abs(lag) * fps > 1000 * gate.max_lag_frames:
            frames = float(abs(lag) * fps / 1000)
            reasons.append(
                f"the picture is {abs(lag):.0f} ms ({frames:.1f} frames) too "
                f"{'late' if lag > 0 else 'early'} for {of_what}"
            )
    return reasons
