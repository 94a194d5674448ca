"""What a GPU renders: ``make bench-gpu`` prints the tables, ``--tiny`` tries them on a CPU.

Stable Diffusion 1.5 and DPT-Large with random weights, 256×256, Euler a, 15 steps, CFG 7, the
original's strengths. First a plain loop of diffusers' img2img pipeline, one clip, as one would
write it; then the engine with growing batches. Frame 0, which takes all 15 steps, is given: it is
0.3 % of a clip of 384 frames, but would be much of a short one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from torch.utils.flop_counter import FlopCounterMode

from midivideo.manifest import Manifest, read_manifest
from midivideo.render.clip import ClipState
from midivideo.render.depth import Depth
from midivideo.render.engine import Engine, Handler, Steps
from midivideo.render.frames import FrameWriter
from midivideo.render.loop import render_clip
from midivideo.render.outbox import Outbox
from midivideo.render.painters.diffusion.load import Model
from midivideo.render.painters.diffusion.painter import DiffusionPainter
from midivideo.render.prepare import ImageSteps, Prepare
from midivideo.render.weights.placement import Placement
from midivideo.render.weights.quiet import quiet
from midivideo.render.weights.source import Source
from midivideo.settings.model import Render
from tests.bench import networks
from tests.bench.engine import SAMPLER_STEPS, evaluations, strengths
from tests.render.diffusion import tiny

PROMPT = "house in the light of the sea --neg stone"
CLIPS, CLIP_FRAMES = 40_000, 384
_COLUMNS = (
    "", "frames/s", "× plain", "TFLOP/s", "of matrix rate", "UNet fill", "peak GiB",
    "UNet", "VAE", "depth", "image", "waiting", "GPU-hours for 40,000 clips",
)  # fmt: skip


@dataclass
class Bench:
    """What is measured, and on what.

    Attributes:
        device: as torch names it.
        settings: of the renderer.
        folder: for files in the making.
        frames: a clip, after the first.
        is_tiny: with networks that only try the benchmark.
    """

    device: str
    settings: Render
    folder: Path
    frames: int
    is_tiny: bool
    _depth: dict[str, Depth] = field(default_factory=dict)

    def model(self, *, small_vae: bool) -> Model:
        """The model to paint with."""
        if self.is_tiny:
            return networks.tiny_diffusion(self.folder, small_vae=small_vae)
        return networks.stable_diffusion(small_vae=small_vae)

    def depth(self) -> Depth:
        """The depth model."""
        if "depth" not in self._depth:
            folder = self.folder / "depth"
            save = tiny.save_depth if self.is_tiny else networks.save_dpt_large
            size = self.settings.height, self.settings.width
            source = Source(save(folder), "random weights")
            self._depth["depth"] = Depth(source, Placement(self.settings, self.device), size)
        return self._depth["depth"]

    def manifest(self, seed: int) -> Manifest:
        """A clip with the original's strengths, moving all the time."""
        drawn = strengths(seed, self.frames + 1)
        rows = [
            {
                "frame": frame,
                "strength": strength,
                "seed": seed + frame,
                "deforum_prompt": PROMPT,
                "translation_z_delta": 5.0,
                "rotation_3d_y_delta": 0.5,
            }
            for frame, strength in enumerate(drawn)
        ]
        path = self.folder / f"{seed}.json"
        path.write_text(json.dumps({"options": {"output_fps": 24}, "rendered_frames": rows}))
        return read_manifest(path)

    def picture(self, seed: int) -> torch.Tensor:
        """Frame 0 of a clip, (3, height, width)."""
        shape = (3, self.settings.height, self.settings.width)
        drawn = torch.Generator().manual_seed(seed)
        return torch.randint(0, 256, shape, dtype=torch.uint8, generator=drawn).to(self.device)

    def begun(self, seed: int, *, has_depth: bool) -> ClipState:
        """A clip whose frame 0 is there."""
        clip = ClipState(self.manifest(seed), "lab", False, has_depth)
        clip.keep(self.picture(seed))
        return clip

    def wait(self) -> None:
        """Wait for everything that the device was asked to do."""
        if self.device != "cpu":
            torch.cuda.synchronize()


@dataclass
class Row:
    """One line of the table."""

    name: str
    frames_per_second: float
    teraflops: float
    peak_gib: float
    shares: dict[str, float]
    fill: float


def plain_loop(bench: Bench, *, has_depth: bool, small_vae: bool) -> float:
    """Frames per second of diffusers' pipeline, one clip, frame by frame."""
    model = bench.model(small_vae=small_vae)
    pipe: Any = diffusers.StableDiffusionImg2ImgPipeline(
        vae=model.vae,
        text_encoder=model.text_encoder,
        tokenizer=model.tokenizer,
        unet=model.unet,
        scheduler=diffusers.EulerAncestralDiscreteScheduler.from_config(
            dict(model.scheduler_config), timestep_spacing="linspace"
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    with quiet():
        pipe.to(bench.device, Placement(bench.settings, bench.device).dtype)
    pipe.set_progress_bar_config(disable=True)
    steps, clip = ImageSteps(bench.settings), bench.begun(0, has_depth=has_depth)
    positive, negative = PROMPT.split(" --neg ")
    asked = strengths(0, bench.frames + 1)
    start = 0.0
    for frame in range(1, bench.frames + 1):
        if frame == 2:  # the first is a warm-up
            bench.wait()
            start = time.perf_counter()
        assert clip.last is not None
        z = bench.depth().depth([clip.last])[0] if has_depth else None
        [prepared] = steps.prepare([Prepare.of(clip, z)])
        image = pipe(
            positive,
            image=prepared[None].float() / 255,
            negative_prompt=negative,
            # Diffusers takes int(strength * steps) of them.
            strength=(evaluations(frame, asked[frame]) + 0.5) / SAMPLER_STEPS,
            num_inference_steps=SAMPLER_STEPS,
            guidance_scale=7.0,
            generator=torch.Generator().manual_seed(frame),
            output_type="pt",
        ).images[0]
        clip.keep((image.float().nan_to_num() * 255).to(torch.uint8))
    bench.wait()
    return (bench.frames - 1) / (time.perf_counter() - start)


class Painting:
    """The real painter, depth model and image steps, and clips to give them."""

    def __init__(self, bench: Bench, *, has_depth: bool, small_vae: bool) -> None:
        """Load and compile everything."""
        self._bench = bench
        self._has_depth = has_depth
        self._painter = DiffusionPainter(
            bench.settings, bench.device, bench.model(small_vae=small_vae)
        )
        steps = ImageSteps(bench.settings, ahead=bench.device != "cpu")
        self.handlers: dict[str, Handler] = {
            "prepare": steps.prepare,
            "match": steps.match,
            **self._painter.handlers,
        }
        if has_depth:
            self.handlers |= bench.depth().handlers

    def rehearse(self, batch: int) -> None:
        """Compile and warm up for a batch."""
        self._painter.rehearse(batch)
        if self._has_depth:
            self._bench.depth().rehearse(batch)

    def run(self, batch: int, handlers: dict[str, Handler]) -> tuple[float, Engine]:
        """Seconds for so many clips that batches stay full, and the engine that ran them."""
        bench, count = self._bench, 1 if batch == 1 else 3 * batch
        engine = Engine(handlers, batch=batch, in_flight=count)
        clips = {str(seed): bench.begun(seed, has_depth=self._has_depth) for seed in range(count)}
        outbox = Outbox(beside=bench.device != "cpu")
        bench.wait()
        start = time.perf_counter()
        engine.run(
            ((name, self._recorded(clip, outbox, name)) for name, clip in clips.items()),
            lambda name: clips[name].manifest.frames - clips[name].frame,
        )
        outbox.close()
        bench.wait()
        if engine.failed:
            raise next(iter(engine.failed.values()))
        return time.perf_counter() - start, engine

    def _recorded(self, clip: ClipState, outbox: Outbox, name: str) -> Steps:
        size = self._bench.settings.width, self._bench.settings.height
        path = self._bench.folder / f"{name}.mkv"
        path.unlink(missing_ok=True)
        writer = FrameWriter(path, *size, clip.manifest.fps)
        yield from render_clip(clip, self._painter, lambda image: outbox.put(writer, image))
        outbox.finish(writer)
        writer.close()

    def flops(self) -> dict[str, float]:
        """Floating point operations of one item of each kind of network call."""
        counted: dict[str, float] = {}
        recorded: dict[str, Any] = {}

        def remember(kind: str, handler: Handler) -> Handler:
            def answer(payloads: Sequence[Any]) -> Sequence[Any]:
                recorded.setdefault(kind, payloads[0])
                return handler(payloads)

            return answer

        self.run(1, {kind: remember(kind, one) for kind, one in self.handlers.items()})
        for kind in ("unet", "encode", "decode", "depth"):
            if kind in recorded:
                with FlopCounterMode(display=False) as counter:
                    self.handlers[kind]([recorded[kind]])
                counted[kind] = float(counter.get_total_flops())
        return counted


def row(painting: Painting, bench: Bench, batch: int, flops: dict[str, float]) -> Row:
    """Measure one batch size: once as it runs, once with a stop after every call."""
    painting.rehearse(batch)
    if bench.device != "cpu":
        torch.cuda.reset_peak_memory_stats()
    seconds, engine = painting.run(batch, painting.handlers)
    frames = engine.usage["decode"].served
    work = sum(flops[kind] * engine.usage[kind].served for kind in flops)
    peak = torch.cuda.max_memory_allocated() / 2**30 if bench.device != "cpu" else 0.0
    spent: dict[str, float] = defaultdict(float)

    def timed(kind: str, handler: Handler) -> Handler:
        def answer(payloads: Sequence[Any]) -> Sequence[Any]:
            start = time.perf_counter()
            answers = handler(payloads)
            bench.wait()
            spent[kind] += time.perf_counter() - start
            return answers

        return answer

    whole, _ = painting.run(
        batch, {kind: timed(kind, one) for kind, one in painting.handlers.items()}
    )
    groups = {
        "UNet": ("unet",),
        "VAE": ("encode", "decode"),
        "depth": ("depth",),
        "image": ("prepare", "match"),
    }
    shares = {name: sum(spent[kind] for kind in kinds) / whole for name, kinds in groups.items()}
    return Row(
        f"engine, batch {batch}",
        frames / seconds,
        work / seconds / 1e12,
        peak,
        {**shares, "waiting": 1 - sum(shares.values())},
        engine.usage["unet"].fill,
    )


def matrix_rate(device: str, size: int) -> float:
    """TFLOP/s of bfloat16 matrix products of ``size``."""
    one = torch.randn((size, size), device=device, dtype=torch.bfloat16)

    def products(count: int) -> float:
        start = time.perf_counter()
        for _ in range(count):
            one @ one
        if device != "cpu":
            torch.cuda.synchronize()
        return time.perf_counter() - start

    products(2)
    return 10 * 2 * size**3 / products(10) / 1e12


def tables(bench: Bench, batches: Sequence[int], variants: Sequence[tuple[bool, bool]],
           out: Callable[[str], None]) -> None:  # fmt: skip
    """Print a table for each variant: with or without depth, full or small autoencoder."""
    rate = matrix_rate(bench.device, 256 if bench.is_tiny else 8192)
    name = "CPU" if bench.device == "cpu" else torch.cuda.get_device_name(bench.device)
    out(f"{name}; torch {torch.__version__}, diffusers {diffusers.__version__}, transformers "
        f"{transformers.__version__}; {Placement(bench.settings, bench.device).identity}; "
        f"bf16 matrix products {rate:.1f} TFLOP/s")  # fmt: skip
    for has_depth, small_vae in variants:
        out(f"\n{'DPT-Large' if has_depth else 'no depth'}, "
            f"{'AutoencoderTiny' if small_vae else 'full VAE'}\n")  # fmt: skip
        out(_line(_COLUMNS))
        out(_line(["---"] * len(_COLUMNS)))
        plain = plain_loop(bench, has_depth=has_depth, small_vae=small_vae)
        unknown = [""] * (len(_COLUMNS) - 4)
        out(_line(["plain loop", f"{plain:.2f}", "1", *unknown, f"{_hours(plain):.0f}"]))
        painting = Painting(bench, has_depth=has_depth, small_vae=small_vae)
        flops = painting.flops()
        for batch in batches:
            measured = row(painting, bench, batch, flops)
            speed = measured.frames_per_second
            cells = [
                measured.name,
                f"{speed:.2f}",
                f"{speed / plain:.1f}",
                f"{measured.teraflops:.1f}",
                f"{measured.teraflops / rate:.0%}",
                f"{measured.fill:.2f}",
                f"{measured.peak_gib:.1f}",
                *(f"{share:.0%}" for share in measured.shares.values()),
                f"{_hours(speed):.0f}",
            ]
            out(_line(cells))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _hours(frames_per_second: float) -> float:
    return CLIPS * CLIP_FRAMES / frames_per_second / 3600


def _variants(depth: str, vae: str) -> Iterator[tuple[bool, bool]]:
    for has_depth in (True, False):
        for small_vae in (False, True):
            wanted = depth in ("both", "yes" if has_depth else "no")
            if wanted and vae in ("both", "small" if small_vae else "full"):
                yield has_depth, small_vae


def main(arguments: Sequence[str] | None = None, out: Callable[[str], None] = print) -> None:
    """Measure what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="tiny networks, on the CPU")
    parser.add_argument("--frames", type=int, help="frames a clip (default 48; tiny: 2)")
    parser.add_argument("--batches", help="comma-separated (default 1,8,16,32,64; tiny: 1,2)")
    parser.add_argument("--depth", choices=("both", "yes", "no"), default="both")
    parser.add_argument("--vae", choices=("both", "full", "small"), default="both")
    parser.add_argument("--settings", default="{}", help='of render, JSON: {"compile": "none"}')
    args = parser.parse_args(arguments)
    if not args.tiny and not torch.cuda.is_available():
        parser.error("torch finds no GPU here; --tiny tries the benchmark on the CPU")
    device = "cpu" if args.tiny else "cuda"
    if args.tiny:
        torch.set_num_threads(1)
    edge = 64 if args.tiny else 256
    own = {"painter": "diffusion", "width": edge, "height": edge, "steps": SAMPLER_STEPS}
    settings = Render.model_validate({**own, **json.loads(args.settings)})
    batches = args.batches or ("1,2" if args.tiny else "1,8,16,32,64")
    with tempfile.TemporaryDirectory() as folder:
        frames = args.frames or (2 if args.tiny else 48)
        bench = Bench(device, settings, Path(folder), frames, args.tiny)
        numbers = [int(batch) for batch in batches.split(",")]
        tables(bench, numbers, list(_variants(args.depth, args.vae)), out)


if __name__ == "__main__":
    main()
