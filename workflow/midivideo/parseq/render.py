"""Renders a Parseq document to the manifest that Deforum and our renderer read (parseq.md 1.6)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from midivideo import __version__
from midivideo.parseq.compose import composed
from midivideo.parseq.document import File, load_document
from midivideo.parseq.evaluate import evaluate


def render_document(document: Mapping[str, Any], *, file: File = None) -> dict[str, Any]:
    """The manifest of a document: all its keys, ``rendered_frames``, ``rendered_frames_meta``.

    A value that is no number (NaN, infinity) is None, which is null in JSON.

    Args:
        document: a Parseq document of any vintage, as parsed from JSON; it is not changed.
        file: where it comes from, for messages.

    Raises:
        UserError: when it can't be rendered, naming the row, the field or the prompt, and the
            place in the formula.
    """
    import numpy as np

    from midivideo.manifest.render import rendered

    loaded = load_document(document, file=file)
    score = evaluate(loaded, file=file)
    series = {name: np.array(values) for name, values in score.values.items()}
    loaded["meta"] = {**loaded["meta"], "generated_by": "midivideo", "version": __version__}
    with np.errstate(all="ignore"):
        manifest = rendered(loaded, series, composed(score))
    frames = [_numbers(frame) for frame in manifest["rendered_frames"]]
    if loaded["reverseRender"]:
        frames = _reversed(frames, loaded["managedFields"])
    manifest["rendered_frames"] = frames
    meta = manifest["rendered_frames_meta"]
    manifest["rendered_frames_meta"] = {name: _numbers(values) for name, values in meta.items()}
    return manifest


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with None for what is no number, as JSON has none of these."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in values.items()
    }


def _reversed(frames: list[dict[str, Any]], fields: list[str]) -> list[dict[str, Any]]:
    """The frames from the last to the first; the steps between them turn round with them."""
    turned = []
    for number, frame in enumerate(reversed(frames)):
        steps = {f"{field}_delta": _turned(field, frame[f"{field}_delta"]) for field in fields}
        turned.append({**frame, **steps, "frame": number})
    return turned


def _turned(field: str, step: float | None) -> float | None:
    if step is None:
        return None
    if field == "zoom":
        return 1 / step if step else None
    return -step
