from __future__ import annotations

import av
import pytest

from midivideo.cli import main
from midivideo.render.failures import note_failure

from .conftest import FRAMES


def test_the_command_writes_all_files(clip, tmp_path):
    status = main(
        [
            "encode",
            *(str(clip / "frames.mkv"), "-o", str(tmp_path / "v.mp4")),
            *("--midi", str(clip / "window.mid"), "--manifest", str(clip / "manifest.json")),
            *("--thumbnail", str(tmp_path / "v.jpg"), "--sheet", str(tmp_path / "v.sheet.jpg")),
            *("--mp3", str(tmp_path / "v.mp3"), "--settings", "video: {crf: 30}"),
        ]
    )
    assert status == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["v.jpg", "v.mp3", "v.mp4", "v.sheet.jpg"]
    with av.open(str(tmp_path / "v.mp4")) as container:
        assert container.streams.video[0].frames == FRAMES


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "use --midi"),
        (["--audio", "gone.wav"], "gone.wav"),
        (["--audio", "none", "--start", "soon"], "--start"),
        (["--settings", "audio: {source: file}"], "use --audio"),
        (["--midi", "gone.mid"], "gone.mid"),
    ],
)
def test_what_is_missing_is_named(options, complaint, clip, tmp_path, capsys):
    frames, video = str(clip / "frames.mkv"), str(tmp_path / "v.mp4")
    assert main(["encode", frames, "-o", video, *options]) == 2
    assert complaint in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_clip_that_could_not_be_rendered_is_told_with_the_recorded_error(tmp_path, capsys):
    note_failure(tmp_path, "reef", "frame 3: strength is not a number")
    assert main(["encode", str(tmp_path / "reef.mkv"), "-o", str(tmp_path / "v.mp4")]) == 2
    assert "could not be rendered: frame 3: strength is not a number" in capsys.readouterr().err
