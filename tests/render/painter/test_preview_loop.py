import pytest
import torch
from preview_loop import BEAT, change, colourfulness, render, sharpness, strength_at

CLIPS = {
    "crimson and gold nebula --neg blurry": 204,
    "violet crystal cave, glowing shards": 96,
    "teal ocean waves": 72,
    "ornate turquoise mandala": 72,
}


@pytest.fixture(scope="module")
def clips() -> dict[str, torch.Tensor]:
    return {prompt: render(prompt, frames) for prompt, frames in CLIPS.items()}


@pytest.mark.parametrize("prompt", CLIPS)
def test_a_clip_stays_sharp_to_its_last_frame(clips, prompt):
    measured = sharpness(clips[prompt])
    assert measured[-24:].median() > 0.6 * measured[6:30].median()
    assert measured[-24:].median() > 0.4 * measured[0]


@pytest.mark.parametrize("prompt", CLIPS)
def test_a_clip_keeps_its_colours_without_running_away(clips, prompt):
    measured = colourfulness(clips[prompt])
    assert 0.8 < measured[-1] / measured[0] < 1.25
    spread = clips[prompt].float().std(dim=(2, 3)).mean(dim=1)
    assert 0.75 < spread[-1] / spread[0] < 1.33


@pytest.mark.parametrize("prompt", CLIPS)
def test_no_calm_frame_stands_still(clips, prompt):
    moved = change(clips[prompt][1:], clips[prompt][:-1])
    assert moved.min() > 1.0


@pytest.mark.parametrize("prompt", CLIPS)
def test_kick_frames_stand_out_from_calm_ones(clips, prompt):
    clip = clips[prompt]
    moved = change(clip[1:], clip[:-1])
    frames = torch.arange(1, len(clip))
    calm = torch.tensor([strength_at(int(frame)) > 0.8 for frame in frames])
    assert moved[frames % BEAT == 0].median() > 2.5 * moved[calm].median()
    assert moved[frames % BEAT == 0].min() > 1.5 * moved[calm].median()


def test_a_kick_opens_forms_that_live_on_until_the_next_one(clips):
    clip = clips["violet crystal cave, glowing shards"]
    small = torch.nn.functional.avg_pool2d(clip.float().mean(dim=1, keepdim=True), 8).flatten(1)
    small = small - small.mean(dim=1, keepdim=True)
    small = small / small.norm(dim=1, keepdim=True)
    for kick in range(BEAT, len(clip) - BEAT, BEAT):
        after = float(small[kick + 2] @ small[kick + 8])
        across = float(small[kick + 2] @ small[kick - 1])
        assert after > 0.55
        assert after > across
