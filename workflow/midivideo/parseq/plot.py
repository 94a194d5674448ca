"""A picture of a document: its hits as ticks above, the curves of its fields below."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from midivideo.errors import UserError
from midivideo.files import written_beside
from midivideo.parseq.document import File, load_document, row_value
from midivideo.parseq.evaluate import Score, evaluate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
#: ``kick:110``: a hit in a row's label, with its velocity.
_HIT = re.compile(r"([A-Za-z]\w*):(\d+)")
_BACKGROUND, _PANEL, _LINE, _TEXT, _FAINT = "#0f1116", "#161922", "#262b38", "#d7dbe6", "#7d8598"
_COLOURS = ("#ff7a70", "#ffb454", "#e3d26f", "#7fd88f", "#4fd0c7", "#62a8ff", "#a78bfa", "#f28ac9")
#: Inches.
_WIDTH, _LANE, _CURVE, _MARGIN = 12.8, 0.22, 0.8, 0.75
#: Beyond both ends, as a share of the time shown, so that a hit there can be seen.
_TICK_ROOM = 0.004


def plot_document(
    document: Any,
    output: Path,
    *,
    file: File = None,
    fields: Sequence[str] = (),
    start_s: float = 0.0,
    end_s: float | None = None,
) -> None:
    """Write the picture as PNG, SVG or PDF, by the suffix of ``output``.

    Args:
        document: a Parseq document, as parsed from JSON.
        output: the file to write.
        file: where the document comes from, for messages.
        fields: which to draw; none given: the displayed ones that move.
        start_s: first second to show.
        end_s: last second to show; None: the document's end.

    Raises:
        UserError: when it can't be rendered, has no such field, or ``output`` is no picture.
    """
    if output.suffix.lower() not in SUFFIXES:
        raise UserError("this is no picture", value=output.name, allowed=", ".join(SUFFIXES))
    loaded = load_document(document, file=file)
    score = evaluate(loaded, file=file)
    last_s = (score.frames - 1) / score.fps
    end_s = last_s if end_s is None else min(end_s, last_s)
    if not 0 <= start_s < end_s:
        raise UserError(
            "this part of the document is empty", value=start_s, allowed=f"0 to {end_s:g}"
        )
    figure = _drawn(score, _chosen(score, fields, file), start_s, end_s)
    with written_beside(output) as temporary:
        figure.savefig(temporary, facecolor=_BACKGROUND, metadata=_no_date(output))


def hits_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[int, int]]]:
    """Frames and velocities of the hits in the rows' labels, by instrument in order of number."""
    hits: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        for name, velocity in _HIT.findall(str(row.get("info") or "")):
            hits.setdefault(name, []).append((row["frame"], int(velocity)))
    return dict(sorted(hits.items(), key=lambda item: -len(item[1])))


def _chosen(score: Score, wanted: Sequence[str], file: File) -> list[str]:
    for field in wanted:
        if field not in score.values:
            known = ", ".join(score.values)
            raise UserError("there is no such field", file=file, value=field, allowed=known)
    displayed = [name for name in score.document["displayedFields"] if name in score.values]
    moving = [name for name in displayed if len(set(score.values[name])) > 1]
    return list(wanted) or moving or displayed


def _drawn(score: Score, fields: Sequence[str], start_s: float, end_s: float) -> Figure:
    """The whole figure; a figure of its own, so that no display is needed."""
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams["svg.hashsalt"] = "midivideo"  # ids that do not change from run to run
    hits = hits_of(score.rows)
    heights = [max(1, len(hits)) * _LANE, *[_CURVE] * len(fields)]
    height = sum(heights) + _MARGIN
    figure = Figure(figsize=(_WIDTH, height), dpi=100, facecolor=_BACKGROUND)
    panels = figure.subplots(
        len(heights),
        1,
        sharex=True,
        squeeze=False,
        gridspec_kw={
            "height_ratios": heights,
            "hspace": 0.07,
            "left": 0.115,
            "right": 0.955,
            "top": 1 - 0.1 / height,
            "bottom": 0.5 / height,
        },
    )[:, 0]
    for panel in panels:
        _style(panel, score)
    _draw_hits(panels[0], hits, score.fps)
    shown = range(math.floor(start_s * score.fps), math.floor(end_s * score.fps) + 1)
    for number, (panel, field) in enumerate(zip(panels[1:], fields, strict=True)):
        _draw_curve(panel, score, field, shown, _COLOURS[number % len(_COLOURS)])
    margin = _TICK_ROOM * (end_s - start_s)
    panels[0].set_xlim(start_s - margin, end_s + margin)
    panels[-1].tick_params(axis="x", labelbottom=True)
    panels[-1].set_xlabel("seconds", color=_FAINT, fontsize=9)
    return figure


def _style(panel: Axes, score: Score) -> None:
    panel.set_facecolor(_PANEL)
    panel.tick_params(colors=_FAINT, labelsize=8, length=0, labelbottom=False)
    for spine in panel.spines.values():
        spine.set_visible(False)
    for frame in _bars(score):
        panel.axvline(frame / score.fps, color=_LINE, linewidth=0.8, zorder=0)


def _bars(score: Score) -> list[float]:
    """Frames of the bar lines: ours know them; elsewhere bars of four beats at one tempo."""
    own = score.document.get("midivideo")
    if isinstance(own, Mapping) and isinstance(own.get("bars"), list):
        return own["bars"]
    bar = 4 * score.fps * 60 / score.bpm
    return [number * bar for number in range(int(score.frames / bar) + 1)]


def _draw_hits(panel: Axes, hits: Mapping[str, list[tuple[int, int]]], fps: float) -> None:
    """A lane of ticks for each instrument; harder hits are taller and brighter."""
    for lane, played in enumerate(hits.values()):
        for frame, velocity in played:
            reach = 0.1 + 0.33 * velocity / 127
            panel.vlines(
                frame / fps,
                lane - reach,
                lane + reach,
                color=_TEXT,
                alpha=0.3 + 0.7 * velocity / 127,
                linewidth=1.6,
            )
    panel.set_ylim(max(1, len(hits)) - 0.5, -0.5)
    panel.set_yticks(range(len(hits)), hits, color=_FAINT, fontsize=8)


def _draw_curve(panel: Axes, score: Score, field: str, shown: range, colour: str) -> None:
    """The curve as it is shown, a step a frame, and dots where rows hold a value."""
    values = [score.values[field][frame] for frame in shown]
    seconds = [frame / score.fps for frame in shown]
    values.append(values[-1])  # the last frame is shown as long as the others
    seconds.append(shown.stop / score.fps)
    low, high = min(values), max(values)
    panel.fill_between(seconds, values, low, step="post", color=colour, alpha=0.13, linewidth=0)
    panel.step(seconds, values, where="post", color=colour, linewidth=1.3)
    rows = [row["frame"] for row in score.rows[1:-1] if row_value(row, field) is not None]
    dots = [frame for frame in rows if frame in shown]
    panel.plot(
        [frame / score.fps for frame in dots],
        [score.values[field][frame] for frame in dots],
        linestyle="none",
        marker="o",
        markersize=2.6,
        color=colour,
        markeredgewidth=0,
    )
    room = 0.12 * (high - low) or 1.0
    panel.set_ylim(low - room, high + room)
    panel.set_yticks([low, high], [f"{low:.4g}", f"{high:.4g}"])
    panel.yaxis.tick_right()
    panel.set_ylabel(
        field, color=colour, fontsize=9, rotation=0, horizontalalignment="right", va="center"
    )


def _no_date(output: Path) -> dict[str, None] | None:
    """Leave the time out of the file, so that the same document gives the same bytes."""
    return {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(output.suffix.lower())
