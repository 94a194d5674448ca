"""The sync of all clips in one figure: for Snakemake's own report, and for papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from midivideo.files import written_beside

_INK, _DIM, _BAR, _GATE = "#1d2130", "#6b7080", "#4c6ef5", "#e8590c"


def draw_sync(
    path: Path, clips: Sequence[Mapping[str, Any]], gate: Mapping[str, Any] | None
) -> None:
    """Write histograms of z and of the median lag as SVG; the same clips give the same bytes.

    Args:
        path: where to write.
        clips: rows of the page; those without scores are left out.
        gate: ``min_z`` is drawn as a line; None where nothing was measured.
    """
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "midivideo"
    from matplotlib.figure import Figure

    scores = [clip["sync"] for clip in clips if clip.get("sync")]
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    passed = sum(score["passed"] for score in scores)
    figure.suptitle(f"Sync: {passed} of {len(scores)} clips pass the gate", color=_INK)
    _histogram(left, [score["z"] for score in scores], "z against random hits")
    _histogram(right, [score["lag"] for score in scores], "median lag of the picture, ms")
    if gate:
        left.axvline(gate["min_z"], color=_GATE, linestyle="--", linewidth=2)
    right.axvline(0, color=_DIM, linewidth=1)
    with written_beside(path) as temporary:
        figure.savefig(temporary, format="svg", metadata={"Date": None})


def _histogram(axes: Any, values: Sequence[float | None], label: str) -> None:
    known = [value for value in values if value is not None]
    if known:
        axes.hist(known, bins=min(40, max(8, len(known) // 4)), color=_BAR)
    else:
        axes.text(0.5, 0.5, "not measured", color=_DIM, ha="center", transform=axes.transAxes)
    axes.set_xlabel(label, color=_INK)
    axes.set_ylabel("clips", color=_INK)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.spines[["top", "right"]].set_visible(False)
