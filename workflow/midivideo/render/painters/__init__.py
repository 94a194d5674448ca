"""Painters turn a warped picture, a prompt, a strength and a seed into the next picture."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from midivideo.render.engine import Handler, Request
from midivideo.settings.model import Render

if TYPE_CHECKING:
    import torch

    from midivideo.render.clip import Look


class Painter(Protocol):
    """What the loop and the engine ask of a painter.

    Attributes:
        identity: everything that the pictures depend on beside the settings: name, version,
            model. Part of the cache key and of the provenance.
        handlers: the handlers of the requests that ``paint`` yields.
    """

    identity: Mapping[str, Any]
    handlers: Mapping[str, Handler]

    def paint(
        self, image: torch.Tensor | None, look: Look
    ) -> Generator[Request, Any, torch.Tensor]:
        """Return the next picture, (3, height, width) uint8 RGB, from the prepared last one.

        ``image`` is None at a clip's first frame.
        """
        ...

    def rehearse(self, batch: int) -> None:
        """Run every network once with ``batch`` items: compiled, and known to fit into memory."""
        ...


def make_painter(settings: Render, device: str) -> Painter:
    """The painter that ``render.painter`` names.

    Raises:
        UserError: when its model is not here, or is none.
    """
    if settings.painter == "diffusion":
        from midivideo.render.painters.diffusion.painter import DiffusionPainter

        return DiffusionPainter(settings, device)
    from midivideo.render.painters.preview.adapter import PreviewRequests

    return PreviewRequests(settings, device)
