"""Fréchet distance between two sets of features (Heusel et al. 2017, arXiv:1706.08500)."""

from __future__ import annotations

import numpy as np


def frechet_distance(one: np.ndarray, other: np.ndarray) -> float:
    """How far two sets (n, features) are apart, each seen as one Gaussian; 0 for equal ones.

    Few pictures give too large a distance: compare only sets of the same size.
    """
    shift = one.mean(axis=0) - other.mean(axis=0)
    first, second = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    # The trace of the root of a product is that of the symmetric root1 @ second @ root1.
    values, vectors = np.linalg.eigh(first)
    root = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    mixed = np.linalg.eigvalsh(root @ second @ root)
    spread = np.trace(first) + np.trace(second) - 2 * np.sqrt(np.clip(mixed, 0, None)).sum()
    return float(max(shift @ shift + spread, 0.0))
