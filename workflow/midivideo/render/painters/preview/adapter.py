"""The preview painter as the loop and the engine know painters."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import torch

from midivideo.render.clip import Look
from midivideo.render.engine import Handler, Request
from midivideo.render.painters.preview.painter import PAINTER_VERSION, PreviewPainter
from midivideo.settings.model import Render


class PreviewRequests:
    """Asks for one batched painting a frame; see ``Painter``."""

    def __init__(self, settings: Render, device: str) -> None:
        """Make the painter for pictures of the configured size."""
        self._painter = PreviewPainter(settings.width, settings.height, device)
        self.identity: Mapping[str, Any] = {"name": "preview", "version": PAINTER_VERSION}
        self.handlers: Mapping[str, Handler] = {"first": self._first, "preview": self._next}

    def paint(
        self, image: torch.Tensor | None, look: Look
    ) -> Generator[Request, Any, torch.Tensor]:
        """One request, one picture."""
        kind = "first" if image is None else "preview"
        return (yield Request(kind, (image, look)))

    def rehearse(self, batch: int) -> None:
        """See :meth:`Painter.rehearse`: there is no network to try."""

    def _first(self, batch: Sequence[tuple[None, Look]]) -> Sequence[torch.Tensor]:
        return self._paint(None, [look for _, look in batch])

    def _next(self, batch: Sequence[tuple[torch.Tensor, Look]]) -> Sequence[torch.Tensor]:
        return self._paint(torch.stack([image for image, _ in batch]), [look for _, look in batch])

    def _paint(self, images: torch.Tensor | None, looks: list[Look]) -> Sequence[torch.Tensor]:
        painted = self._painter.paint(
            images,
            [look.prompt for look in looks],
            [look.strength for look in looks],
            [look.seed for look in looks],
        )
        return painted.unbind()
