"""Schedules of numbers and of texts, one value a frame."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from midivideo.errors import UserError
from midivideo.schedules.expression import ExpressionError, evaluate
from midivideo.schedules.keyframes import NUMBER, keyframes, shortened, unwrapped


@dataclass(frozen=True)
class _Origin:
    """Where a schedule stands, for error messages."""

    text: str
    file: str | os.PathLike[str] | None
    key: str | None

    def error(self, problem: object) -> UserError:
        return UserError(
            f"in this schedule {problem}", file=self.file, key=self.key, value=self.text
        )

    def keyframes(self, frames: int, seed: int) -> Mapping[int, str]:
        try:
            return keyframes(self.text, frames, seed)
        except ExpressionError as error:
            raise self.error(error) from None


def schedule(
    text: str,
    frames: int,
    seed: int,
    *,
    file: str | os.PathLike[str] | None = None,
    key: str | None = None,
) -> np.ndarray:
    """A schedule of numbers, ``(frames,)`` float64 (deforum.md 4).

    Numbers are joined by straight lines. A formula counts at its own frame and at every frame up
    to the next keyframe; a line towards it ends at its first value. Formulas know ``t`` (the
    frame; ``i`` is the same), ``max_f`` (the last frame) and ``s`` (the seed).

    Args:
        text: such as ``0:(0.65), 24:(0.3), 25:(0.65)``.
        frames: number of frames, 1 or more.
        seed: what ``s`` stands for.
        file: where the schedule stands, for messages.
        key: its key there.

    Raises:
        UserError: naming the entry or the frame at fault.
    """
    origin = _Origin(text, file, key)
    values = np.full(frames, np.nan)
    entries = origin.keyframes(frames, seed)
    for (frame, value), (end, _) in pairwise([*entries.items(), (frames, "")]):
        bare = unwrapped(value)
        if NUMBER.fullmatch(bare):
            values[frame] = _number(bare, value, origin)
        else:
            values[frame:end] = _formula(value, np.arange(frame, end), frames, seed, origin)
    set_ = np.flatnonzero(~np.isnan(values))
    return np.interp(np.arange(frames), set_, values[set_])


def text_schedule(
    text: str,
    frames: int,
    seed: int,
    *,
    file: str | os.PathLike[str] | None = None,
    key: str | None = None,
) -> list[str]:
    """A schedule of texts such as ``0:("Euler a"), 100:("DDIM")``; each counts up to the next.

    Arguments and errors are those of :func:`schedule`.
    """
    entries = _Origin(text, file, key).keyframes(frames, seed)
    values = []
    for (frame, value), (end, _) in pairwise([*entries.items(), (frames, "")]):
        values += [unwrapped(value).strip()] * (end - frame)
    return values


def _number(bare: str, value: str, origin: _Origin) -> float:
    try:
        number = float(bare)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise origin.error(f"{shortened(value)!r} is no value")
    return number


def _formula(value: str, t: np.ndarray, frames: int, seed: int, origin: _Origin) -> np.ndarray:
    try:
        found = evaluate(value, t=t, max_f=frames - 1, s=seed, i=t)
    except ExpressionError as error:
        raise origin.error(f"at {shortened(value)!r}: {error}") from None
    values = np.broadcast_to(found.astype(float), t.shape)
    if not np.isfinite(values).all():
        frame = t[np.flatnonzero(~np.isfinite(values))[0]]
        raise origin.error(f"{shortened(value)!r} is no number at frame {frame}")
    return values
