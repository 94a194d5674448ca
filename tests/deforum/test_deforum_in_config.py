"""``render.deforum_settings`` and ``render.schedules`` in a config and in a render."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from midivideo.dag import as_text
from midivideo.deforum import read_deforum_settings
from midivideo.deforum.names import RENDER, SCHEDULES, SWITCHED_SCHEDULES
from midivideo.errors import UserError
from midivideo.manifest import read_manifest
from midivideo.manifest.fields import FIELDS, OPTIONAL
from midivideo.render.fallbacks import Fallbacks
from midivideo.render.frames import read_frames
from midivideo.render.job import render_batch
from midivideo.settings import Settings, load_settings, validate
from midivideo.settings.model import Render, Schedule


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deforum.txt"
    values = {
        "W": 128,
        "H": 64,
        "steps": 20,
        "animation_mode": "3D",
        "color_coherence": "HSV",
        "legacy_colormatch": False,
        "translation_z": "0:(10)",
        "use_init": True,
    }
    path.write_text(json.dumps(values))
    return path


def in_config(file: Path, **beside: Any) -> dict[str, Any]:
    return {"render": {"deforum_settings": str(file), **beside}}


def test_the_files_settings_take_the_place_of_the_defaults(file: Path) -> None:
    defaults = Settings().model_dump(mode="json", by_alias=True)
    render = validate([("config.yaml", defaults), ("mine.yaml", in_config(file))]).render
    assert (render.width, render.height, render.steps) == (128, 64, 20)
    assert (render.color_coherence, render.color_reference) == ("hsv", "first")


def test_keys_beside_it_and_in_later_configs_come_first(file: Path) -> None:
    parts: list[tuple[str, dict[str, Any]]] = [
        ("config.yaml", {"render": {"width": 512, "steps": 9}}),
        ("mine.yaml", in_config(file, height=256)),
        ("--config", {"render": "{steps: 15}"}),
    ]
    render = validate(parts).render
    assert (render.width, render.height, render.steps) == (128, 256, 15)


def test_a_later_config_can_do_without_the_file(file: Path) -> None:
    parts = [("mine.yaml", in_config(file)), ("--config", {"render": {"deforum_settings": None}})]
    assert validate(parts) == Settings()


def test_a_value_that_does_not_fit_names_the_file(file: Path) -> None:
    file.write_text('{"W": 32, "H": 64}')
    with pytest.raises(UserError, match=r"deforum\.txt: render\.width: .*32"):
        validate([("mine.yaml", in_config(file))])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"render\.deforum_settings: there is no such file.*none\.txt"
    ):
        validate([("mine.yaml", in_config(tmp_path / "none.txt"))])


def test_settings_as_text_stay_what_they_are_in_a_job(file: Path) -> None:
    settings = validate([("mine.yaml", in_config(file, steps=15, height=256))])
    again = load_settings(texts=[as_text(settings, ("render",))])
    assert again.render == settings.render
    assert again.render.steps == 15  # the default, though not the file's


def test_the_originals_file_is_found_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = {"render": {"deforum_settings": "resources/config/v2midi.deforum.json"}}
    render = validate([("mine.yaml", config)]).render
    assert (render.width, render.steps, render.sampler) == (256, 15, "euler_a")


def test_what_a_file_may_set_are_settings() -> None:
    assert set(Render.model_fields) >= RENDER


def test_schedules_may_be_written_for_every_field_that_the_renderer_reads() -> None:
    fields = {*FIELDS, *OPTIONAL, "seed", "subseed", "subseed_strength"}
    assert set(get_args(Schedule)) == fields
    assert {*SCHEDULES, *SWITCHED_SCHEDULES} == fields - {"seed"}


def test_a_schedule_for_no_field_is_refused() -> None:
    with pytest.raises(UserError, match=r"render\.schedules"):
        validate([("mine.yaml", {"render": {"schedules": {"speed": "0:(1)"}}})])


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "clip.json"
    rows = [{"frame": n, "strength": 0.8, "deforum_prompt": "sea"} for n in range(3)]
    path.write_text(json.dumps({"options": {"output_fps": 24}, "rendered_frames": rows}))
    return path


def test_schedules_of_the_config_come_before_those_of_the_file(file: Path, manifest: Path) -> None:
    own = {"fov": "0:(60+t)", "steps_schedule": "0:(9)", "strength": "0:(0)", "seed": "0:(7.5)"}
    render = validate([("mine.yaml", in_config(file, schedules=own))]).render
    series = Fallbacks(render).fill(read_manifest(manifest)).series
    assert series["fov"].tolist() == [60, 61, 62]
    assert series["steps_schedule"].tolist() == [9, 9, 9]
    assert series["strength"].tolist() == [0.8, 0.8, 0.8]
    assert series["seed"].tolist() == [7, 7, 7]


def test_a_wrong_schedule_in_the_config_is_named(manifest: Path) -> None:
    render = Render(schedules={"fov": "0:(pi)"})
    with pytest.raises(UserError, match=r"render\.schedules\.fov: .*no pi"):
        Fallbacks(render).fill(read_manifest(manifest))


def test_a_render_says_once_what_it_leaves_out_and_notes_the_file(
    file: Path, manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = tmp_path / "twin.json"
    twin.write_bytes(manifest.read_bytes())
    rendered([manifest, twin], file, tmp_path / "frames")
    assert capsys.readouterr().err.count("use_init (True)") == 1
    how = json.loads((tmp_path / "frames/clip.json").read_text())
    assert how["deforum_settings_sha256"] == read_deforum_settings(file).sha256


def test_a_changed_file_renders_anew(file: Path, manifest: Path, tmp_path: Path) -> None:
    slow, again = (rendered([manifest], file, tmp_path / name) for name in ("slow", "again"))
    file.write_text(file.read_text().replace("0:(10)", "0:(40)"))
    fast = rendered([manifest], file, tmp_path / "fast")
    assert slow == again
    assert slow[0] == fast[0]
    assert slow[1] != fast[1]


def rendered(manifests: list[Path], file: Path, folder: Path) -> list[bytes]:
    """The clip's frames, rendered with a cache that all tests of a folder share."""
    render = validate([("mine.yaml", in_config(file, width=64))]).render
    render_batch(manifests, folder, render, folder.parent / "cache")
    return [frame.tobytes() for frame in read_frames(folder / "clip.mkv")]
