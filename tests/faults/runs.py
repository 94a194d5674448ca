"""Runs that are disturbed: faults inside of jobs, and what was done again after them."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.workflow import runs

CONFIG = """\
midi: midi
clip: {seconds: 1, fps: 12}
render: {width: 64, height: 64}
dataset: {shard_mb: 1}
"""
FRAMES = 12
SONGS = {"one": [36, 42, 38, 42], "two": [36, 46], "three": [36, 38], "four": [38, 42, 36]}
TARGETS = ("all", "report", "dataset", "sync")
#: Everything that is made, but for what says when or how fast: logs, benchmarks, file times.
MADE = (
    *("results/notes/*", "results/keyframes/*", "results/manifests/*", "results/frames/*/*.*"),
    *("results/videos/*", "results/sync/*", "results/sync.tsv", "results/dataset/**/*.*"),
    *("results/dataset/SHA256SUMS", "results/report/index.html", "results/report/data/**/*.js"),
)
_BROKEN = Path(__file__).parent / "injected"


def write_songs(folder: Path) -> None:
    """The four songs and the config of every run here."""
    (folder / "midi").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    for number, (name, pitches) in enumerate(SONGS.items()):
        runs.write_midi(folder / f"midi/{name}.mid", pitches, bpm=100 + 20 * number)


def again_from(finished: Path, folder: Path, *removed: str) -> Path:
    """A copy of a finished run without some of its results, as if it had come to there."""
    runs.copied(finished, folder)
    for name in removed:
        shutil.rmtree(folder / "results" / name, ignore_errors=True)
    return folder


def made(folder: Path, *left_out: str) -> dict[str, str]:
    """SHA-256 of everything that was made, but for paths that contain one of ``left_out``."""
    found = runs.hashes(folder, *MADE)
    return {path: sha for path, sha in found.items() if not any(x in path for x in left_out)}


class Faults:
    """Faults for the jobs of the runs that a test starts, and the frames that these jobs made."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._plan = folder / "faults.json"
        self._faults: list[dict[str, Any]] = []
        self._plan.write_text("[]")
        path = os.environ.get("PYTHONPATH", "")
        monkeypatch.setenv("FAULTS", str(self._plan))
        monkeypatch.setenv("PYTHONPATH", f"{_BROKEN}{os.pathsep}{path}")

    def add(
        self, stage: str, clip: str, frame: int | str, how: str = "kill", times: int = 1
    ) -> None:
        """Have the stage break at a frame of a clip: ``kill`` or ``raise``."""
        self._plan_for({"stage": stage, "clip": clip, "frame": frame, "how": how, "times": times})

    def hold(self, stage: str, clip: str) -> None:
        """Have the stage wait before it begins; then ``held-STAGE-CLIP`` is in the folder."""
        (self._plan.parent / f"hold-{stage}-{clip}").write_text("until this file is gone")

    def release(self) -> None:
        """Let all stages begin."""
        for path in (*self._plan.parent.glob("hold-*"), *self._plan.parent.glob("held-*")):
            path.unlink(missing_ok=True)

    def crash_painter(self, every: int) -> None:
        """Have the GPU fail at every so many batches that a render job gives to its painter."""
        self._plan_for({"stage": "painter", "every": every})

    def _plan_for(self, fault: dict[str, Any]) -> None:
        self._faults.append(fault)
        self._plan.write_text(json.dumps(self._faults))

    def mend(self) -> None:
        """From now on nothing breaks; what was made so far is forgotten."""
        self._plan.write_text("[]")
        self._plan.with_suffix(".log").unlink(missing_ok=True)

    def frames(self, stage: str) -> Counter[tuple[str, str]]:
        """How often the stage has made each frame, by clip and number."""
        log = self._plan.with_suffix(".log")
        lines = log.read_text().splitlines() if log.exists() else []
        words = (line.split() for line in lines)
        return Counter((clip, frame) for name, clip, frame in words if name == stage)

    def again(self, stage: str) -> dict[str, int]:
        """Whole frames that the stage has made more than once, by clip."""
        found: Counter[str] = Counter()
        broken = {(one["clip"], str(one["frame"])) for one in self._faults if "clip" in one}
        for (clip, frame), times in self.frames(stage).items():
            if frame != "end" and (clip, frame) not in broken:
                found[clip] += times - 1
        return {clip: times for clip, times in found.items() if times}
