"""Puts networks on the device: precision, memory layout, compilation; ``auto`` fits the device."""

from __future__ import annotations

from typing import Any, cast

import torch

from midivideo.render.weights.quiet import quiet
from midivideo.settings.model import Render

_PRECISIONS = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


class Placement:
    """How networks run on one device.

    Attributes:
        device: as torch names it.
        dtype: of weights and activations.
        layout: of images in memory.
    """

    def __init__(self, settings: Render, device: str) -> None:
        """Resolve every ``auto`` for ``device``."""
        on_gpu = device != "cpu"
        self.device = torch.device(device)
        # float16 is what A1111 runs, on every GPU since Volta; its steps are eight times finer
        # than bfloat16's, which matters when a picture goes round hundreds of times.
        fitting = "float16" if on_gpu else "float32"
        self.dtype = _PRECISIONS[fitting if settings.precision == "auto" else settings.precision]
        last = on_gpu if settings.channels_last == "auto" else settings.channels_last
        self.layout = torch.channels_last if last else torch.contiguous_format
        compile_ = settings.compile
        self._compile = ("inductor" if on_gpu else "none") if compile_ == "auto" else compile_
        if self.dtype == torch.float32:
            torch.backends.cudnn.allow_tf32 = False

    @property
    def identity(self) -> dict[str, Any]:
        """What was chosen, for the provenance."""
        return {
            "precision": str(self.dtype).removeprefix("torch."),
            "channels_last": self.layout == torch.channels_last,
            "compile": self._compile,
        }

    def put(self, network: Any) -> Any:
        """Move a network there, for inference only."""
        with quiet():
            network = network.to(self.device, self.dtype).to(memory_format=self.layout)
        return network.eval().requires_grad_(False)

    def compiled(self, network: Any) -> Any:
        """A network that was put there, compiled for the shapes it will be called with."""
        if self._compile == "none":
            return network
        mode = "reduce-overhead" if self._compile == "cuda-graphs" else None
        return torch.compile(network, mode=mode, dynamic=False)

    def images(self, batch: torch.Tensor) -> torch.Tensor:
        """A batch ``(items, channels, height, width)`` as the networks take it."""
        return batch.to(self.device, self.dtype, memory_format=cast(Any, self.layout))

    def begin(self) -> None:
        """Say that a network call begins: recorded calls may use their memory again."""
        if self._compile == "cuda-graphs":
            torch.compiler.cudagraph_mark_step_begin()
