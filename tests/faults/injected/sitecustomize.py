"""Breaks jobs at chosen frames. Python runs this at its start when its folder is on PYTHONPATH.

``FAULTS`` names a JSON file: a list of ``{"stage", "clip", "frame", "how", "times"}``, or of
``{"stage": "painter", "every"}`` for a GPU that fails at every so many batches of a process. Every
frame that is painted or encoded is noted in ``FAULTS.log``, a line ``stage clip frame`` each.

A file ``hold-STAGE-CLIP`` beside it holds ``midivideo STAGE -o CLIP.json`` back before it begins:
it becomes ``held-STAGE-CLIP``, and when that is gone, the work goes on.
"""

import importlib.abc
import importlib.machinery
import itertools
import json
import os
import signal
import sys
import time
from pathlib import Path


def planned():
    """The file with the plan, and what it says."""
    plan = Path(os.environ["FAULTS"])
    return plan, json.loads(plan.read_text())


def reached(stage, clip, frame):
    """Note a frame, and break here when a fault says so, as often as it says."""
    plan, faults = planned()
    with plan.with_suffix(".log").open("a") as log:
        log.write(f"{stage} {clip} {frame}\n")
    for number, fault in enumerate(faults):
        if (fault["stage"], fault.get("clip"), fault.get("frame")) == (stage, clip, frame):
            for time in range(fault["times"]):
                try:
                    plan.with_suffix(f".{number}.{time}").open("x").close()
                except FileExistsError:
                    continue
                if fault["how"] == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise RuntimeError(f"broken at frame {frame}")


def wait_while_held(words):
    """Wait before the command of these words begins, if it is to be held."""
    if words[1:3] == ["-m", "midivideo"] and "-o" in words:
        name = f"{words[3]}-{Path(words[words.index('-o') + 1]).stem}"
        hold, held = (planned()[0].with_name(f"{how}-{name}") for how in ("hold", "held"))
        if hold.exists():
            hold.replace(held)
            while held.exists():
                time.sleep(0.05)


class Painter:
    """A painter that breaks at the frames of one clip."""

    def __init__(self, painter, state):
        self.painter, self.state = painter, state

    def paint(self, image, look):
        reached("render", self.state.manifest.path.stem, self.state.frame)
        return (yield from self.painter.paint(image, look))


def break_recording(module):
    render_clip = module.render_clip
    module.render_clip = lambda state, painter, keep: render_clip(
        state, Painter(painter, state), keep
    )


def break_job(module):
    make_painter = module.make_painter
    calls = itertools.count(1)
    every = [fault["every"] for fault in planned()[1] if fault["stage"] == "painter"]

    def crashing(handler):
        def handle(payloads):
            number = next(calls)
            if any(number % times == 0 for times in every):
                raise module.torch.AcceleratorError("CUDA error: broken on purpose")
            return handler(payloads)

        return handle

    def make(settings, device):
        painter = make_painter(settings, device)
        painter.handlers = {kind: crashing(one) for kind, one in painter.handlers.items()}
        return painter

    module.make_painter = make


def break_mp4(module):
    class Mp4Writer(module.Mp4Writer):
        def __init__(self, path, *arguments, **options):
            super().__init__(path, *arguments, **options)
            self.clip = path.name.split(".")[1]  # .{clip}.{process}.part.mp4

        def write_frame(self, frame):
            reached("encode", self.clip, self._frames)
            super().write_frame(frame)

        def __exit__(self, *error):
            if error[0] is None:
                reached("encode", self.clip, "end")
            super().__exit__(*error)

    module.Mp4Writer = Mp4Writer


BREAKS = {
    "midivideo.render.job": break_job,
    "midivideo.render.recording": break_recording,
    "midivideo.encode.mp4": break_mp4,
}


class Finder(importlib.abc.MetaPathFinder):
    """Changes a module right after it was imported."""

    def find_spec(self, name, path, target=None):
        if name not in BREAKS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            BREAKS[name](module)

        spec.loader.exec_module = exec_module
        return spec


if "FAULTS" in os.environ:
    sys.meta_path.insert(0, Finder())
    wait_while_held(sys.orig_argv)
