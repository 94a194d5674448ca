"""Settings: defaults that the config file shows, and errors that say what to mend."""

from __future__ import annotations

import json

import pytest
import yaml

from midivideo.errors import UserError
from midivideo.settings import Settings, load_settings
from midivideo.settings.load import merge, validate


def test_the_config_file_shows_every_setting_with_its_default(root):
    shown = yaml.safe_load((root / "config.yaml").read_text())
    assert validate([("config.yaml", shown)]) == Settings()
    assert list(shown) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if isinstance(shown[name], dict) and name != "instruments":
            assert list(shown[name]) == field.annotation.keys(), name


def test_the_schema_in_the_repository_is_the_models(root):
    stored = json.loads((root / "resources/config/schema.json").read_text())
    assert stored == Settings.model_json_schema(), "renew it with `make schema`"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("clip: {secnds: 3}", ["clip.secnds", "did you mean seconds", "max_minutes"]),
        ("colour: red", ["colour", "no such setting", "midi, results"]),
        ("clip: {fps: fast}", ["clip.fps", "'fast'", "30000/1001"]),
        ("clip: {fps: 0}", ["clip.fps", "from 1 to 240"]),
        ("clip: {seconds: none}", ["clip.seconds", "'none'", "full"]),
        ("clip: {seconds: -1}", ["clip.seconds", "-1", "above 0"]),
        ("clip: {seconds: .inf}", ["clip.seconds", "inf"]),
        ("clip: 3", ["clip", "3", "keys and values"]),
        ("render: {width: 250}", ["render.width", "250", "a multiple of 8"]),
        ("render: {painter: oil}", ["render.painter", "'oil'", "preview"]),
        ("video: {crf: 99}", ["video.crf", "99", "up to 51"]),
        ("instruments: {cow: {notes: [300]}}", ["instruments.cow.notes.0", "300", "127"]),
        ("instruments: {cow: {}}", ["instruments.cow", "at least one of notes"]),
        ("instruments: {Cow Bell: {notes: [56]}}", ["Cow Bell"]),
        ("- a list", ["key: value"]),
        ("clip: {seconds: [", ["not YAML"]),
    ],
)
def test_a_wrong_setting_is_explained_with_file_key_value_and_what_is_allowed(
    tmp_path, text, parts
):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(UserError) as error:
        load_settings([file])
    for part in [str(file), *parts]:
        assert part in str(error.value)


def test_the_error_names_the_file_that_set_the_wrong_value(tmp_path):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("clip: {fps: 24}\nvideo: {crf: 99}")
    second.write_text("clip: {fps: 30}")
    with pytest.raises(UserError, match=r"first\.yaml: video\.crf"):
        load_settings([first, second])


def test_later_settings_win_key_by_key():
    settings = load_settings([], ["clip: {fps: 30, seconds: 4}", "clip: {fps: 12}"])
    assert (settings.clip.fps, settings.clip.seconds) == (12, 4)


def test_nested_values_of_snakemakes_config_option_come_as_text():
    merged = merge({"clip": {"fps": 24, "seconds": 16}}, {"clip": '{fps: "30"}'})
    assert merged == {"clip": {"fps": "30", "seconds": 16}}
    assert validate([("--config", merged)]).clip.fps == 30


def test_instruments_add_to_the_built_in_ones_and_null_removes_one():
    settings = load_settings([], ["instruments: {cowbell: {notes: [56]}, tom: null}"])
    assert "cowbell" in settings.instruments
    assert "kick" in settings.instruments
    assert "tom" not in settings.instruments


def test_a_section_whose_lines_are_all_commented_out_means_the_defaults():
    assert load_settings([], ["clip:"]) == Settings()


def test_a_missing_config_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"nowhere\.yaml"):
        load_settings([tmp_path / "nowhere.yaml"])
