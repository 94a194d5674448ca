"""One video against its MIDI window: all the numbers of its document."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from midivideo.settings import Settings
from midivideo.sync.gate import deciding_instruments, reasons_against
from midivideo.sync.hits import ALL, Hits, read_hits
from midivideo.sync.novelty import FIRST_FRAME, find_changes, novelty_curve
from midivideo.sync.papers import av_align, beat_alignment, flow_peaks
from midivideo.sync.pictures import Pictures, watch
from midivideo.sync.scores import Changes, lags_of, score
from midivideo.sync.sound import Sound, listen

#: Names the layout of the document; a change of meaning gets a new number.
FORMAT = "midivideo-sync/1"


def measure(
    video: str | os.PathLike[str],
    midi: str | os.PathLike[str],
    settings: Settings | None = None,
    start: Fraction = Fraction(0),
    clip: str | None = None,
) -> dict[str, Any]:
    """The document of a video (see :mod:`midivideo.sync`), ready for JSON.

    Args:
        video: the finished file; its sound is listened to where it has one.
        midi: the MIDI file of its window.
        settings: ``instruments``, ``sync`` and ``clip.drums`` count.
        start: seconds into the MIDI file at which the video begins.
        clip: its id, else the video's stem.

    Raises:
        UserError: when the video or the MIDI file can't be read.
    """
    settings = settings or Settings()
    cv2.setNumThreads(1)  # clips share the cores; threads would only wait for each other
    pictures = watch(video)
    sound = listen(video)
    hits = read_hits(midi, settings, pictures.fps, pictures.count, start)
    novelty = novelty_curve(pictures)
    peaks = find_changes(novelty)
    changes = Changes(novelty, peaks, pictures.middles)
    span = _span(hits, changes, pictures.fps)
    instruments = {
        name: score(name, onsets, changes, span, settings.sync.surrogates)
        for name, onsets in hits.instruments.items()
    }
    deciding = deciding_instruments(instruments, settings.sync)
    reasons = reasons_against(instruments, deciding, settings.sync, pictures.fps)
    return _rounded(
        {
            "format": FORMAT,
            "clip": clip or Path(video).stem,
            "fps": rate_as_text(pictures.fps),
            "frames": pictures.count,
            "instruments": instruments,
            "av_align": _av_align(sound, pictures),
            "beat_alignment": beat_alignment(hits.beats, changes.times),
            **_sound_lags(sound, hits, changes, deciding),
            "passed": not reasons,
            "reasons": reasons,
            "gate": {
                "min_z": settings.sync.min_z,
                "max_lag_frames": settings.sync.max_lag_frames,
                "instruments": deciding,
            },
            "peaks": peaks.tolist(),
            "novelty": novelty.tolist(),
        }
    )


def rate_as_text(fps: Fraction) -> int | str:
    """A frame rate as documents hold it: a whole number, or a text such as ``30000/1001``."""
    return fps.numerator if fps.denominator == 1 else str(fps)


def _span(hits: Hits, changes: Changes, fps: Fraction) -> tuple[float, float]:
    """Where surrogates are drawn from: from the first to the last thing that happens.

    Silence over a still picture, at either end, would only make chance look worse than it is.
    """
    frame = float(1 / fps)
    events = np.concatenate([hits.instruments[ALL], changes.times])
    if not len(events):
        return 0.0, 0.0
    return max(FIRST_FRAME * frame, events.min() - frame), events.max() + frame


def _av_align(sound: Sound | None, pictures: Pictures) -> float | None:
    if sound is None:
        return None
    moving = flow_peaks(pictures.motion, pictures.times)
    return av_align(sound.peaks(), moving, float(1 / pictures.fps))


def _sound_lags(
    sound: Sound | None, hits: Hits, changes: Changes, deciding: list[str]
) -> dict[str, float | None]:
    """Lag of the sound against the MIDI file, and of the picture against the sound.

    Sound and picture are each timed by what they do at the hits that decide, so that their
    difference is of the same events, and no frame's length blurs it.
    """
    times = np.unique(np.concatenate([hits.instruments[name] for name in deciding]))
    heard = sound.lag(times) if sound else None
    seen = lags_of(times, changes.times)
    if heard is None:
        return {"sound_lag_ms": None, "sound_offset_ms": None}
    offset = 1000 * (float(np.median(seen)) - heard) if len(seen) else None
    return {"sound_lag_ms": 1000 * heard, "sound_offset_ms": offset}


def _rounded(value: Any) -> Any:
    """The document with numbers as short as they mean something."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
