"""Videos, pictures and MIDI beside the page: hard links, or copies where links fail."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from midivideo.files import written_beside

#: What the page offers of each clip: folder in the results, and the ending.
KINDS = (("videos", ".mp4"), ("videos", ".jpg"), ("videos", ".sheet.jpg"), ("notes", ".mid"))


def bring(results: Path, clip: str, folder: Path) -> list[str]:
    """Bring a clip's files into ``folder``; return the names of those that are there now."""
    names = []
    for kind, ending in KINDS:
        source = results / kind / f"{clip}{ending}"
        if source.is_file():
            _bring(source, folder / source.name)
            names.append(source.name)
    return names


def _bring(source: Path, target: Path) -> None:
    if _is_there(source, target):
        return
    with written_beside(target) as temporary:
        try:
            os.link(source, temporary)
        except OSError:
            shutil.copy2(source, temporary)


def _is_there(source: Path, target: Path) -> bool:
    """Whether the target is the source, or a copy of it of the same time."""
    try:
        there, here = target.stat(), source.stat()
    except FileNotFoundError:
        return False
    same_file = (there.st_ino, there.st_dev) == (here.st_ino, here.st_dev)
    return same_file or (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns)
