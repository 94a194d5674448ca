"""What a render job runs on: device, threads, batch shape. Resolved once, then fixed.

Pixels depend on the thread count and on the shape of a network call, so neither is ever taken
from ``--cores``.
"""

from __future__ import annotations

import contextlib
import dataclasses
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from midivideo.errors import UserError
from midivideo.render.lease import leased
from midivideo.settings.model import Render

#: Where ``auto`` begins to look for a batch that fits a GPU: more is hardly faster (perf.md 1).
LARGEST_BATCH = 32


@dataclass(frozen=True)
class Resources:
    """The answers to every ``auto`` of the section ``render``.

    Attributes:
        device: as torch names it.
        device_name: the processor's or GPU's own name.
        threads: CPU threads of the job.
        network_batch: items a call of a handler.
    """

    device: str
    device_name: str
    threads: int
    network_batch: int

    @classmethod
    def resolve(cls, settings: Render, device: str) -> Resources:
        """Look at the machine where a setting says ``auto``."""
        name = torch.cuda.get_device_name(device) if device != "cpu" else platform.machine()
        threads = 1 if settings.threads == "auto" else settings.threads
        batch = settings.network_batch
        if batch == "auto":
            batch = 1 if device == "cpu" else LARGEST_BATCH
        return cls(device, name, threads, batch)

    def fitting(self, rehearse: Callable[[int], None]) -> Resources:
        """The same with the largest batch, halved as often as needed, that ``rehearse`` survives.

        Raises:
            UserError: when not even a batch of one fits, or the networks don't run at all.
        """
        try:
            rehearse(self.network_batch)
        except torch.OutOfMemoryError:
            return self.halved().fitting(rehearse)
        except RuntimeError as error:
            raise UserError(
                f"the networks don't run on this device: {' '.join(str(error).split())[:300]}; "
                "where torch.compile fails, render.compile: none does without it",
                key="render.device",
                value=self.device_name,
            ) from error
        return self

    def halved(self) -> Resources:
        """The same with half the batch, after one that did not fit into memory.

        Raises:
            UserError: when the batch is one already.
        """
        if self.device != "cpu":
            torch.cuda.empty_cache()
        if self.network_batch == 1:
            raise UserError(
                "not even one picture at a time fits into the memory of this device; a smaller "
                "render.width and render.height, or another device, would help",
                key="render.device",
                value=self.device_name,
            )
        return dataclasses.replace(self, network_batch=self.network_batch // 2)


@contextlib.contextmanager
def claimed_device(settings: Render) -> Iterator[str]:
    """The device that the settings ask for; a GPU is this process's own until it ends.

    ``auto`` leaves the preview painter on the CPU: its jobs are short and share the cores, and
    on a GPU each would have to wait for the one before.

    Raises:
        UserError: when the device that is asked for is not there.
    """
    wanted = settings.device
    gpus = torch.cuda.device_count()
    if wanted == "cpu" or (wanted == "auto" and (settings.painter == "preview" or not gpus)):
        yield "cpu"
        return
    numbers = [int(wanted.removeprefix("cuda:"))] if ":" in wanted else list(range(gpus))
    if not numbers or numbers[-1] >= gpus:
        there = ", ".join(["auto, cpu", *(f"cuda:{number}" for number in range(gpus))])
        raise UserError(
            "torch does not find this GPU here", key="render.device", value=wanted, allowed=there
        )
    names = [str(torch.cuda.get_device_properties(number).uuid) for number in numbers]
    with leased(names) as index:
        device = f"cuda:{numbers[index]}"
        torch.cuda.set_device(device)
        yield device
