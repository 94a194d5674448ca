"""What a render job runs on: device, threads, batch shape. Resolved once, then fixed.

Pixels depend on the thread count and on the shape of a network call, so neither is ever taken
from ``--cores``.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

import torch

from midivideo.errors import UserError
from midivideo.settings.model import Render


@dataclass(frozen=True)
class Resources:
    """The answers to every ``auto`` of the section ``render``.

    Attributes:
        device: as torch names it.
        device_name: the processor's or GPU's own name.
        threads: CPU threads of the job.
        network_batch: items a call of a handler.
        in_flight: clips between their first and last frame at any time.
    """

    device: str
    device_name: str
    threads: int
    network_batch: int
    in_flight: int

    @classmethod
    def resolve(cls, settings: Render) -> Resources:
        """Look at the machine where a setting says ``auto``.

        Raises:
            UserError: when the device that is asked for is not there.
        """
        device = settings.device
        if device == "auto":
            device = "cuda" if torch.cuda.is_available() else "cpu"
        if device.startswith("cuda") and not torch.cuda.is_available():
            raise UserError(
                "torch finds no GPU here", key="render.device", value=device, allowed="auto, cpu"
            )
        name = torch.cuda.get_device_name(device) if device != "cpu" else platform.machine()
        threads = 1 if settings.threads == "auto" else settings.threads
        batch = settings.network_batch
        if batch == "auto":
            batch = 1 if device == "cpu" else 8
        # Two to four times what a batch holds keeps batches full (DESIGN.md, The renderer);
        # a batch of one needs no spare clips.
        return cls(device, name, threads, batch, 1 if batch == 1 else 3 * batch)
