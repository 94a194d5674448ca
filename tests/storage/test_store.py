"""The real workflow with its results in an S3-compatible store."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow import runs

pytestmark = pytest.mark.slow

#: One batch, so that it makes a difference where its frames are.
_CONFIG = runs.CONFIG.replace("height: 64", "height: 64, batch_size: 2")
_KINDS = ("notes", "keyframes", "manifests", "videos")
_POD = Path(__file__).with_name("pod.py")


def _write_music(folder: Path) -> None:
    runs.write_midi(folder / "midi/one.mid", [36, 42, 38, 42])
    runs.write_midi(folder / "midi/two.mid", [36, 46], bpm=140)


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory):
    """The hashes of an ordinary run's files."""
    folder = tmp_path_factory.mktemp("disk")
    (folder / "config.yaml").write_text(_CONFIG)
    _write_music(folder)
    runs.run(folder)
    return runs.hashes(folder, *(f"results/{kind}/*" for kind in _KINDS))


def test_a_run_in_a_store_gives_the_same_bytes_and_loses_nothing(
    on_disk, store, tmp_path, monkeypatch
):
    for name, value in store.environment().items():
        monkeypatch.setenv(name, value)
    (tmp_path / "config.yaml").write_text(_CONFIG)
    _write_music(tmp_path)
    options = store.options("shared")

    said = runs.run(tmp_path, *options, "all", "dataset")
    assert store.hashes("shared", *_KINDS) == on_disk
    assert f"Results: s3://{store.bucket.name}/shared/results" in said
    assert (tmp_path / "results/dataset/SHA256SUMS").is_file()
    assert not (tmp_path / "results/videos").exists()

    # Another machine goes on with the store's catalog.
    shutil.rmtree(tmp_path / "results")
    assert "Nothing to be done" in runs.run(tmp_path, *options)

    store.lose("shared/results/videos/two.mp4")
    assert runs.jobs(runs.run(tmp_path, *options)) == {"encode": 1}
    assert store.hashes("shared", *_KINDS) == on_disk


def test_jobs_that_see_nothing_but_the_store_give_the_same_bytes(
    on_disk, store, tmp_path, monkeypatch
):
    _need("snakemake_executor_plugin_cluster_generic")
    for name, value in store.environment().items():
        monkeypatch.setenv(name, value)
    # Without this, the jobs would find the package of this checkout.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    work, pods = tmp_path / "work", tmp_path / "pods"
    pods.mkdir()
    _check_out(work)
    _write_music(work)
    (work / "my.yaml").write_text(_CONFIG)

    said = _run_away(work, pods, *store.options("away"))
    assert store.hashes("away", *_KINDS) == on_disk
    assert len(list(pods.iterdir())) == 1, "frames and videos of a batch are one job"
    assert not store.hashes("away", "frames"), "frames stay where they were rendered"
    assert [path.name for path in (work / "results").glob("[!.]*")] == ["catalog.tsv"], said

    assert "Nothing to be done" in _run_away(work, pods, *store.options("away"))


def _need(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed")


def _check_out(folder: Path) -> None:
    """A checkout of the project as it is here, without its tests."""
    if shutil.which("git") is None or not (runs.ROOT / ".git").exists():
        pytest.skip("Snakemake sends git's files to other machines: this is no git checkout")
    listed = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=runs.ROOT
    )
    for name in listed.decode().split("\0"):
        if name and not name.startswith("tests/") and (runs.ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(runs.ROOT / name, folder / name)
    for command in (["git", "init", "--quiet"], ["git", "add", "--all"]):
        subprocess.run(command, cwd=folder, check=True)


def _run_away(folder: Path, pods: Path, *options: str) -> str:
    """Run with every job in a folder of its own, on what the store has."""
    pod = [sys.executable, str(_POD)]
    finished = subprocess.run(
        [
            *("snakemake", "--cores", "2", "--jobs", "2", "--configfile", "my.yaml"),
            *("--executor", "cluster-generic", "--seconds-between-status-checks", "1"),
            *("--cluster-generic-submit-cmd", shlex.join([*pod, "submit", str(pods)])),
            *("--cluster-generic-status-cmd", shlex.join([*pod, "status"])),
            *("--shared-fs-usage", "none", "--job-deploy-sources"),
            *options,
        ],
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    logs = "\n".join(log.read_text() for log in pods.glob("*/job.log"))
    assert finished.returncode == 0, finished.stdout + logs
    return finished.stdout
