from itertools import pairwise

import numpy as np
import pytest
import torch
from preview_loop import change, sharpness

from midivideo.render.painters.preview import PreviewPainter
from midivideo.render.painters.preview.motifs import MOTIFS
from midivideo.render.painters.preview.place import fresh_place, likest, recent_places, thumbnail
from midivideo.render.painters.preview.prompt import parts
from midivideo.render.painters.preview.pyramid import bands, collapse
from midivideo.render.painters.preview.scene import drawn_thumbnail
from midivideo.render.painters.preview.style import style_of
from midivideo.render.painters.preview.textures import TEXTURES
from midivideo.render.painters.preview.vocabulary import MOTIFS as MOTIF_WORDS

PROMPTS = [
    "crimson nebula --neg blurry",
    "teal ocean waves",
    "violet crystal: 0.6000 AND golden desert dunes: 0.4000 --neg : 0.6000 AND : 0.4000",
    "neon city at night",
    "indigo ink in water",
    "ornate mandala",
    "something that no list has",
    "emerald forest",
]
SEEDS = [4294967295, 0, 17, 99, 1234, 5, 6, 7]
STRENGTHS = [0.87, 0.35, 0.9, 0.5, 0.66, 0.0, 1.0, 0.87]


def first(prompt: str, seed: int = 1, width: int = 128, height: int = 128) -> torch.Tensor:
    return PreviewPainter(width, height).paint(None, [prompt], [0.0], [seed])


def test_the_same_arguments_give_the_same_pixels():
    image = first(PROMPTS[0])
    once, again = (
        PreviewPainter(128, 128).paint(image, PROMPTS[:1], [0.87], [2]) for _ in range(2)
    )
    assert torch.equal(once, again)


def test_an_item_alone_is_bit_identical_to_the_item_in_a_batch_of_eight():
    painter = PreviewPainter(128, 128)
    images = painter.paint(None, PROMPTS, [0.0] * 8, SEEDS)
    batch = painter.paint(images, PROMPTS, STRENGTHS, SEEDS)
    for index in range(8):
        alone = PreviewPainter(128, 128).paint(
            images[index : index + 1], [PROMPTS[index]], [STRENGTHS[index]], [SEEDS[index]]
        )
        assert torch.equal(alone[0], batch[index]), PROMPTS[index]


@pytest.mark.parametrize("size", [(256, 256), (512, 288), (288, 512), (72, 200)])
def test_every_size_of_multiples_of_8_is_painted(size):
    width, height = size
    image = first("glass mosaic", width=width, height=height)
    assert image.shape == (1, 3, height, width)
    assert image.dtype == torch.uint8
    following = PreviewPainter(width, height).paint(image, ["glass mosaic"], [0.87], [2])
    assert following.shape == image.shape
    assert 0 < change(image, following) < 20


def test_features_are_as_high_as_wide_in_a_landscape_picture():
    """The spectrum of the even-handed glass motif is no wider along x than along y."""
    image = first("glass mosaic", width=512, height=288).float().mean(dim=1)[0]
    along_x = (image[:, 1:] - image[:, :-1]).abs().mean()
    along_y = (image[1:] - image[:-1]).abs().mean()
    assert 0.75 < along_x / along_y < 1.33


def test_strength_1_leaves_the_picture_as_it_is():
    image = first("ink")
    assert torch.equal(PreviewPainter(128, 128).paint(image, ["ink"], [1.0], [2]), image)


def test_strength_0_forgets_the_picture():
    painter = PreviewPainter(128, 128)
    black = torch.zeros(1, 3, 128, 128, dtype=torch.uint8)
    assert torch.equal(
        painter.paint(black, ["ink"], [0.0], [2]), painter.paint(None, ["ink"], [0.0], [2])
    )


def _changed_by_scale(strength: float) -> list[float]:
    """Share of each band's energy that is new, finest first, over a few prompts and seeds."""
    painter = PreviewPainter(128, 128)
    total = []
    for prompt in ("crystal", "ink in water", "clouds"):
        before = painter.paint(None, [prompt], [0.0], [40])
        after = painter.paint(before, [prompt], [strength], [999])
        pairs = zip(
            *(bands(i.float().mean(1, keepdim=True), 5) for i in (before, after)), strict=True
        )
        total.append([float((a - b).square().mean() / a.var()) for a, b in pairs])
    return np.mean(total, axis=0).tolist()


def test_at_high_strength_only_fine_detail_is_new_and_at_low_strength_the_large_forms_too():
    calm, kick = _changed_by_scale(0.87), _changed_by_scale(0.3)
    assert max(calm[3:]) < 0.05
    assert calm[0] > 3 * max(calm[3:])
    assert min(kick[:4]) > 0.4
    assert kick[4] > 8 * calm[4]


def test_less_strength_changes_more():
    painter = PreviewPainter(128, 128)
    image = first("lava")
    moved = [
        float(change(image, painter.paint(image, ["lava"], [strength], [900])))
        for strength in (0.95, 0.87, 0.6, 0.45, 0.3, 0.1)
    ]
    assert moved == sorted(moved)


def test_the_seed_moves_the_large_forms_at_low_strength_and_hardly_any_pixel_at_high():
    painter = PreviewPainter(128, 128)
    image = first("nebula", seed=100)
    low, high = (
        change(*(painter.paint(image, ["nebula"], [s], [seed]) for seed in (101, 141)))
        for s in (0.3, 0.9)
    )
    assert low > 10
    assert high < 2


@pytest.mark.parametrize(
    ("more", "less", "channel"),
    [("crimson", "teal", 0), ("emerald", "magenta", 1), ("sapphire", "amber", 2)],
)
@pytest.mark.parametrize("motif", ["nebula", "silk", "crystal", "mandala"])
def test_colour_words_set_the_palette(more, less, channel, motif):
    shares = []
    for word in (more, less):
        mean = first(f"{word} {motif}").float().mean(dim=(0, 2, 3))
        shares.append(float(mean[channel] / mean.sum()))
    assert shares[0] > shares[1] + 0.1


def test_a_colour_of_the_negative_prompt_is_left_out():
    assert len(style_of("red and blue silk", "").colours.unique()) > 2
    without = style_of("red and blue silk", "red").colours
    assert not torch.equal(without, style_of("red and blue silk", "").colours)


def test_a_motif_of_the_negative_prompt_is_left_out():
    assert style_of("ocean under clouds", "sea").motif is MOTIFS["clouds"]


def test_dark_and_bright_words_set_the_tone():
    dark, plain, bright = (
        first(f"{mood} silk ribbons in blue").float().mean() for mood in ("dark", "", "bright")
    )
    assert dark < plain < bright


@pytest.mark.parametrize("name", MOTIFS)
def test_every_motif_gives_a_picture_with_lights_darks_colour_and_detail(name):
    image = first(name, seed=3)
    grey = image.float().mean(dim=1)
    assert grey.std() > 20
    assert grey.quantile(0.98) > 110
    assert grey.quantile(0.02) < 90
    assert sharpness(image) > 40


def test_unknown_prompts_differ_from_each_other():
    images = [first(text) for text in ("quick brown foxes", "lorem ipsum", "a quiet thought")]
    for one, other in [(0, 1), (1, 2), (0, 2)]:
        assert change(images[one], images[other]) > 15


def test_every_word_leads_to_a_motif_and_every_motif_to_its_textures():
    assert set(MOTIF_WORDS.values()) == set(MOTIFS)
    assert {motif.base for motif in MOTIFS.values()} <= set(TEXTURES)
    assert {motif.detail for motif in MOTIFS.values()} <= set(TEXTURES)


def test_a_cross_fade_goes_smoothly_from_one_style_to_the_other():
    painter = PreviewPainter(128, 128)

    def mixed(share: float) -> torch.Tensor:
        text = f"crimson ink: {1 - share:.4f} AND teal crystal: {share:.4f}"
        return painter.paint(None, [text], [0.0], [8])

    steps = [mixed(i / 20) for i in range(21)]
    assert torch.equal(steps[0], painter.paint(None, ["crimson ink"], [0.0], [8]))
    assert torch.equal(steps[-1], painter.paint(None, ["teal crystal"], [0.0], [8]))
    whole = change(steps[0], steps[-1])
    for one, other in pairwise(steps):
        assert change(one, other) < 0.2 * whole
    contrast = [float(step.float().mean(dim=1).std()) for step in steps]
    assert min(contrast) > 0.75 * min(contrast[0], contrast[-1])


def test_composed_prompts_are_taken_apart():
    whole = parts("a: 0.7000 AND b, c: 0.3000 --neg n: 0.7000 AND m: 0.3000")
    assert [(p.positive, p.negative, p.share) for p in whole] == [
        ("a", "n", pytest.approx(0.7)),
        ("b, c", "m", pytest.approx(0.3)),
    ]
    (plain,) = parts("deep sea --neg text")
    assert (plain.positive, plain.negative, plain.share) == ("deep sea", "text", 1.0)
    (ended,) = parts("a: 1.0000 AND b: 0.0000 --neg n: 1.0000 AND n: 0.0000")
    assert (ended.positive, ended.share) == ("a", 1.0)


def test_a_pyramid_collapses_to_its_image():
    image = torch.rand(1, 2, 72, 200)
    assert torch.allclose(collapse(bands(image, 4)), image, atol=1e-5)


@pytest.mark.parametrize("prompt", ["crimson nebula", "violet crystal", "neon city", "mandala"])
def test_the_scene_of_a_kick_is_recognised_for_seconds(prompt):
    """Also where the picture is a little enlarged, as a moving camera leaves it."""
    style = style_of(prompt, "")
    painter = PreviewPainter(128, 128)
    for kick in (1000, 1013, 1040):
        picture = painter.paint(None, [prompt], [0.0], [kick])
        picture = picture[..., 2:-2, 2:-2].float().mean(dim=1)[None]
        grey = torch.nn.functional.interpolate(picture, size=(32, 32), mode="area")[0, 0]
        for later in (1, 30, 90, 200):
            places = recent_places(kick + later)
            known = [drawn_thumbnail(style, 128, 128, place) for place in places]
            found = places[likest(thumbnail(grey), torch.stack(known))]
            assert found == fresh_place(kick)
