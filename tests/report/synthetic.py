"""Results of a run that never was: any number of clips, small, with all that the page reads."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from midivideo.catalog.table import Row, write_table

FPS, FRAMES = 12, 24
THEMES = ("ocean", "lava", "neon_city")


def write_run(results: Path, count: int, *, video: Path | None = None) -> None:
    """Write a catalog of ``count`` clips, of which every tenth is refused, and their files.

    ``video`` is an mp4 (with its .jpg beside it) that every clip shows.
    """
    rows = [_row(number) for number in range(count)]
    write_table(results / "catalog.tsv", rows)
    (results / "benchmarks/render_frames").mkdir(parents=True, exist_ok=True)
    for folder in ("videos", "notes", "manifests", "sync"):
        (results / folder).mkdir(exist_ok=True)
    for number, row in enumerate(rows):
        if row.accepted:
            write_clip(results, number, video=video)


def write_clip(results: Path, number: int, *, video: Path | None = None) -> None:
    """Write the files of one clip."""
    row = _row(number)
    if video is not None:
        for suffix in (".mp4", ".jpg"):
            os.link(video.with_suffix(suffix), results / f"videos/{row.clip}{suffix}")
    _write(results / f"notes/{row.clip}.json", notes(row))
    _write(results / f"manifests/{row.clip}.json", manifest(row, number))
    if number % 7:
        _write(results / f"sync/{row.clip}.json", sync(row, number))
    benchmark = results / f"benchmarks/render_frames/{row.batch}.tsv"
    benchmark.write_text(f"s\tmax_rss\n{1 + number % 5}.0\t400.5\n")


def _write(path: Path, value: Any) -> None:
    # Thousands of them: not brought to the disk one by one, as the workflow does.
    path.write_text(json.dumps(value))


def _row(number: int) -> Row:
    refused = number % 10 == 9
    return Row(
        clip=f"clip-{number:05d}",
        midi=f"midi/clip {number:05d}.mid",
        sha256=f"{number:064x}",
        start_s="0",
        duration_s=str(FRAMES // FPS),
        frames=FRAMES,
        bpm=str(80 + number % 100),
        hits=4,
        batch=f"clip-{number:05d}",
        status="refused" if refused else "accepted",
        reason=f"this is not a MIDI file (byte {number})" if refused else "",
        instruments="kick:2 snare:2" if number % 2 else "kick:4",
        meter="4/4",
    )


def notes(row: Row) -> dict[str, Any]:
    """Two kicks and two snares (or kicks), as ``midivideo parse`` writes them."""
    second = "snare" if "snare" in row.instruments else "kick"
    return {
        "format": "midivideo-notes/1", "clip": row.clip, "fps": FPS, "frames": FRAMES,
        "tempo": [{"time_s": 0.0, "bpm": float(row.bpm)}],
        "meter": [{"time_s": 0.0, "numerator": 4, "denominator": 4}],
        "key": None, "bars": [{"time_s": 0.0, "frame": 0}],
        "beats": [{"time_s": beat / 2, "frame": beat * FPS // 2} for beat in range(4)],
        "notes": [
            {"time_s": beat / 2, "frame": beat * FPS // 2, "duration_s": 0.1, "pitch": 36,
             "velocity": 100, "drum": True, "instruments": [second if beat % 2 else "kick"]}
            for beat in range(4)
        ],
        "warnings": [],
    }  # fmt: skip


def manifest(row: Row, number: int) -> dict[str, Any]:
    """A manifest whose strength dips on the beat, with one prompt."""
    theme = THEMES[number % len(THEMES)]
    return {
        "midivideo": {
            "clip": row.clip, "seed": 1000 + number, "theme": theme, "mapping": "house",
            "draws": {"turn": 0.5},
        },
        "prompts": {
            "enabled": True,
            "commonPrompt": {"positive": "", "negative": "blurry"},
            "promptList": [
                {"positive": f"picture {number} of {theme}", "negative": "", "allFrames": True}
            ],
        },
        "rendered_frames": [
            {"frame": frame, "strength": 0.4 if frame % 6 == 0 else 0.86, "noise": 0,
             "translation_z_delta": frame % 6, "deforum_prompt": f"picture {number} --neg blurry"}
            for frame in range(FRAMES)
        ],
    }  # fmt: skip


def sync(row: Row, number: int) -> dict[str, Any]:
    """A sync document; z and lag differ from clip to clip, low z fails."""
    z = float(np.round(2 + 8 * ((number * 37) % 100) / 100, 3))
    scores = {
        "hits": 4, "f1_50": 0.7, "precision_50": 0.6, "recall_50": 0.9, "f1_70": 0.7,
        "precision_70": 0.6, "recall_70": 0.9, "lag_ms": float(number % 41 - 20),
        "lag_spread_ms": 9.0, "xcorr_lag_ms": 1.0, "z": z, "z_circular": None,
    }  # fmt: skip
    return {
        "format": "midivideo-sync/1", "clip": row.clip, "fps": FPS, "frames": FRAMES,
        "instruments": {"all": scores, "kick": scores},
        "av_align": 0.4, "beat_alignment": None, "sound_lag_ms": 1.0, "sound_offset_ms": None,
        "passed": z >= 5, "reasons": [] if z >= 5 else [f"z {z} is below 5"],
        "gate": {"min_z": 5.0, "max_lag_frames": 1.0, "instruments": ["kick"]},
        "peaks": [6, 14], "novelty": [float(frame % 6 == 0) for frame in range(FRAMES)],
    }  # fmt: skip
