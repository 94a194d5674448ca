"""A local Slurm, folders to run in, and what undisturbed runs make of the same files."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.slurm import cluster
from tests.slurm.cluster import SlurmRun
from tests.workflow import runs

CONFIG = """\
midi: midi
clip: {seconds: 2}
render: {width: 160, height: 160}
"""


@pytest.fixture(scope="session", autouse=True)
def _slurm():
    if not cluster.is_up():
        pytest.skip("no Slurm for tests here: as root, tests/slurm/local-cluster.sh install, start")


@pytest.fixture(scope="module", autouse=True)
def _alone():
    """One file at a time: some tests kill slurmd, others count GPUs."""
    with (Path(tempfile.gettempdir()) / "midivideo-slurm-tests.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def planned_once(tmp_path_factory):
    """Three clips, each a batch of its own, with their manifests made."""
    folder = tmp_path_factory.mktemp("planned") / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text(CONFIG)
    for bpm, clip in ((100, "one"), (120, "two"), (140, "three")):
        runs.write_midi(folder / f"midi/{clip}.mid", [36, 42, 38, 42], bpm=bpm)
    runs.run(folder, "plan")
    return folder


@pytest.fixture(scope="session")
def undisturbed(planned_once, tmp_path_factory):
    """The same clips finished on this machine alone, without Slurm."""
    folder = runs.copied(planned_once, tmp_path_factory.mktemp("undisturbed") / "run")
    runs.run(folder)
    return folder


@pytest.fixture(scope="module")
def planned(planned_once, tmp_path_factory):
    """The planned clips, to run on Slurm."""
    run = SlurmRun(runs.copied(planned_once, tmp_path_factory.mktemp("slurm") / "run"))
    yield run
    run.end()


@pytest.fixture
def planned_again(planned_once, tmp_path):
    """The same for one test alone."""
    run = SlurmRun(runs.copied(planned_once, tmp_path / "run"))
    yield run
    run.end()


@pytest.fixture
def examples(tmp_path):
    """Two of the example files, nothing made of them yet; two clips a batch."""
    folder = tmp_path / "run"
    (folder / "midi").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG.replace("160}", "160, batch_size: 2}"))
    for name in ("house", "song"):
        shutil.copy(runs.ROOT / f"resources/midi/{name}.mid", folder / "midi")
    run = SlurmRun(folder)
    yield run
    run.end()
