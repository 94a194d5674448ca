"""A run's results in small: real MIDI files, windows and mp4 files, a second each."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import mido
import numpy as np

from midivideo.catalog.table import Row, read_table, write_table
from midivideo.encode.labels import Labels
from midivideo.encode.mp4 import Mp4Writer
from midivideo.files import sha256_file, write_json
from midivideo.midi.parse import parse
from midivideo.settings import Settings, load_settings

FPS, FRAMES, SIZE = 12, 24, 64
PITCHES = (36, 38, 42, 46, 45, 49, 44, 39)


def settings(dataset: str = "", **sections: str) -> Settings:
    """Settings of the run, with those of the dataset as YAML."""
    texts = [f"clip: {{fps: {FPS}, seconds: {FRAMES / FPS}}}", f"dataset: {{{dataset}}}"]
    return load_settings([], texts + [f"{name}: {text}" for name, text in sections.items()])


def pattern(number: int) -> list[tuple[int, int]]:
    """Hits ``(sixteenth, pitch)`` of one bar: another bar for each number."""
    draw = np.random.default_rng(number)
    return [(0, 36)] + [
        (int(step), PITCHES[int(draw.integers(len(PITCHES)))])
        for step in sorted(draw.choice(np.arange(1, 16), 6, replace=False))
    ]


def write_bar(
    path: Path, hits: Sequence[tuple[int, int]], bpm: float = 120, bars: int = 2, velocity: int = 90
) -> None:
    """Write a MIDI file of one bar, repeated."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))])
    now = 0
    for bar in range(bars):
        for step, pitch in hits:
            at = (bar * 16 + step) * 120
            track.append(
                mido.Message("note_on", channel=9, note=pitch, velocity=velocity, time=at - now)
            )
            track.append(mido.Message("note_off", channel=9, note=pitch, time=60))
            now = at + 60
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)


def write_video(path: Path, clip: str, number: int, manifest_sha256: str) -> None:
    """Write a video that looks different for each number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(number)
    base = draw.integers(0, 255, (4, 4, 3), np.uint8).repeat(SIZE // 4, 0).repeat(SIZE // 4, 1)
    labels = Labels(clip, "noise", manifest_sha256)
    video = Settings().video
    with Mp4Writer(path, SIZE, SIZE, Fraction(FPS), video, labels, sound_kbps=None) as writer:
        for frame in range(FRAMES):
            image = np.roll(base, frame * 3, 1)
            writer.write_frame(av.VideoFrame.from_ndarray(image, format="rgb24"))


def sync_document(clip: str, *, passed: bool = True) -> dict[str, Any]:
    """A sync document as ``midivideo sync`` writes it."""
    scores = {"hits": 8, "f1_50": 0.7, "lag_ms": 1.5, "z": 7.25, "z_circular": None}
    return {
        "format": "midivideo-sync/1",
        "clip": clip,
        "instruments": {"all": scores, "kick": scores},
        "av_align": 0.4,
        "beat_alignment": None,
        "sound_lag_ms": None,
        "sound_offset_ms": None,
        "passed": passed,
        "reasons": [] if passed else ["kick: z 1.0 is below 5"],
        "peaks": [1],
        "novelty": [0.0] * FRAMES,
    }


def add_clip(
    results: Path,
    clip: str,
    midi: Path,
    *,
    number: int = 0,
    start: str = "0",
    passed: bool | None = True,
) -> Row:
    """Make all files of one clip and return its row of the catalog."""
    run = settings()
    window = results / f"notes/{clip}.mid"
    window.parent.mkdir(parents=True, exist_ok=True)
    notes = parse(midi, run, start, FRAMES, clip, window)
    write_json(results / f"notes/{clip}.json", notes)
    prompts = ["a reef --neg blur"] * (FRAMES - 4) + ["a shore --neg blur"] * 4
    manifest = {
        "midivideo": {"clip": clip, "painter": "preview", "mapping": "house", "theme": "ocean"},
        "rendered_frames": [
            {"frame": frame, "seed": number + frame, "deforum_prompt": prompt}
            for frame, prompt in enumerate(prompts)
        ],
    }
    manifest["midivideo"]["mapping_sha256"] = "0" * 64
    path = results / f"manifests/{clip}.json"
    write_json(path, manifest)
    write_video(results / f"videos/{clip}.mp4", clip, number, sha256_file(path))
    if passed is not None:
        write_json(results / f"sync/{clip}.json", sync_document(clip, passed=passed))
    hits = sum(bool(note["instruments"]) for note in notes["notes"])
    return Row(
        clip=clip,
        midi=str(midi.relative_to(results.parent)),
        sha256=sha256_file(midi),
        start_s=start,
        duration_s=f"{FRAMES / FPS:g}",
        frames=FRAMES,
        bpm=f"{notes['bpm']:g}",
        hits=hits,
        batch=clip,
        song=clip.split("-w")[0],
    )


def add_song(results: Path, name: str, number: int, **options: Any) -> Row:
    """A song of one clip whose drums no other number has."""
    midi = results.parent / f"midi/{name}.mid"
    write_bar(midi, pattern(number), bpm=120)
    return add_clip(results, name, midi, number=number, **options)


def add_rows(results: Path, rows: Sequence[Row]) -> None:
    """Add rows to the catalog, in any order."""
    table = results / "catalog.tsv"
    known = read_table(table) if table.exists() else []
    write_table(table, [*known, *rows])


def make_run(folder: Path, count: int, first: int = 0) -> Path:
    """The results of a run of ``count`` songs; returns their folder."""
    results = folder / "results"
    numbers = range(first, first + count)
    add_rows(results, [add_song(results, f"song{n:04d}", n) for n in numbers])
    return results
