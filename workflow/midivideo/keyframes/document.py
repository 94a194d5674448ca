"""Makes the Parseq document of a clip (parseq.md 1.1 to 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from midivideo import __version__
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.curves import Stage
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.flashes import limited
from midivideo.keyframes.load import NamedMapping
from midivideo.keyframes.mapping import Curve, Mapping
from midivideo.keyframes.notes import Clip, Hit, hits_of, matches
from midivideo.keyframes.rows import keyframe_rows
from midivideo.manifest.fields import MANAGED, neutral
from midivideo.seeding import clip_seed

_SEEDS = 2**32


def document_of(
    clip: Clip,
    named: NamedMapping,
    *,
    seed: int,
    painter: str = "preview",
    notes_sha256: str = "",
    draws: Draws | None = None,
) -> dict[str, Any]:
    """The clip's Parseq document; prompts are still disabled.

    Args:
        clip: the notes.
        named: the mapping.
        seed: the run's seed.
        painter: whose base values count.
        notes_sha256: of the file that the notes came from, to be recorded.
        draws: numbers to use instead of drawing them.
    """
    mapping = named.mapping
    draws = draws or Draws.of(mapping, seed, clip.name)
    own_seed = clip_seed(seed, clip.name)
    notes = with_instruments(clip.notes, mapping)
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
            "notes_sha256": notes_sha256,
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
    stage = Stage(clip.frames, Clock(clip.fps, clip.beats, clip.bpm), draws, painter)
    curves = {}
    for field in MANAGED[:-1]:
        curve = mapping.fields.get(field, Curve())
        hits: dict[tuple[str, ...], list[Hit]] = {
            layer.by: hits_of(notes, layer.by) for layer in curve.layers
        }
        values = stage.curve(curve, neutral(field), hits)
        if field == "strength" and mapping.flashes is not None:
            base = stage.base(curve, neutral(field))
            values = limited(values, base, mapping.flashes, float(clip.fps))
        curves[field] = values
    return curves


def with_instruments(notes: Sequence[Any], mapping: Mapping) -> list[dict[str, Any]]:
    """The notes with the instruments of the mapping added to, or in place of, the config's."""
    own = mapping.instruments
    return [
        {
            **note,
            "instruments": [
                *(name for name in note["instruments"] if name not in own),
                *(name for name, instrument in own.items() if matches(instrument, note)),
            ],
        }
        for note in notes
    ]


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


def no_prompts(frames: int) -> dict[str, Any]:
    """Parseq prompts (v2) of a document that leaves prompts to others."""
    return {
        "format": "v2",
        "enabled": False,
        "commonPrompt": prompt("Common", "", "", 0, frames - 1, all_frames=True),
        "commonPromptPos": "append",
        "promptList": [prompt("Prompt 1", "", "", 0, frames - 1, all_frames=True)],
    }


def prompt(
    name: str,
    positive: str,
    negative: str,
    start: int,
    end: int,
    *,
    all_frames: bool = False,
    fade_in: int = 0,
    fade_out: int = 0,
) -> dict[str, Any]:
    """One Parseq prompt (v2); ``start`` and ``end`` are inclusive, fades are in frames."""
    return {
        "name": name,
        "positive": positive,
        "negative": negative,
        "allFrames": all_frames,
        "from": start,
        "to": end,
        "overlap": {
            "type": "linear" if fade_in or fade_out else "none",
            "inFrames": fade_in,
            "outFrames": fade_out,
            "custom": "prompt_weight_1",
        },
    }
