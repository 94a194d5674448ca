"""How full the engine keeps its batches and what it costs itself: fake networks, real engine.

The work is the original's (deforum.md 9): 16 s at 24 fps, 32 kicks a clip, 15 steps; most frames
take 2 or 3 evaluations of the UNet, kicks 8 to 12, the first frame 15.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

from midivideo.render.engine import Engine, Request, Steps, Usage

FRAMES, KICKS, SAMPLER_STEPS = 384, 32, 15
#: Kinds of request that run a network.
NETWORKS = ("unet", "encode", "decode", "depth")
_KINDS = (*NETWORKS, "prepare", "match")


def strengths(seed: int, frames: int = FRAMES) -> list[float]:
    """A clip's strength per frame as the original draws it."""
    drawn = random.Random(seed)
    default, kick = drawn.uniform(0.8, 0.9), drawn.uniform(0.25, 0.5)
    kicks = set(drawn.sample(range(1, frames), frames * KICKS // FRAMES))
    return [kick if frame in kicks else default for frame in range(frames)]


def evaluations(frame: int, strength: float) -> int:
    """UNet evaluations of a frame (deforum.md 1.3, 1.8)."""
    if frame == 0:
        return SAMPLER_STEPS
    return int(min(1 - strength, 0.999) * SAMPLER_STEPS) + 1


def clip(seed: int, frames: int, left: dict[str, int]) -> Steps:
    """What a clip asks for, in the loop's order."""
    for frame, strength in enumerate(strengths(seed, frames)):
        if frame:
            yield Request("depth", None)
            yield Request("prepare", None)
            yield Request("encode", None)
        for _ in range(evaluations(frame, strength)):
            yield Request("unet", None)
        yield Request("decode", None)
        if frame:
            yield Request("match", None)
        left[str(seed)] -= 1


def usage(clips: int, frames: int, batch: int, in_flight: int) -> dict[str, Usage]:
    """How the batches of each kind were filled."""
    return _run(clips, frames, batch, in_flight).usage


def overhead_ms(clips: int = 64, frames: int = FRAMES, batch: int = 16) -> float:
    """The engine's own milliseconds a frame: networks and image operations take no time here."""
    start = time.perf_counter()
    _run(clips, frames, batch, 2 * batch)
    return (time.perf_counter() - start) / (clips * frames) * 1e3


def _run(clips: int, frames: int, batch: int, in_flight: int) -> Engine:
    def answer(payloads: Sequence[Any]) -> Sequence[Any]:
        return payloads

    engine = Engine(dict.fromkeys(_KINDS, answer), batch=batch, in_flight=in_flight)
    left = {str(seed): frames for seed in range(clips)}
    engine.run(((name, clip(int(name), frames, left)) for name in left), left.__getitem__)
    return engine


def main() -> None:
    """Print the fill of each kind of batch, and the overhead."""
    print("64 clips of 384 frames, batches of 16: how full they are")
    print("in flight  " + "  ".join(f"{kind:>7}" for kind in _KINDS))
    for in_flight in (16, 24, 32, 64):
        used = usage(64, FRAMES, 16, in_flight)
        print(f"{in_flight:>9}  " + "  ".join(f"{used[kind].fill:7.3f}" for kind in _KINDS))
    print(f"the engine's own time: {overhead_ms():.3f} ms a frame")


if __name__ == "__main__":
    main()
