"""Runs many clips at once: collects what they ask for and answers it in batches.

A clip is a generator that yields a :class:`Request` wherever it needs a painter, a network
or an image operation, and is sent the answer. Clips need not be at the same frame; a clip
that ends makes room for the next.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import math
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One question of one clip.

    Attributes:
        kind: which handler answers it.
        payload: the question itself; the handler knows its type.
        shape: requests go into one batch only when this is equal, too.
    """

    kind: str
    payload: Any
    shape: Hashable = None


#: A clip: yields requests, is sent answers.
Steps = Generator[Request, Any, None]
#: Answers a batch of payloads, one answer each, in their order.
Handler = Callable[[Sequence[Any]], Sequence[Any]]


def in_flight(clips: int, batch: int) -> int:
    """How many of so many clips to keep going at once, for batches of ``batch``.

    Batches stay full with two to four times as many clips as they hold. Waves of equal size,
    for clips of a wave end together, and a small last wave would leave batches half empty.
    """
    if batch == 1:
        return 1
    waves = math.ceil(clips / (4 * batch))
    return math.ceil(clips / max(waves, 1))


@dataclass
class Usage:
    """How well the batches of one kind were filled."""

    batch: int
    calls: int = 0
    served: int = 0

    @property
    def fill(self) -> float:
        """Requests served, as a share of what that many calls of ``batch`` could have served."""
        return self.served / (self.calls * self.batch)


@dataclass(order=True)
class _Waiting:
    """A clip whose request waits: clips with more work left come first, then who waits longest."""

    priority: tuple[int, int]
    name: str = field(compare=False)
    payload: Any = field(compare=False)


_Queues = dict[tuple[str, Hashable], list[_Waiting]]


@dataclass
class Engine:
    """Keeps ``in_flight`` clips going and runs the requests with the most waiting first.

    Attributes:
        handlers: a handler a kind of request.
        batch: the most payloads a call.
        pad: fill a short batch by repeating its last payload, so that every call has the same
            shape: on most back ends an item's result depends on the shape of its batch.
        in_flight: clips between their first and last request; see :func:`in_flight`.
        fatal: errors that are no clip's fault, such as a full disk: they end the run.
        failed: errors of the clips that did not finish, by name.
        usage: calls and served requests by kind.
    """

    handlers: Mapping[str, Handler]
    batch: int = 1
    pad: bool = True
    in_flight: int = 1
    fatal: tuple[type[Exception], ...] = ()
    failed: dict[str, Exception] = field(default_factory=dict)
    usage: dict[str, Usage] = field(default_factory=dict)
    _going: dict[str, Steps] = field(default_factory=dict, repr=False)
    _waiting: _Queues = field(default_factory=dict, repr=False)
    _tickets: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def run(
        self, clips: Iterable[tuple[str, Steps]], left: Callable[[str], int] = lambda name: 0
    ) -> None:
        """Run all clips to their end; one that raises is noted in ``failed``, others go on.

        Args:
            clips: names, each only once, and generators.
            left: how much work a clip still has, in any unit. Of those that wait for the same,
                the clips with the most left go first: so all end at about the same time, and
                the last batches are as full as the first.

        Raises:
            Exception: one of ``fatal``; every clip is closed then.
        """
        coming = iter(clips)
        self._waiting.clear()
        try:
            while True:
                while len(self._going) < self.in_flight and (clip := next(coming, None)):
                    name, steps = clip
                    self._going[name] = steps
                    self._advance(name, None, left)
                if not self._going:
                    return
                self._serve(left)
        finally:
            for steps in self._going.values():
                _close(steps)
            self._going.clear()

    def _serve(self, left: Callable[[str], int]) -> None:
        """Answer one batch of the longest queue, of equals the one that was first asked for."""
        key = max(self._waiting, key=lambda key: len(self._waiting[key]))
        queue = self._waiting[key]
        chosen = [heapq.heappop(queue) for _ in range(min(self.batch, len(queue)))]
        for one, answer in self._answers(key[0], chosen):
            if isinstance(answer, Exception):
                _close(self._going[one.name])
                self._end(one.name, answer)
            else:
                self._advance(one.name, answer, left)

    def _advance(self, name: str, answer: Any, left: Callable[[str], int]) -> None:
        """Send ``answer`` to the clip and queue what it asks next, or take it out at its end."""
        try:
            request = self._going[name].send(answer)
        except StopIteration:
            self._end(name)
        except self.fatal:
            raise
        except Exception as error:
            self._end(name, error)
        else:
            queue = self._waiting.setdefault((request.kind, request.shape), [])
            priority = (-left(name), next(self._tickets))
            heapq.heappush(queue, _Waiting(priority, name, request.payload))

    def _answers(self, kind: str, chosen: list[_Waiting]) -> list[tuple[_Waiting, Any]]:
        """Each request with its answer, or with the error that it alone caused."""
        try:
            answers = self._call(kind, [one.payload for one in chosen])
            return list(zip(chosen, answers, strict=True))
        except self.fatal:
            raise
        except Exception as error:
            if len(chosen) == 1:
                return [(chosen[0], error)]
        # One of them is at fault: alone, it costs only its own clip.
        return [answer for one in chosen for answer in self._answers(kind, [one])]

    def _call(self, kind: str, payloads: list[Any]) -> Sequence[Any]:
        usage = self.usage.setdefault(kind, Usage(self.batch))
        usage.calls += 1
        usage.served += len(payloads)
        padding = [payloads[-1]] * (self.batch - len(payloads)) if self.pad else []
        return self.handlers[kind](payloads + padding)[: len(payloads)]

    def _end(self, name: str, error: Exception | None = None) -> None:
        del self._going[name]
        if error is not None:
            self.failed[name] = error


def _close(steps: Steps) -> None:
    """End a clip early. What goes wrong with that is a consequence, and not to be told instead."""
    with contextlib.suppress(Exception):
        steps.close()
