"""`snakemake --profile slurm` on a real Slurm, undisturbed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.slurm.cluster import job
from tests.workflow import runs

pytestmark = pytest.mark.slow
EVERYTHING = ("all", "dataset")


def test_midi_files_become_a_dataset_through_sbatch_and_are_up_to_date_then(examples):
    output = examples.run(*EVERYTHING)
    # Planning stays beside Snakemake; four Slurm jobs: a batch, two clips, the dataset.
    assert {start.job for start in examples.seen("parse")} == {"-"}
    assert "-" not in {start.job for start in examples.seen("render") + examples.seen("sync")}
    assert output.count("has been submitted") == 4
    dataset = str(examples.folder / "results/dataset")
    verify = [sys.executable, "-m", "midivideo", "dataset", "verify", dataset]
    assert "2 clips" in subprocess.run(verify, capture_output=True, text=True, check=True).stdout
    assert runs.planned(examples.folder, *EVERYTHING) == {}
    assert not list(examples.folder.glob(".snakemake/slurm_logs/**/*.log"))


def test_render_jobs_get_a_gpu_each_and_what_the_profile_asks_for_reaches_sbatch(planned):
    planned.hold("render")
    process = planned.start(
        "results/frames/one", "results/frames/two",
        "--set-resources", "render_frames:gpu=1", "render_frames:gpu_model=toy",
        "render_frames:constraint=toy",
        "--default-resources", "slurm_partition=other", "slurm_account=us",
    )  # fmt: skip
    jobs = [job(planned.job_of("render", clip)) for clip in ("one", "two")]
    planned.release("render")
    planned.ended(process)
    first, second = planned.seen("render")
    assert {first.gpu, second.gpu} == {"0", "1"}
    for asked in jobs:
        assert asked["JobState"] == "RUNNING"
        assert asked["Partition"] == "other"
        assert asked["Account"] == "us"
        assert asked["Features"] == "toy"
        assert asked["JobName"].startswith("midivideo_")
