"""How much memory and time a job may take, for a cluster that holds it to that.

The figures leave room: for an old GPU, a slow disk, a shared core. Too much costs a longer wait in
the queue; too little costs a killed job, and every further attempt may take twice as much. What a
killed render has done is kept, so its next attempt needs less.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from midivideo.settings.model import Render

#: Minutes that any job may need on a slow shared disk, before and after its work.
_AROUND = 5
#: Minutes until a diffusion model is loaded, rehearsed and compiled.
_LOADING = 15
#: Seconds that a frame of one megapixel takes: encoding, or reading it again, on one busy core.
_CODEC_S = 0.5
#: The same for painting it. Measured on one core: 0.26 s (preview). A frame of 256 x 256 and 15
#: steps takes an NVIDIA T4 about 0.1 s by its rate, and a CPU core up to a minute.
_PREVIEW_S, _GPU_S, _CPU_DIFFUSION_S = 1.0, 1.5, 900.0
_STEPS = 15


@dataclass(frozen=True)
class Allowance:
    """What one attempt of a job may take: ``mem_mb`` in 10**6 bytes, ``minutes`` of run time."""

    mem_mb: int
    minutes: int

    def on_attempt(self, attempt: int) -> Allowance:
        """Twice as much for each attempt after the first, which is 1."""
        factor = 2 ** (attempt - 1)
        return Allowance(self.mem_mb * factor, self.minutes * factor)


def rendering(render: Render, frames: int, *, gpu: bool) -> Allowance:
    """A render job of so many frames; its memory is the host's, not the GPU's."""
    work = frames * _megapixels(render)
    # The manifests of all clips are there at once: half a kilobyte a frame, measured.
    manifests_mb = frames // 1000
    if render.painter == "preview":
        mem_mb = 2000 + _per_megapixel(render, 1000) + manifests_mb
        return Allowance(mem_mb, _minutes(work * _PREVIEW_S))
    work *= max(1, render.steps / _STEPS)
    if gpu:
        mem_mb = 24000 + _per_megapixel(render, 4000) + manifests_mb
        return Allowance(mem_mb, _LOADING + _minutes(work * _GPU_S))
    mem_mb = 16000 + _per_megapixel(render, 16000) + manifests_mb
    return Allowance(mem_mb, _LOADING + _minutes(work * _CPU_DIFFUSION_S))


def coding(render: Render, frames: int) -> Allowance:
    """Encoding one clip, or decoding it and scoring its sync."""
    work = frames * _megapixels(render) * _CODEC_S
    return Allowance(1000 + _per_megapixel(render, 1000), _minutes(work))


def gathering(clips: int, threads: int) -> Allowance:
    """A job that goes through all clips of a run: the dataset, the page."""
    return Allowance(2000 + 500 * threads + clips // 5, _minutes(clips * 0.5))


def _megapixels(render: Render) -> float:
    return render.width * render.height / 1e6


def _per_megapixel(render: Render, mem_mb: int) -> int:
    return math.ceil(mem_mb * _megapixels(render))


def _minutes(seconds: float) -> int:
    return _AROUND + math.ceil(seconds / 60)
