"""How fast frames were made, from the benchmarks that Snakemake keeps of ``render_frames``."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from midivideo.catalog import Row
from midivideo.report.scripts import short


def speeds(results: Path, rows: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Frames, seconds, frames a second and peak memory in MB of each batch that was measured.

    Args:
        results: the run's folder.
        rows: clips with a video; those of one batch were rendered together.
    """
    frames: dict[str, int] = {}
    for row in rows:
        frames[row.batch] = frames.get(row.batch, 0) + row.frames
    found = {}
    for batch, count in frames.items():
        measured = _measured(results / "benchmarks" / "render_frames" / f"{batch}.tsv")
        if measured is not None:
            seconds, memory = measured
            found[batch] = {
                "frames": count,
                "seconds": seconds,
                "speed": short(count / seconds),
                "memory": memory,
            }
    return found


def _measured(path: Path) -> tuple[float, float] | None:
    """Seconds and peak resident memory in MB of the last run; None where nothing was measured."""
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file, delimiter="\t"))
    try:
        seconds = float(lines[-1]["s"])
        return (seconds, _number(lines[-1].get("max_rss"))) if seconds > 0 else None
    except (IndexError, KeyError, ValueError):
        return None


def _number(text: str | None) -> float:
    """A number; 0 for what Snakemake could not measure (``NA`` or ``-``)."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
