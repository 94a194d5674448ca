"""A run of 40 songs, and a dataset of it in each layout, made once."""

from __future__ import annotations

import shutil

import pytest

from midivideo.dataset.build import build
from tests.dataset import synthetic

#: So small that the training split has several shards.
SMALL_SHARDS = "shard_mb: 0.05"


@pytest.fixture(scope="session")
def run_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    synthetic.make_run(folder, 40)
    return folder


@pytest.fixture
def run(run_once, tmp_path):
    """A run that the test may change: its ``results``, and ``midi`` beside them."""
    folder = tmp_path / "run"
    shutil.copytree(run_once, folder)
    return folder


@pytest.fixture
def pack():
    """Build the dataset of a run beside its results; settings of the dataset as YAML."""

    def packed(folder, settings: str = SMALL_SHARDS, name: str = "dataset", **options):
        return build(
            folder / "results",
            folder / name,
            synthetic.settings(settings),
            cache=options.pop("cache", folder / "cache" / name),
            notify=options.pop("notify", lambda text: None),
            **options,
        )

    return packed


@pytest.fixture(scope="session", params=["webdataset", "videofolder", "v2midi"])
def layout(request):
    return request.param


@pytest.fixture(scope="session")
def datasets_once(run_once, tmp_path_factory):
    """The folder that holds a dataset of the run in each layout, named like it."""
    folder = tmp_path_factory.mktemp("datasets")
    for layout in ("webdataset", "videofolder", "v2midi"):
        build(
            run_once / "results",
            folder / layout,
            synthetic.settings(f"layout: {layout}, {SMALL_SHARDS}"),
            cache=folder / "cache" / layout,
            notify=lambda text: None,
        )
    return folder


@pytest.fixture
def copy_of(datasets_once, tmp_path):
    """A copy of a dataset, to be damaged."""

    def copied(layout: str):
        target = tmp_path / layout
        shutil.copytree(datasets_once / layout, target)
        return target

    return copied
