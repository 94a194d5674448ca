"""Milliseconds of planning a file, beside mido's bare parse of the same file in the same run.

The original's planning (MIDI to rendered manifest, one core) took 22 to 25 times what
``mido.MidiFile(path)`` takes on 16 s patterns, 14 to 16 ms in all.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import mido

from midivideo.files import read_json, write_json
from midivideo.keyframes.document import document_of
from midivideo.keyframes.load import load_mapping
from midivideo.keyframes.notes import clip_of
from midivideo.midi import parse
from midivideo.prompts.fill import manifest_of
from midivideo.settings import Settings, load_settings

MIDI = Path(__file__).resolve().parents[2] / "resources/midi"
TURNS = 7


def main() -> None:
    """Measure the example music, 16 s each, and print a table."""
    settings = load_settings()
    print("planning: milliseconds a file of 16 s, median; mido = mido.MidiFile(path) alone")
    mapping = load_mapping(settings.mapping, settings.instruments)
    columns = ("parse", "keyframes", "prompts", "sum", "mido", "sum / mido")
    print(f"{'':>12}" + "".join(f"{column:>12}" for column in columns))
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder) / "manifest.json"
        for path in sorted(MIDI.glob("*.mid")):
            clip = clip_of(parse(path, settings), path)
            document = document_of(clip, mapping, seed=0, painter="preview")
            stages: tuple[Callable[[], object], ...] = (
                partial(parse, path, settings),
                partial(document_of, clip, mapping, seed=0, painter="preview"),
                partial(_write_manifest, document, settings, path, manifest),
                partial(mido.MidiFile, path),
            )
            *own, bare = (_milliseconds(stage) for stage in stages)
            row = (*own, sum(own), bare)
            print(f"{path.stem:>12}" + "".join(f"{value:>12.1f}" for value in row), end="")
            print(f"{sum(own) / bare:>12.1f}")
            assert read_json(manifest)["rendered_frames"]


def _write_manifest(document: Any, settings: Settings, path: Path, manifest: Path) -> None:
    write_json(manifest, manifest_of(document, settings, path))


def _milliseconds(stage: Callable[[], object]) -> float:
    stage()
    taken = []
    for _ in range(TURNS):
        begin = time.perf_counter()
        stage()
        taken.append(time.perf_counter() - begin)
    return 1000 * statistics.median(taken)


if __name__ == "__main__":
    main()
