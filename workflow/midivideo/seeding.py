"""Seeds for everything random, derived from the run's seed, the clip's id and the purpose."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def _digest(run_seed: int, clip: str, purpose: str) -> int:
    text = f"{run_seed}\0{clip}\0{purpose}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


def clip_seed(run_seed: int, clip: str) -> int:
    """The clip's own seed in [0, 2**32), recorded in its manifest."""
    return _digest(run_seed, clip, "clip") % 2**32


def generator(run_seed: int, clip: str, purpose: str) -> np.random.Generator:
    """A random generator of its own for one purpose, so that no draw moves another."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(_digest(run_seed, clip, purpose)))
