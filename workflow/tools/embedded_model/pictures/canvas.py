"""A canvas: coordinates that follow the composition, noise, masks of drawn shapes.

Model coordinates: x to the right, y down, the picture spans about -1 to 1 before the composition
moves, turns and scales it. Fields are (side, side) float32.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

import cv2
import numpy as np

from midivideo.render.painters.preview.textures import noise
from midivideo.seeding import generator
from tools.embedded_model.pictures.compositions import Frame

#: Sub-pixel bits of OpenCV's drawing functions.
_SHIFT = 4
_TILE = 512
#: Slope of the amplitude spectrum and highest frequency of each kind of noise.
_NOISES: dict[str, tuple[float, float, float]] = {
    "slow": (2.4, 1, 6),
    "soft": (2.0, 1, 24),
    "cloud": (1.75, 1, 160),
    "rough": (1.4, 2, 200),
    "blobs": (0.2, 5, 9),
}


@lru_cache(maxsize=16)
def _tile(kind: str, number: int) -> np.ndarray:
    """A tileable field of mean 0 and deviation 1."""
    slope, low, high = _NOISES[kind]
    rng = generator(number, kind, "picture noise")
    return noise(rng, _TILE, slope, low, high).astype(np.float32)


class Canvas:
    """What a motif draws on.

    Attributes:
        side: pixels of a side.
        frame: the composition.
        rng: the picture's source of chance.
        x, y: model coordinates, (side, side) float32.
        down: 0 at the top edge to 1 at the bottom edge, whatever the composition.
        pixel: width of a pixel in model coordinates.
    """

    def __init__(self, side: int, frame: Frame, rng: np.random.Generator) -> None:
        self.side, self.frame, self.rng = side, frame, rng
        axis = ((np.arange(side, dtype=np.float32) + 0.5) * (2 / side) - 1).astype(np.float32)
        self._cos = math.cos(math.radians(frame.turn))
        self._sin = math.sin(math.radians(frame.turn))
        across = (axis - np.float32(frame.x)) / np.float32(frame.scale)
        along = (axis - np.float32(frame.y)) / np.float32(frame.scale)
        cos, sin = np.float32(self._cos), np.float32(self._sin)
        self.x = cos * across[None] + sin * along[:, None]
        self.y = -sin * across[None] + cos * along[:, None]
        self.down = np.broadcast_to(((axis + 1) / 2)[:, None], (side, side))
        self.pixel = 2 / side / frame.scale

    def uniform(self, low: float, high: float) -> float:
        """A number by chance."""
        return float(self.rng.uniform(low, high))

    def choice(self, *options: float) -> float:
        """One of the options by chance."""
        return float(options[int(self.rng.integers(len(options)))])

    def middle(self, reach: float) -> float:
        """Across from the middle by chance; the middle itself where the picture is mirrored."""
        x = self.uniform(-reach, reach)
        return 0.0 if self.frame.mirrored else x

    def noise(
        self,
        kind: str,
        scale: float,
        x: np.ndarray | None = None,
        y: np.ndarray | None = None,
    ) -> np.ndarray:
        """Noise over places (this canvas' own by default); ``scale`` is tiles a model unit."""
        tile = _tile(kind, int(self.rng.integers(3)))
        dx, dy = (self.rng.random(2) * _TILE).astype(np.float32)
        factor = np.float32(scale * _TILE)
        x = self.x if x is None else x
        y = self.y if y is None else y
        across, along = x * factor + dx, y * factor + dy
        return cv2.remap(tile, across, along, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)

    def curve(self, kind: str, scale: float, x: np.ndarray) -> np.ndarray:
        """Noise along a line of places (n,)."""
        tile = _tile(kind, int(self.rng.integers(3)))
        row, start = tile[int(self.rng.integers(_TILE))], self.rng.random() * _TILE
        return np.interp(x * (scale * _TILE) + start, np.arange(_TILE), row, period=_TILE)

    def ground(self) -> tuple[np.ndarray, np.ndarray]:
        """Tone and tint behind a thing: dark more often than light."""
        radius, _ = self.polar()
        mist = self.noise("soft", 0.22)
        base, glow = ((0.09, 0.13), (0.09, 0.13), (0.30, 0.16), (0.70, 0.18))[
            int(self.rng.integers(4))
        ]
        return base + glow * np.exp(-radius / 0.7) + 0.035 * mist, 0.12 + 0.1 * mist

    def window(self, x: float, y: float, reach: float) -> tuple[slice, slice]:
        """The rows and columns within ``reach`` of a place, for small things on a large canvas."""
        across, along = (self.place(np.array([[x, y]]))[0] >> _SHIFT).tolist()
        pixels = int(reach / self.pixel) + 2
        rows = slice(max(along - pixels, 0), max(along + pixels + 1, 0))
        return rows, slice(max(across - pixels, 0), max(across + pixels + 1, 0))

    def inside(self, distance: np.ndarray) -> np.ndarray:
        """Anti-aliased 1 where a signed distance is below 0, 0 where it is above."""
        return np.clip(0.5 - distance / np.float32(self.pixel * 1.2), 0, 1)

    def line(self, distance: np.ndarray, width: float) -> np.ndarray:
        """Anti-aliased 1 on a line of this width, from the distance to its middle."""
        return self.inside(np.abs(distance) - width / 2)

    def polar(self, x: float = 0.0, y: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Radius and angle (-pi to pi) around a place."""
        return cv2.cartToPolar(self.x - np.float32(x), self.y - np.float32(y))

    def blank(self, value: float = 0.0) -> np.ndarray:
        """A field of one value."""
        return np.full((self.side, self.side), value, np.float32)

    def place(self, points: np.ndarray) -> np.ndarray:
        """Pixel coordinates of model points (n, 2), with sub-pixel bits, int32."""
        x, y = points[..., 0], points[..., 1]
        frame = self.frame
        across = (self._cos * x - self._sin * y) * frame.scale + frame.x
        along = (self._sin * x + self._cos * y) * frame.scale + frame.y
        pixels = (np.stack([across, along], axis=-1) + 1) * (self.side / 2) - 0.5
        return np.clip(np.round(pixels * (1 << _SHIFT)), -(2**24), 2**24).astype(np.int32)

    def width(self, width: float) -> int:
        """A line width in whole pixels, at least 1."""
        return max(1, round(width / self.pixel))

    def strokes(
        self,
        lines: Iterable[np.ndarray],
        widths: Sequence[float] | float,
        mask: np.ndarray | None = None,
    ) -> np.ndarray:
        """Lines (n, 2) drawn white; the mask is uint8 until ``share``."""
        mask = np.zeros((self.side, self.side), np.uint8) if mask is None else mask
        lines = list(lines)
        each = [widths] * len(lines) if isinstance(widths, int | float) else widths
        for points, width in zip(lines, each, strict=True):
            pixels = [self.place(np.asarray(points))]
            cv2.polylines(mask, pixels, False, 255, self.width(width), cv2.LINE_AA, _SHIFT)
        return mask

    def fill(
        self, polygons: Iterable[np.ndarray], mask: np.ndarray | None = None, value: int = 255
    ) -> np.ndarray:
        """Polygons (n, 2) filled, uint8."""
        mask = np.zeros((self.side, self.side), np.uint8) if mask is None else mask
        for points in polygons:
            cv2.fillPoly(mask, [self.place(np.asarray(points))], value, cv2.LINE_AA, _SHIFT)
        return mask

    def stars(self, count: int, largest: float = 0.012) -> np.ndarray:
        """Points of light over the whole picture, few of them large."""
        mask = np.zeros((self.side, self.side), np.uint8)
        places = self.rng.integers(0, self.side << _SHIFT, (count, 2))
        sizes = largest * self.side / 2 * (0.35 + 0.65 * self.rng.random(count) ** 6)
        lights = self.rng.integers(110, 256, count)
        for (x, y), size, light in zip(places.tolist(), sizes, lights.tolist(), strict=True):
            radius = max(6, int(size * (1 << _SHIFT)))
            cv2.circle(mask, (x, y), radius, light, -1, cv2.LINE_AA, _SHIFT)
        return share(mask)


def share(mask: np.ndarray) -> np.ndarray:
    """A drawn mask as shares, 0 to 1."""
    return mask.astype(np.float32) * np.float32(1 / 255)


def smooth(low: float, high: float, value: np.ndarray) -> np.ndarray:
    """0 below ``low``, 1 above ``high``, a soft step between."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return t * t * (3 - 2 * t)


def blur(field: np.ndarray, radius: float) -> np.ndarray:
    """Gaussian blur; the radius is a share of the side."""
    sigma = max(radius * len(field), 0.3)
    if sigma <= 4:
        return cv2.GaussianBlur(field, (0, 0), sigma)
    # Wide blurs need no detail: a quarter of the size looks the same and is far quicker.
    side = len(field)
    small = cv2.resize(field, (side // 4, side // 4), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    return cv2.resize(small, (side, side), interpolation=cv2.INTER_LINEAR)


def over(below: np.ndarray, above: np.ndarray | float, mask: np.ndarray) -> np.ndarray:
    """One field laid over another."""
    return below + (above - below) * mask
