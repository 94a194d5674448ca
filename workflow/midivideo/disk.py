"""Room on the disks that a run writes to."""

from __future__ import annotations

import shutil
from pathlib import Path

#: Less than this, and the message of the job that failed may itself not have found room.
_NEARLY_NOTHING = 16_000_000


def full_disks(*folders: str) -> str:
    """A sentence for each folder whose disk is full; nothing where there is room."""
    free = {folder: shutil.disk_usage(folder).free for folder in folders if Path(folder).is_dir()}
    return "\n".join(
        f"The disk of {Path(folder).absolute()} is full ({room / 1e6:.1f} MB are free). "
        "Make room, then run the same command again."
        for folder, room in free.items()
        if room < _NEARLY_NOTHING
    )
