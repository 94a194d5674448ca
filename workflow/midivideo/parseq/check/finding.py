"""One thing that a check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend (error) or to think about (warning).

    Attributes:
        level: "error" or "warning".
        place: key, row, frame or field; "" for the document as a whole.
        problem: what is wrong there, and what follows from it.
        fix: what to do.
    """

    level: str
    place: str
    problem: str
    fix: str = ""

    def __str__(self) -> str:
        text = (
            f"{self.level}: {self.place}: {self.problem}"
            if self.place
            else (f"{self.level}: {self.problem}")
        )
        return f"{text}; {self.fix}" if self.fix else text


def error(place: str, problem: str, fix: str = "") -> Finding:
    """Something that stops Parseq, Deforum or us, or that silently spoils the result."""
    return Finding("error", place, problem, fix)


def warning(place: str, problem: str, fix: str = "") -> Finding:
    """Something that works, but hardly as meant."""
    return Finding("warning", place, problem, fix)


def frames_text(frames: list[int]) -> str:
    """Frame numbers as a place: ``frame 3``, or the first of them and how many there are."""
    if len(frames) == 1:
        return f"frame {frames[0]}"
    return f"frame {frames[0]} and {len(frames) - 1} more"
