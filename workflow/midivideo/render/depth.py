"""Depth of a picture, as Deforum's Midas-3-Hybrid has it, or by another model of transformers.

deforum.md 3. Deforum's default is DPT-Large whatever its name says, and it is fed BGR.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F

from midivideo.errors import UserError
from midivideo.files import read_json
from midivideo.render.engine import Handler
from midivideo.render.ops.depth import depth_z
from midivideo.render.ops.transfer import sent
from midivideo.render.weights.fingerprint import identity
from midivideo.render.weights.placement import Placement
from midivideo.render.weights.quiet import quiet
from midivideo.render.weights.source import Source, is_fetched, locate
from midivideo.settings.model import EMBEDDED_MODEL, Render

#: The names that ``render.depth`` knows beside folders and ids.
KNOWN = {"dpt": "Intel/dpt-large", "depth-anything": "depth-anything/Depth-Anything-V2-Small-hf"}


def make_depth(settings: Render, device: str) -> Depth | None:
    """The depth model that the settings ask for, or None for a flat picture.

    Raises:
        UserError: when it is not on this machine, or no depth model.
    """
    wanted = settings.depth
    # A flat picture is turned and zoomed as it is.
    if wanted == "none" or settings.animation == "2d":
        return None
    if wanted == "auto":
        # The model of the box paints flat pictures, which a depth model can say little of.
        if settings.painter == "preview" or settings.model == EMBEDDED_MODEL:
            return None
        if not is_fetched(KNOWN["dpt"]):
            print(
                "midivideo render: without depth, for DPT-Large is not here (where there is a "
                f"network: midivideo fetch-model {KNOWN['dpt']}); render.depth: none says that "
                "this is meant",
                file=sys.stderr,
            )
            return None
        wanted = "dpt"
    source = locate(KNOWN.get(wanted, wanted), "render.depth")
    return Depth(source, Placement(settings, device), (settings.height, settings.width))


class Depth:
    """Answers requests ``depth``: a picture's z, as the 3D camera takes it.

    Attributes:
        identity: model, weights and how they run.
        handlers: the handler of ``depth``.
    """

    identity: Mapping[str, Any]
    handlers: Mapping[str, Handler]

    def __init__(self, source: Source, placement: Placement, size: tuple[int, int]) -> None:
        """Load a depth model of transformers from a folder.

        Args:
            source: the folder.
            placement: how it runs.
            size: height and width of the pictures that it will be asked about.

        Raises:
            UserError: when there is none in it.
        """
        from transformers import AutoModelForDepthEstimation

        try:
            with quiet():
                model = AutoModelForDepthEstimation.from_pretrained(
                    source.path,
                    local_files_only=True,
                    use_safetensors=True,
                    trust_remote_code=False,
                )
        except (OSError, ValueError) as error:
            raise UserError(
                f"this is no depth model of transformers: {' '.join(str(error).split())[:300]}",
                key="render.depth",
                value=source.name,
            ) from None
        self._view = _View.of(source, model.config)
        if model.config.model_type == "dpt":
            _see_oblong(model, self._view.shape(*size))
        self._placement = placement
        self._size = size
        self._network = placement.compiled(placement.put(model))
        self.identity = {**identity(source), **placement.identity}
        self.handlers = {"depth": self.depth}

    def rehearse(self, batch: int) -> None:
        """See :meth:`Painter.rehearse`."""
        height, width = self._size
        blank = torch.zeros((3, height, width), dtype=torch.uint8, device=self._placement.device)
        self.depth([blank] * batch)

    @torch.no_grad()
    def depth(self, images: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        """The z, (height, width) float32 in [1, 2], of pictures (3, height, width) uint8 RGB."""
        batch = torch.stack(list(images))
        self._placement.begin()
        seen = self._placement.images(self._view.of_images(batch))
        raw = self._network(pixel_values=seen).predicted_depth.float().clone()
        raw = F.interpolate(raw[:, None], batch.shape[-2:], mode="bicubic", align_corners=False)
        return depth_z(raw[:, 0], self._view.near_is_large).unbind()


def _see_oblong(model: Any, shape: tuple[int, int]) -> None:
    """Tell a DPT how many patches are on each edge; transformers takes them for a square."""
    rows, columns = (edge // model.config.patch_size for edge in shape)

    def with_patches(neck: Any, inputs: tuple[Any, ...]) -> tuple[Any, int, int]:
        return inputs[0], rows, columns

    model.neck.register_forward_pre_hook(with_patches)


class _View:
    """How a depth model wants to see a picture, and what its numbers mean."""

    def __init__(self, config: Any, processor: Mapping[str, Any]) -> None:
        self._is_dpt = config.model_type == "dpt"
        self._is_square = getattr(config, "is_hybrid", False)
        size = processor.get("size", 384)
        self._size = (
            size if isinstance(size, int) else size.get("height", size.get("shortest_edge"))
        )
        self._multiple = 32 if self._is_dpt else processor.get("ensure_multiple_of", 14)
        self._mean, self._std = (
            torch.tensor(processor.get(name, [0.5] * 3)).view(3, 1, 1)
            for name in ("image_mean", "image_std")
        )
        is_metric = getattr(config, "depth_estimation_type", "relative") == "metric"
        self.near_is_large = config.model_type in ("dpt", "depth_anything") and not is_metric

    @classmethod
    def of(cls, source: Source, config: Any) -> _View:
        file = source.path / "preprocessor_config.json"
        return cls(config, read_json(file) if file.is_file() else {})

    def of_images(self, batch: torch.Tensor) -> torch.Tensor:
        """uint8 RGB ``(items, 3, height, width)`` as the network wants it, float32."""
        seen = batch.float() / 255
        if self._is_dpt:
            seen = seen.flip(1)
        height, width = batch.shape[-2:]
        seen = F.interpolate(seen, self.shape(height, width), mode="bicubic", align_corners=False)
        mean, std = (sent(values, seen.device) for values in (self._mean, self._std))
        return (seen - mean) / std

    def shape(self, height: int, width: int) -> tuple[int, int]:
        """The size at which a picture is seen: MiDaS' "minimal" resizing, in whole patches.

        The edge that needs the smaller change decides, and the aspect is kept.
        """
        if self._is_square:
            return self._size, self._size
        scale = min((self._size / height, self._size / width), key=lambda scale: abs(1 - scale))
        rows, columns = (max(round(edge * scale / self._multiple), 1) for edge in (height, width))
        return rows * self._multiple, columns * self._multiple
