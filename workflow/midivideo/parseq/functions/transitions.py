"""Ways from one value to the next: slide and bez (parseq.md 2.5)."""

from __future__ import annotations

from midivideo.parseq.easing import bezier, curve
from midivideo.parseq.functions.signature import Function, Work, parameters
from midivideo.parseq.javascript import quotient
from midivideo.parseq.scope import Scope

_WAY = "from/start/s=S, to/end/t=next_keyframe_value, span/in/s=next_keyframe-active_keyframe"


def eased(
    controls: tuple[float, float, float, float],
    start: float,
    end: float,
    span: float,
    offset: float,
    since: float,
) -> float:
    """The way from ``start`` to ``end`` along a Bézier curve.

    Args:
        controls: x1, y1, x2, y2.
        start: value at the beginning.
        end: value at the end, and after it.
        span: frames that the way takes; 0 stays at ``start``.
        offset: progress (0…1) in place of the time, where it lies within -1…1.
        since: frames since the active keyframe.
    """
    if span == 0:
        return start
    progress = offset if abs(offset) < 1 else quotient(since, span)
    if progress > 1:
        return end
    return start + bezier(*controls)(progress) * (end - start)


def _bez(scope: Scope) -> Work:
    since = scope.points.since

    def work(
        frame: int,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        start: float,
        end: float,
        span: float,
        offset: float,
        name: str,
        delta: float,
    ) -> float:
        controls = curve(name) if name else (x1, y1, x2, y2)
        if delta and delta == delta:
            end = start + delta
        return eased(controls, start, end, span, offset, since[frame])

    return work


def _slide(scope: Scope) -> Work:
    since = scope.points.since

    def work(frame: int, start: float, end: float, span: float, offset: float) -> float:
        if span == 0:
            return start
        if since[frame] >= span:
            return end
        position = offset * span if abs(offset) < 1 else since[frame]
        return start + (end - start) / span * position

    return work


FUNCTIONS = (
    Function("slide", parameters(f"{_WAY}, offset/os=2"), _slide),
    Function(
        "bez",
        parameters(f'x1=0.5, y1=0, x2=0.5, y2=1, {_WAY}, offset/os=2, curve/c:text="", delta/d=0'),
        _bez,
    ),
)
