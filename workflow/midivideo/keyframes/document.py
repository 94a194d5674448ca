"""Makes the Parseq document of a clip (parseq.md 1.1 to 1.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from midivideo import __version__
from midivideo.errors import UserError
from midivideo.keyframes.clock import Clock
from midivideo.keyframes.columns import Sheet, column_of
from midivideo.keyframes.curves import base_of, field_curve
from midivideo.keyframes.draws import Draws
from midivideo.keyframes.flashes import limited
from midivideo.keyframes.layers import Stage
from midivideo.keyframes.load import NamedMapping
from midivideo.keyframes.mapping import Curve, Mapping
from midivideo.keyframes.notes import Clip, Hit, hits_of, with_instruments
from midivideo.keyframes.rows import Column, keyframe_rows, plain_column
from midivideo.keyframes.timeseries import TimeSeries
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

    Raises:
        UserError: when a formula of the mapping gives no number for some hit.
    """
    mapping = named.mapping
    draws = draws or Draws.of(mapping, seed, clip.name)
    own_seed = clip_seed(seed, clip.name)
    notes = with_instruments(clip.notes, mapping.instruments)
    loudest = _loudest(notes)
    labels = _labels(loudest)
    sheet = Sheet(
        stage=Stage(clip.frames, Clock(clip.fps, clip.beats, clip.bpm), draws),
        options=_options(clip),
        labels=labels,
        instruments={name for note in notes for name in note["instruments"]},
        series=TimeSeries(),
    )
    columns = _columns(notes, named, painter, sheet)
    columns["seed"] = plain_column((own_seed + np.arange(clip.frames)) % _SEEDS)
    sheet.series.keep_used(column.formula for column in columns.values())
    sheet.series.velocities(loudest)
    driven = [field for field in MANAGED if field in mapping.fields]
    return {
        "meta": {
            "generated_by": "midivideo",
            "version": __version__,
            "doc_id": f"doc-{clip.name}",
            "docName": clip.name,
        },
        "options": dict(sheet.options),
        "prompts": no_prompts(clip.frames),
        "managedFields": list(MANAGED),
        "displayedFields": driven or list(MANAGED[:5]),
        "keyframes": keyframe_rows(columns, labels),
        "timeSeries": sheet.series.parseq,
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
    return {
        field: _curve(field, mapping, _hits(notes, mapping, field), painter, stage)[1]
        for field in FIELDS
    }


def _columns(
    notes: Sequence[Any], named: NamedMapping, painter: str, sheet: Sheet
) -> dict[str, Column]:
    """Every managed field but the seed, as rows and a formula."""
    mapping = named.mapping
    columns = {}
    for field in FIELDS:
        hits = _hits(notes, mapping, field)
        curve = mapping.fields.get(field, Curve())
        try:
            base, values = _curve(field, mapping, hits, painter, sheet.stage)
            columns[field] = column_of(field, curve, base, hits, values, sheet)
        except UserError as error:  # of a formula, which does not know where it stands
            raise UserError(str(error), file=named.file, key=f"fields.{field}") from None
    return columns


def _hits(notes: Sequence[Any], mapping: Mapping, field: str) -> list[list[Hit]]:
    """The hits of each layer of a field."""
    return [hits_of(notes, layer.by) for layer in mapping.fields.get(field, Curve()).layers]


def _curve(
    field: str, mapping: Mapping, hits: Sequence[Sequence[Hit]], painter: str, stage: Stage
) -> tuple[float, np.ndarray]:
    """A field's value without any hit, and at every frame."""
    curve = mapping.fields.get(field, Curve())
    base = base_of(curve, FIELDS[field].default, painter, stage.draws)
    values = field_curve(curve, base, hits, stage)
    if field == "strength" and mapping.flashes is not None:
        values = limited(values, base, mapping.flashes, stage.clock.fps)
    return base, values


def _loudest(notes: Iterable[dict[str, Any]]) -> dict[int, dict[str, int]]:
    """By frame the loudest velocity of each instrument that is hit there."""
    loudest: dict[int, dict[str, int]] = {}
    for note in notes:
        for name in note["instruments"]:
            at = loudest.setdefault(note["frame"], {})
            at[name] = max(at.get(name, 0), note["velocity"])
    return loudest


def _labels(loudest: dict[int, dict[str, int]]) -> dict[int, str]:
    """``kick:110 snare:96`` for each frame with hits."""
    return {
        frame: " ".join(f"{name}:{velocity}" for name, velocity in sorted(at.items()))
        for frame, at in loudest.items()
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
