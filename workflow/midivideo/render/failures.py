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


def failed_clips(frames: Path) -> dict[str, str]:
    """The errors of clips that delivered batches could not render, by clip.

    ``frames`` is ``results/frames``.
    """
    notes = [read_json(path) for path in sorted(frames.glob("*/*.failed.json"))]
    return {note["clip"]: note["error"] for note in notes}


def is_note(name: str) -> bool:
    """Whether a file of this name in the folder of a batch is the note of a failure."""
    return name.endswith(".failed.json")


def note_name(clip: str) -> str:
    """Name of the note of a clip's failure in the folder of its batch."""
    return f"{clip}.failed.json"


def _note(folder: Path, clip: str) -> Path:
    return folder / note_name(clip)
