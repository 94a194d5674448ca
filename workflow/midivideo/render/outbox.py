"""Finished frames on their way from the device to their files, without making the device wait."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from concurrent.futures import Future, ThreadPoolExecutor

import torch

from midivideo.render.frames import FrameWriter

#: Frames on their way at most; then the renderer waits for the disk.
_ROOM = 256


class Outbox:
    """Writes frames of many clips, each clip's in their order.

    On a GPU the copy off the device runs beside the next network calls, and another thread waits
    for it and encodes. On a CPU that would only take a core from the painter: there a frame is
    written at once.
    """

    def __init__(self, *, beside: bool) -> None:
        """Write in another thread (``beside``), or at once."""
        self._thread = ThreadPoolExecutor(1, "frames") if beside else None
        self._room = threading.Semaphore(_ROOM)
        self._coming: dict[FrameWriter, deque[Future[None]]] = defaultdict(deque)

    def put(self, writer: FrameWriter, image: torch.Tensor) -> None:
        """Have ``writer`` write a picture, (3, height, width) uint8, after those before it.

        What went wrong with one before it is raised here, so that nothing is rendered in vain.
        """
        rows = image.permute(1, 2, 0).contiguous()
        if self._thread is None:
            writer.write(rows.cpu().numpy())
            return
        coming = self._coming[writer]
        while coming and coming[0].done():
            coming.popleft().result()
        self._room.acquire()
        arrived = None
        if rows.is_cuda:
            copy = torch.empty(rows.shape, dtype=rows.dtype, pin_memory=True)
            rows = copy.copy_(rows, non_blocking=True)
            arrived = torch.cuda.Event()
            arrived.record()
        coming.append(self._thread.submit(self._write, writer, rows, arrived))

    def finish(self, writer: FrameWriter) -> None:
        """Wait until all frames of ``writer`` are written; raises what went wrong with one."""
        for written in self._coming.pop(writer, ()):
            written.result()

    def close(self) -> None:
        """Write what is still on its way, and end the thread."""
        if self._thread is not None:
            self._thread.shutdown()

    def _write(
        self, writer: FrameWriter, rows: torch.Tensor, arrived: torch.cuda.Event | None
    ) -> None:
        try:
            if arrived is not None:
                arrived.synchronize()
            writer.write(rows.numpy())
        finally:
            self._room.release()
