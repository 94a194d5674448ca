"""One clip, frame by frame: Deforum's animation loop at cadence 1 (deforum.md 1.3, 1.4)."""

from __future__ import annotations

from collections.abc import Callable

import torch

from midivideo.render.clip import ClipState
from midivideo.render.engine import Request, Steps
from midivideo.render.painters import Painter
from midivideo.render.prepare import Match, Prepare


def render_clip(clip: ClipState, painter: Painter, keep: Callable[[torch.Tensor], None]) -> Steps:
    """Render what is left of a clip; ``keep`` takes each finished frame, (3, height, width).

    See how deep the last frame is, warp it by this frame's motion, match its colours, add noise,
    paint, match the colours again, keep.
    """
    while clip.frame < clip.manifest.frames:
        look = clip.look()
        if clip.last is None:
            image = yield from painter.paint(None, look)
        else:
            depth = None
            if clip.has_depth:
                depth = yield Request("depth", clip.last, clip.last.shape)
            image = yield Request("prepare", Prepare.of(clip, depth), clip.last.shape)
            image = yield from painter.paint(image, look)
            if clip.reference is not None and not clip.renews_reference():
                image = yield Request("match", Match(image, clip.reference), image.shape)
        clip.keep(image)
        keep(image)
