"""Reading ``golden/deforum``: arrays of Deforum's own functions, BGR, height x width x 3."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch

from midivideo.render.ops.camera3d import Motion3D


class Golden:
    """The folder ``golden/deforum``, with frames as the operations take them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, name: str) -> list[dict[str, Any]]:
        """The cases of an index file whose arrays are part of this set."""
        cases = json.loads((self.folder / name).read_text())
        return [case for case in cases if (self.folder / case.get("file", "absent")).is_file()]

    def array(self, name: str) -> np.ndarray:
        return np.load(self.folder / name)

    def frame(self, name: str) -> torch.Tensor:
        """A picture as uint8 RGB (1, 3, height, width)."""
        return frames(cv2.imread(str(self.folder / name)))

    def result(self, name: str) -> torch.Tensor:
        """An expected picture as RGB (1, 3, height, width), in its own type."""
        return frames(self.array(name))


def frames(bgr: np.ndarray) -> torch.Tensor:
    """A BGR array (height, width, 3) as an RGB batch of one."""
    return torch.from_numpy(bgr[..., ::-1].transpose(2, 0, 1)[None].copy())


def bgr_array(images: torch.Tensor) -> np.ndarray:
    """The only picture of a batch as a BGR array (height, width, 3)."""
    (image,) = images.numpy()
    return np.ascontiguousarray(image.transpose(1, 2, 0)[..., ::-1])


def motion_3d(count: int = 1, **values: float) -> Motion3D:
    """The same motion for ``count`` clips; what is not given stands still, fov 70, aspect 1."""
    neutral = dict.fromkeys(Motion3D.__dataclass_fields__, 0.0) | {"fov": 70.0, "aspect": 1.0}
    fields = neutral | values
    return Motion3D(**{name: torch.full((count,), value) for name, value in fields.items()})


def varied_frames(count: int, height: int = 48, width: int = 80, seed: int = 0) -> torch.Tensor:
    """Pictures with smooth and with noisy parts, each of other colours."""
    rng = np.random.default_rng(seed)
    pictures = []
    for _ in range(count):
        noise = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        smooth = cv2.GaussianBlur(noise, (0, 0), 3).astype(np.float64)
        picture = (smooth - 128) * rng.uniform(2, 8) + rng.uniform(60, 200, 3)
        pictures.append(np.clip(picture, 0, 255).astype(np.uint8))
        pictures[-1][: height // 4] = noise[: height // 4]
    return torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy())
