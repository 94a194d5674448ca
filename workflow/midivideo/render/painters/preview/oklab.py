"""Colours in Oklab: lightness and hue that look even (Ottosson 2020, "A perceptual color space").

Arrays are (..., 3) float64. Oklch is lightness in [0, 1], chroma, hue in degrees.
"""

from __future__ import annotations

import numpy as np

_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_INVERSE = np.linalg.inv(_LMS)
_LAB_INVERSE = np.linalg.inv(_LAB)


def from_srgb(rgb: np.ndarray) -> np.ndarray:
    """Oklab of sRGB colours in [0, 1]."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _LMS.T) @ _LAB.T


def to_srgb(lab: np.ndarray) -> np.ndarray:
    """Colours in sRGB; outside [0, 1] where a screen can't show them."""
    linear = (lab @ _LAB_INVERSE.T) ** 3 @ _LMS_INVERSE.T
    bright = np.maximum(linear, 0.0031308)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * bright ** (1 / 2.4) - 0.055)


def from_lch(lightness: np.ndarray, chroma: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """Oklab of Oklch."""
    angle = np.radians(hue)
    return np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)


def hue_and_chroma(lab: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hue in degrees [0, 360) and chroma."""
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360, np.hypot(
        lab[..., 1], lab[..., 2]
    )


def widest_chroma(lightness: np.ndarray, hue: np.ndarray) -> np.ndarray:
    """The largest chroma that sRGB holds at this lightness and hue, by bisection."""
    low = np.zeros(np.broadcast(lightness, hue).shape)
    high = np.full_like(low, 0.4)
    for _ in range(18):
        middle = (low + high) / 2
        rgb = to_srgb(from_lch(np.broadcast_to(lightness, low.shape), middle, hue))
        inside = ((rgb >= 0) & (rgb <= 1)).all(axis=-1)
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low
