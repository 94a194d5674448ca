"""Trees turned into closures: one call evaluates a formula at one frame (parseq.md 2.3)."""

from __future__ import annotations

import math
from collections.abc import Callable

from midivideo.parseq.errors import FormulaError, alternatives
from midivideo.parseq.functions import FUNCTIONS
from midivideo.parseq.functions.signature import (
    ABSENT,
    FIELD_DEFAULT,
    NUMBER,
    OWN_SEED,
    TEXT,
    Function,
    Parameter,
    parameters,
)
from midivideo.parseq.javascript import Value
from midivideo.parseq.operators import EITHER, Code, as_number, binary, negation
from midivideo.parseq.parser import Formula, parse
from midivideo.parseq.scope import Scope
from midivideo.parseq.tree import (
    Binary,
    Boolean,
    Call,
    If,
    Name,
    Negation,
    Node,
    Number,
    Text,
    walk,
)
from midivideo.parseq.variables import Evaluate, constant, variable

_SERIES_PARAMETERS = parameters("frame/a=0, linear/b=0")


def compile_formula(formula: Formula, scope: Scope) -> Evaluate:
    """The formula's value by frame.

    A formula of several readings is evaluated in all of them: where they agree it does not matter
    which of them Parseq picks.

    Raises:
        FormulaError: for unknown names and wrong arguments. The result raises it too: for a
            division by zero, and at a frame at which two readings of an ambiguous ``if`` differ.
    """
    codes = [_compiled(tree, scope) for tree in formula.readings]
    if len(codes) == 1:
        return codes[0].at

    def unanimous(frame: int) -> Value:
        values = [code.at(frame) for code in codes]
        if any(not _same(values[0], value) for value in values):
            raise formula.ambiguity()
        return values[0]

    return unanimous


def is_stateful(formula: Formula) -> bool:
    """Whether a function in the formula remembers something from frame to frame."""
    return any(
        isinstance(node, Call) and node.name in FUNCTIONS and FUNCTIONS[node.name].stateful
        for tree in formula.readings
        for node, _ in walk(tree)
    )


def _same(one: Value, other: Value) -> bool:
    return one == other or (one != one and other != other)


def _compiled(node: Node, scope: Scope) -> Code:
    match node:
        case Number(value, unit):
            factor = {"": 1.0, "f": 1.0, "s": scope.fps}.get(unit)
            if factor is None:
                return Code(constant(value * (scope.fps * 60) / scope.bpm), NUMBER)
            return Code(constant(value * factor), NUMBER)
        case Text(text):
            return Code(lambda frame: text, TEXT)
        case Boolean(truth):
            return Code(constant(truth), NUMBER)
        case Name(name, position):
            return Code(_placed(lambda: variable(name, scope), position), NUMBER)
        case Negation(operand):
            return negation(_compiled(operand, scope))
        case Binary(sign, left, right, position):
            return binary(sign, _compiled(left, scope), _compiled(right, scope), position)
        case If():
            return _conditional(node, scope)
        case Call():
            return _call(node, scope)


def _placed(make: Callable[[], Evaluate], position: int) -> Evaluate:
    """What ``make`` gives; its errors learn their place in the formula."""
    try:
        return make()
    except FormulaError as error:
        error.position = position if error.position is None else error.position
        raise


def _conditional(node: If, scope: Scope) -> Code:
    condition = as_number(_compiled(node.condition, scope))
    then = _compiled(node.then, scope)
    otherwise = _compiled(node.otherwise or Number(0.0), scope)
    taken, left_out = then.at, otherwise.at
    kind = then.kind if then.kind == otherwise.kind else EITHER
    return Code(lambda frame: taken(frame) if condition(frame) > 0 else left_out(frame), kind)


def _call(node: Call, scope: Scope) -> Code:
    function = FUNCTIONS.get(node.name) or _series_function(node, scope)
    arguments = [
        _argument(function, parameter, given, node, scope)
        for parameter, given in zip(function.parameters, _bound(function, node), strict=True)
    ]

    def make() -> Evaluate:
        work = function.make(scope)
        return lambda frame: work(frame, *[argument(frame) for argument in arguments])

    inner = _placed(make, node.position)

    def at(frame: int) -> Value:
        try:
            return inner(frame)
        except FormulaError as error:
            error.position = node.position if error.position is None else error.position
            raise

    return Code(at, function.kind)


def _series_function(node: Call, scope: Scope) -> Function:
    """The time series of that name as a function of the frame."""
    series = scope.series.get(node.name)
    if series is None:
        names = [*scope.series, *FUNCTIONS]
        problem = f"there is no function `{node.name}`{alternatives(node.name, names)}"
        raise FormulaError(problem, node.position)

    def work(frame: int, at: float, linear: float) -> float:
        return series.at(at, linear=bool(linear) and linear == linear)

    return Function(node.name, _SERIES_PARAMETERS, lambda _: work)


def _bound(function: Function, node: Call) -> list[Node | None]:
    """The argument given for each parameter.

    A name may belong to two parameters (``s`` in slide and bez), and then gives both.
    """
    if node.names is None:
        if len(node.arguments) > len(function.parameters):
            raise FormulaError(f"too many arguments for {function}", node.position)
        missing = len(function.parameters) - len(node.arguments)
        return [*node.arguments, *[None] * missing]
    known = {name for parameter in function.parameters for name in parameter.names}
    for name, argument in zip(node.names, node.arguments, strict=True):
        if name not in known:
            raise FormulaError(f"there is no argument `{name}` in {function}", argument.position)
    return [_named_argument(function, parameter, node) for parameter in function.parameters]


def _named_argument(function: Function, parameter: Parameter, node: Call) -> Node | None:
    given = [
        argument
        for name, argument in zip(node.names or (), node.arguments, strict=True)
        if name in parameter.names
    ]
    if len(given) > 1:
        problem = f"`{'/'.join(parameter.names)}` is given twice in {function}"
        raise FormulaError(problem, given[1].position)
    return given[0] if given else None


def _argument(
    function: Function, parameter: Parameter, given: Node | None, call: Call, scope: Scope
) -> Evaluate:
    """The argument's value by frame, of the kind that the parameter asks for."""
    if given is None:
        return _default(function, parameter, call, scope)
    code = _compiled(given, scope)
    if code.kind == parameter.kind:
        return code.at

    def wrong() -> FormulaError:
        name = "/".join(parameter.names)
        return FormulaError(f"`{name}` must be a {parameter.kind} in {function}", given.position)

    if code.kind != EITHER:
        raise wrong()

    def checked(frame: int) -> Value:
        value = code.at(frame)
        if isinstance(value, str) != (parameter.kind == TEXT):
            raise wrong()
        return value

    return checked


def _default(function: Function, parameter: Parameter, call: Call, scope: Scope) -> Evaluate:
    default = parameter.default
    if default is None:
        name = "/".join(parameter.names)
        raise FormulaError(f"`{name}` is missing in {function}", call.position)
    if default == OWN_SEED:
        return constant(scope.own_seed())
    if default == FIELD_DEFAULT:
        return constant(scope.default)
    if default == ABSENT:
        return constant(math.nan)
    try:
        return _compiled(parse(default).tree, scope).at
    except FormulaError as error:
        raise FormulaError(error.problem, call.position) from None
