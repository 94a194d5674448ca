"""Checks of rendered frames, as Deforum will read them (parseq.md 1.3, 1.6)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from midivideo.parseq.check.finding import Finding, error, frames_text, warning
from midivideo.parseq.check.texts import check_texts
from midivideo.parseq.javascript import is_finite

#: Fields that Deforum reads as ``<field>_delta`` only.
MOTION = (
    "angle",
    "zoom",
    "translation_x",
    "translation_y",
    "translation_z",
    "rotation_3d_x",
    "rotation_3d_y",
    "rotation_3d_z",
    "perspective_flip_theta",
    "perspective_flip_phi",
    "perspective_flip_gamma",
)
#: How far a stored value may lie from what the document renders to.
_TOLERANCE = 1e-5


def check_frames(manifest: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with a manifest's rendered frames."""
    frames = manifest["rendered_frames"]
    if not isinstance(frames, list) or not frames or not all(_is_frame(row) for row in frames):
        place = "rendered_frames"
        return [error(place, "is no list of frames, each with its number", "render it again")]
    findings = list(_check_numbering(frames))
    if "rendered_frames_meta" not in manifest:
        findings.append(
            warning(
                "rendered_frames_meta",
                "is missing, and Deforum refuses such a manifest from a URL",
                "render it again",
            )
        )
    for field in sorted(frames[0].keys() - {"frame", "deforum_prompt"}):
        findings += _check_field(frames, field)
    findings += _check_deltas(frames[0])
    if "deforum_prompt" in frames[0]:
        findings += check_texts([str(row.get("deforum_prompt")) for row in frames])
    return findings


def _is_frame(row: Any) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get("frame"), int)


def _check_numbering(frames: list[Mapping[str, Any]]) -> Iterator[Finding]:
    wrong = [number for number, row in enumerate(frames) if row["frame"] != number]
    if wrong:
        yield error(
            f"rendered_frames[{wrong[0]}]",
            f"frame {frames[wrong[0]]['frame']} stands where frame {wrong[0]} should",
            "number the frames from 0 without gaps",
        )


def _check_field(frames: list[Mapping[str, Any]], field: str) -> Iterator[Finding]:
    missing = [number for number, row in enumerate(frames) if field not in row]
    if missing:
        yield error(
            f"rendered_frames: {frames_text(missing)}: {field}",
            "is missing, though frame 0 has it, which stops Deforum",
            "render it again",
        )
    empty = [
        number for number, row in enumerate(frames) if field in row and not is_finite(row[field])
    ]
    if empty and not field.endswith("_pc"):
        yield error(
            f"rendered_frames: {frames_text(empty)}: {field}",
            "is no number",
            "mend the formula and render it again",
        )


def _check_deltas(first: Mapping[str, Any]) -> Iterator[Finding]:
    for field in MOTION:
        if field in first and f"{field}_delta" not in first:
            yield error(
                f"rendered_frames: {field}_delta",
                f"is missing, so Deforum silently uses its own schedule for {field}",
                "render it again",
            )


def check_up_to_date(manifest: Mapping[str, Any], fresh: Mapping[str, Any]) -> list[Finding]:
    """Whether the rendered frames are those of the document around them.

    Args:
        manifest: document and rendered frames as they are stored.
        fresh: the document rendered now.
    """
    stored, now = manifest["rendered_frames"], fresh["rendered_frames"]
    if len(stored) != len(now):
        difference = f"there are {len(stored)} frames, and the document has {len(now)}"
        return [warning("rendered_frames", f"out of date: {difference}", "render it again")]
    for before, after in zip(stored, now, strict=True):
        for key, value in after.items():
            if not _alike(before.get(key), value):
                place = f"rendered_frames: frame {after['frame']}: {key}"
                problem = f"out of date: it is {before.get(key)!r}, the document says {value!r}"
                return [warning(place, problem, "render it again")]
    return []


def _alike(stored: Any, now: Any) -> bool:
    if is_finite(stored) and is_finite(now):
        return math.isclose(stored, now, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    return bool(stored == now)
