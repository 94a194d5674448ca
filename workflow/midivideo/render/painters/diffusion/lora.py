"""Adds LoRA files to a model's weights, once, at loading: W + weight * alpha / rank * up @ down.

Hu et al. 2021. Files in kohya's and in diffusers' (peft's) naming are read, for linear and
convolution layers of the UNet and the text encoder; LCM-LoRA is one of them. Merged weights cost
nothing while rendering, and need no peft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from midivideo.errors import UserError
from midivideo.settings.model import Lora

_ENDS = {
    "lora_down.weight": "down",
    "lora_A.weight": "down",
    "lora.down.weight": "down",
    "lora_up.weight": "up",
    "lora_B.weight": "up",
    "lora.up.weight": "up",
    "alpha": "alpha",
}
_END = re.compile(rf"\.({'|'.join(map(re.escape, _ENDS))})$")
# The name of the network before the path of the layer, in both namings.
_NETWORK = re.compile(r"^(?:(lora_unet_|unet\.)|(?:lora_te1?_|text_encoder\.)(?:text_model[._])?)")


#: What changes one layer: ``down``, ``up``, maybe ``alpha``.
_Change = dict[str, torch.Tensor]


def add_lora(unet: Any, text_encoder: Any, lora: Lora) -> None:
    """Add one file to the weights of both networks, in place.

    Raises:
        UserError: when there is no such file, or it belongs to another kind of model.
    """
    layers = {**_layers("unet", unet), **_layers("text", text_encoder)}
    for key, change in _changes(lora.path).items():
        layer = layers.get(key)
        if layer is None or not _fits(layer, change):
            raise UserError(
                f"this LoRA is for another kind of model: nothing there fits its {key[1]}",
                key="render.loras",
                value=lora.path,
            )
        down, up = change["down"], change["up"]
        alpha = change.get("alpha")
        scale = 1.0 if alpha is None else float(alpha) / down.shape[0]
        layer.data += lora.weight * scale * _product(up, down).view_as(layer)


def _layers(network: str, module: Any) -> dict[tuple[str, str], Any]:
    """Weights of layers by their path with underscores, as kohya writes it."""
    return {
        (network, re.sub(r"^text_model_", "", name.replace(".", "_"))): layer.weight
        for name, layer in module.named_modules()
        if isinstance(layer, torch.nn.Linear | torch.nn.Conv2d)
    }


def _changes(path: str) -> dict[tuple[str, str], _Change]:
    changes: dict[tuple[str, str], _Change] = {}
    for name, tensor in _tensors(path):
        network, end = _NETWORK.search(name), _END.search(name)
        if network is None or end is None:
            raise UserError(
                "this is no LoRA that is known here: it has weights of another kind",
                key="render.loras",
                value=path,
                allowed=f"kohya's or diffusers' names, not {name}",
            )
        layer = name[network.end() : end.start()].replace(".", "_")
        key = ("unet" if network.group(1) else "text", layer)
        changes.setdefault(key, {})[_ENDS[end.group(1)]] = tensor.float()
    return changes


def _tensors(path: str) -> Iterator[tuple[str, torch.Tensor]]:
    from safetensors import SafetensorError, safe_open

    file = Path(path).expanduser()
    if not file.is_file():
        raise UserError("there is no such file", key="render.loras", value=path)
    try:
        with safe_open(file, framework="pt") as tensors:
            for name in sorted(tensors.keys()):
                yield name, tensors.get_tensor(name)
    except SafetensorError as error:
        raise UserError(
            f"this is no .safetensors file: {error}", key="render.loras", value=path
        ) from None


def _fits(weight: torch.Tensor, change: _Change) -> bool:
    if not {"down", "up"} <= set(change):
        return False
    down, up = change["down"], change["up"]
    return (
        up.shape[0] == weight.shape[0]
        and up.shape[1] == down.shape[0]
        and down[0].numel() == weight[0].numel()
    )


def _product(up: torch.Tensor, down: torch.Tensor) -> torch.Tensor:
    """``up @ down``; a convolution's ``down`` keeps its window, its ``up`` is 1 x 1."""
    return up.flatten(1) @ down.flatten(1)
