from __future__ import annotations

import pytest

from midivideo import progress as module
from midivideo.progress import Pace, clock_text, progress


class Clock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_pace_tells_speed_and_time_left():
    clock = Clock()
    pace = Pace(100, "frames", clock)
    clock.seconds = 2.0
    pace.advance(40)
    assert pace.text() == "20.0 frames/s, 0:03 left"


def test_what_a_resumed_job_already_has_does_not_count_as_speed():
    clock = Clock()
    pace = Pace(100, "frames", clock)
    pace.advance(50)
    assert pace.text() == ""
    clock.seconds = 1.0
    pace.advance(10)
    assert pace.text() == "10.0 frames/s, 0:04 left"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (59.6, "1:00"), (725, "12:05"), (3723, "1:02:03")]
)
def test_times_are_written_as_people_read_them(seconds, text):
    assert clock_text(seconds) == text


def test_short_work_is_silent_in_a_log(capsys):
    with progress("encode", 3) as advance:
        for _ in range(3):
            advance(1)
    assert capsys.readouterr() == ("", "")


def test_long_work_writes_plain_lines_in_a_log(capsys, monkeypatch):
    monkeypatch.setattr(module, "LINE_SECONDS", 0.0)
    with progress("encode", 3) as advance:
        advance(1)
        advance(1)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("encode: 1/3 frames")
    assert lines[1].startswith("encode: 2/3 frames, ")
    assert lines[1].endswith(" left")
