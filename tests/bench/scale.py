"""``make bench-scale``: what thousands of clips cost before and beside their rendering.

For each number of clips a folder of that many MIDI files (copies of the example music with changed
notes), and on it, each in a process of its own:

=============  =================================================================================
catalog        every file is read: `midivideo catalog`, two processes
catalog again  nothing has changed
one target     dry run of one video, nothing made yet
DAG            Snakemake's start and its graph of all jobs, nothing printed
dry run        the same with every job printed (into the void)
jobs           Snakemake's own time a job, on stub commands that only make empty files: CPU time of
               its process, less that of `DAG`, over the jobs
finish         all jobs are marked as done (see :mod:`tests.bench.finished`)
no-op          a run where nothing is to be done
one of all     one video, all of it there already
=============  =================================================================================

Then `plan` for real, on as many clips as ``--sample`` says. CPU seconds are those of the process;
beside them stand seconds on the clock, which mean little on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tests.bench import songs
from tests.bench.usage import ROOT, Usage, measured

COUNTS = (1_000, 4_000, 10_000, 40_000)
SAMPLE = 1_000
#: How many stub jobs are run to tell Snakemake's own time a job.
STUB_JOBS = 500
STUBS = Path(__file__).with_name("stub")
SNAKEMAKE = "snakemake.cli"
#: Prints the numbers of jobs and no more.
QUIET = ("--dry-run", "--quiet", "rules", "progress")

Tell = Callable[[dict[str, Any]], None]


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for; print a line a measurement, and write it to ``--out``."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale")
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="CLIPS")
    parser.add_argument("--batch-size", type=int, default=64, help="clips a render job")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="clips to plan for real")
    parser.add_argument("--stub-jobs", type=int, default=STUB_JOBS)
    parser.add_argument("--skip", nargs="*", default=(), help="leave out, e.g. 'dry run' jobs")
    parser.add_argument("--folder", type=Path, help="work here, and leave it there")
    parser.add_argument("--out", type=Path, help="write measurements here, a line of JSON each")
    options = parser.parse_args(arguments)
    header = ("clips", "what", "wall s", "CPU s", "children", "MiB", "")
    print("{:>6}  {:<14}{:>10}{:>10}{:>10}{:>8}  {}".format(*header), flush=True)
    tell = _teller(options.out)
    for count in options.counts:
        with _folder(options.folder, f"{count}-{options.batch_size}") as folder:
            prepare(folder, count, options.batch_size)
            measure(folder, count, options.stub_jobs, tell, options.skip)
    if options.sample:
        with _folder(options.folder, f"plan-{options.sample}") as folder:
            prepare(folder, options.sample, options.batch_size)
            measure_planning(folder, options.sample, tell)


def prepare(folder: Path, count: int, batch_size: int) -> None:
    """A working folder with songs and settings; one that is there is used."""
    if not (folder / "config.yaml").exists():
        songs.make_folder(folder / "midi", count)
        (folder / "config.yaml").write_text(f"midi: midi\nrender: {{batch_size: {batch_size}}}\n")


def measure(
    folder: Path, count: int, stub_jobs: int, tell: Tell, skip: Collection[str] = ()
) -> None:
    """Everything that is measured at one number of clips."""
    tell_of = _of_clips(count, tell)
    if "catalog" not in skip:
        table = ["catalog", "midi", "-o", "scanned.tsv"]
        tell_of("catalog", measured("midivideo.cli", table, folder=folder))
        tell_of("catalog again", measured("midivideo.cli", table, folder=folder))
    target = f"results/videos/{songs.name(count // 2)}.mp4"
    snakemake(folder, target, *QUIET)  # makes the run's own catalog, which is not to count below
    tell_of("one target", snakemake(folder, "--dry-run", target))
    dag = snakemake(folder, *QUIET)
    tell_of("DAG", dag)
    if "dry run" not in skip:
        tell_of("dry run", snakemake(folder, "--dry-run"))
    if "jobs" not in skip:
        stubbed = with_stubs(folder, stub_jobs)
        each = 1000 * (stubbed.cpu - dag.cpu) / stub_jobs
        tell_of("jobs", stubbed, f"{each:.1f} ms of Snakemake's CPU time a job")
        start_over(folder)
    tell_of("finish", measured("tests.bench.finished", snakemake_options(), folder=folder))
    idle = snakemake(folder)
    if "Nothing to be done" not in idle.output:
        raise SystemExit(f"there was something to be done:\n{idle.output[-2000:]}")
    tell_of("no-op", idle)
    tell_of("one of all", snakemake(folder, target))


def measure_planning(folder: Path, count: int, tell: Tell) -> None:
    """Plan all clips of a folder for real, and tell the pace and Snakemake's share."""
    dag = snakemake(folder, "plan", *QUIET)
    run = snakemake(folder, "plan")
    made = len(list((folder / "results/manifests").glob("*.json")))
    if made != count:
        raise SystemExit(f"{made} of {count} manifests were made")
    own = 1000 * (run.cpu - dag.cpu) / (3 * count)
    _of_clips(count, tell)(
        "plan for real",
        run,
        f"{count / run.wall:.2f} clips/s, {run.children_cpu / count:.2f} CPU s a clip in its jobs,"
        f" {own:.1f} ms of Snakemake's a job",
    )


def snakemake_options() -> list[str]:
    """The workflow, on all cores, as a user runs it."""
    return ["--snakefile", str(ROOT / "Snakefile"), "--cores", "all"]


def snakemake(folder: Path, *arguments: str) -> Usage:
    """A run of the workflow."""
    return measured(SNAKEMAKE, [*snakemake_options(), *arguments], folder=folder)


def with_stubs(folder: Path, jobs: int) -> Usage:
    """A run whose commands only make empty files, ended after so many jobs."""
    path = os.pathsep.join((str(STUBS), os.environ["PATH"]))
    (folder / ".jobs").unlink(missing_ok=True)
    return measured(
        SNAKEMAKE,
        snakemake_options(),
        folder=folder,
        environment={"PATH": path, "STUB_JOBS": str(jobs)},
        ok=False,
    )


def start_over(folder: Path) -> None:
    """Remove what stub commands have left; the catalog stays."""
    shutil.rmtree(folder / ".snakemake")
    for path in (folder / "results").iterdir():
        if path.is_dir():
            shutil.rmtree(path)


def _of_clips(count: int, tell: Tell) -> Callable[..., None]:
    def tell_of(what: str, usage: Usage, words: str = "") -> None:
        tell(
            {
                "clips": count,
                "what": what,
                "wall_s": round(usage.wall, 2),
                "cpu_s": round(usage.cpu, 2),
                "children_cpu_s": round(usage.children_cpu, 2),
                "mib": round(usage.mib),
                "words": words,
            }
        )

    return tell_of


def _teller(out: Path | None) -> Tell:
    def tell(found: dict[str, Any]) -> None:
        print(
            "{clips:>6}  {what:<14}{wall_s:>10.2f}{cpu_s:>10.2f}{children_cpu_s:>10.2f}{mib:>8}"
            "  {words}".format(**found),
            flush=True,
        )
        if out is not None:
            with out.open("a", encoding="utf-8") as file:
                print(json.dumps(found), file=file)

    return tell


class _folder:
    """A folder to work in: made and removed, or under the user's own and kept."""

    def __init__(self, parent: Path | None, name: str) -> None:
        self._kept = parent is not None
        self._path = parent / name if parent else Path(tempfile.mkdtemp(prefix="midivideo-scale-"))

    def __enter__(self) -> Path:
        self._path.mkdir(parents=True, exist_ok=True)
        return self._path

    def __exit__(self, *error: object) -> None:
        if not self._kept:
            shutil.rmtree(self._path)


if __name__ == "__main__":
    main(sys.argv[1:])
