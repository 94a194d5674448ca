"""Runs many clips at once: collects what they ask for and answers it in batches.

A clip is a generator that yields a :class:`Request` wherever it needs a painter, a network
or an image operation, and is sent the answer. Clips need not be at the same frame; a clip
that ends makes room for the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Mapping, Sequence
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


@dataclass
class Usage:
    """How well the batches of one kind were filled."""

    calls: int = 0
    served: int = 0


@dataclass
class _Running:
    name: str
    steps: Steps


@dataclass
class Engine:
    """Keeps ``in_flight`` clips going and runs the requests with the most waiting first.

    Attributes:
        handlers: a handler a kind of request.
        batch: the most payloads a call.
        pad: fill a short batch by repeating its last payload, so that every call has the same
            shape: on most back ends an item's result depends on the shape of its batch.
        in_flight: clips between their first and last request. Two to four times ``batch``
            keep batches full.
        failed: errors of the clips that did not finish, by name.
        usage: calls and served requests by kind.
    """

    handlers: Mapping[str, Handler]
    batch: int = 1
    pad: bool = True
    in_flight: int = 1
    failed: dict[str, Exception] = field(default_factory=dict)
    usage: dict[str, Usage] = field(default_factory=dict)

    def run(self, clips: Iterable[tuple[str, Steps]]) -> None:
        """Run all clips to their end; one that raises is noted in ``failed``, others go on."""
        coming = iter(clips)
        waiting: dict[tuple[str, Hashable], deque[tuple[_Running, Any]]] = {}
        running = 0
        while True:
            while running < self.in_flight and (clip := next(coming, None)) is not None:
                running += self._advance(_Running(*clip), None, waiting)
            if not running:
                return
            # The first of the longest queues, in the order in which kinds were first asked for.
            key = max(waiting, key=lambda key: len(waiting[key]))
            queue = waiting[key]
            chosen = [queue.popleft() for _ in range(min(self.batch, len(queue)))]
            for clip_running, answer in self._answers(key[0], chosen):
                if isinstance(answer, Exception):
                    self._fail(clip_running, answer)
                    running -= 1
                else:
                    running -= not self._advance(clip_running, answer, waiting)

    def _advance(
        self,
        clip: _Running,
        answer: Any,
        waiting: dict[tuple[str, Hashable], deque[tuple[_Running, Any]]],
    ) -> bool:
        """Send ``answer`` to the clip and queue what it asks next; False when it has ended."""
        try:
            request = clip.steps.send(answer)
        except StopIteration:
            return False
        except Exception as error:
            self.failed[clip.name] = error
            return False
        waiting.setdefault((request.kind, request.shape), deque()).append((clip, request.payload))
        return True

    def _answers(self, kind: str, chosen: list[tuple[_Running, Any]]) -> list[tuple[_Running, Any]]:
        """Each clip with its answer, or with the error that its own request caused."""
        try:
            answers = self._call(kind, [payload for _, payload in chosen])
            return [(clip, answer) for (clip, _), answer in zip(chosen, answers, strict=True)]
        except Exception as error:
            if len(chosen) == 1:
                return [(chosen[0][0], error)]
        # One of them is at fault: alone, it costs only its own clip.
        return [answer for one in chosen for answer in self._answers(kind, [one])]

    def _call(self, kind: str, payloads: list[Any]) -> Sequence[Any]:
        usage = self.usage.setdefault(kind, Usage())
        usage.calls += 1
        usage.served += len(payloads)
        padding = [payloads[-1]] * (self.batch - len(payloads)) if self.pad else []
        return self.handlers[kind](payloads + padding)[: len(payloads)]

    def _fail(self, clip: _Running, error: Exception) -> None:
        self.failed[clip.name] = error
        clip.steps.close()
