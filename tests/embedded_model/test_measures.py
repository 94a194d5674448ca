from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.load import load_model
from tests.render.diffusion import tiny
from tools.embedded_model import pictures
from tools.embedded_model.measure import classifier as classifiers
from tools.embedded_model.measure import measures
from tools.embedded_model.measure.classifier import Training, as_seen, look, trained_classifier
from tools.embedded_model.measure.frechet import frechet_distance
from tools.embedded_model.measure.held_out import held_out
from tools.embedded_model.measure.measures import Plan, measure
from tools.embedded_model.measure.painting import Manner, painted, settings_of, untrained
from tools.embedded_model.measure.sheet import PROMPTS, SEEDS
from tools.embedded_model.pictures import words
from tools.embedded_model.pictures.palettes import PALETTES

TRAINING = Training(pictures=256, epochs=6, drawn_at=64)
MANNER = Manner(steps=2, batch=8)
PLAN = Plan(pictures=6, reference=8, training=TRAINING, manner=MANNER)


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return tiny.save_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    trained_classifier(folder, TRAINING)
    return folder


def test_the_distance_of_two_gaussians_is_frechets():
    rng = np.random.default_rng(1)
    spreads, shift = np.array([1.0, 2.0, 0.5]), np.array([3.0, 0.0, -1.0])
    one = rng.normal(size=(200_000, 3)) * spreads
    other = rng.normal(size=(200_000, 3)) + shift
    wanted = shift @ shift + ((spreads - 1) ** 2).sum()
    assert frechet_distance(one, other) == pytest.approx(wanted, rel=0.02)
    assert frechet_distance(one, one) == pytest.approx(0, abs=1e-6)


def test_the_distance_sees_features_that_depend_on_each_other():
    rng = np.random.default_rng(2)
    one = rng.normal(size=(50_000, 2))
    turned = one.copy()
    turned[:, 1] = turned[:, 0]
    assert frechet_distance(one, turned) > 0.5


def test_the_classifier_learns_from_pictures_and_is_kept(cache, monkeypatch):
    monkeypatch.setattr(classifiers, "_train", lambda *_: pytest.fail("it was trained anew"))
    classifier = trained_classifier(cache, TRAINING)
    drawn = [pictures.draw(500_000 + number, 64) for number in range(128)]
    seen = look(classifier, [as_seen(picture.image) for picture in drawn])
    motifs = np.mean([a == p.motif for a, p in zip(seen.motifs, drawn, strict=True)])
    palettes = np.mean([a == p.palette for a, p in zip(seen.palettes, drawn, strict=True)])
    assert motifs > 3 / len(pictures.MOTIFS)
    assert palettes > 3 / len(pictures.PALETTES)
    assert seen.features.shape[0] == 128


def test_another_training_has_other_weights_and_the_same_one_the_same(cache, tmp_path):
    short = replace(TRAINING, pictures=64, epochs=1)
    for folder in ("one", "two"):
        trained_classifier(tmp_path / folder, short)
    (one,), (two,) = (
        sorted((tmp_path / folder).glob("*.safetensors")) for folder in ("one", "two")
    )
    assert one.read_bytes() == two.read_bytes()
    assert one.name == two.name
    assert one.name not in {file.name for file in cache.iterdir()}


def test_held_out_captions_name_motif_and_palette_and_no_picture_was_trained_on():
    asked = held_out(0, 8, 64)
    again = held_out(4, 4, 64)
    assert [one.caption for one in asked[4:]] == [one.caption for one in again]
    for number, one in enumerate(asked):
        seed = pictures.HELD_OUT_SEEDS[number]
        drawn = pictures.draw(seed, 64)
        assert one.caption in drawn.captions
        assert any(shade in one.caption for shade in PALETTES[one.palette].shades)
        assert any(noun in one.caption for noun in words.MOTIFS[one.motif])
        assert seed not in pictures.TRAINING_SEEDS


def test_an_untrained_model_has_the_same_shape_and_paints_otherwise(model):
    settings = settings_of(model, MANNER)
    loaded = load_model(settings)
    fresh, again = untrained(loaded), untrained(loaded)
    assert fresh.vae is loaded.vae
    for part in ("unet", "text_encoder"):
        own, new, same = (getattr(one, part).state_dict() for one in (loaded, fresh, again))
        assert {k: v.shape for k, v in own.items()} == {k: v.shape for k, v in new.items()}
        assert any(not torch.equal(own[key], new[key]) for key in own)
        assert all(torch.equal(new[key], same[key]) for key in new)
    prompts = ["red house", "blue sea"]
    trained = painted(settings, prompts, [1, 2], MANNER)
    other = painted(settings, prompts, [1, 2], MANNER, trained=False)
    assert trained[0].shape == (64, 64, 3)
    assert not np.array_equal(trained[0], other[0])


def test_the_measures_of_a_model_are_written_and_repeat(model, cache, tmp_path):
    for folder in ("one", "two"):
        measure(model, tmp_path / folder, cache, PLAN)
    one, two = tmp_path / "one", tmp_path / "two"
    for name in ("measures.json", "measures.md", "sheet.jpg"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    found = json.loads((one / "measures.json").read_text())
    assert found["chance"]["motif"] == pytest.approx(1 / len(pictures.MOTIFS))
    for row in ("painted", "untrained", "held_out"):
        assert 0 <= found[row]["motif"] <= 1
        assert found[row]["frechet"] > 0
    assert found["painted"]["frechet"] > found["held_out"]["frechet"]
    table = (one / "measures.md").read_text()
    assert f"{found['painted']['frechet']:.2f}" in table
    with Image.open(one / "sheet.jpg") as sheet:
        assert sheet.format == "JPEG"
        assert sheet.width // len(SEEDS) == 160
        assert sheet.height // len(PROMPTS) > 160


def test_a_model_that_painted_the_held_out_pictures_would_measure_as_they_do(
    model, cache, tmp_path, monkeypatch
):
    def drawn(settings, prompts, seeds, manner, *, trained=True):
        by_caption = {}
        for seed in pictures.HELD_OUT_SEEDS[: PLAN.pictures]:
            picture = pictures.draw(seed, settings.width)
            by_caption |= dict.fromkeys(picture.captions[1:], picture.image)
        blank = np.zeros((settings.width, settings.width, 3), np.uint8)
        return [by_caption.get(prompt, blank) if trained else blank for prompt in prompts]

    monkeypatch.setattr(measures, "painted", drawn)
    found = measure(model, tmp_path / "out", cache, PLAN)
    assert found["painted"] == found["held_out"]
    assert found["untrained"]["frechet"] > found["painted"]["frechet"]


def test_a_folder_without_a_model_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(UserError, match="no diffusers folder"):
        settings_of(tmp_path, MANNER)
