"""Mapping files: what is wrong with one is said in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from midivideo.errors import UserError
from midivideo.keyframes.load import NamedMapping, load_mapping, mapping_file
from midivideo.resources import RESOURCES
from midivideo.settings import Settings

Write = Callable[[str], NamedMapping]


def layer(text: str) -> str:
    return f"fields: {{strength: {{layers: [{{by: kick, {text}}}]}}}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feilds: {}", ["feilds", "did you mean fields?", "draws"]),
        (
            "fields: {strenght: {}}",
            ["fields.strenght", "no such field, did you mean strength?", "fov"],
        ),
        ("fields: {strength: {bse: 1}}", ["fields.strength.bse", "did you mean base?", "sway"]),
        (layer("envelope: decay, amount: 1"), ["fields.strength.layers.0", "length is missing"]),
        (layer("amount: 1"), ["fields.strength.layers.0", "envelope", "adsr"]),
        (
            layer("envelope: decya, amount: 1, length: 1 s"),
            ["no such envelope", "'decya'", "hold, decay, ramp, level, adsr"],
        ),
        (
            layer("envelope: decay, amount: 1, lenght: 1 s"),
            ["fields.strength.layers.0.lenght", "did you mean length?", "curve"],
        ),
        (
            layer("envelope: decay, amount: 1, length: 3"),
            ["fields.strength.layers.0.length", "found: 3", "0.3 s or 1/2 beat"],
        ),
        (
            layer("envelope: hold, amount: 1, length: 5 minutes"),
            ["layers.0.length", "'5 minutes'", "s, beats or frames"],
        ),
        (layer("envelope: hold, amount: 1, length: 0 s"), ["layers.0.length", "above 0"]),
        (layer("envelope: hold, length: 1 s"), ["layers.0", "either amount or to"]),
        (
            layer("envelope: ramp, length: 1 s, amount: 1, overlap: sum"),
            ["layers.0.overlap", "no such key"],
        ),
        (
            layer("envelope: hold, length: 1 s, amount: depht") + "\ndraws: {depth: [1, 2]}",
            ["fields.strength.layers.0.amount", "'depht'", "did you mean depth?"],
        ),
        (
            layer("envelope: hold, length: kick_len s, amount: 1"),
            ["fields.strength.layers.0.length", "'kick_len'", "none"],
        ),
        ("draws: {depth: [2, 1]}", ["draws.depth", "[lowest, highest]"]),
        ("fields: {noise: {base: {preview: 0}}}", ["fields.noise.base", "default"]),
        ("instruments: {kick: {note: [36]}}", ["instruments.kick.note", "did you mean notes?"]),
        ("flashes: {per_second: 0}", ["flashes.per_second", "found: 0", "1"]),
        ("fields: [", ["not YAML"]),
        ("just text", ["key: value"]),
    ],
)
def test_a_wrong_mapping_says_file_key_value_and_what_is_allowed(
    mapping: Write, text: str, said: list[str]
) -> None:
    with pytest.raises(UserError) as error:
        mapping(text)
    for words in ["own.yaml", *said]:
        assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_mapping_that_is_not_there_names_the_presets() -> None:
    with pytest.raises(UserError, match=r"did you mean house\?.*house, v2midi"):
        load_mapping("hause")


@pytest.mark.parametrize("name", ["house", "v2midi"])
def test_presets_are_found_by_name(name: str) -> None:
    assert mapping_file(name) == RESOURCES / "mappings" / f"{name}.yaml"
    assert load_mapping(name).mapping.about


def test_a_comment_changes_nothing_and_a_number_does(mapping: Write) -> None:
    one = mapping("fields: {fov: {base: 70}}").sha256
    assert mapping("# wide\nfields: {fov: {base: 70}}").sha256 == one
    assert mapping("fields: {fov: {base: 71}}").sha256 != one


def test_v2midi_knows_only_its_own_five_notes_on_channel_10(tmp_path: Path) -> None:
    instruments = load_mapping("v2midi").mapping.instruments
    assert {name: instrument.notes for name, instrument in instruments.items()} == {
        "kick": (36,), "snare": (38,), "closed_hat": (42,), "pedal_hat": (44,), "open_hat": (46,),
    }  # fmt: skip
    assert {instrument.channels for instrument in instruments.values()} == {(10,)}


def test_a_misspelt_instrument_is_found(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(layer("envelope: hold, length: 1 s, amount: 1").replace("kick", "cowbel"))
    with pytest.raises(UserError, match=r"layers\.0\.by.*'cowbel'.*cowbell.*kick") as error:
        load_mapping(str(file), ["cowbell"])
    assert "did you mean cowbell?" in str(error.value)


@pytest.mark.parametrize("name", ["house", "v2midi"])
def test_presets_name_only_instruments_that_there_are(name: str) -> None:
    load_mapping(name, Settings.model_validate({"instruments": {"kick": None}}).instruments)
