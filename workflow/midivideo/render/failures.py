"""Notes on the clips of a batch that could not be rendered, beside the frames of the others."""

from __future__ import annotations

from pathlib import Path

from midivideo.files import read_json, write_json


def note_failure(folder: Path, clip: str, error: str) -> None:
    """Write down in the folder of a batch why a clip is not there."""
    write_json(_note(folder, clip), {"clip": clip, "error": error}, indent=1)


def failure(folder: Path, clip: str) -> str | None:
    """Why a clip is not in the folder of its batch; None when nothing was noted."""
    note = _note(folder, clip)
    return read_json(note)["error"] if note.exists() else None


def failed_clips(frames: Path) -> list[str]:
    """The clips that delivered batches could not render; ``frames`` is ``results/frames``."""
    return [read_json(path)["clip"] for path in sorted(frames.glob("*/*.failed.json"))]


def _note(folder: Path, clip: str) -> Path:
    return folder / f"{clip}.failed.json"
