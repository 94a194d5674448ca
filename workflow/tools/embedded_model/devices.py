"""Where training runs: a GPU where there is one, else the CPU with a fixed number of threads."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

import torch


@dataclass(frozen=True)
class Device:
    """A device by its name in torch."""

    name: str

    @classmethod
    def ready(cls, name: str, threads: int) -> Device:
        """Make torch repeat its results, and choose the device for ``auto``."""
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(True)
        torch.backends.cudnn.benchmark = False
        if name == "auto":
            name = "cuda" if torch.cuda.is_available() else "cpu"
        return cls(name)

    def put(self, module: Any) -> Any:
        """A module there, pictures with their channels last (faster on both)."""
        return module.to(self.name, memory_format=torch.channels_last)

    def images(self, batch: torch.Tensor) -> torch.Tensor:
        """A batch (n, channels, h, w) there."""
        return batch.to(self.name, memory_format=torch.channels_last)

    def autocast(self) -> contextlib.AbstractContextManager:
        """Half the bits where that does no harm; needs no scaling of gradients."""
        return torch.autocast(self.name.split(":")[0], torch.bfloat16)
