"""Frames per second of the preview painter in the real loop, and where the time goes.

One clip a process with one thread each, as the workflow runs them; noise 0, as `house` has it.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FRAMES_OF = "house.mid"
SECONDS = 16
SIZE = 256
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Measure one clip on one core, two clips on two, and the shares; print a table."""
    with tempfile.TemporaryDirectory() as folder:
        manifest = _manifest(Path(folder))
        print(f"preview: {SIZE}x{SIZE}, one thread a clip, {FRAMES_OF}, {SECONDS} s")
        for clips in (1, 2):
            with multiprocessing.get_context("spawn").Pool(clips) as pool:
                results = pool.starmap(_render, [(manifest, folder, n) for n in range(clips)])
            frames = sum(result["frames"] for result in results)
            wall = max(result["seconds"] for result in results)
            cpu = sum(result["cpu"] for result in results)
            print(f"{clips} core{'s' * (clips > 1)}: {frames / wall:6.1f} frames/s", end="")
            print(f"   ({frames / cpu:.1f} a CPU second)")
        shares = results[0]["shares"]
        whole = results[0]["cpu"]
        for name, seconds in sorted(shares.items(), key=lambda item: -item[1]):
            each = 1000 * seconds / results[0]["frames"]
            print(f"  {name:<12} {100 * seconds / whole:5.1f} %  {each:6.2f} ms a frame")


def _manifest(folder: Path) -> str:
    from midivideo.cli import main as midivideo

    song = str(ROOT / "resources/midi" / FRAMES_OF)
    notes, document, manifest = (str(folder / name) for name in ("n.json", "k.json", "m.json"))
    midivideo(["parse", song, "-o", notes, "--seconds", str(SECONDS)])
    midivideo(["keyframes", notes, "-o", document])
    midivideo(["prompts", document, "-o", manifest])
    return manifest


def _render(manifest: str, folder: str, number: int) -> dict[str, Any]:
    """Render in this process, with a clock in every handler."""
    import cv2
    import torch

    from midivideo.manifest import read_manifest
    from midivideo.render import prepare as module
    from midivideo.render.clip import ClipState
    from midivideo.render.engine import Engine
    from midivideo.render.frames import FrameWriter
    from midivideo.render.loop import render_clip
    from midivideo.render.painters import make_painter
    from midivideo.render.prepare import ImageSteps
    from midivideo.settings.model import Render

    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    settings = Render(width=SIZE, height=SIZE)
    painter = make_painter(settings, "cpu")
    shares: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            begin = time.process_time()
            try:
                return work(*arguments)
            finally:
                shares[name] = shares.get(name, 0) + time.process_time() - begin

        return run

    module.camera3d.warp_3d = timed("warp", module.camera3d.warp_3d)
    module.colour.match = timed("colour", module.colour.match)
    module.noise.frame_noise = timed("noise", module.noise.frame_noise)
    module.noise.blend = timed("noise", module.noise.blend)
    steps = ImageSteps(settings)
    handlers: dict[str, Callable[[Sequence[Any]], Sequence[Any]]] = {
        "prepare": steps.prepare,
        "match": steps.match,
        **{name: timed("painter", handler) for name, handler in painter.handlers.items()},
    }
    read = read_manifest(Path(manifest))
    state = ClipState(read, settings.color_coherence, renew=True)
    writer = FrameWriter(Path(folder) / f"{number}.mkv", SIZE, SIZE, read.fps)
    write = timed("frame file", writer.write)
    engine = Engine(handlers)
    begin, cpu = time.perf_counter(), time.process_time()
    engine.run(
        [("clip", render_clip(state, painter, lambda image: write(image.permute(1, 2, 0).numpy())))]
    )
    writer.close()
    assert not engine.failed, engine.failed
    return {
        "frames": read.frames,
        "seconds": time.perf_counter() - begin,
        "cpu": time.process_time() - cpu,
        "shares": shares,
    }


if __name__ == "__main__":
    main()
