"""What Snakemake adds to every job: its own time on a workflow of our shape, the work left out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.scale import QUIET, snakemake
from tests.workflow import runs

CLIPS = 40


def main() -> None:
    """Plan some clips through Snakemake and by the bare commands; print what each takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yaml").write_text(runs.CONFIG)
        for number in range(CLIPS):
            runs.write_midi(folder / f"midi/{number:03}.mid", [36, 38], bpm=100 + number)
        jobs = sum(runs.planned(folder, "plan").values())
        dry = snakemake(folder, "plan", *QUIET)
        run = snakemake(folder, "plan")
        command = _commands(folder)
    print(f"jobs: {jobs} planning jobs of {CLIPS} clips, all cores")
    print(f"  dry run (start, catalog, DAG)   {dry.wall:6.2f} s")
    print(
        f"  real run                        {run.wall:6.2f} s, {run.children_cpu:.2f} s CPU in jobs"
    )
    print(f"  a planning command by itself    {1000 * command:6.0f} ms")
    own = (run.cpu - dry.cpu) / jobs
    print(f"  Snakemake's own CPU time a job  {1000 * own:6.1f} ms")


def _commands(folder: Path) -> float:
    """Seconds that one planning command takes without Snakemake, the mean of the three."""
    notes, document, manifest = (str(folder / name) for name in ("n.json", "k.json", "m.json"))
    song = str(folder / "midi/000.mid")
    stages = (
        ["parse", song, "-o", notes, "--midi-out", str(folder / "w.mid"), "--seconds", "1"],
        ["keyframes", notes, "-o", document],
        ["prompts", document, "-o", manifest],
    )
    environment = {**os.environ, "PYTHONPATH": str(runs.ROOT / "workflow")}
    begin = time.perf_counter()
    for _ in range(5):
        for stage in stages:
            command = [sys.executable, "-m", "midivideo", *stage]
            subprocess.run(command, check=True, env=environment)
    return (time.perf_counter() - begin) / (5 * len(stages))


if __name__ == "__main__":
    main()
