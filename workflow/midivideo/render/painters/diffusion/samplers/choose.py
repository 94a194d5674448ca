"""Names of samplers, and what is behind them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from midivideo.errors import UserError
from midivideo.render.painters.diffusion.samplers.euler_a import EulerAncestral
from midivideo.render.painters.diffusion.samplers.levels import NoiseLevels
from midivideo.render.painters.diffusion.samplers.sampler import Sampler
from midivideo.render.painters.diffusion.samplers.scheduled import SchedulerSampler

#: What a scheduler has to know about the model's training; the rest is the sampler's own choice.
_OF_THE_MODEL = (
    "num_train_timesteps",
    "beta_start",
    "beta_end",
    "beta_schedule",
    "trained_betas",
    "prediction_type",
    "rescale_betas_zero_snr",
    "original_inference_steps",
    "timestep_scaling",
)

# The k-diffusion samplers start at the last training timestep: "leading", which Stable Diffusion's
# own configs say, would start at sigma 9.5 instead of 14.6 (deforum.md 0, no. 10).
_K: dict[str, Any] = {"timestep_spacing": "linspace"}
_KARRAS: dict[str, Any] = {**_K, "use_karras_sigmas": True}
_SDE: dict[str, Any] = {"algorithm_type": "sde-dpmsolver++"}
_LEADING: dict[str, Any] = {
    "timestep_spacing": "leading",
    "steps_offset": 1,
    "set_alpha_to_one": False,
}
_TRAILING: dict[str, Any] = {"timestep_spacing": "trailing"}

_SCHEDULERS: dict[str, tuple[str, dict[str, Any]]] = {
    "euler": ("EulerDiscreteScheduler", _K),
    "euler_karras": ("EulerDiscreteScheduler", _KARRAS),
    "heun": ("HeunDiscreteScheduler", _K),
    "dpmpp_2m": ("DPMSolverMultistepScheduler", _K),
    "dpmpp_2m_karras": ("DPMSolverMultistepScheduler", _KARRAS),
    "dpmpp_2m_sde": ("DPMSolverMultistepScheduler", {**_K, **_SDE}),
    "dpmpp_2m_sde_karras": ("DPMSolverMultistepScheduler", {**_KARRAS, **_SDE}),
    "unipc": ("UniPCMultistepScheduler", _K),
    "ddim": ("DDIMScheduler", {**_LEADING, "clip_sample": False}),
    # Few steps: SD-Turbo and Lightning were distilled on the ends of equal parts of the timesteps.
    "euler_trailing": ("EulerDiscreteScheduler", _TRAILING),
    "lcm": ("LCMScheduler", _LEADING),
    "tcd": ("TCDScheduler", _LEADING),
}

#: What ``render.sampler`` may be. ``model`` is the scheduler that the model ships with.
SAMPLERS: tuple[str, ...] = ("euler_a", *_SCHEDULERS, "model")


def make_sampler(name: str, steps: int, config: Mapping[str, Any]) -> Sampler:
    """The sampler ``name`` with ``steps`` steps for a model.

    Args:
        name: one of :data:`SAMPLERS`.
        steps: from pure noise to the end, 1 or more.
        config: the model's scheduler config (``scheduler_config.json``), which says how the model
            was trained; ``model`` takes all of it, the other samplers only that.

    Raises:
        UserError: for an unknown name, or a model or number of steps that the sampler can't walk.
    """
    if steps < 1:
        raise UserError("a picture needs steps", key="render.steps", value=steps, allowed="from 1")
    if name == "euler_a":
        return EulerAncestral(NoiseLevels.of_config(config), steps)
    if name == "model":
        scheduler = _shipped(config)
    elif name in _SCHEDULERS:
        class_name, own = _SCHEDULERS[name]
        scheduler = _scheduler(class_name, {**_known(config), **own})
    else:
        raise UserError(
            "there is no such sampler",
            key="render.sampler",
            value=name,
            allowed=", ".join(SAMPLERS),
        )
    try:
        return SchedulerSampler(name, scheduler, steps)
    except ValueError as error:
        raise UserError(
            f"this sampler can't take so many steps: {' '.join(str(error).split())}",
            key="render.steps",
            value=steps,
        ) from None


def _known(config: Mapping[str, Any]) -> dict[str, Any]:
    # Defaults of Stable Diffusion, where the schedulers' own are those of DDPM.
    training = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    return training | {key: config[key] for key in _OF_THE_MODEL if key in config}


def _shipped(config: Mapping[str, Any]) -> Any:
    class_name = str(config.get("_class_name", ""))
    try:
        return _scheduler(class_name, config)
    except AttributeError:
        raise UserError(
            "diffusers has no such scheduler as the model's scheduler config names",
            value=class_name,
            allowed="a render.sampler other than model",
        ) from None


def _scheduler(class_name: str, config: Mapping[str, Any]) -> Any:
    import diffusers

    kind = getattr(diffusers, class_name)
    accepted = inspect.signature(kind.__init__).parameters
    return kind(**{key: value for key, value in config.items() if key in accepted})
