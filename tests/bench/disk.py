"""The disk that a run takes, reckoned from a smaller one.

``python -m tests.bench.disk FOLDER --clips 40000``, where ``FOLDER`` is the working folder of a run
with the same settings and some dozens of clips, finished with ``render.keep_frames: true``, so that
the frames can be weighed. Printed is the mean of a clip by kind of file, and what so many clips
would take: at rest with and without their frames, and at the peak, which adds the frames of the
clips that are rendered and wait for their video at one time.

Bytes are what is allocated on the disk (``st_blocks``), so small files count with their blocks.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from midivideo.catalog import read_table

#: What is at rest whatever the settings, by the folder it lies in.
KINDS = {
    "notes": "results/notes",
    "keyframes": "results/keyframes",
    "manifests": "results/manifests",
    "videos": "results/videos",
    "sync scores": "results/sync",
    "logs": "results/logs",
    "benchmarks": "results/benchmarks",
    "dataset": "results/dataset",
    "report": "results/report",
    "Snakemake's records": ".snakemake",
    "catalog": "results/catalog.tsv",
}
FRAMES = "results/frames"


@dataclass(frozen=True)
class Weight:
    """Bytes allocated, and files."""

    bytes: int = 0
    files: int = 0

    def __add__(self, other: Weight) -> Weight:
        """Both together."""
        return Weight(self.bytes + other.bytes, self.files + other.files)


def weigh(path: Path, seen: set[tuple[int, int]]) -> Weight:
    """What a file or folder takes; a file with several names counts where it is first ``seen``."""
    total = Weight()
    for status in _statuses(path):
        name = (status.st_dev, status.st_ino)
        if name not in seen:
            seen.add(name)
            total += Weight(status.st_blocks * 512, 1)
    return total


def _statuses(path: Path) -> Iterator[os.stat_result]:
    if path.is_file():
        yield path.stat()
    for folder, _, names in os.walk(path):
        for name in names:
            yield Path(folder, name).lstat()


def weights(folder: Path) -> dict[str, Weight]:
    """What each kind takes in the folder of a run, the frames under ``frames``."""
    seen: set[tuple[int, int]] = set()
    found = {kind: weigh(folder / where, seen) for kind, where in KINDS.items()}
    return {**found, "frames": weigh(folder / FRAMES, seen)}


def table(found: dict[str, Weight], made: int, clips: int, waiting: int) -> Iterator[str]:
    """The lines to print: the mean of a clip, and what ``clips`` of them take.

    Args:
        found: what the run takes by kind.
        made: clips of the run.
        clips: how many clips to reckon for.
        waiting: clips whose frames lie on the disk at one time, the most.
    """
    yield f"{'':<22}{'kB a clip':>12}{'files':>8}{f'GB of {clips}':>16}"
    rest = Weight()
    for kind, weight in found.items():
        yield _line(kind, weight, made, clips)
        if kind != "frames":
            rest += weight
    yield _line("at rest", rest, made, clips)
    yield _line("at rest, frames kept", rest + found["frames"], made, clips)
    frames = found["frames"].bytes / made * waiting
    peak = (rest.bytes / made * clips + frames) / 1e9
    yield f"{'peak':<22}{'':>20}{peak:>16.1f}   with the frames of {waiting} clips"


def _line(kind: str, weight: Weight, made: int, clips: int) -> str:
    each = weight.bytes / made
    return f"{kind:<22}{each / 1e3:>12.1f}{weight.files / made:>8.1f}{each * clips / 1e9:>16.1f}"


def main(arguments: list[str] | None = None) -> None:
    """Weigh a run and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.disk")
    parser.add_argument("folder", type=Path, help="the working folder of a finished run")
    parser.add_argument("--clips", type=int, default=40_000)
    parser.add_argument("--waiting", type=int, default=1_000, help="clips rendered, not encoded")
    options = parser.parse_args(arguments)
    rows = read_table(options.folder / "results/catalog.tsv")
    made = sum((options.folder / f"results/videos/{row.clip}.mp4").exists() for row in rows)
    if not made:
        raise SystemExit(f"{options.folder} has no finished video")
    print(f"{made} clips of {options.folder}")
    for line in table(weights(options.folder), made, options.clips, options.waiting):
        print(line)


if __name__ == "__main__":
    main()
