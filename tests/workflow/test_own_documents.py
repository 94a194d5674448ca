"""Parseq documents of the user's own: each rebuilds its own clip, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from midivideo.files import read_json, write_json
from tests.workflow import runs

#: From the document on: the notes stay as they are.
REPLANNED = {"keyframes": 1, "prompts": 1, "render_frames": 1, "encode": 1}


@pytest.fixture
def folder(finished: Path) -> Path:
    """A finished run with the generated document of ``two`` beside it, but not yet in use."""
    (finished / "config.yaml").write_text(runs.CONFIG + "parseq_documents: parseq\n")
    (finished / "parseq").mkdir()
    shutil.copy(finished / "results/keyframes/two.json", finished / "two.json")
    return finished


def edit_formula(source: Path, target: Path) -> None:
    """Halve the distance of the strength from 1, as a user would in Parseq's grid."""
    document = read_json(source)
    first = document["keyframes"][0]
    first["strength_i"] = f"1 - (1 - ({first['strength_i']})) / 2"
    write_json(target, document)


def strengths(folder: Path, clip: str) -> list[float]:
    manifest = read_json(folder / f"results/manifests/{clip}.json")
    return [frame["strength"] for frame in manifest["rendered_frames"]]


def test_an_empty_folder_changes_nothing(folder):
    assert runs.planned(folder) == {}


def test_an_edited_formula_rebuilds_exactly_one_clip_and_removing_it_brings_the_old_one_back(
    folder,
):
    before = runs.hashes(folder, "results/videos/*.mp4", "results/manifests/*.json")
    generated = strengths(folder, "two")
    edit_formula(folder / "two.json", folder / "parseq/two.json")
    assert runs.jobs(runs.run(folder)) == REPLANNED
    after = runs.hashes(folder, "results/videos/*.mp4", "results/manifests/*.json")
    assert {path for path in before if before[path] != after[path]} == {
        "results/videos/two.mp4", "results/manifests/two.json",
    }  # fmt: skip
    assert strengths(folder, "two") == pytest.approx([1 - (1 - value) / 2 for value in generated])
    assert runs.planned(folder) == {}

    edit_formula(folder / "parseq/two.json", folder / "parseq/two.json")
    os.utime(folder / "parseq/two.json", (0, 0))
    assert runs.planned(folder) == REPLANNED

    (folder / "parseq/two.json").unlink()
    assert runs.jobs(runs.run(folder)) == REPLANNED
    assert runs.hashes(folder, "results/videos/*.mp4", "results/manifests/*.json") == before


def test_a_manifest_that_parseq_exported_is_a_document_with_prompts_of_its_own(folder):
    manifest = read_json(folder / "results/manifests/two.json")
    manifest["prompts"]["promptList"][0]["positive"] = "a red door"
    del manifest["midivideo"]  # Parseq knows nothing of it
    write_json(folder / "parseq/two.parseq.json", manifest)
    assert runs.jobs(runs.run(folder, "results/manifests/two.json")) == {
        "keyframes": 1, "prompts": 1,
    }  # fmt: skip
    rendered = read_json(folder / "results/manifests/two.json")
    assert rendered["midivideo"]["clip"] == "two"
    assert all("a red door" in frame["deforum_prompt"] for frame in rendered["rendered_frames"])


def test_another_mapping_leaves_a_clip_with_a_document_alone(folder):
    shutil.copy(folder / "two.json", folder / "parseq/two.json")
    runs.run(folder)
    config = folder / "config.yaml"
    config.write_text(config.read_text() + "mapping: v2midi\n")
    assert runs.planned(folder) == {
        "keyframes": 2, "prompts": 2, "render_frames": 2, "encode": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document["keyframes"].pop(), ["frame", "11", "12 frames"]),
        (lambda document: document["options"].update(output_fps=25), ["output_fps", "25", "12"]),
    ],
)
def test_a_document_that_does_not_fit_is_refused_with_file_and_values(folder, change, said):
    document = read_json(folder / "two.json")
    change(document)
    write_json(folder / "parseq/two.json", document)
    runs.run(folder, "--keep-going", ok=False)
    log = (folder / "results/logs/keyframes/two.log").read_text()
    for words in ["parseq/two.json", *said]:
        assert words in log
    assert (folder / "results/videos/one.mp4").exists()


def test_two_documents_for_one_clip_or_none_at_all_are_told(folder):
    shutil.copy(folder / "two.json", folder / "parseq/twoo.json")
    assert "parseq/twoo.json is named like no clip" in runs.run(folder, "results/videos/one.jpg")
    shutil.copy(folder / "two.json", folder / "parseq/two.json")
    shutil.copy(folder / "two.json", folder / "parseq/two.parseq.json")
    output = runs.run(folder, "--dry-run", ok=False)
    assert "two documents for one clip" in output and "two.parseq.json" in output
    shutil.rmtree(folder / "parseq")
    assert "parseq_documents" in runs.run(folder, "--dry-run", ok=False)


def test_make_uses_the_document_of_its_song(folder, monkeypatch):
    from midivideo.cli import main

    monkeypatch.chdir(folder)
    edit_formula(folder / "two.json", folder / "parseq/two.json")
    arguments = ["make", "midi/two.mid", "-o", "two.mp4", "--work", "work", "--config"]
    assert main([*arguments, "config.yaml"]) == 0
    own = json.loads((folder / "work/two.manifest.json").read_text())["midivideo"]
    assert own["document"] == "two.json"
