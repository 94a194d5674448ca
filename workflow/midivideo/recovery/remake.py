"""Makes damaged planning files again, as their rules would, without a word to Snakemake.

A rule that runs again has everything after it run again, too: the frames of the clip's whole
batch, and all videos of these. But the file that comes back is the same to the byte, and what was
made from the old one is still right. So it is made here, and gets the time of what it is made from.
"""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from midivideo.catalog import Row


class Clips(Protocol):
    """What the rules know of a clip (:class:`midivideo.dag.Clips`)."""

    @property
    def painter(self) -> str:
        """What paints the frames."""
        ...

    def row(self, clip: str) -> Row:
        """The catalog's row."""
        ...

    def own_document(self, clip: str) -> list[str]:
        """The user's own Parseq document, where there is one."""
        ...

    def window_settings(self, clip: str, *sections: str) -> str:
        """Settings of the rule ``parse``."""
        ...

    def keyframe_settings(self, clip: str) -> str:
        """Settings of the rule ``keyframes``."""
        ...

    def settings(self, clip: str, *sections: str) -> str:
        """Sections of the clip's settings."""
        ...


#: Folders of planning files in the order of the rules that write them.
PLANNING = ("notes", "keyframes", "manifests")


def remake(clips: Clips, results: Path, clip: str, kinds: Collection[str]) -> bool:
    """Make the clip's files in the folders ``kinds`` again; false when that fails."""
    for kind in PLANNING:
        if kind in kinds and not _made(*_STEPS[kind](clips, results, clip)):
            return False
    return True


def _made(arguments: list[str], sources: list[str], outputs: list[Path]) -> bool:
    from midivideo.cli import main

    with contextlib.suppress(Exception):  # Snakemake runs the rule instead, and shows what fails
        if main(arguments) == 0:
            time = max(Path(source).stat().st_mtime_ns for source in sources)
            for output in outputs:
                os.utime(output, ns=(time, time))
            return True
    return False


def _parse(clips: Clips, results: Path, clip: str) -> tuple[list[str], list[str], list[Path]]:
    row = clips.row(clip)
    notes, midi = results / f"notes/{clip}.json", results / f"notes/{clip}.mid"
    arguments = ["parse", "-o", str(notes), "--midi-out", str(midi), "--clip", clip]
    arguments += [*shlex.split(row.window_options), "--settings", clips.window_settings(clip)]
    return [*arguments, "--", row.midi], [row.midi], [notes, midi]


def _keyframes(clips: Clips, results: Path, clip: str) -> tuple[list[str], list[str], list[Path]]:
    notes, document = results / f"notes/{clip}.json", results / f"keyframes/{clip}.json"
    own = clips.own_document(clip)
    arguments = ["keyframes", str(notes), "-o", str(document), "--painter", clips.painter]
    arguments += [word for path in own for word in ("--document", path)]
    arguments += ["--settings", clips.keyframe_settings(clip)]
    return arguments, [str(notes), *own], [document]


def _prompts(clips: Clips, results: Path, clip: str) -> tuple[list[str], list[str], list[Path]]:
    document, manifest = results / f"keyframes/{clip}.json", results / f"manifests/{clip}.json"
    arguments = ["prompts", str(document), "-o", str(manifest)]
    arguments += ["--settings", clips.settings(clip, "seed", "prompts")]
    return arguments, [str(document)], [manifest]


_STEPS = {"notes": _parse, "keyframes": _keyframes, "manifests": _prompts}
