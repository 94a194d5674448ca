"""Seconds and peak memory of building and verifying a dataset, from 100 to 500 clips.

Clips are short and small (24 frames of 64 by 64), so that the cost a clip shows, not that
of its bytes. Every step runs in a process of its own, with two workers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.dataset import synthetic

ROOT = Path(__file__).resolve().parents[2]
COUNTS = (100, 200, 300, 400, 500)
WORKERS = "2"

#: Runs a command, then tells its time and the largest memory of it and of its workers.
MEASURE = """
import json, resource, sys, time
from midivideo.cli import main
begin = time.perf_counter()
status = main(sys.argv[1:])
seconds = time.perf_counter() - begin
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
found = {
    "status": status,
    "seconds": seconds,
    "cpu": sum(part.ru_utime + part.ru_stime for part in used),
    "mb": max(part.ru_maxrss for part in used) / 1024,
}
print(json.dumps(found), file=sys.stderr)
"""


def measured(*arguments: str) -> dict[str, float]:
    """Seconds on the clock, of CPU time, and peak megabytes of a command."""
    finished = subprocess.run(
        [sys.executable, "-c", MEASURE, *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'workflow'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(finished.stderr.splitlines()[-1])
    if found["status"] != 0:
        raise SystemExit(finished.stdout + finished.stderr)
    return found


def measure(folder: Path, count: int) -> dict[str, dict[str, float]]:
    """All steps on a run of ``count`` clips, by their names."""
    results = str(synthetic.make_run(folder, count))
    dataset = str(folder / "dataset")
    build = ["dataset", "build", results, "-o", dataset, "--jobs", WORKERS]
    build += ["--settings", f"{{clip: {{fps: {synthetic.FPS}}}, dataset: {{shard_mb: 0.5}}}}"]
    return {
        "build": measured(*build),
        "again": measured(*build),
        "verify": measured("dataset", "verify", dataset, "--jobs", WORKERS),
    }


def main() -> None:
    """Measure and print a table."""
    print(
        f"dataset: clips of {synthetic.FRAMES} frames, {WORKERS} workers; "
        "seconds on the clock / of CPU time, peak MB of a process"
    )
    print(f"{'clips':>6}" + "".join(f"{step:>22}" for step in ("build", "build again", "verify")))
    for count in COUNTS:
        with tempfile.TemporaryDirectory() as folder:
            steps = measure(Path(folder), count)
        cells = (f"{f['seconds']:.2f} / {f['cpu']:.2f}, {f['mb']:.0f}" for f in steps.values())
        print(f"{count:>6}" + "".join(f"{cell:>22}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
