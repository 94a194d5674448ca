"""How functions declare themselves: names, parameters with synonyms and defaults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from midivideo.parseq.javascript import Value
from midivideo.parseq.scope import Scope

#: A function at work: the frame and the evaluated arguments give the value.
Work = Callable[..., Value]
Make = Callable[[Scope], Work]

NUMBER = "number"
TEXT = "text"

#: Defaults that are no formulas.
OWN_SEED = "own seed"
FIELD_DEFAULT = "field default"
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        names: synonyms, the full name first.
        kind: "number" or "text".
        default: a formula, or one of the special defaults above; None when it must be given.
    """

    names: tuple[str, ...]
    kind: str
    default: str | None

    def __str__(self) -> str:
        shown = "/".join(self.names)
        return shown if self.default is None else f"{shown}={self.default}"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    Attributes:
        name: as formulas call it.
        parameters: in order.
        make: gives the function at work for one call in one formula; what it remembers from
            frame to frame is its own.
        kind: of the result, "number" or "text".
        stateful: whether it remembers anything from frame to frame.
    """

    name: str
    parameters: tuple[Parameter, ...]
    make: Make
    kind: str = NUMBER
    stateful: bool = False

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(str, self.parameters))})"


def parameters(text: str) -> tuple[Parameter, ...]:
    """Parameters from a line such as ``period/p, phase/ps=0, curve/c:text=""``."""
    return tuple(_parameter(part) for part in text.split(", ")) if text else ()


def _parameter(text: str) -> Parameter:
    head, has_default, default = text.partition("=")
    names, _, kind = head.partition(":")
    return Parameter(tuple(names.split("/")), kind or NUMBER, default if has_default else None)


def plain(work: Work) -> Make:
    """A function that needs nothing but the frame and its arguments."""
    return lambda scope: work
