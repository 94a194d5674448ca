"""The still pictures beside a video: a thumbnail and a contact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log
from pathlib import Path

import av
import numpy as np
from PIL import Image

from midivideo.encode.labels import Labels
from midivideo.encode.sheet import Cell, draw_sheet
from midivideo.files import written_beside

#: Pictures on a contact sheet, at even times; the thumbnail is one of them.
CELLS = 16

#: Width of the contact sheet's pictures together, in pixels; small pictures are not enlarged.
_SHEET_WIDTH = 1280

#: The shape that a contact sheet comes near to, width by height.
_SHEET_SHAPE = 1.5

#: Edge of the small copy by which pictures are compared.
_SMALL = 64

_JPEG_QUALITY = 90


class Stills:
    """Watches the frames go by and keeps what the still pictures need."""

    def __init__(self, frames: int, fps: Fraction, width: int, height: int) -> None:
        """``frames`` is the number to come; sizes are in pixels."""
        count = min(CELLS, frames)
        self._wanted = [frames * cell // count for cell in range(count)]
        self._fps = fps
        self._frames = frames
        self._columns = columns(count, width / height)
        self._size = _cell_size(width, height, self._columns)
        self._cells: list[Cell] = []
        self._liveliest: tuple[float, Image.Image] | None = None
        self._seen = 0

    def see(self, frame: av.VideoFrame) -> None:
        """Take notice of the next frame."""
        if len(self._cells) < len(self._wanted) and self._seen == self._wanted[len(self._cells)]:
            self._keep(Image.fromarray(frame.to_ndarray(format="rgb24")))
        self._seen += 1

    def _keep(self, picture: Image.Image) -> None:
        score = liveliness(picture)
        if self._liveliest is None or score > self._liveliest[0]:
            self._liveliest = score, picture
        small = picture.resize(self._size, Image.Resampling.LANCZOS)
        self._cells.append(Cell(small, float(self._seen / self._fps)))

    def write_thumbnail(self, path: Path) -> None:
        """Write the liveliest of the kept frames as JPEG."""
        assert self._liveliest is not None
        _write(path, self._liveliest[1])

    def write_sheet(self, path: Path, labels: Labels, kicks: Sequence[float]) -> None:
        """Write the contact sheet as JPEG; ``kicks`` are times in seconds to mark."""
        seconds = float(self._frames / self._fps)
        _write(path, draw_sheet(self._cells, self._columns, seconds, labels, kicks))


def liveliness(picture: Image.Image) -> float:
    """How much there is to see: colourfulness times detail.

    Colourfulness after Hasler and Süsstrunk, Measuring colourfulness in natural images (2003);
    detail is the mean difference of neighbouring pixels' luminance.
    """
    small = picture.resize((_SMALL, _SMALL), Image.Resampling.BOX)
    red, green, blue = np.asarray(small, np.float64).transpose(2, 0, 1)
    red_green, yellow_blue = red - green, (red + green) / 2 - blue
    spread = np.hypot(red_green.std(), yellow_blue.std())
    offset = np.hypot(red_green.mean(), yellow_blue.mean())
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    detail = np.abs(np.diff(luma, axis=0)).mean() + np.abs(np.diff(luma, axis=1)).mean()
    return float((1 + spread + 0.3 * offset) * (1 + detail))


def columns(cells: int, aspect: float) -> int:
    """Columns that bring a sheet of ``cells`` pictures nearest to its shape.

    Args:
        cells: number of pictures.
        aspect: width by height of one.
    """

    def distance(columns: int) -> float:
        return abs(log(columns * aspect / -(-cells // columns) / _SHEET_SHAPE))

    full_rows = [count for count in range(1, cells + 1) if cells % count == 0]
    return min(full_rows, key=distance)


def _cell_size(width: int, height: int, columns: int) -> tuple[int, int]:
    small = min(width, _SHEET_WIDTH // columns)
    return small, max(1, round(height * small / width))


def _write(path: Path, picture: Image.Image) -> None:
    with written_beside(path) as temporary:
        picture.save(temporary, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
