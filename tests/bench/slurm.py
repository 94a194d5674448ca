"""What Slurm adds to clips: jobs, start-ups, GPUs that wait. Wants tests/slurm/local-cluster.sh."""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.slurm import cluster
from tests.slurm.cluster import SlurmRun, Start, job
from tests.workflow import runs

CLIPS, BATCH = 12, 2
CONFIG = f"""\
midi: midi
clip: {{seconds: 1, fps: 12}}
render: {{width: 64, height: 64, batch_size: {BATCH}}}
"""
# Two jobs at once, as many as this machine has cores; the cluster says that it has 16.
RESOURCES = ("mem_mb=1000", "runtime=10", "cpus_per_task=8")


def main() -> None:
    """Make some small clips through Slurm; print what each job took beside its work."""
    if not cluster.is_up():
        print("slurm: no local cluster (tests/slurm/local-cluster.sh start)")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yaml").write_text(CONFIG)
        for number in range(CLIPS):
            runs.write_midi(folder / f"midi/{number:03}.mid", [36, 38], bpm=100 + number)
        runs.run(folder, "plan")
        run = SlurmRun(folder)
        begin = time.time()
        output = run.run(
            "sync",
            *("--default-resources", *RESOURCES),
            *("--set-resources", "render_frames:gpu=1"),
        )
        wall = time.time() - begin
        _print(run, output.count("has been submitted"), wall)


def _print(run: SlurmRun, jobs: int, wall: float) -> None:
    renders, encodes = run.seen("render"), run.seen("encode")
    frames = run.folder / "results/frames"
    rendered = {start: (frames / start.made).stat().st_mtime for start in renders}
    print(f"slurm: {CLIPS} planned clips in batches of {BATCH}, to videos and sync scores")
    print(f"  Slurm jobs                                   {jobs:6}")
    print(f"  from the first to the last                   {wall:6.1f} s")
    before = [start.time - _stamp(start, "StartTime") for start in renders + encodes]
    after = [_stamp(start, "EndTime") - done for start, done in rendered.items()]
    print(f"  a job, before its command begins             {statistics.mean(before):6.1f} s")
    print(f"  a job, after its command ends                {statistics.mean(after):6.1f} s")
    print(f"  a GPU, between two batches                   {_idle(rendered):6.1f} s")


def _stamp(start: Start, field: str) -> float:
    """When a job began or ended, in whole seconds: right on average."""
    return datetime.fromisoformat(job(start.job)[field]).timestamp() + 0.5


def _idle(rendered: dict[Start, float]) -> float:
    """Seconds from the end of a batch to the begin of the next on the same GPU, on average."""
    gaps = []
    for gpu in {start.gpu for start in rendered}:
        turns = sorted((start.time, end) for start, end in rendered.items() if start.gpu == gpu)
        gaps += [begin - end for (_, end), (begin, _) in itertools.pairwise(turns)]
    return statistics.mean(gaps)


if __name__ == "__main__":
    main()
