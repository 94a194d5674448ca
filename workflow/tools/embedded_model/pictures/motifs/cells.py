"""Voronoi cells on a jittered grid (Worley 1996, "A cellular texture basis function")."""

from __future__ import annotations

import numpy as np

from tools.embedded_model.pictures.canvas import Canvas


def cells(
    c: Canvas, x: np.ndarray, y: np.ndarray, count: float, jitter: float = 0.42
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distance to the nearest point, to the nearest edge (in cell widths), and a number per cell.

    ``count`` is cells a model unit; the number is even over [0, 1].
    """
    u = (x * np.float32(count)).astype(np.float32)
    v = (y * np.float32(count)).astype(np.float32)
    column, row = np.floor(u), np.floor(v)
    low_column, low_row = int(column.min()) - 1, int(row.min()) - 1
    columns, rows = int(column.max()) - low_column + 2, int(row.max()) - low_row + 2
    shift = (0.5 + c.rng.uniform(-jitter, jitter, (2, rows, columns))).astype(np.float32)
    number = c.rng.random((rows, columns)).astype(np.float32)
    i, j = column.astype(np.int32) - low_column, row.astype(np.int32) - low_row
    place = (j * columns + i).ravel()
    base_x, base_y = u - column, v - row
    nearest = np.full(u.shape, 9, np.float32)
    second = np.full(u.shape, 9, np.float32)
    owner = np.zeros(u.shape, np.float32)
    flat_x, flat_y, flat_number = shift[0].ravel(), shift[1].ravel(), number.ravel()
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            index = (place + (down * columns + across)).reshape(u.shape)
            distance = np.hypot(
                base_x - (flat_x.take(index) + across), base_y - (flat_y.take(index) + down)
            )
            closer = distance < nearest
            second = np.where(closer, nearest, np.minimum(second, distance))
            owner = np.where(closer, flat_number.take(index), owner)
            nearest = np.minimum(nearest, distance)
    return nearest, second - nearest, owner
