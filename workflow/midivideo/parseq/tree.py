"""The tree of a formula, and the text that reads back as the same tree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

#: Binary operators from the loosest to the tightest level. Every level is right-associative,
#: and all operators on a level bind alike (parseq.md 2.2).
LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"and", "or"}),
    frozenset({"<", "<=", ">", ">=", "==", "!=", "&&", "||"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%", ":", "^"}),
)
_LEVEL_OF = {operator: level for level, names in enumerate(LEVELS) for operator in names}


@dataclass(frozen=True, slots=True)
class Number:
    """A number literal; ``unit`` is "" or one of f (frames), s (seconds), b (beats)."""

    value: float
    unit: str = ""
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes."""

    value: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Boolean:
    """``true`` (1) or ``false`` (0)."""

    value: bool
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a constant, or a time series without arguments."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    """A minus sign before a value; it binds tighter than every other operator."""

    operand: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two values and the operator between them, at which ``position`` points."""

    operator: str
    left: Node
    right: Node
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    """``if condition then else otherwise``; without ``otherwise`` it is 0."""

    condition: Node
    then: Node
    otherwise: Node | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; ``names`` is None where the arguments are given by position."""

    name: str
    arguments: tuple[Node, ...] = ()
    names: tuple[str, ...] | None = None
    position: int = field(default=0, compare=False)


Node = Number | Text | Boolean | Name | Negation | Binary | If | Call


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below ``node``, in the order of the text."""
    match node:
        case Negation(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case If(condition, then, None):
            return (condition, then)
        case If(condition, then, otherwise) if otherwise is not None:
            return (condition, then, otherwise)
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth (0 at the top), parents before children."""
    pending = [(node, 0)]
    while pending:
        current, depth = pending.pop()
        yield current, depth
        pending += [(child, depth + 1) for child in reversed(children(current))]


def show(node: Node) -> str:
    """The formula as text: reads back as the same tree, in Parseq too, and never ambiguously."""
    match node:
        case Number(value, unit):
            return _number(value) + unit
        case Text(value):
            return json.dumps(value, ensure_ascii=False)
        case Boolean(value):
            return "true" if value else "false"
        case Name(name):
            return name
        case Negation(operand):
            return "-" + _enclosed(operand, isinstance(operand, Negation | Binary | If))
        case Binary(operator, left, right):
            level = _LEVEL_OF[operator]
            left_text = _enclosed(left, _looseness(left) <= level)
            return f"{left_text} {operator} {_enclosed(right, _looseness(right) < level)}"
        case If(condition, then, otherwise):
            text = f"if ({show(condition)}) ({show(then)})"
            return text if otherwise is None else f"{text} else ({show(otherwise)})"
        case Call(name, arguments, names):
            shown = [show(argument) for argument in arguments]
            if names is not None:
                shown = [f"{key}={value}" for key, value in zip(names, shown, strict=True)]
            return f"{name}({', '.join(shown)})"


def _looseness(node: Node) -> int:
    """The level at which ``node`` may stand without brackets; an ``if`` never may."""
    if isinstance(node, Binary):
        return _LEVEL_OF[node.operator]
    return -1 if isinstance(node, If) else len(LEVELS)


def _enclosed(node: Node, brackets: bool) -> str:
    return f"({show(node)})" if brackets else show(node)


def _number(value: float) -> str:
    """Digits without an exponent, as the language has none; infinity is a number too long."""
    if value == float("inf"):
        return "1" + "0" * 309
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")
