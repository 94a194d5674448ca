"""What the card says in numbers, counted from the rows of the table."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TEMPO_STEP = 20
_BAR = 30


@dataclass
class Figures:
    """Counts over a dataset; lengths in seconds, sizes in bytes."""

    clips: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    video_bytes: Counter[str] = field(default_factory=Counter)
    sources: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    patterns: set[str] = field(default_factory=set)
    tempos: list[float] = field(default_factory=list)
    hits: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    licences: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    attributions: set[str] = field(default_factory=set)
    in_sync: Counter[bool | None] = field(default_factory=Counter)
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a row."""
        split = row["split"]
        self.clips[split] += 1
        self.seconds[split] += row["duration_s"]
        self.video_bytes[split] += row["video_bytes"]
        self.sources[split].add(row["source_sha256"])
        self.patterns.add(row["pattern"])
        self.tempos.append(row["bpm"])
        for name, times in row.get("onsets", {}).items():
            self.hits[name] += len(times)
            self.heard[name] += bool(times)
        self.kinds["size"][f"{row['width']}×{row['height']}"] += 1
        self.kinds["fps"][row["fps"]] += 1
        self.kinds["sound"]["with sound" if row["sound"] else "silent"] += 1
        for name in ("painter", "model", "mapping", "theme"):
            if row[name]:
                self.kinds[name][row[name]] += 1
        self.licences[row["licence"]].add(row["source_sha256"])
        if row["attribution"]:
            self.attributions.add(row["attribution"])
        self.in_sync[row["in_sync"]] += 1
        for name in ("sync_z", "sync_f1", "sync_lag_ms", "sound_offset_ms"):
            if row[name] is not None:
                self.scores[name].append(row[name])

    def counts(self, kind: str) -> list[tuple[str, int]]:
        """How many clips are of each kind, the most frequent first."""
        return sorted(self.kinds[kind].items(), key=lambda item: (-item[1], item[0]))

    def tempo_bars(self) -> list[tuple[str, int, str]]:
        """A histogram of tempo: range in BPM, number of clips, a bar as long as that number."""
        bins = Counter(int(tempo // _TEMPO_STEP) for tempo in self.tempos)
        if not bins:
            return []
        most = max(bins.values())
        return [
            (
                f"{number * _TEMPO_STEP}–{(number + 1) * _TEMPO_STEP}",
                bins[number],
                "█" * max(bins[number] > 0, round(bins[number] / most * _BAR)),
            )
            for number in range(min(bins), max(bins) + 1)
        ]

    def quartiles(self, score: str) -> tuple[float, float, float] | None:
        """Lower quartile, median and upper quartile of a score; None where there is none."""
        return quartiles(self.scores[score])


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile of values; None without any."""
    if not values:
        return None
    if len(values) == 1:
        return (values[0],) * 3
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high
