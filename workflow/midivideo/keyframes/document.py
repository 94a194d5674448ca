"""Makes the Parseq document of a clip (parseq.md 1.1 to 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from midivideo import __version__
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.curves import base_of, field_curve
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.flashes import limited
from midivideo.keyframes.layers import Stage
from midivideo.keyframes.load import NamedMapping
from midivideo.keyframes.mapping import Curve, Mapping
from midivideo.keyframes.notes import Clip, hits_of, with_instruments
from midivideo.keyframes.rows import keyframe_rows
from midivideo.manifest.fields import FIELDS, MANAGED
from midivideo.prompts.listing import no_prompts
from midivideo.seeding import clip_seed

_SEEDS = 2**32


def document_of(
    clip: Clip,
    named: NamedMapping,
    *,
    seed: int,
    painter: str = "preview",
    draws: Draws | None = None,
) -> dict[str, Any]:
    """The clip's Parseq document; prompts are still disabled.

    Args:
        clip: the notes.
        named: the mapping.
        seed: the run's seed.
        painter: whose base values count.
        draws: numbers to use instead of drawing them.
    """
    mapping = named.mapping
    draws = draws or Draws.of(mapping, seed, clip.name)
    own_seed = clip_seed(seed, clip.name)
    notes = with_instruments(clip.notes, mapping.instruments)
    curves = curves_of(clip, notes, mapping, draws, painter)
    curves["seed"] = (own_seed + np.arange(clip.frames)) % _SEEDS
    driven = [field for field in MANAGED if field in mapping.fields]
    return {
        "meta": {
            "generated_by": "midivideo",
            "version": __version__,
            "doc_id": f"doc-{clip.name}",
            "docName": clip.name,
        },
        "options": _options(clip),
        "prompts": no_prompts(clip.frames),
        "managedFields": list(MANAGED),
        "displayedFields": driven or list(MANAGED[:5]),
        "keyframes": keyframe_rows(curves, _labels(notes)),
        "timeSeries": [],
        "keyframeLock": "frames",
        "reverseRender": False,
        "midivideo": {
            "clip": clip.name,
            "midi_sha256": clip.midi_sha256,
            "start_s": clip.start_s,
            "fps": str(clip.fps),
            "frames": clip.frames,
            "seed": own_seed,
            "painter": painter,
            "mapping": named.name,
            "mapping_sha256": named.sha256,
            "draws": draws.values,
            "beats": list(clip.beat_frames),
            "bars": list(clip.bar_frames),
        },
    }


def curves_of(
    clip: Clip, notes: Sequence[Any], mapping: Mapping, draws: Draws, painter: str
) -> dict[str, np.ndarray]:
    """Every managed field but the seed at every frame: arrays ``(frames,)``."""
    stage = Stage(clip.frames, Clock(clip.fps, clip.beats, clip.bpm), draws)
    curves = {}
    for field in FIELDS.values():
        curve = mapping.fields.get(field.name, Curve())
        base = base_of(curve, field.default, painter, draws)
        hits = [hits_of(notes, layer.by) for layer in curve.layers]
        curves[field.name] = field_curve(curve, base, hits, stage)
        if field.name == "strength" and mapping.flashes is not None:
            curves[field.name] = limited(curves[field.name], base, mapping.flashes, float(clip.fps))
    return curves


def _labels(notes: Iterable[dict[str, Any]]) -> dict[int, str]:
    """``kick:110 snare:96`` for each frame with hits: instruments and loudest velocities."""
    loudest: dict[int, dict[str, int]] = {}
    for note in notes:
        at = loudest.setdefault(note["frame"], {})
        for name in note["instruments"]:
            at[name] = max(at.get(name, 0), note["velocity"])
    return {
        frame: " ".join(f"{name}:{velocity}" for name, velocity in sorted(at.items()))
        for frame, at in loudest.items()
        if at
    }


def _options(clip: Clip) -> dict[str, Any]:
    """Numbers throughout: a text or a zero here stops Parseq or Deforum."""
    fps = clip.fps.numerator if clip.fps.denominator == 1 else float(clip.fps)
    return {
        "input_fps": fps,
        "bpm": clip.bpm,
        "output_fps": fps,
        "cc_window_width": 0,
        "cc_window_slide_rate": 1,
        "cc_use_input": False,
        "cadence": 1,
    }
