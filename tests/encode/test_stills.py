from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from midivideo.encode.clip import Outputs, encode_clip
from midivideo.encode.labels import Labels
from midivideo.encode.sheet import Cell, clock, draw_sheet
from midivideo.encode.stills import columns, liveliness
from midivideo.settings import Settings

from .conftest import HEIGHT, WIDTH

KICK_COLOUR = (255, 138, 64)


def test_thumbnail_and_sheet_are_jpegs_of_the_clips_pictures(clip, tmp_path):
    outputs = Outputs(tmp_path / "v.mp4", tmp_path / "v.jpg", tmp_path / "v.sheet.jpg")
    encode_clip(clip / "frames.mkv", outputs, Settings(), midi=clip / "window.mid")
    with Image.open(tmp_path / "v.jpg") as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("JPEG", (WIDTH, HEIGHT))
    with Image.open(tmp_path / "v.sheet.jpg") as sheet:
        assert sheet.format == "JPEG"
        assert sheet.width > 4 * WIDTH and sheet.height > 4 * HEIGHT


def test_kicks_are_marked_at_their_place_on_the_line_of_time():
    cells = [Cell(Image.new("RGB", (200, 100), (60, 60, 60)), second) for second in (0.0, 1.0)]
    plain = np.asarray(draw_sheet(cells, 2, 2.0, Labels("reef"), []))
    marked = np.asarray(draw_sheet(cells, 2, 2.0, Labels("reef"), [0.5, 1.25, 2.5]))
    assert not (plain == KICK_COLOUR).all(axis=2).any()
    rows, places = np.nonzero((marked == KICK_COLOUR).all(axis=2))
    on_the_line = sorted(set(places[rows > 190].tolist()))
    first, second = 28 + 100, 28 + 200 + 10 + 50
    assert on_the_line == [first, first + 1, second, second + 1]


def test_a_sheet_of_a_very_short_clip_has_a_picture_a_frame(tmp_path, write_grain):
    frames = write_grain(tmp_path / "f.mkv", 3)
    outputs = Outputs(tmp_path / "v.mp4", tmp_path / "v.jpg", tmp_path / "s.jpg")
    encode_clip(frames, outputs, Settings(), audio="none")
    with Image.open(tmp_path / "s.jpg") as sheet:
        assert sheet.width < 4 * 64 + 100


@pytest.mark.parametrize(
    ("width", "height", "expected"), [(256, 256, 4), (512, 288, 4), (288, 512, 8)]
)
def test_the_grid_suits_the_shape_of_the_pictures(width, height, expected):
    assert columns(16, width / height) == expected


def test_a_colourful_picture_is_livelier_than_a_grey_or_a_flat_one():
    random = np.random.default_rng(0)
    colourful = random.integers(0, 256, (64, 64, 3), np.uint8)
    grey = np.repeat(colourful[:, :, :1], 3, axis=2)
    flat = np.full((64, 64, 3), (200, 30, 30), np.uint8)
    scores = [liveliness(Image.fromarray(picture)) for picture in (colourful, grey, flat)]
    assert scores[0] > max(scores[1:])


def test_long_titles_and_prompts_stay_inside_the_sheet():
    cells = [Cell(Image.new("RGB", (200, 100)), 0.0)]
    sheet = np.asarray(draw_sheet(cells, 1, 1.0, Labels("title " * 50, "prompt " * 99), [0.0]))
    assert (sheet[:90, -27:] == sheet[0, 0]).all()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (62.5, "1:02.5"), (59.96, "1:00")])
def test_times_are_short(seconds, text):
    assert clock(seconds) == text
