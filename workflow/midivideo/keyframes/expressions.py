"""Formulas in mapping files: amounts and envelopes in Parseq's language (parseq.md 2)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from midivideo.errors import UserError
from midivideo.parseq.compiler import compile_formula
from midivideo.parseq.errors import FormulaError, alternatives
from midivideo.parseq.functions import maths
from midivideo.parseq.javascript import to_number
from midivideo.parseq.labels import Labels
from midivideo.parseq.parser import Formula, parse
from midivideo.parseq.points import Points
from midivideo.parseq.scope import Scope
from midivideo.parseq.tree import Binary, Call, If, Name, Negation, Node, Text, show, walk
from midivideo.parseq.variables import NAMES

#: What a formula may ask of a hit: velocity 1 to 127, pitch 0 to 127, the note's length in
#: seconds, and which hit of the layer it is, from 0.
HIT = ("velocity", "pitch", "duration", "number")
#: What an envelope's formula may ask, too: frames, seconds and beats since the hit.
TIME = ("k", "seconds", "beats")
CONSTANTS = ("PI", "E", "SQRT2", "SQRT1_2", "LN2", "LN10", "LOG2E", "LOG10E", "fps", "bpm")
_FUNCTIONS = tuple(function.name for function in maths.FUNCTIONS)
#: A value that is larger is none: no picture moves so far.
MOST = 1e9
#: Before the names of variables while they are evaluated, so that none is one of Parseq's.
_OWN = "own_"


class NoFormula(ValueError):
    """A text in a mapping that is no formula; the message names the place in it."""


@dataclass(frozen=True)
class Expression:
    """A formula of a mapping file, and the variables that it may ask."""

    text: str
    variables: tuple[str, ...]

    @classmethod
    def read(cls, text: str, variables: Sequence[str]) -> Expression:
        """Read a formula.

        Args:
            text: the formula.
            variables: what it may ask; other names in small letters must be draws.

        Raises:
            NoFormula: with the place in the text.
        """
        try:
            for node, _ in walk(parse(text).tree):
                _check(node, variables)
        except FormulaError as error:
            raise NoFormula(error.described(text)) from None
        return cls(text, tuple(variables))

    @cached_property
    def names(self) -> frozenset[str]:
        """The variables and draws in it."""
        nodes = (node for node, _ in walk(parse(self.text).tree))
        return frozenset(
            node.name for node in nodes if isinstance(node, Name) and node.name not in CONSTANTS
        )

    def values(
        self, variables: Mapping[str, Sequence[float]], count: int, *, fps: float, bpm: float
    ) -> np.ndarray:
        """Its values where each variable has ``count`` of them: ``(count,)``.

        Raises:
            UserError: when it gives something else than a number somewhere.
        """
        scope = Scope(
            field="",
            fps=fps,
            bpm=bpm,
            cadence=1.0,
            points=Points([0], []),
            labels=Labels([]),
            series={},
            variables={f"{_OWN}{name}": values for name, values in variables.items()},
        )
        own = {name: Name(f"{_OWN}{name}") for name in self.names}
        try:
            at = compile_formula(Formula(self.text, (_replaced(self._tree, own),)), scope)
            values = [to_number(at(index)) for index in range(count)]
        except FormulaError as error:
            raise UserError(error.described(self.text)) from None
        for index, value in enumerate(values):
            if not abs(value) <= MOST:
                asked = {name: variables[name][index] for name in sorted(self.names)}
                where = ", ".join(f"{name} {value:g}" for name, value in asked.items())
                raise UserError(f"`{self.text}` gives no number for {where or 'any hit'}")
        return np.array(values)

    def unknown(self, name: str, draws: Sequence[str]) -> str:
        """What to say of a name in it that is neither a variable nor a draw."""
        nodes = (node for node, _ in walk(self._tree))
        place = next(node for node in nodes if isinstance(node, Name) and node.name == name)
        return _unknown(place, [*self.variables, *draws]).described(self.text)

    def with_names(self, formulas: Mapping[str, str]) -> str:
        """The formula in brackets, with formulas in the place of names."""
        trees = {name: parse(formula).tree for name, formula in formulas.items()}
        return f"({show(_replaced(self._tree, trees))})"

    @property
    def _tree(self) -> Node:
        return parse(self.text).tree


def _check(node: Node, variables: Sequence[str]) -> None:
    match node:
        case Text():
            raise FormulaError("a text is no number", node.position)
        case Call() if node.name not in _FUNCTIONS:
            close = alternatives(node.name, _FUNCTIONS)
            raise FormulaError(f"there is no function `{node.name}` here{close}", node.position)
        case Name(name) if name not in CONSTANTS and name not in variables:
            if name in (*TIME, *NAMES) or not name.islower():
                raise _unknown(node, variables)


def _unknown(name: Name, known: Sequence[str]) -> FormulaError:
    close = alternatives(name.name, [*known, *CONSTANTS])
    return FormulaError(f"there is no variable `{name.name}` here{close}", name.position)


def _replaced(node: Node, by: Mapping[str, Node]) -> Node:
    """The tree with other trees in the place of names."""
    match node:
        case Name(name):
            return by.get(name, node)
        case Negation(operand):
            return dataclasses.replace(node, operand=_replaced(operand, by))
        case Binary(_, left, right):
            return dataclasses.replace(node, left=_replaced(left, by), right=_replaced(right, by))
        case If(condition, then, otherwise):
            return dataclasses.replace(
                node,
                condition=_replaced(condition, by),
                then=_replaced(then, by),
                otherwise=None if otherwise is None else _replaced(otherwise, by),
            )
        case Call(_, arguments):
            return dataclasses.replace(
                node, arguments=tuple(_replaced(argument, by) for argument in arguments)
            )
    return node
