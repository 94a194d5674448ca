"""The making of a clip's frames: from the first that is missing to a complete cache entry."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import torch

from midivideo.manifest import Manifest
from midivideo.progress import Advance
from midivideo.render.cache import CacheEntry
from midivideo.render.clip import ClipState
from midivideo.render.engine import Steps
from midivideo.render.frames import FrameWriter
from midivideo.render.loop import render_clip
from midivideo.render.outbox import Outbox
from midivideo.render.painters import Painter
from midivideo.settings.model import Render


@dataclass(frozen=True)
class Clip:
    """One clip of a job.

    Attributes:
        name: of its files.
        manifest: what to render.
        entry: its place in the cache.
        provenance: all that its pixels depend on.
    """

    name: str
    manifest: Manifest
    entry: CacheEntry
    provenance: dict[str, Any]


class Recording:
    """Records clips into the cache; a context, at whose end every frame is on its file."""

    def __init__(
        self, painter: Painter, settings: Render, device: str, advance: Advance, *, depth: bool
    ) -> None:
        """Record with ``painter``; ``advance`` is told of frames, or, when a clip is lost, of less.

        Args:
            painter: paints.
            settings: the section ``render``.
            device: where pictures are.
            advance: see :func:`midivideo.progress.progress`.
            depth: whether there is a depth model.
        """
        self._painter = painter
        self._settings = settings
        self._device = device
        self._advance = advance
        self._depth = depth
        self._outbox = Outbox(beside=device != "cpu")
        self._left: dict[str, int] = {}

    def __enter__(self) -> Recording:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._outbox.close()

    def left(self, name: str) -> int:
        """How many frames a clip that was begun has still to go."""
        return self._left[name]

    def forget(self, clip: Clip) -> None:
        """Throw away what there is of a clip that will be begun again; keep a complete one."""
        self._advance(self._left.get(clip.name, clip.manifest.frames) - clip.manifest.frames)
        if not clip.entry.whole.exists():
            clip.entry.remove()

    def steps(self, clip: Clip) -> Steps:
        """Render what is left of a clip."""
        with clip.entry.owned():
            self._left[clip.name] = clip.manifest.frames
            if clip.entry.take():
                self._left[clip.name] = 0
                self._advance(clip.manifest.frames)
                return
            yield from self._recorded(clip)
            clip.entry.complete()

    def _recorded(self, clip: Clip) -> Steps:
        settings = self._settings
        state = ClipState(
            clip.manifest,
            settings.color_coherence,
            settings.color_reference == "prompt",
            self._depth,
        )

        def count() -> None:
            self._left[clip.name] -= 1
            self._advance(1)

        def found(index: int, image: np.ndarray) -> None:
            state.keep(torch.from_numpy(image).permute(2, 0, 1).contiguous().to(self._device))
            count()

        def keep(image: torch.Tensor) -> None:
            self._outbox.put(writer, image)
            count()

        writer = FrameWriter(
            clip.entry.part, settings.width, settings.height, clip.manifest.fps, found
        )
        try:
            yield from render_clip(state, self._painter, keep)
        finally:
            try:
                self._outbox.finish(writer)
            finally:
                writer.close()
