"""The rows' ``info`` texts, which formulas search with patterns (parseq.md 2.5)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.patterns import Pattern

#: Characters of a label in which a pattern is looked for.
MAX_LABEL = 10_000
#: Characters times steps of patterns that one document's search may take: about a minute.
MAX_WORK = 100_000_000
#: Patterns whose rows are kept; a formula may make a new one on every frame.
_MAX_KEPT = 256


class Labels:
    """All rows of a document with their ``info``, whether or not they hold some field.

    Args:
        rows: (frame, info) ascending by frame; a missing or empty info never matches.
    """

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        self._frames = [frame for frame, _ in rows]
        self._texts = [info[:MAX_LABEL] for _, info in rows]
        self._found: dict[str, tuple[list[bool], list[int]]] = {}
        self._work = 0

    def active(self, pattern: str, frame: int) -> bool:
        """Whether the latest row at or before ``frame`` matches."""
        row = bisect_right(self._frames, frame) - 1
        return row >= 0 and self._search(pattern)[0][row]

    def count(self, pattern: str, frame: int) -> int:
        """Number of matching rows up to ``frame``."""
        return bisect_right(self._search(pattern)[1], frame)

    def previous(self, pattern: str, frame: int) -> int | None:
        """Frame of the latest matching row at or before ``frame``."""
        frames = self._search(pattern)[1]
        count = bisect_right(frames, frame)
        return frames[count - 1] if count else None

    def next(self, pattern: str, frame: int) -> int | None:
        """Frame of the first matching row after ``frame``."""
        frames = self._search(pattern)[1]
        count = bisect_right(frames, frame)
        return frames[count] if count < len(frames) else None

    def _search(self, pattern: str) -> tuple[list[bool], list[int]]:
        if pattern not in self._found:
            if len(self._found) == _MAX_KEPT:
                self._found.clear()
            compiled = Pattern(pattern)
            self._work += compiled.steps * sum(map(len, self._texts))
            if self._work > MAX_WORK:
                raise FormulaError(
                    "so many patterns in so many labels take too long; look for the same ones "
                    "on every frame"
                )
            matching = [bool(text) and compiled.found_in(text) for text in self._texts]
            frames = [frame for frame, hit in zip(self._frames, matching, strict=True) if hit]
            self._found[pattern] = (matching, frames)
        return self._found[pattern]
