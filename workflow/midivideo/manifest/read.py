"""Reads rendered manifests, ours and those that Parseq wrote, for the renderer.

Rules and defaults are Deforum's (deforum.md 5 and 7): a field is managed when frame 0 has it,
and every other frame must have it then; motion is read from ``<field>_delta`` alone.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from midivideo.errors import UserError
from midivideo.files import read_json, sha256_file
from midivideo.manifest.fields import FIELDS, OPTIONAL, Field
from midivideo.parseq.javascript import is_finite
from midivideo.settings.fields import exact

#: Frames per second that any container can hold; Parseq itself asks for no more than a number.
SLOWEST, FASTEST = Fraction(1, 10), Fraction(1000)
#: Seeds are whole numbers that a random generator takes.
_MOST_SEED = 2**63
_MOST_DENOMINATOR = 10**6
#: The warning of a manifest that says how things move, but not what is seen.
NO_PROMPTS = "there are no prompts in it"


@dataclass(frozen=True)
class Manifest:
    """All that a renderer needs to know of a clip.

    Attributes:
        path: the file.
        sha256: of the file's bytes.
        frames: number of frames.
        fps: frames per second, exact.
        prompts: composed ``deforum_prompt`` per frame; empty texts where none is managed.
        series: per schedule an array ``(frames,)`` of float64. Motion (deforum.md 7, D) is the
            step from frame f - 1 to f; the step at frame 0 has no effect. ``seed``, ``subseed``
            and ``subseed_strength`` are among them.
        managed: the schedules that the file holds; the others have their defaults.
        warnings: what a user may want to know, as sentences.
    """

    path: Path
    sha256: str
    frames: int
    fps: Fraction
    prompts: list[str]
    series: dict[str, np.ndarray]
    managed: frozenset[str]
    warnings: tuple[str, ...]


def read_manifest(path: str | os.PathLike[str]) -> Manifest:
    """Read a manifest and check it.

    Raises:
        UserError: when the file is not a rendered manifest, naming file, frame and field.
    """
    path = Path(path)
    document = read_json(path)
    rows = _rows(document, path)
    warnings: list[str] = []
    series = _seeds(rows, path, warnings)
    managed = {"seed"} & rows[0].keys()
    for name, field in {**FIELDS, **OPTIONAL}.items():
        values = _series(rows, field, path, warnings)
        if values is not None:
            managed.add(name)
        series[name] = np.full(len(rows), field.default) if values is None else values
    cadence = _options(document, path).get("cadence", 1)
    if cadence not in (1, "1", None, 0):
        warnings.append(f"cadence {cadence} is not used: every frame is painted")
    return Manifest(
        path=path,
        sha256=sha256_file(path),
        frames=len(rows),
        fps=frame_rate(document, path),
        prompts=_prompts(rows, path, warnings),
        series=series,
        managed=frozenset(managed),
        warnings=tuple(warnings),
    )


def _rows(document: Any, path: Path) -> list[Mapping[str, Any]]:
    """The rendered frames, 0 to N - 1 in order; of two for one frame the later counts."""
    rows = document.get("rendered_frames") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        hint = (
            ": this is a Parseq document that is not rendered yet (midivideo prompts does it)"
            if isinstance(document, dict) and "keyframes" in document
            else ""
        )
        raise UserError(f"there are no rendered_frames{hint}", file=path)
    by_frame = {}
    for number, row in enumerate(rows):
        frame = row.get("frame") if isinstance(row, dict) else None
        if not isinstance(frame, int) or isinstance(frame, bool) or frame < 0:
            raise UserError(
                "a frame is a whole number from 0",
                file=path,
                key=f"rendered_frames[{number}].frame",
                value=frame,
            )
        by_frame[frame] = row
    missing = next((frame for frame in range(len(by_frame)) if frame not in by_frame), None)
    if missing is not None:
        raise UserError("this frame is missing", file=path, key=f"frame {missing}")
    return [by_frame[frame] for frame in range(len(by_frame))]


def _series(
    rows: list[Mapping[str, Any]], field: Field, path: Path, warnings: list[str]
) -> np.ndarray | None:
    """A schedule's values, or None where the manifest does not manage it."""
    key = f"{field.name}_delta" if field.motion else field.name
    if key not in rows[0]:
        if field.name in rows[0]:
            warnings.append(f"{field.name} is left out: Deforum reads {key}, which is missing")
        return None
    values = np.array([_number(row, key, frame, path) for frame, row in enumerate(rows)])
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    if field.name == "strength":  # Deforum clamps it.
        return np.clip(values, low, high)
    wrong = np.flatnonzero((values < low) | (values > high))
    if len(wrong):
        raise UserError(
            "this value is out of range",
            file=path,
            key=f"frame {wrong[0]}: {key}",
            value=values[wrong[0]].item(),
            allowed=f"from {low:g}" + (f" up to {high:g}" if high < math.inf else ""),
        )
    return values


def _number(row: Mapping[str, Any], key: str, frame: int, path: Path) -> float:
    if key not in row:
        raise UserError(
            "frame 0 has this field, so every frame must", file=path, key=f"frame {frame}: {key}"
        )
    value = row[key]
    if not is_finite(value):
        raise UserError(
            "a formula gave no number here" if value is None else "this is not a number",
            file=path,
            key=f"frame {frame}: {key}",
            value=value,
        )
    return float(value)


def _seeds(rows: list[Mapping[str, Any]], path: Path, warnings: list[str]) -> dict[str, np.ndarray]:
    """Seeds per frame; without any, or with Parseq's -1 (random), they count up from 0."""
    count = np.arange(len(rows), dtype=float)
    nothing = np.zeros(len(rows))
    seeds = {"seed": count, "subseed": nothing, "subseed_strength": nothing}
    if "seed" not in rows[0]:
        return seeds
    for name in seeds:
        if name in rows[0]:
            values = [_number(row, name, frame, path) for frame, row in enumerate(rows)]
            seeds[name] = np.array(values)
    if (seeds["seed"] < 0).any():
        warnings.append("a seed below 0 asks for a random one: seeds count up from 0 instead")
        seeds["seed"] = count
    seeds["subseed"] = np.maximum(seeds["subseed"], 0.0)
    for name in ("seed", "subseed"):
        too_large = np.flatnonzero(seeds[name] >= _MOST_SEED)
        if len(too_large):
            raise UserError(
                "this seed is too large",
                file=path,
                key=f"frame {too_large[0]}: {name}",
                value=seeds[name][too_large[0]].item(),
                allowed="below 2**63",
            )
    return seeds


def _prompts(rows: list[Mapping[str, Any]], path: Path, warnings: list[str]) -> list[str]:
    if "deforum_prompt" not in rows[0]:
        warnings.append(NO_PROMPTS)
        return [""] * len(rows)
    for frame, row in enumerate(rows):
        text = row.get("deforum_prompt")
        key = f"frame {frame}: deforum_prompt"
        if not isinstance(text, str):
            raise UserError("this is not a text", file=path, key=key, value=text)
        if text.count("--neg") > 1:
            raise UserError("--neg may stand in a prompt once", file=path, key=key, value=text)
        if "`" in text:
            raise UserError(
                "Deforum would evaluate the text between back-ticks as maths", file=path, key=key
            )
    return [row["deforum_prompt"] for row in rows]


def _options(document: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    options = document.get("options")
    if not isinstance(options, dict):
        raise UserError("there are no options", file=path, key="options")
    return options


def frame_rate(document: Mapping[str, Any], path: Path) -> Fraction:
    """The rate of a manifest's options; exact where our own note beside it says the same exactly.

    Raises:
        UserError: when there is none, or one beyond all videos.
    """
    written = _options(document, path).get("output_fps")
    own = document.get("midivideo")
    noted = own.get("fps") if isinstance(own, dict) else None
    rates = [_rate(noted), _rate(written)]
    if rates[0] is not None and rates[1] is not None and float(rates[0]) == float(rates[1]):
        return rates[0]
    if rates[1] is None:
        raise UserError(
            "this is no frame rate",
            file=path,
            key="options.output_fps",
            value=written,
            allowed=f"{float(SLOWEST):g} to {float(FASTEST):g}",
        )
    return rates[1]


def _rate(value: Any) -> Fraction | None:
    try:
        rate = exact(value)
    except (ValueError, ZeroDivisionError):
        return None
    if not SLOWEST <= rate <= FASTEST:
        return None
    # A rate that was written with a dozen decimals is meant to be a ratio of a few.
    return rate if rate.denominator <= _MOST_DENOMINATOR else rate.limit_denominator(1001)
