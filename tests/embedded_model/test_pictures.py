from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from midivideo.render.painters.preview import oklab
from tools.embedded_model import pictures

WORKFLOW = Path(__file__).resolve().parents[2] / "workflow"


def digest(seeds: range) -> str:
    drawn = (pictures.draw(seed, 64) for seed in seeds)
    return hashlib.sha256(
        b"".join(p.image.tobytes() + repr(p.captions).encode() for p in drawn)
    ).hexdigest()


def small(image: np.ndarray) -> np.ndarray:
    return image.reshape(16, 4, 16, 4, 3).mean(axis=(1, 3)) / 255


def test_another_process_draws_the_same_bytes_and_captions():
    code = "from tests.embedded_model.test_pictures import digest as d; print(d(range(40, 60)))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=WORKFLOW.parent,
        env={"PYTHONPATH": str(WORKFLOW), "PATH": "", "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == digest(range(40, 60))


def test_drawing_in_another_order_changes_nothing():
    first = pictures.draw(5, 64).image
    pictures.draw(6, 64)
    pictures.draw(5, 96)
    np.testing.assert_array_equal(pictures.draw(5, 64).image, first)


def test_there_is_enough_of_everything():
    assert len(set(pictures.MOTIFS)) >= 25
    assert len(set(pictures.PALETTES)) >= 20
    assert len(set(pictures.TEXTURES)) >= 10
    assert len(set(pictures.LIGHTS)) >= 5
    assert len(set(pictures.COMPOSITIONS)) >= 5
    assert len(pictures.vocabulary()) < 700


def test_seeds_of_training_and_of_held_out_pictures_never_meet():
    assert not set(pictures.TRAINING_SEEDS) & {
        pictures.HELD_OUT_SEEDS.start,
        pictures.HELD_OUT_SEEDS.stop - 1,
    }
    assert pictures.TRAINING_SEEDS.stop <= pictures.HELD_OUT_SEEDS.start


def test_random_pictures_use_all_names():
    drawn = [pictures.draw(seed, 16) for seed in range(450)]
    for kind, names in (
        ("motif", pictures.MOTIFS),
        ("palette", pictures.PALETTES),
        ("texture", pictures.TEXTURES),
        ("light", pictures.LIGHTS),
        ("composition", pictures.COMPOSITIONS),
    ):
        assert {getattr(picture, kind) for picture in drawn} == set(names)


def test_captions_keep_to_the_vocabulary_and_use_all_of_it():
    words = set()
    for seed in range(6000, 6500):
        picture = pictures.draw(seed, 16)
        assert len(picture.captions) >= 6
        for caption in picture.captions:
            words |= set(caption.replace(",", " , ").split())
    vocabulary = pictures.vocabulary()
    assert words <= set(vocabulary)
    assert list(vocabulary) == sorted(set(vocabulary))
    # Some words are rarely drawn; a word that no caption can hold would be far from alone.
    assert len(words) > 0.85 * len(vocabulary)


def test_captions_name_the_motif_and_the_colour_of_their_picture():
    picture = pictures.draw(12, 16, motif="crystal", palette="violet")
    assert any("violet" in c or "purple" in c or "amethyst" in c for c in picture.captions)
    assert "," not in picture.captions[0] and len(picture.captions[0].split()) <= 4
    assert max(caption.count(",") for caption in picture.captions) >= 3


def test_overrides_name_what_is_drawn_and_leave_the_rest_to_the_seed():
    plain = pictures.draw(9, 32)
    other = pictures.draw(9, 32, motif="tunnel", palette="gold", texture="mosaic")
    assert (other.motif, other.palette, other.texture) == ("tunnel", "gold", "mosaic")
    assert other.light == plain.light
    with pytest.raises(KeyError):
        pictures.draw(9, 32, motif="spaceship")


@pytest.mark.parametrize("size", [16, 64, 100, 256])
def test_the_size_is_what_was_asked_for(size: int):
    image = pictures.draw(1, size).image
    assert image.shape == (size, size, 3)
    assert image.dtype == np.uint8


@pytest.mark.parametrize("size", [64, 128])
def test_a_smaller_picture_shows_the_same_as_a_large_one(size: int):
    large = pictures.draw(3, 256, motif="planet", texture="smooth").image
    little = pictures.draw(3, size, motif="planet", texture="smooth").image
    factor = 256 // size
    mean = large.reshape(size, factor, size, factor, 3).mean(axis=(1, 3))
    assert np.abs(mean - little).mean() < 12


def test_motifs_of_one_seed_look_different():
    seen = {
        name: small(pictures.draw(77, 64, motif=name, palette="silver", texture="smooth").image)
        for name in pictures.MOTIFS
    }
    for (one, a), (other, b) in combinations(seen.items(), 2):
        assert np.abs(a - b).mean() > 0.02, (one, other)


def test_palettes_measurably_differ():
    places = {}
    for name in pictures.PALETTES:
        images = [
            pictures.draw(seed, 32, motif=motif, palette=name, texture="smooth").image / 255
            for seed, motif in enumerate(("waves", "labyrinth", "honeycomb", "silk"))
        ]
        lab = oklab.from_srgb(np.stack(images).reshape(-1, 3))
        hue = np.histogram2d(lab[:, 1], lab[:, 2], bins=9, range=[(-0.3, 0.3)] * 2)[0]
        light = np.histogram(lab[:, 0], bins=8, range=(0, 1))[0]
        places[name] = np.concatenate([hue.ravel(), light]) / len(lab)
    for (one, a), (other, b) in combinations(places.items(), 2):
        assert np.abs(a - b).sum() > 0.1, (one, other)


def test_textures_and_lights_change_the_picture():
    smooth = pictures.draw(4, 128, motif="flower", texture="smooth", light="soft").image
    for texture in pictures.TEXTURES[1:]:
        other = pictures.draw(4, 128, motif="flower", texture=texture, light="soft").image
        assert np.abs(other.astype(int) - smooth).mean() > 1, texture
    for light in pictures.LIGHTS[1:]:
        other = pictures.draw(4, 128, motif="flower", texture="smooth", light=light).image
        assert np.abs(other.astype(int) - smooth).mean() > 3, light


def test_no_two_pictures_are_alike_and_none_is_empty():
    thumbs = np.stack([small(pictures.draw(seed, 64).image) for seed in range(200)])
    flat = thumbs.reshape(len(thumbs), -1)
    away = np.abs(flat[:, None] - flat[None]).mean(axis=2) + np.eye(len(flat))
    assert away.min() > 0.015
    assert (flat.std(axis=1) > 0.015).all()


def test_mirrored_pictures_are_symmetric():
    image = pictures.draw(8, 64, motif="silk", texture="smooth", light="daylight",
                          composition="symmetric").image  # fmt: skip
    np.testing.assert_array_equal(image, image[:, ::-1])
