"""The training pictures on disk: drawn once, in blocks, by as many processes as there are cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from midivideo.files import read_json, write_json, written_beside
from midivideo.progress import progress
from tools.embedded_model import pictures

#: Pictures a file.
BLOCK = 200


@dataclass(frozen=True)
class Corpus:
    """Pictures 0 to ``count`` - 1 and their captions.

    Attributes:
        folder: ``N.npy``, (pictures, size, size, 3) uint8, and ``N.json``, captions of each.
        count: pictures in all.
        size: their edge in pixels.
    """

    folder: Path
    count: int
    size: int

    def draw(self, workers: int) -> None:
        """Draw what is not there yet."""
        todo = [first for first in self._firsts() if not self._captions(first).is_file()]
        drawn = partial(_draw_block, self)
        # Spawned, not forked: torch's threads do not survive a fork.
        with (
            progress("pictures", self.count, unit="pictures") as advance,
            ProcessPoolExecutor(workers, get_context("spawn"), _step_back) as pool,
        ):
            advance(self.count - sum(self._length(first) for first in todo))
            for done in pool.map(drawn, todo):
                advance(done)

    @cached_property
    def captions(self) -> list[list[str]]:
        """The captions of every picture."""
        return [told for first in self._firsts() for told in read_json(self._captions(first))]

    def block(self, first: int) -> np.ndarray:
        """The block that begins with picture ``first``, (pictures, size, size, 3), on disk."""
        return self._blocks[first // BLOCK]

    def blocks(self) -> Iterator[tuple[int, np.ndarray]]:
        """The number of each block's first picture, and the block."""
        for first in self._firsts():
            yield first, self.block(first)

    def crops(self, rng: np.random.Generator, count: int, edge: int) -> np.ndarray:
        """Random pieces of random pictures, (count, 3, edge, edge) uint8, half of them mirrored."""
        found = np.empty((count, edge, edge, 3), np.uint8)
        for crop in found:
            picture = int(rng.integers(self.count))
            y, x = rng.integers(self.size - edge + 1, size=2)
            seen = self.block(picture)[picture % BLOCK, y : y + edge, x : x + edge]
            crop[:] = seen[:, ::-1] if rng.random() < 0.5 else seen
        return found.transpose(0, 3, 1, 2)

    @cached_property
    def _blocks(self) -> list[np.ndarray]:
        return [np.load(self._images(first), mmap_mode="r") for first in self._firsts()]

    def _firsts(self) -> range:
        return range(0, self.count, BLOCK)

    def _length(self, first: int) -> int:
        return min(BLOCK, self.count - first)

    def _images(self, first: int) -> Path:
        return self.folder / f"{first:07d}-{self._length(first)}.npy"

    def _captions(self, first: int) -> Path:
        return self.folder / f"{first:07d}-{self._length(first)}.json"


def _draw_block(corpus: Corpus, first: int) -> int:
    drawn = [pictures.draw(first + n, corpus.size) for n in range(corpus._length(first))]
    with written_beside(corpus._images(first)) as file:
        np.save(file, np.stack([picture.image for picture in drawn]))
    # Last: a block with captions is complete.
    write_json(corpus._captions(first), [picture.captions for picture in drawn])
    return len(drawn)


def _step_back() -> None:
    """One thread a process, and what else runs here comes first."""
    import cv2

    cv2.setNumThreads(1)
    os.nice(1)
