"""The curves of a manifest that do something, as the page draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from midivideo.manifest.fields import FIELDS
from midivideo.report.scripts import short

#: Their order on the page; others follow as the renderer lists them.
_FIRST = ("strength", "translation_z", "zoom")


def curves(frames: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every schedule that changes within the clip: ``{"name", "values": one a frame}``.

    Motion is shown as what moves the picture, its step per frame, under ``<field>_delta``; the
    step of frame 0 has no effect and is shown like that of frame 1.
    """
    found = []
    for name in (*_FIRST, *(name for name in FIELDS if name not in _FIRST)):
        shown = f"{name}_delta" if FIELDS[name].motion else name
        values = [short(float(frame.get(shown, 0))) for frame in frames]
        if FIELDS[name].motion and len(values) > 1:
            values[0] = values[1]
        if len(set(values)) > 1:
            found.append({"name": shown, "values": values})
    return found
