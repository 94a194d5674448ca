"""Formulas in schedules, read as numexpr reads them, without ever running Python code.

Whole numbers stay whole until something divides them, ``/`` is true division, ``%`` takes the
sign of the divisor, angles are in radians, comparisons give 0 and 1.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "arcsin": np.arcsin, "arccos": np.arccos, "arctan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh,
    "arcsinh": np.arcsinh, "arccosh": np.arccosh, "arctanh": np.arctanh,
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log10": np.log10, "log1p": np.log1p,
    "sqrt": np.sqrt, "abs": np.abs, "floor": np.floor, "ceil": np.ceil,
}  # fmt: skip


def _power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    # NumPy refuses whole numbers to negative whole powers; 2**-1 is meant to be 0.5.
    negative = np.issubdtype(exponent.dtype, np.integer) and bool((exponent < 0).any())
    return np.power(base.astype(float) if negative else base, exponent)


_BINARY: dict[type[ast.operator], Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.FloorDiv: np.floor_divide,
    ast.Mod: np.mod,
    ast.Pow: _power,
    ast.BitAnd: np.bitwise_and,
    ast.BitOr: np.bitwise_or,
    ast.BitXor: np.bitwise_xor,
    ast.LShift: np.left_shift,
    ast.RShift: np.right_shift,
}

_COMPARISONS: dict[type[ast.cmpop], Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}

_UNARY: dict[type[ast.unaryop], Callable[[np.ndarray], np.ndarray]] = {
    ast.USub: np.negative,
    ast.UAdd: np.positive,
    ast.Invert: np.invert,
}


class ExpressionError(ValueError):
    """A formula that means nothing; the text says why."""


def evaluate(text: str, **variables: int | np.ndarray) -> np.ndarray:
    """The value of a formula, with the shape that its variables give it (a constant has none).

    Raises:
        ExpressionError: when it can't be read, or knows other names than ``variables`` and the
            functions.
    """
    tree = _tree(text)
    known = {name: np.asarray(value) for name, value in variables.items()}
    try:
        # What is no finite number is for the caller to see; it knows the frame.
        with np.errstate(all="ignore"):
            return _value(tree, known)
    except RecursionError:
        raise ExpressionError("this formula is too deep") from None
    except OverflowError:
        raise ExpressionError("this formula holds too large a number") from None
    except TypeError:
        raise ExpressionError("this formula counts with what is no whole number") from None


@lru_cache(maxsize=1024)
def _tree(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("this formula can't be read") from None


def _value(node: ast.expr, known: dict[str, np.ndarray]) -> np.ndarray:
    match node:
        case ast.Constant(value=bool() | int() | float() as number):
            return np.asarray(number, None if isinstance(number, (bool, float)) else np.int64)
        case ast.Name(id=name):
            return _variable(name, known)
        case ast.UnaryOp(op=operator, operand=operand) if type(operator) in _UNARY:
            return _UNARY[type(operator)](_value(operand, known))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _BINARY:
            return _BINARY[type(operator)](_value(left, known), _value(right, known))
        case ast.Compare(left=left, ops=[comparison], comparators=[right]) if (
            type(comparison) in _COMPARISONS
        ):
            return _COMPARISONS[type(comparison)](_value(left, known), _value(right, known))
        case ast.Compare():
            raise ExpressionError("comparisons can't be chained: write (0 < t) & (t < 9)")
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            raise ExpressionError("and, or, not are written &, |, ~ around brackets")
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]):
            return _function(name)(_value(argument, known))
        case _:
            raise ExpressionError("this is no formula that a schedule may hold")


def _variable(name: str, known: dict[str, np.ndarray]) -> np.ndarray:
    if name not in known:
        raise ExpressionError(f"there is no {name} here, only {_listed(known)} and functions")
    return known[name]


def _function(name: str) -> Callable[[np.ndarray], np.ndarray]:
    if name not in _FUNCTIONS:
        raise ExpressionError(f"there is no function {name}, only {_listed(_FUNCTIONS)}")
    return _FUNCTIONS[name]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
