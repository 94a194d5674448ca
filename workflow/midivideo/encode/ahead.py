"""Work done ahead in a thread of its own, so that decoding and encoding share two cores."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")

#: Items made ahead: enough to keep the consumer busy, little in memory.
_AHEAD = 8

#: Seconds between two looks whether anyone still wants what is made.
_PATIENCE = 0.1

_END = object()


def ahead(items: Iterator[Item]) -> Generator[Item]:
    """Yield the same items, made a few steps ahead; an error there is raised here.

    The thread starts with the first item asked for. Close the generator to stop it early.
    """
    ready: queue.Queue[Any] = queue.Queue(_AHEAD)
    stopped = threading.Event()

    def put(item: Any) -> None:
        while not stopped.is_set():
            try:
                return ready.put(item, timeout=_PATIENCE)
            except queue.Full:
                continue

    def work() -> None:
        try:
            for item in items:
                put(item)
                if stopped.is_set():
                    return
            put(_END)
        except BaseException as error:
            put(_Failure(error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not _END:
            if isinstance(item, _Failure):
                raise item.error
            yield item
    finally:
        stopped.set()
        thread.join()


class _Failure:
    """An error on its way to the thread that waits."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
