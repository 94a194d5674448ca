"""The rule: one target, rebuilt when it has to be, and no more of it than that."""

from __future__ import annotations

import re
import shutil

import pytest

from midivideo.resources import RESOURCES
from tests.workflow import runs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def finished_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dataset") / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text(runs.CONFIG)
    runs.write_midi(folder / "midi/one.mid", [36, 42, 38, 42])
    runs.write_midi(folder / "midi/two.mid", [36, 46], bpm=140)
    runs.run(folder, "dataset")
    return folder


@pytest.fixture
def finished(finished_once, tmp_path):
    return runs.copied(finished_once, tmp_path / "run")


def verified(folder) -> bool:
    from midivideo.dataset.verify import verify

    return verify(folder / "results/dataset").problems == []


def test_one_target_makes_a_whole_dataset(finished):
    assert verified(finished)
    assert runs.planned(finished, "dataset") == {}


def test_a_new_song_is_added_and_a_removed_one_left_out(finished):
    runs.write_midi(finished / "midi/three.mid", [36, 38], bpm=90)
    (finished / "midi/two.mid").unlink()
    assert runs.jobs(runs.run(finished, "dataset")) == {
        "parse": 1, "keyframes": 1, "prompts": 1, "render_frames": 1, "encode": 1,
        "sync_clip": 1, "dataset": 1,
    }  # fmt: skip
    assert verified(finished)
    text = (finished / "results/dataset/README.md").read_text()
    assert text.startswith("---\n")
    assert "\n2 pairs of a MIDI clip" in text
    assert runs.planned(finished, "dataset") == {}


def test_a_removed_dataset_is_made_again_with_the_same_bytes(finished):
    before = runs.hashes(finished, "results/dataset/**/*.*")
    shutil.rmtree(finished / "results/dataset")
    assert runs.jobs(runs.run(finished, "dataset")) == {"dataset": 1}
    assert runs.hashes(finished, "results/dataset/**/*.*") == before


def test_changed_dataset_settings_pack_again_and_render_nothing(finished):
    (finished / "config.yaml").write_text(runs.CONFIG + "dataset: {layout: videofolder}\n")
    assert runs.jobs(runs.run(finished, "dataset")) == {"dataset": 1}
    assert verified(finished)
    assert not list((finished / "results/dataset").glob("data/*.tar"))


def test_a_build_that_fails_leaves_the_old_dataset_whole(finished):
    (finished / "config.yaml").write_text(runs.CONFIG + "dataset: {licences: table.csv}\n")
    (finished / "table.csv").write_text("no,columns\n")
    runs.run(finished, "dataset", ok=False)
    assert "table.csv" in (finished / "results/logs/dataset.log").read_text()
    assert verified(finished)


def test_the_graph_in_the_provenance_is_snakemakes(finished):
    drawn = runs.run(finished, "--rulegraph", "dot", "--", "dataset")
    names = dict(re.findall(r'(\d+)\[label = "(\w+)"', drawn))
    edges = {(names[a], names[b]) for a, b in re.findall(r"(\d+) -> (\d+)", drawn)}
    kept = (RESOURCES / "dataset/rulegraph.dot").read_text()
    assert set(re.findall(r"(\w+) -> (\w+);", kept)) == edges
