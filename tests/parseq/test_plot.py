"""The picture of a document."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from midivideo.cli import main
from midivideo.parseq.plot import hits_of

DOCUMENT = {
    "meta": {},
    "options": {"output_fps": 10, "bpm": 120},
    "prompts": {"positive": "", "negative": ""},
    "managedFields": ["strength", "fov", "zoom"],
    "displayedFields": ["strength", "fov"],
    "keyframes": [
        {"frame": 0, "strength": 0.2, "strength_i": "S", "fov": 40},
        {"frame": 10, "info": "kick:110 snare:30", "strength": 0.9},
        {"frame": 15, "info": "a kick: no velocity"},
        {"frame": 20, "info": "kick:60", "strength": 0.4},
        {"frame": 40},
    ],
}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "doc.json"
    file.write_text(json.dumps(DOCUMENT))
    return file


def test_hits_are_read_from_labels_with_the_most_frequent_instrument_first() -> None:
    assert hits_of(DOCUMENT["keyframes"]) == {"kick": [(10, 110), (20, 60)], "snare": [(10, 30)]}
    assert list(hits_of(DOCUMENT["keyframes"])) == ["kick", "snare"]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_same_document_gives_the_same_picture(document: Path, suffix: str) -> None:
    pictures = [document.with_name(f"{name}.{suffix}") for name in "ab"]
    for picture in pictures:
        assert main(["parseq", "plot", str(document), "-o", str(picture)]) == 0
    assert pictures[0].read_bytes() == pictures[1].read_bytes()


def test_only_moving_displayed_fields_are_drawn_unless_fields_are_named(document: Path) -> None:
    svg = document.with_suffix(".svg")
    assert main(["parseq", "plot", str(document), "-o", str(svg)]) == 0
    shown = svg.read_text()
    assert "strength" in shown and "kick" in shown and "fov" not in shown
    assert main(["parseq", "plot", str(document), "-o", str(svg), "--fields", "fov"]) == 0
    assert "fov" in svg.read_text() and "strength" not in svg.read_text()


def test_a_curve_rises_where_its_value_does(document: Path) -> None:
    png = document.with_suffix(".png")
    assert main(["parseq", "plot", str(document), "-o", str(png), "--fields", "strength"]) == 0
    picture = np.asarray(Image.open(png).convert("RGB"), dtype=int)
    coral = (np.abs(picture - [0xFF, 0x7A, 0x70]).sum(axis=2) < 60).nonzero()
    lines = [(y, x) for y, x in zip(*coral, strict=True) if x > 160]
    top = min(y for y, _ in lines)
    at_top = [x for y, x in lines if y == top]
    left, right = min(x for _, x in lines), max(x for _, x in lines)
    assert (min(at_top) - left) / (right - left) == pytest.approx(10 / 41, abs=0.02)
    assert (max(at_top) - left) / (right - left) == pytest.approx(20 / 41, abs=0.02)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "curves.jpeg"], ".png, .svg, .pdf"),
        (["-o", "c.png", "--fields", "stength"], "no such field"),
        (["-o", "c.png", "--start", "9"], "0 to 4"),
    ],
)
def test_what_can_not_be_drawn_is_explained(
    document: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["parseq", "plot", str(document), *options]) == 2
    assert said in capsys.readouterr().err
