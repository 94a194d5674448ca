"""``snakemake sync``: measured once, measured again when something about it changes."""

from __future__ import annotations

import csv
import json

import pytest

from tests.workflow import runs


@pytest.fixture(scope="module")
def measured(finished_once, tmp_path_factory):
    folder = runs.copied(finished_once, tmp_path_factory.mktemp("measured") / "run")
    runs.run(folder, "sync")
    return folder


def test_sync_measures_every_clip_once_and_gathers_a_table(measured):
    with (measured / "results/sync.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert sorted({row["clip"] for row in rows}) == ["one", "three", "two"]
    instruments = [row["instrument"] for row in rows if row["clip"] == "two"]
    assert instruments == ["all", "kick", "open_hat"]
    document = json.loads((measured / "results/sync/one.json").read_text())
    assert (document["clip"], document["fps"], document["frames"]) == ("one", 12, 12)
    assert runs.planned(measured, "sync") == {}


def test_a_changed_gate_measures_again_and_renders_nothing(measured):
    gate = ("--config", "sync={min_z: 6}")
    planned = runs.planned(measured, "sync", *gate)
    assert planned == {"sync_clip": 3, "sync_table": 1, "sync": 1}
    assert runs.planned(measured, *gate) == {}
