"""The random numbers and noise that Parseq's functions draw, reproduced from their algorithms.

* ``Arc4``: the generator of seedrandom 3.0.5, ARC4 keyed by a text, 52-bit doubles.
* ``GradientNoise``: simplex noise in two dimensions (Gustavson, "Simplex noise demystified",
  2005) and Perlin's noise (Perlin, "Improving noise", 2002), seeded as noisejs 2.1.0 does it.
"""

from __future__ import annotations

import math

from midivideo.parseq.javascript import low_bits


class Arc4:
    """A stream of doubles in [0, 1) that depends on the text ``seed`` alone."""

    def __init__(self, seed: str) -> None:
        key = _mixed_key(seed)
        box = list(range(256))
        j = 0
        for i in range(256):
            j = (j + key[i % len(key)] + box[i]) & 255
            box[i], box[j] = box[j], box[i]
        self._box, self._i, self._j = box, 0, 0
        # The first 256 bytes of ARC4 give the key away, so they are thrown away.
        self._bytes(256)

    def _bytes(self, count: int) -> int:
        """The next ``count`` bytes as one big-endian number."""
        box, i, j = self._box, self._i, self._j
        number = 0
        for _ in range(count):
            i = (i + 1) & 255
            j = (j + box[i]) & 255
            box[i], box[j] = box[j], box[i]
            number = number << 8 | box[(box[i] + box[j]) & 255]
        self._i, self._j = i, j
        return number

    def next(self) -> float:
        """The next number in [0, 1)."""
        numerator, denominator, extra = self._bytes(6), 1 << 48, 0
        while numerator < 1 << 52:
            numerator, denominator = (numerator + extra) << 8, denominator << 8
            extra = self._bytes(1)
        while numerator >= 1 << 53:
            numerator, denominator, extra = numerator >> 1, denominator >> 1, extra >> 1
        return (numerator + extra) / denominator


def _mixed_key(seed: str) -> list[int]:
    """The seed's UTF-16 code units, folded into at most 256 bytes."""
    data = seed.encode("utf-16-be", "surrogatepass")
    key: list[int] = []
    smear = 0
    for n in range(len(data) // 2):
        unit = data[2 * n] << 8 | data[2 * n + 1]
        if n < 256:
            key.append(unit & 255)
        else:
            smear ^= key[n & 255] * 19
            key[n & 255] = (smear + unit) & 255
    return key or [0]


#: Ken Perlin's permutation of 0…255.
_PERMUTATION = bytes.fromhex(
    "97a0895b5a0f830dc95f6035c2e907e18c24671e458e086325f0150a17be0694"
    "f778ea4b001ac53e5efcdbcb75230b2039b12158ed953857ae147d88aba844af"
    "4aa547868b301ba64d929ee7536fe57a3cd385e6dc695c29372ef528f4668f36"
    "41193fa101d85049d14c84bbd05912a9c8c4878274bc9f56a4646dc6adba0340"
    "34d9e2fa7c7b05ca2693767eff5255d4cfce3be32f103a11b6bd1c2adfb7aad5"
    "77f898022c9aa346dd99659ba72bac09811627fd13626c6e4f71e0e8b2b97068"
    "daf661e4fb22f2c1eed2900cbfb3a2f1513391ebf90eef6b31c0d61fb5c76a9d"
    "b854ccb07379322d7f0496fe8aeccd5dde72431d1848f38d80c34e42d73d9cb4"
)
#: The x and y of the twelve edges of a cube.
_GRADIENTS = (
    (1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0),
    (1, 0), (-1, 0), (0, 1), (0, -1), (0, 1), (0, -1),
)  # fmt: skip
_SKEW = 0.5 * (math.sqrt(3) - 1)
_UNSKEW = (3 - math.sqrt(3)) / 6


class GradientNoise:
    """Smooth noise in about -1…1 on the plane; 0 on whole coordinates for ``perlin``."""

    def __init__(self, seed: float) -> None:
        if 0 < seed < 1:
            seed *= 65536
        bits = low_bits(math.floor(seed)) if math.isfinite(seed) else 0
        if seed < 256:
            bits |= bits << 8
        halves = (bits >> 8 & 255, bits & 255)
        mixed = [number ^ halves[n & 1] for n, number in enumerate(_PERMUTATION)]
        self._mixed = mixed * 2
        self._gradients = [_GRADIENTS[number % 12] for number in self._mixed]

    def simplex(self, x: float, y: float) -> float:
        """Simplex noise at (x, y)."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return math.nan
        skewed = (x + y) * _SKEW
        i, j = math.floor(x + skewed), math.floor(y + skewed)
        unskewed = (i + j) * _UNSKEW
        x0, y0 = x - i + unskewed, y - j + unskewed
        i1, j1 = (1, 0) if x0 > y0 else (0, 1)
        i, j = i & 255, j & 255
        total = 0.0
        for di, dj, dx, dy in (
            (0, 0, x0, y0),
            (i1, j1, x0 - i1 + _UNSKEW, y0 - j1 + _UNSKEW),
            (1, 1, x0 - 1 + 2 * _UNSKEW, y0 - 1 + 2 * _UNSKEW),
        ):
            reach = 0.5 - dx * dx - dy * dy
            if reach >= 0:
                gx, gy = self._gradients[i + di + self._mixed[j + dj]]
                total += reach**4 * (gx * dx + gy * dy)
        return 70 * total

    def perlin(self, x: float, y: float) -> float:
        """Perlin's noise at (x, y)."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return math.nan
        i, j = math.floor(x), math.floor(y)
        x, y = x - i, y - j
        i, j = i & 255, j & 255
        corners = [
            [self._gradients[i + di + self._mixed[j + dj]] for dj in (0, 1)] for di in (0, 1)
        ]
        values = [
            [gx * (x - di) + gy * (y - dj) for dj, (gx, gy) in enumerate(column)]
            for di, column in enumerate(corners)
        ]
        u, v = _fade(x), _fade(y)
        near = (1 - u) * values[0][0] + u * values[1][0]
        far = (1 - u) * values[0][1] + u * values[1][1]
        return (1 - v) * near + v * far


def _fade(t: float) -> float:
    """Perlin's quintic, whose first and second derivatives are 0 at 0 and 1."""
    return t * t * t * (t * (t * 6 - 15) + 10)
