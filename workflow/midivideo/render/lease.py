"""One process a GPU: a lock file a device, which dies with the process that holds it.

Snakemake counts GPUs but assigns none; under Slurm a job sees only its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

#: Seconds between two looks at devices that are all taken.
_PATIENCE = 0.5


@contextlib.contextmanager
def leased(devices: Sequence[str], folder: Path | None = None) -> Iterator[int]:
    """Hold one of several devices, the first that is free; wait while all are taken.

    Args:
        devices: names that are the same in every process, such as a GPU's UUID.
        folder: where the lock files are; by default the machine's temporary folder.

    Yields:
        The index of the device in ``devices``.
    """
    folder = folder or Path(tempfile.gettempdir()) / f"midivideo-{os.getuid()}"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context((folder / f"gpu-{name}.lock").open("a")) for name in devices]
        while (index := _lock_one(files)) is None:
            time.sleep(_PATIENCE)
        yield index


def _lock_one(files: Sequence[object]) -> int | None:
    for index, file in enumerate(files):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
            return index
    return None
