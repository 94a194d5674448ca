"""Loads a Stable Diffusion model from what ``render.model`` names, without the network."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.render.painters.diffusion.lora import add_lora
from midivideo.render.weights.fetch import PARTS
from midivideo.render.weights.fingerprint import identity, sha256_of_weights
from midivideo.render.weights.quiet import quiet
from midivideo.render.weights.source import Source, locate
from midivideo.settings.model import Render

#: Where the parts of a model may come from.
_LIBRARIES = (None, "diffusers", "transformers", "stable_diffusion")
_PIPELINES = ("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline")


@dataclass(frozen=True)
class Model:
    """The parts of a Stable Diffusion model, float32 on the CPU, ready to be moved.

    Attributes:
        unet: ``UNet2DConditionModel``.
        vae: ``AutoencoderKL`` or ``AutoencoderTiny``.
        text_encoder: ``CLIPTextModel``.
        tokenizer: ``CLIPTokenizer``.
        scheduler_config: how the model was trained.
        identity: what all weights are: names, revisions, SHA-256.
    """

    unet: Any
    vae: Any
    text_encoder: Any
    tokenizer: Any
    scheduler_config: Mapping[str, Any]
    identity: Mapping[str, Any]


def load_model(settings: Render) -> Model:
    """Load what the settings name.

    Raises:
        UserError: one sentence on what is missing or wrong, and how to get it.
    """
    source = locate(settings.model, "render.model", settings.model_revision)
    configs = _configs(source, settings)
    _check_kind(configs, settings.model)
    known: dict[str, Any] = {"model": identity(source, ("", *_parts(source)))}
    if configs != source:
        known["model_config"] = identity(configs, ("", *_parts(configs)))
    with _as_user_error(f"the model {settings.model} can't be loaded"), quiet():
        pipeline = _pipeline(source, configs)
        for part in (pipeline.unet, pipeline.vae, pipeline.text_encoder):
            part.float()
    channels = pipeline.unet.config.in_channels
    if channels != pipeline.unet.config.out_channels:
        raise UserError(
            "this model wants more than a picture (inpainting, depth): a plain Stable Diffusion "
            "1.x or 2.x model is needed",
            key="render.model",
            value=settings.model,
        )
    vae = pipeline.vae
    if settings.vae is not None:
        vae, known["vae"] = _substitute_vae(settings.vae)
        if vae.config.latent_channels != channels:
            raise UserError(
                f"this autoencoder's latents have {vae.config.latent_channels} channels, the "
                f"model's have {channels}",
                key="render.vae",
                value=settings.vae,
            )
    for lora in settings.loras:
        add_lora(pipeline.unet, pipeline.text_encoder, lora)
    known["loras"] = [
        {"sha256": sha256_of_weights(Path(lora.path).expanduser()), "weight": lora.weight}
        for lora in settings.loras
    ]
    return Model(
        unet=pipeline.unet,
        vae=vae,
        text_encoder=pipeline.text_encoder,
        tokenizer=pipeline.tokenizer,
        scheduler_config=read_json(configs.path / "scheduler" / "scheduler_config.json"),
        identity=known,
    )


def _configs(source: Source, settings: Render) -> Source:
    """The folder with the configs and the tokenizer: of a single file another than the weights'."""
    if source.path.is_dir():
        return source
    if source.path.suffix != ".safetensors":
        raise UserError(
            "only .safetensors files are read: a pickle may run any program when it is opened",
            key="render.model",
            value=settings.model,
        )
    if settings.config_of_model is None:
        raise UserError(
            "a single file has no configs and no tokenizer: name a folder that has them (where "
            "there is a network: midivideo fetch-model --configs-only ID -o FOLDER)",
            key="render.model_config",
        )
    return locate(settings.config_of_model, "render.model_config")


def _check_kind(configs: Source, name: str) -> None:
    index = configs.path / "model_index.json"
    if not index.is_file():
        raise UserError(
            "this is no diffusers folder: it has no model_index.json",
            key="render.model",
            value=str(configs.path),
        )
    parts = read_json(index)
    kind = parts.get("_class_name") if isinstance(parts, dict) else None
    if kind not in _PIPELINES:
        raise UserError(
            f"this is a model for {kind}; only Stable Diffusion 1.x and 2.x are painted with",
            key="render.model",
            value=name,
        )
    for part, where in parts.items():
        if isinstance(where, list) and where[:1] and where[0] not in _LIBRARIES:
            raise UserError(
                f"its {part} comes with a program of its own, {where[0]}, and nobody else's "
                "programs are run",
                key="render.model",
                value=name,
                allowed="parts of diffusers and transformers",
            )


def _parts(source: Source) -> tuple[str, ...]:
    return tuple(part for part in PARTS if (source.path / part).is_dir())


def _pipeline(source: Source, configs: Source) -> Any:
    """Diffusers' own pipeline, of which only the parts are used."""
    from diffusers import StableDiffusionPipeline

    options: dict[str, Any] = {
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
        "local_files_only": True,
    }
    if source.path.is_dir():
        return StableDiffusionPipeline.from_pretrained(source.path, use_safetensors=True, **options)
    return StableDiffusionPipeline.from_single_file(
        str(source.path), config=str(configs.path), **options
    )


def _substitute_vae(name: str) -> tuple[Any, dict[str, Any]]:
    import diffusers

    source = locate(name, "render.vae")
    config = source.path / "config.json"
    kind = read_json(config).get("_class_name") if config.is_file() else None
    if kind not in ("AutoencoderKL", "AutoencoderTiny"):
        raise UserError(
            "this is no autoencoder's folder",
            key="render.vae",
            value=name,
            allowed="a folder with the config.json of an AutoencoderKL or AutoencoderTiny",
        )
    with _as_user_error(f"the autoencoder {name} can't be loaded"), quiet():
        vae = getattr(diffusers, kind).from_pretrained(
            source.path, use_safetensors=True, local_files_only=True
        )
    return vae, identity(source)


@contextlib.contextmanager
def _as_user_error(problem: str) -> Iterator[None]:
    """Say in one sentence what diffusers says in a traceback."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split())
        raise UserError(f"{problem}: {reason[:300]}", key="render") from error
