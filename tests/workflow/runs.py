"""Runs the real workflow in a folder of its own, through the shipped profile."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import mido

ROOT = Path(__file__).resolve().parents[2]

#: Small and short, so that a run is a matter of seconds.
CONFIG = """\
midi: midi
clip: {seconds: 1, fps: 12}
render: {width: 64, height: 64}
"""


def write_midi(path: Path, pitches: Sequence[int], bpm: float = 120) -> None:
    """Write a drum pattern: a hit every half beat, the pitches in turn, eight at least."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm))])
    for pitch in list(pitches) * max(1, 8 // len(pitches)):
        track.append(mido.Message("note_on", channel=9, note=pitch, velocity=100, time=0))
        track.append(mido.Message("note_off", channel=9, note=pitch, time=240))
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(track)
    path.parent.mkdir(parents=True, exist_ok=True)
    file.save(path)


def start(folder: Path, *arguments: str, cores: int = 2) -> subprocess.Popen[str]:
    """Start Snakemake in ``folder`` as a user would, with this Python first on the path."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", str(cores)]
    return subprocess.Popen(
        [*command, "--directory", str(folder), *arguments],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def run(folder: Path, *arguments: str, cores: int = 2, ok: bool = True) -> str:
    """Run to the end and return what was printed; ``ok`` is whether it has to succeed."""
    process = start(folder, *arguments, cores=cores)
    output, _ = process.communicate(timeout=1800)
    assert (process.returncode == 0) == ok, output
    return output


def jobs(output: str) -> dict[str, int]:
    """How many jobs of each rule a (dry) run planned, from its own table."""
    table = re.search(r"^job +count\n[- ]+\n(.*?)^total", output, re.M | re.S)
    rows = (row.split() for row in table[1].splitlines()) if table else ()
    return {rule: int(count) for rule, count in rows if rule not in ("all", "plan")}


def planned(folder: Path, *arguments: str) -> dict[str, int]:
    """The jobs that a run would do now."""
    return jobs(run(folder, "--dry-run", *arguments))


def copied(source: Path, target: Path) -> Path:
    """A finished run, copied with its time stamps and Snakemake's records."""
    shutil.copytree(source, target, symlinks=True)
    return target


def catalog(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of a run's catalog by clip."""
    with (folder / "results/catalog.tsv").open(encoding="utf-8", newline="") as file:
        return {row["clip"]: row for row in csv.DictReader(file, delimiter="\t")}


def hashes(folder: Path, *patterns: str) -> dict[str, str]:
    """SHA-256 of the files that match, by their path inside ``folder``."""
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
