"""``midivideo make``: one song, all stages."""

from __future__ import annotations

import av
import pytest

from midivideo.cli import main
from tests.workflow.runs import write_midi

SMALL = "{render: {width: 64, height: 64}, clip: {seconds: 1, fps: 12}}"


def make(folder, song, *options: str) -> int:
    return main(
        ["make", str(folder / song), "-o", str(folder / "out.mp4"), "--settings", SMALL, *options]
    )


def title(path) -> str:
    with av.open(str(path)) as container:
        return container.metadata["title"]


@pytest.fixture
def songs(tmp_path):
    """A folder with two songs of four seconds."""
    for name in ("a", "b"):
        write_midi(tmp_path / f"{name}.mid", [36, 38] * 8)
    return tmp_path


def test_one_work_folder_serves_one_song_after_the_other(songs):
    work = ("--work", str(songs / "work"))
    assert make(songs, "a.mid", *work) == 0
    assert make(songs, "b.mid", *work) == 0
    assert title(songs / "out.mp4") == "b"


def test_of_several_windows_the_first_is_made_and_that_is_said(songs, capsys):
    assert make(songs, "a.mid", "--settings", "clip: {select: all}") == 0
    assert title(songs / "out.mp4") == "a-w01"
    assert "has 4 windows" in capsys.readouterr().err


def test_the_sound_is_written_as_mp3_too_where_the_settings_ask_for_it(songs):
    assert make(songs, "a.mid", "--settings", "audio: {mp3: true}") == 0
    with av.open(str(songs / "out.mp3")) as container:
        assert container.streams.audio[0].codec_context.name.startswith("mp3")


def test_a_sound_file_that_is_not_there_is_told_before_anything_is_rendered(songs, capsys):
    assert make(songs, "a.mid", "--audio", "mix.wav", "--work", str(songs / "work")) == 2
    assert "mix.wav: there is no such audio file" in capsys.readouterr().err
    assert not (songs / "work/frames").exists()


def test_a_refused_file_is_told_with_its_reason(songs, capsys):
    (songs / "c.mid").write_text("this is not music")
    assert make(songs, "c.mid") == 2
    assert "c.mid: it is not a MIDI file" in capsys.readouterr().err
