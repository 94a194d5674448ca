"""The same work on many items, by several processes where that is worth it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any]


def mapped(
    work: Callable[[Shared, Item], Result],
    shared: Shared,
    items: Sequence[Item],
    workers: int,
    *,
    at_once: int = 1,
) -> Iterator[Result]:
    """``work(shared, item)`` of each item, in their order.

    Args:
        work: a function of a module.
        shared: goes to each process once.
        items: what to work on.
        workers: processes.
        at_once: items that a process takes at a time; so few are not worth another process.
    """
    if workers == 1 or len(items) <= at_once:
        yield from (work(shared, item) for item in items)
        return
    # Forked workers have everything imported, and do not run the caller's main module again.
    method = "fork" if "fork" in get_all_start_methods() else None
    with ProcessPoolExecutor(
        workers, get_context(method), initializer=_prepare, initargs=(work, shared)
    ) as pool:
        try:
            yield from pool.map(_work_here, items, chunksize=at_once)
        finally:
            pool.shutdown(cancel_futures=True)


def _prepare(work: Callable[[Shared, Item], Result], shared: Shared) -> None:
    global _work

    def prepared(item: Item) -> Result:
        return work(shared, item)

    _work = prepared


def _work_here(item: Any) -> Any:
    return _work(item)
