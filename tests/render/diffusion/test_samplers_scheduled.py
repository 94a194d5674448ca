"""The samplers of diffusers behind the same generator."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from sampler_toy import SD15, Toy, walk

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.samplers import SAMPLERS, NoiseStream, make_sampler

# diffusers reads torch tensors into NumPy in a way that NumPy 2 will change.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

SHAPE = (4, 32, 32)
#: They trade the spread of the pictures for few steps, by design.
DISTILLED = ("lcm", "tcd")


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_sampler_arrives_at_the_pictures_that_the_network_knows(name: str) -> None:
    sampler = make_sampler(name, 25, SD15)
    end, _ = walk(sampler.frame(None, 0.0, NoiseStream(3, SHAPE)), Toy(0.5, 0.5))
    assert float(end.mean()) == pytest.approx(0.5, abs=0.04)
    assert float(end.std()) == pytest.approx(0.5, abs=0.5 if name in DISTILLED else 0.1)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("strength", [0.3, 0.8, 1.0])
def test_every_sampler_takes_the_last_steps_that_the_strength_leaves(
    name: str, strength: float
) -> None:
    sampler = make_sampler(name, 15, SD15)
    taken = {0.3: 11, 0.8: 3, 1.0: 1}[strength]
    start = torch.full(SHAPE, 0.5)
    end, asked = walk(sampler.frame(start, strength, NoiseStream(3, SHAPE), 1.05), Toy(0.5, 0.5))
    expected = {"heun": 2 * taken - 1, "model": taken + 1}  # model: PNDM asks twice at its start
    assert len(asked) == expected.get(name, taken)
    assert all(question.timestep <= asked[0].timestep for question in asked)
    assert float(end.mean()) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_higher_strength_keeps_more_of_the_picture(name: str) -> None:
    sampler = make_sampler(name, 15, SD15)
    start = torch.randn(SHAPE, generator=torch.Generator().manual_seed(9))

    def change(strength: float) -> float:
        end, _ = walk(sampler.frame(start, strength, NoiseStream(3, SHAPE)), Toy(0.0, 1.0))
        return float((end - start).square().mean())

    assert change(0.95) < change(0.6) < change(0.2)


@pytest.mark.parametrize("name", SAMPLERS)
def test_frames_walk_side_by_side_as_they_would_alone(name: str) -> None:
    sampler, toy = make_sampler(name, 8, SD15), Toy(0.5, 0.8)
    latents = [torch.full(SHAPE, value) for value in (0.1, 0.9)]

    def frame(number: int) -> Any:
        return sampler.frame(latents[number], (0.2, 0.6)[number], NoiseStream(number, SHAPE))

    alone = [walk(frame(number), toy)[0] for number in (0, 1)]
    together = _together(frame, toy)
    assert all(torch.equal(a, b) for a, b in zip(together, alone, strict=True))


@pytest.mark.parametrize("name", SAMPLERS)
def test_the_noise_multiplier_counts_for_the_initial_noise(name: str) -> None:
    sampler, latent = make_sampler(name, 15, SD15), torch.zeros(SHAPE)

    def first(multiplier: float) -> torch.Tensor:
        return next(sampler.frame(latent, 0.5, NoiseStream(3, SHAPE), multiplier)).latent

    assert torch.allclose(first(1.05), 1.05 * first(1.0), rtol=1e-4)


@pytest.mark.parametrize("name", ["euler", "euler_karras", "heun", "dpmpp_2m", "unipc"])
def test_samplers_of_k_diffusion_start_at_the_noisiest_level(name: str) -> None:
    sampler = make_sampler(name, 15, SD15)
    assert next(sampler.frame(None, 0.0, NoiseStream(3, SHAPE))).timestep == pytest.approx(999)


def _together(frame: Any, toy: Toy) -> list[torch.Tensor]:
    walks = {number: frame(number) for number in (0, 1)}
    answers: dict[int, torch.Tensor | None] = {0: None, 1: None}
    ends: dict[int, torch.Tensor] = {}
    while walks:
        for number in list(walks):
            try:
                answers[number] = toy(walks[number].send(answers[number]))
            except StopIteration as end:
                ends[number] = end.value
                del walks[number]
    return [ends[0], ends[1]]


@pytest.mark.parametrize("name", ["euler", "ddim", "dpmpp_2m", "unipc", "lcm"])
def test_models_that_predict_velocity_walk_the_same_way(name: str) -> None:
    def end(kind: str) -> torch.Tensor:
        sampler = make_sampler(name, 10, {**SD15, "prediction_type": kind})
        return walk(sampler.frame(None, 0.0, NoiseStream(5, SHAPE)), Toy(0.5, 0.7, kind))[0]

    assert torch.allclose(end("v_prediction"), end("epsilon"), atol=1e-3)


@pytest.mark.parametrize(("steps", "first"), [(1, [999]), (4, [999, 749, 499, 249])])
def test_turbo_and_lightning_models_are_asked_at_the_timesteps_of_their_training(
    steps: int, first: list[float]
) -> None:
    sampler = make_sampler("euler_trailing", steps, SD15)
    _, asked = walk(sampler.frame(None, 0.0, NoiseStream(5, SHAPE)), Toy(0.0, 1.0))
    assert [question.timestep for question in asked] == first


def test_lcm_models_are_asked_at_the_timesteps_of_their_training() -> None:
    sampler = make_sampler("lcm", 4, SD15)
    _, asked = walk(sampler.frame(None, 0.0, NoiseStream(5, SHAPE)), Toy(0.0, 1.0))
    assert [question.timestep for question in asked] == [999, 759, 499, 259]


def test_a_model_brings_its_own_scheduler() -> None:
    turbo = {
        **SD15,
        "_class_name": "EulerDiscreteScheduler",
        "timestep_spacing": "trailing",
    }
    sampler = make_sampler("model", 2, turbo)
    _, asked = walk(sampler.frame(None, 0.0, NoiseStream(5, SHAPE)), Toy(0.0, 1.0))
    assert [question.timestep for question in asked] == [999, 499]


@pytest.mark.parametrize(
    ("name", "steps", "config", "words"),
    [
        ("eulera", 15, SD15, "euler_a, euler"),
        ("euler_a", 0, SD15, "from 1"),
        ("lcm", 900, SD15, "steps"),
        ("model", 15, {"_class_name": "NoScheduler"}, "NoScheduler"),
        ("model", 15, {}, "render.sampler other than model"),
    ],
)
def test_what_cannot_be_walked_is_refused_in_a_sentence(
    name: str, steps: int, config: dict[str, Any], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        make_sampler(name, steps, config)
