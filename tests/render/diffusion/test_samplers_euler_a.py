"""Euler a against k-diffusion's numbers (golden/deforum/sampler.json, euler_a_toy.npz)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sampler_toy import SD15, Toy, walk

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.samplers import NoiseStream, make_sampler, steps_taken
from midivideo.render.painters.diffusion.samplers.euler_a import EulerAncestral, ancestral_step
from midivideo.render.painters.diffusion.samplers.levels import NoiseLevels


@pytest.fixture(scope="module")
def golden(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "golden/deforum/sampler.json").read_text())


@pytest.mark.parametrize("steps", [10, 15, 20, 25, 50])
def test_sigmas_and_timesteps_are_those_of_k_diffusion(golden: dict[str, Any], steps: int) -> None:
    sampler = EulerAncestral(NoiseLevels.of_config(SD15), steps)
    assert sampler.sigmas == pytest.approx(golden["sigmas"][str(steps)], rel=2e-5)
    assert sampler.timesteps == pytest.approx(golden["timesteps"][str(steps)], rel=2e-5, abs=1e-4)


def test_the_ends_of_the_noise_levels_are_those_of_stable_diffusion(golden: dict[str, Any]) -> None:
    sigmas = NoiseLevels.of_config(SD15).sigmas
    assert float(sigmas[0]) == pytest.approx(golden["sigma_min"], rel=1e-6)
    assert float(sigmas[-1]) == pytest.approx(golden["sigma_max"], rel=1e-6)


def test_a_timestep_comes_back_from_its_sigma() -> None:
    levels = NoiseLevels.of_config(SD15)
    timesteps = np.array([0.0, 0.25, 13.5, 500.0, 998.75, 999.0])
    assert levels.timestep(levels.sigma(timesteps)) == pytest.approx(timesteps, abs=5e-3)


def test_sigmas_beyond_the_training_stay_at_its_ends() -> None:
    levels = NoiseLevels.of_config(SD15)
    assert levels.timestep(np.array([1e-3, 100.0])).tolist() == [0.0, 999.0]


def test_ancestral_steps_are_those_of_k_diffusion(golden: dict[str, Any]) -> None:
    for case in golden["ancestral"]:
        down, up = ancestral_step(case["sigma_from"], case["sigma_to"])
        assert down == pytest.approx(case["sigma_down"], rel=2e-5)
        assert up == pytest.approx(case["sigma_up"], rel=2e-5)


def test_a_frame_takes_as_many_evaluations_as_in_a1111(golden: dict[str, Any]) -> None:
    samplers = {steps: make_sampler("euler_a", steps, SD15) for steps in (15, 25)}
    toy, latent = Toy(0.0, 1.0), torch.zeros(4, 8, 8)
    for case in golden["a1111_img2img_steps"]:
        sampler = samplers[case["steps"]]
        noise = NoiseStream(1, (4, 8, 8))
        _, asked = walk(sampler.frame(latent, case["strength"], noise), toy)
        assert len(asked) == steps_taken(case["steps"], case["strength"]) == case["unet_evals"]
        assert asked[0].timestep == sampler.timesteps[case["first_sigma_index"]]  # type: ignore[attr-defined]
        assert [question.index for question in asked] == list(range(len(asked)))


@pytest.mark.parametrize(
    ("strength", "evaluations"),
    [(0.3, 11), (0.5, 8), (0.65, 6), (0.8, 3), (0.85, 3), (0.9, 2), (0.95, 1), (1.0, 1), (0.0, 15)],
)
def test_the_counts_of_the_specification_hold_at_15_steps(
    strength: float, evaluations: int
) -> None:
    assert steps_taken(15, strength) == evaluations  # deforum.md 1.8


class _Given:
    """A noise stream that plays recorded noise."""

    def __init__(self, drawn: np.ndarray) -> None:
        self._left = [torch.from_numpy(one) for one in drawn]

    def draw(self) -> torch.Tensor:
        return self._left.pop(0)


def test_a_toy_trajectory_is_that_of_k_diffusion(shared: Path) -> None:
    toy = np.load(shared / "golden/deforum/euler_a_toy.npz")
    sampler = make_sampler("euler_a", 15, SD15)
    start = torch.from_numpy(toy["x0"][0])
    # D(x, s) = x / (1 + s^2) is what a network gives that knows only pictures of N(0, 1).
    steps = sampler.frame(start, 0.65, _Given(toy["noises"]), 1.05)  # type: ignore[arg-type]
    end, asked = walk(steps, Toy(0.0, 1.0))
    assert len(asked) == len(toy["sigmas"]) - 1
    assert torch.abs(end - torch.from_numpy(toy["out"][0])).max() < 1e-5


def test_the_first_frame_starts_from_pure_noise_and_takes_every_step() -> None:
    sampler = EulerAncestral(NoiseLevels.of_config(SD15), 15)
    _, asked = walk(sampler.frame(None, 0.8, NoiseStream(7, (4, 8, 8)), 1.0), Toy(0.0, 1.0))
    sigma = float(sampler.sigmas[0])
    drawn = torch.randn((4, 8, 8), generator=torch.Generator().manual_seed(7))
    assert len(asked) == 15
    assert torch.allclose(asked[0].latent, drawn * sigma / (sigma**2 + 1) ** 0.5, atol=1e-6)


def test_the_noise_multiplier_counts_for_the_initial_noise_alone() -> None:
    sampler = EulerAncestral(NoiseLevels.of_config(SD15), 15)
    steps = sampler.frame(torch.zeros(4, 8, 8), 0.8, NoiseStream(7, (4, 8, 8)), 1.05)
    question = next(steps)
    sigma = float(sampler.sigmas[12])
    drawn = torch.randn((4, 8, 8), generator=torch.Generator().manual_seed(7))
    expected = drawn * 1.05 * sigma / (sigma**2 + 1) ** 0.5
    assert torch.allclose(question.latent, expected, atol=1e-6)


def test_no_noise_is_drawn_at_the_last_step() -> None:
    noise = NoiseStream(3, (4, 8, 8))
    sampler = make_sampler("euler_a", 15, SD15)
    walk(sampler.frame(torch.zeros(4, 8, 8), 0.8, noise), Toy(0.0, 1.0))
    reference = NoiseStream(3, (4, 8, 8))
    for _ in range(3):  # the initial noise, and two of the three steps
        reference.draw()
    assert torch.equal(noise.draw(), reference.draw())


@pytest.mark.parametrize("prediction", ["v_prediction", "sample"])
def test_a_model_walks_the_same_way_whatever_it_predicts(prediction: str) -> None:
    def end(kind: str) -> torch.Tensor:
        sampler = make_sampler("euler_a", 15, {**SD15, "prediction_type": kind})
        steps = sampler.frame(torch.full((4, 8, 8), 0.3), 0.3, NoiseStream(5, (4, 8, 8)))
        return walk(steps, Toy(0.5, 0.7, kind))[0]

    assert torch.allclose(end(prediction), end("epsilon"), atol=2e-4)


@pytest.mark.parametrize(
    "config", [{"rescale_betas_zero_snr": True}, {"beta_schedule": "x"}, {"prediction_type": "x"}]
)
def test_a_model_that_euler_a_cannot_walk_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        make_sampler("euler_a", 15, {**SD15, **config})
