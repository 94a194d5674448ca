"""The benchmark of thousands of clips runs to its end, tried with two."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench import scale

#: What differs from run to run.
TIMES = {"starttime", "endtime", "job_hash", "input_checksums"}


@pytest.mark.slow
def test_the_benchmark_of_thousands_of_clips_ends_and_its_finished_runs_are_as_real_ones(tmp_path):
    out = tmp_path / "out.jsonl"
    options = ["2", "--batch-size", "2", "--stub-jobs", "3", "--sample", "1"]
    scale.main([*options, "--skip", "dry run", "--folder", str(tmp_path), "--out", str(out)])
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["clips"], each["what"]) for each in found] == [
        *((2, what) for what in ("catalog", "catalog again", "one target", "DAG", "jobs")),
        *((2, what) for what in ("finish", "no-op", "one of all")),
        (1, "plan for real"),
    ]
    assert all(each["cpu_s"] > 0 and each["mib"] > 0 for each in found)
    marked, real = records(tmp_path / "2-2"), records(tmp_path / "plan-1")
    of_the_plan = {"notes/song_00000.json", "notes/song_00000.mid", "keyframes/song_00000.json"}
    assert {f"results/{file}" for file in of_the_plan} < set(real)
    assert {file: marked[file] for file in real} == real


def records(folder: Path) -> dict[str, dict[str, Any]]:
    """Snakemake's records of a run's files, without times."""
    found = {}
    for path in (folder / ".snakemake/metadata").iterdir():
        record = json.loads(path.read_text())
        assert record["input_checksums"]
        file = base64.urlsafe_b64decode(path.name).decode()
        found[file] = {key: value for key, value in record.items() if key not in TIMES}
    return found
