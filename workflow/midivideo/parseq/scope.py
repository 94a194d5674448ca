"""What a formula sees of its document besides the frame."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from midivideo.parseq.labels import Labels
from midivideo.parseq.points import Points
from midivideo.parseq.series import TimeSeries


@dataclass
class Scope:
    """The surroundings of one field's formulas, or of the formulas in one text of a prompt.

    Attributes:
        field: the field's name, or the prompt's place in the document.
        fps: frames per second.
        bpm: beats per minute.
        cadence: frames from one generated picture to the next.
        points: the field's rows with values; in prompts all rows, without values.
        labels: all rows' info texts.
        series: time series by alias.
        results: this field's results so far, one a frame.
        rendered: results of the fields before this one, and of this one.
        default: the field's value where no row says one.
        variables: managed fields' values a frame, which only prompts see.
        side: "positive" or "negative" inside a prompt's text, else "".
    """

    field: str
    fps: float
    bpm: float
    cadence: float
    points: Points
    labels: Labels
    series: Mapping[str, TimeSeries]
    results: list[float] = dataclasses.field(default_factory=list)
    rendered: Mapping[str, Sequence[float]] = dataclasses.field(default_factory=dict)
    default: float = 0.0
    variables: Mapping[str, Sequence[float]] = dataclasses.field(default_factory=dict)
    side: str = ""
    _seeds: int = 0

    @property
    def last_frame(self) -> int:
        """The document's last frame."""
        return self.points.frames[-1]

    @property
    def frames_per_beat(self) -> float:
        """Frames from beat to beat."""
        return self.fps * 60 / self.bpm

    @property
    def has_values(self) -> bool:
        """Whether there is a curve of the field's own, as there is everywhere but in prompts."""
        return bool(self.points.values)

    def own_seed(self) -> float:
        """A seed for a random function without one: it differs by field and place, never by run.

        Parseq takes the clock instead.
        """
        self._seeds += 1
        digest = hashlib.sha256(f"{self.field}\0{self._seeds}".encode()).digest()
        return float(int.from_bytes(digest[:4], "big"))
