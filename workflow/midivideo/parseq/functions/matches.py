"""The info_match family: rows found by their label (parseq.md 2.5)."""

from __future__ import annotations

from collections.abc import Callable

from midivideo.parseq.functions.signature import Function, Make, Work, parameters
from midivideo.parseq.javascript import to_number
from midivideo.parseq.scope import Scope

_PATTERN = "regex/r:text"
_OR_DEFAULT = parameters(f"{_PATTERN}, default/d=-1")


def _active(scope: Scope) -> Work:
    return lambda frame, pattern: float(scope.labels.active(pattern, frame))


def _count(scope: Scope) -> Work:
    return lambda frame, pattern: float(scope.labels.count(pattern, frame))


def _previous(scope: Scope) -> Work:
    """Parseq takes this default as a text only."""

    def work(frame: int, pattern: str, default: str) -> float:
        found = scope.labels.previous(pattern, frame)
        return to_number(default) if found is None else float(found)

    return work


def _since(scope: Scope) -> Work:
    """Apart from the other measures, as envelopes ask for it on every frame."""

    def work(frame: int, pattern: str, default: float) -> float:
        found = scope.labels.previous(pattern, frame)
        return default if found is None else float(frame - found)

    return work


def _between(measure: Callable[[int, int | None, int | None], float | None]) -> Make:
    """A measure of the frame, the match before and the match after; None gives the default."""

    def make(scope: Scope) -> Work:
        def work(frame: int, pattern: str, default: float) -> float:
            before = scope.labels.previous(pattern, frame)
            after = scope.labels.next(pattern, frame)
            measured = measure(frame, before, after)
            return default if measured is None else float(measured)

        return work

    return make


def _next(frame: int, before: int | None, after: int | None) -> float | None:
    return after


def _gap(frame: int, before: int | None, after: int | None) -> float | None:
    return None if before is None or after is None else after - before


def _progress(frame: int, before: int | None, after: int | None) -> float | None:
    if before is None or after is None:
        return None
    return (frame - before) / (after - before)


def _until(frame: int, before: int | None, after: int | None) -> float | None:
    return None if after is None else after - frame


_PREVIOUS = parameters(f'{_PATTERN}, default/d:text="-1"')

FUNCTIONS = (
    Function("info_match", parameters(_PATTERN), _active),
    Function("info_match_count", parameters(_PATTERN), _count),
    Function("info_match_prev", _PREVIOUS, _previous),
    Function("info_match_last", _PREVIOUS, _previous),
    Function("info_match_next", _OR_DEFAULT, _between(_next)),
    Function("info_match_gap", _OR_DEFAULT, _between(_gap)),
    Function("info_match_progress", _OR_DEFAULT, _between(_progress)),
    Function("info_match_since", _OR_DEFAULT, _since),
    Function("info_match_until", _OR_DEFAULT, _between(_until)),
)
