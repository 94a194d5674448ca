"""The noise pictures of frames, drawn ahead where the painter is a GPU's work."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import torch

from midivideo.render.ops import noise
from midivideo.settings.model import Render

#: Threads that draw ahead: one draws about 380 pictures of 256 x 256 a second.
_THREADS = 2


class Grain:
    """Noise pictures by seed.

    Their generator is the CPU's (deforum.md 1.7), so a GPU would wait for each batch of them;
    but a frame's noise hangs on its seed alone, and can be drawn while the frame before it is
    painted.
    """

    def __init__(self, settings: Render, *, ahead: bool) -> None:
        """Draw what is foreseen in other threads (``ahead``), or all when it is asked for."""
        self._settings = settings
        self._threads = None
        if ahead:
            # Vectorised functions may depend on the thread count: the same as without them.
            self._threads = ThreadPoolExecutor(
                _THREADS, "grain", torch.set_num_threads, (torch.get_num_threads(),)
            )
        self._foreseen: dict[int, Future[torch.Tensor]] = {}

    def foresee(self, seed: int) -> None:
        """Begin to draw the noise of a seed that will be asked for."""
        if self._threads is not None and seed not in self._foreseen:
            self._foreseen[seed] = self._threads.submit(self._drawn, seed)

    def of(self, seed: int) -> torch.Tensor:
        """The noise of a seed, (3, height, width) uint8 on the CPU."""
        foreseen = self._foreseen.pop(seed, None)
        return self._drawn(seed) if foreseen is None else foreseen.result()

    def _drawn(self, seed: int) -> torch.Tensor:
        settings = self._settings
        return noise.frame_noise(
            seed,
            settings.height,
            settings.width,
            settings.noise_type,
            settings.perlin_octaves,
            settings.perlin_persistence,
        )
