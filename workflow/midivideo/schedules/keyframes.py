"""A schedule's text as keyframes: which value, number or formula counts from which frame on."""

from __future__ import annotations

import re

from midivideo.schedules.expression import ExpressionError, evaluate

#: Of a frame's number; Python itself refuses to read 4,300.
_MOST_DIGITS = 18
NUMBER = re.compile(r"[+-]?\d*(\.\d+)?")


def keyframes(text: str, frames: int, seed: int) -> dict[int, str]:
    """Values as written, without blanks around them, by frame; only frames that are rendered.

    Entries are split at every comma and colon, so no value can hold either. Of two for one frame
    the later counts.

    Raises:
        ExpressionError: naming the entry that can't be read.
    """
    found = {}
    for position, entry in enumerate(text.split(","), start=1):
        parts = entry.split(":")
        if len(parts) != 2 or not parts[1].strip():
            raise ExpressionError(
                f"entry {position} ({shortened(entry)!r}) is not 'frame: value'; entries are "
                "separated by one comma, and no value may hold a comma or a colon"
            )
        try:
            found[_frame(parts[0], frames, seed)] = parts[1].strip()
        except ExpressionError as error:
            raise ExpressionError(f"entry {position} ({shortened(entry)!r}): {error}") from None
    if 0 not in found:
        raise ExpressionError("frame 0 must have a value")
    return {frame: found[frame] for frame in sorted(found) if 0 <= frame < frames}


def shortened(text: str) -> str:
    """A piece of a schedule as a message shows it."""
    text = text.strip()
    return text if len(text) <= 120 else text[:119] + "…"


def _frame(key: str, frames: int, seed: int) -> int:
    bare = unwrapped(key.strip())
    if bare and NUMBER.fullmatch(bare):
        if "." in bare or not bare[-1].isdigit():
            raise ExpressionError("a frame is a whole number")
        if len(bare) > _MOST_DIGITS:
            raise ExpressionError("no clip has so many frames")
        return int(bare)
    frame = evaluate(key.strip().strip("\"'"), max_f=frames - 1, s=seed)
    if not abs(float(frame)) < 2**53:
        raise ExpressionError("the frame is no number")
    return int(frame)


def unwrapped(text: str) -> str:
    """``text`` without quotes and brackets, wherever they are."""
    return re.sub(r"[\"'()]", "", text)
