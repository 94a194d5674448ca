"""The numbers that a mapping leaves to chance, drawn once for each clip."""

from __future__ import annotations

from collections.abc import Mapping as Dict

from midivideo.keyframes.lengths import Length
from midivideo.keyframes.mapping import Mapping
from midivideo.seeding import generator


class Draws:
    """The drawn numbers of a clip, by name."""

    def __init__(self, values: Dict[str, float]) -> None:
        self.values = dict(values)

    @classmethod
    def of(cls, mapping: Mapping, run_seed: int, clip: str) -> Draws:
        """Draw each number evenly from its range, each with a generator of its own."""
        return cls(
            {
                name: _drawn(generator(run_seed, clip, f"mapping {name}").uniform(low, high))
                for name, (low, high) in mapping.draws.items()
            }
        )

    def number(self, value: float | str) -> float:
        """A number as it is, or the drawn one of that name."""
        return self.values[value] if isinstance(value, str) else value

    def amount(self, length: Length) -> float:
        """The number of a length, in the length's unit."""
        return self.number(length.amount)


def _drawn(value: float) -> float:
    """Few digits, which can be read in a formula."""
    return float(f"{value:.4g}")
