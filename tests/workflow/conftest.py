"""A finished run of three clips, made once; tests work on copies of it."""

from __future__ import annotations

import pytest

from tests.workflow import runs


@pytest.fixture(scope="session")
def finished_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished") / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text(runs.CONFIG)
    runs.write_midi(folder / "midi/one.mid", [36, 42, 38, 42])
    runs.write_midi(folder / "midi/two.mid", [36, 46], bpm=140)
    runs.write_midi(folder / "midi/three.mid", [36, 38], bpm=90)
    runs.run(folder)
    return folder


@pytest.fixture
def finished(finished_once, tmp_path):
    return runs.copied(finished_once, tmp_path / "run")


@pytest.fixture
def fresh(tmp_path):
    """A folder with three MIDI files and nothing made of them."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.yaml").write_text(runs.CONFIG)
    runs.write_midi(folder / "midi/one.mid", [36, 42, 38, 42])
    runs.write_midi(folder / "midi/two.mid", [36, 46], bpm=140)
    runs.write_midi(folder / "midi/three.mid", [36, 38], bpm=90)
    return folder
