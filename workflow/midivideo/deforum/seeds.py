"""Seeds of a clip whose manifest has none, by Deforum's seed behaviours (deforum.md 1.8, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import numpy as np

Behaviour = Literal["iter", "fixed", "random", "ladder", "alternate", "schedule"]
BEHAVIOURS: tuple[str, ...] = get_args(Behaviour)


@dataclass(frozen=True)
class SeedRule:
    """How seeds go from frame to frame.

    Attributes:
        base: of frame 0; None lets each manifest have its own.
        behaviour: as in Deforum.
        every: with ``iter``, frames before the seed goes up.
        schedule: with ``schedule``, the schedule's text.
    """

    base: int | None
    behaviour: Behaviour
    every: int
    schedule: str

    def seeds(self, frames: int, base: int) -> np.ndarray:
        """Seeds from ``base`` on, (frames,) float64, whole numbers in [0, 2**32).

        Raises:
            UserError: when the schedule can't be read.
        """
        import numpy as np

        from midivideo.schedules import schedule
        from midivideo.seeding import generator

        base %= 2**32
        count = np.arange(frames)
        match self.behaviour:
            case "iter":
                seeds = base + count // min(self.every, frames)
            case "fixed":
                seeds = np.full(frames, base)
            case "alternate":  # +1, -1
                seeds = base + count % 2
            case "ladder":  # +2, -1
                seeds = base + count // 2 + count % 2 * 2
            case "random":
                draws = generator(base, "", "deforum seeds").integers(0, 2**32, frames)
                seeds = np.concatenate(([base], draws[1:]))
            case "schedule":
                seeds = np.trunc(schedule(self.schedule, frames, base, key="seed_schedule"))
        return np.mod(seeds, 2**32).astype(float)
