r"""Formulas read into trees: every reading of them, because `if` can be read in several ways.

The grammar (parseq.md 2.2), with blanks allowed between tokens save after a minus sign that
negates and inside ``name()``, and needed after ``if`` and ``else``::

    formula    = comparison ((and|or) formula)?
    comparison = sum ((<|<=|>|>=|==|!=|&&|\|\|) comparison)?
    sum        = product ((+|-) sum)?
    product    = negation ((*|/|%|:|^) product)?
    negation   = value | -value
    value      = number | text | true | false | name | name(arguments) | if | (formula)
    if         = if formula formula else formula | if formula formula

An ``if`` has no end of its own, so `if (a) b else c + d` has two readings. Parsing is by recursive
descent that returns every reading and where it ends; only the parts of an ``if`` are tried at
several lengths, as nothing else can stop early. General parsers (Earley) do the same for any
grammar at 8 to 20 ms a formula, more than rendering all frames may take.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from midivideo.parseq.errors import FormulaError
from midivideo.parseq.lexer import END, text_value, tokens
from midivideo.parseq.tree import (
    LEVELS,
    Binary,
    Boolean,
    Call,
    If,
    Name,
    Negation,
    Node,
    Number,
    Text,
    children,
    show,
    walk,
)

#: Brackets, arguments and parts of ifs inside each other; Python's own stack is behind it.
MAX_NESTING = 80
#: Depth of the tree; a chain such as 1+1+1 is as deep as it is long.
MAX_DEPTH = 300
#: Of a formula with more readings none is looked at.
MAX_READINGS = 8
#: Partial readings that one formula may make.
MAX_WORK = 100_000

#: A tree, and the index of the token behind it.
Reading = tuple[Node, int]
#: Arguments, their names (none for positional ones), and the index of the token behind them.
Arguments = tuple[tuple[Node, ...], tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula's text and all trees that the grammar allows for it, one in most cases."""

    text: str
    readings: tuple[Node, ...]

    @property
    def tree(self) -> Node:
        """The only reading.

        Raises:
            FormulaError: when the formula is ambiguous.
        """
        if len(self.readings) > 1:
            raise self.ambiguity()
        return self.readings[0]

    def ambiguity(self) -> FormulaError:
        """The error that tells which ``if`` is ambiguous, and the ways to write what is meant."""
        ways = " or ".join(f"`{show(tree)}`" for tree in self.readings[:3])
        return FormulaError(
            f"this `if` can be read in several ways, and Parseq picks one by chance; write {ways}",
            _first_difference(self.readings),
        )


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """Read a formula.

    Raises:
        FormulaError: with the position at which no reading goes on.
    """
    return _Parser(text).formula()


class _Parser:
    """Reads one formula; ``at`` is the index of a token.

    ``partial`` marks the parts of an ``if``: there a reading may stop before an operator, which
    then belongs to what stands around the ``if``. Everywhere else an operator that follows must
    be taken.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.kinds = self.tokens.kinds
        self.known: dict[tuple[int, int, bool], list[Reading]] = {}
        self.nesting = 0
        self.work = 0
        self.failure = (0, "")

    def formula(self) -> Formula:
        """All readings of the whole text."""
        if self.kinds[0] == END:
            raise FormulaError("the formula is empty", 0)
        readings = [node for node, end in self.chain(0, 0, False) if self.ends(end, END)]
        if not readings:
            at, problem = self.failure
            raise FormulaError(problem, self.tokens.positions[at])
        formula = Formula(self.text, tuple(readings[: MAX_READINGS + 1]))
        if any(depth > MAX_DEPTH for node in readings for _, depth in walk(node)):
            raise FormulaError(f"the formula is too involved: more than {MAX_DEPTH} levels deep")
        if len(readings) > MAX_READINGS:
            raise formula.ambiguity()
        return formula

    def chain(self, level: int, at: int, partial: bool) -> list[Reading]:
        """Operands of one level joined by its operators, at every length that is allowed."""
        if level == len(LEVELS):
            return self.negation(at, partial)
        key = (level, at, partial)
        if key in self.known:
            return self.known[key]
        if level == 0:
            self.enter(at)
        finished: list[Reading] = []
        pending = [([node], list[int](), end) for node, end in self.chain(level + 1, at, partial)]
        while pending:
            operands, operators, end = pending.pop()
            self.count(len(operands))
            goes_on = self.kinds[end] in LEVELS[level]
            if partial or not goes_on:
                finished.append((self.folded(operands, operators), end))
            if goes_on:
                pending += [
                    ([*operands, node], [*operators, end], after)
                    for node, after in self.chain(level + 1, end + 1, partial)
                ]
        if level == 0:
            self.nesting -= 1
        self.known[key] = self.fewest(finished)
        return self.known[key]

    def enter(self, at: int) -> None:
        """Go one level further in: into brackets, an argument, or a part of an ``if``."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            problem = f"the formula is too involved: more than {MAX_NESTING} formulas inside"
            raise FormulaError(f"{problem} each other", self.tokens.positions[at])

    def folded(self, operands: list[Node], operators: list[int]) -> Node:
        """``a - b - c`` as ``a - (b - c)``: every level is right-associative."""
        node = operands[-1]
        for left, at in zip(reversed(operands[:-1]), reversed(operators), strict=True):
            node = Binary(self.kinds[at], left, node, self.tokens.positions[at])
        return node

    def negation(self, at: int, partial: bool) -> list[Reading]:
        """A value, or one with a minus sign right before it."""
        if self.kinds[at] != "-":
            return self.value(at, partial)
        if self.tokens.spaced[at + 1]:
            return self.fail(at, "no blank may follow a minus sign that negates")
        position = self.tokens.positions[at]
        return [(Negation(node, position), end) for node, end in self.value(at + 1, partial)]

    def value(self, at: int, partial: bool) -> list[Reading]:
        """One operand, which is all that a minus sign reaches."""
        kind, text, position = self.kinds[at], self.tokens.texts[at], self.tokens.positions[at]
        match kind:
            case "number":
                unit = text[-1] if text[-1] in "fsb" else ""
                return [(Number(float(text.removesuffix(unit)), unit, position), at + 1)]
            case "text":
                return [(Text(text_value(text, position), position), at + 1)]
            case "true" | "false":
                return [(Boolean(kind == "true", position), at + 1)]
            case "name" if self.kinds[at + 1] == "(":
                alone: list[Reading] = [(Name(text, position), at + 1)] if partial else []
                return alone + self.call(at)
            case "name":
                return [(Name(text, position), at + 1)]
            case "if":
                return self.conditional(at)
            case "(":
                return self.bracketed(at)
            case _:
                return self.fail(at, f"expected a value, not {self.named(at)}")

    def bracketed(self, at: int) -> list[Reading]:
        """A formula in brackets."""
        inner = self.chain(0, at + 1, False)
        return [(node, end + 1) for node, end in inner if self.ends(end, ")")]

    def conditional(self, at: int) -> list[Reading]:
        """An ``if``, with every way to share what follows among its three parts."""
        kinds, spaced, position = self.kinds, self.tokens.spaced, self.tokens.positions[at]
        if not spaced[at + 1]:
            return self.fail(at + 1, "a blank must follow `if`")
        readings: list[Reading] = []
        for condition, then_at in self.chain(0, at + 1, True):
            for then, end in self.chain(0, then_at, True):
                if spaced[then_at]:
                    readings.append((If(condition, then, None, position), end))
                if kinds[end] != "else":
                    continue
                if not spaced[end + 1]:
                    self.fail(end + 1, "a blank must follow `else`")
                    continue
                readings += [
                    (If(condition, then, otherwise, position), after)
                    for otherwise, after in self.chain(0, end + 1, True)
                ]
                self.count(len(readings))
        return self.fewest(readings)

    def call(self, at: int) -> list[Reading]:
        """A function call; its arguments are all positional or all named."""
        kinds, position = self.kinds, self.tokens.positions[at]
        name = self.tokens.texts[at]
        if kinds[at + 2] == ")":
            if self.tokens.spaced[at + 2]:
                return self.fail(at + 2, f"no blank may stand in `{name}()`")
            return [(Call(name, (), None, position), at + 3)]
        by_name = kinds[at + 2] == "name" and kinds[at + 3] == "="
        lists = self.named_arguments(at + 2) if by_name else self.arguments(at + 2)
        return self.fewest(
            [
                (Call(name, values, names if by_name else None, position), end)
                for values, names, end in lists
            ]
        )

    def arguments(self, at: int) -> list[Arguments]:
        """Positional arguments up to the closing bracket; a comma may stand before it."""
        finished: list[Arguments] = []
        pending: list[tuple[tuple[Node, ...], int]] = [((), at)]
        while pending:
            values, start = pending.pop()
            for node, end in self.chain(0, start, False):
                self.count(1)
                if not self.ends(end, ",", ")"):
                    continue
                if self.kinds[end] == ")":
                    finished.append(((*values, node), (), end + 1))
                elif self.kinds[end + 1] == ")" and not self.tokens.spaced[end + 1]:
                    finished.append(((*values, node), (), end + 2))
                else:
                    pending.append(((*values, node), end + 1))
        return finished

    def named_arguments(self, at: int) -> list[Arguments]:
        """Arguments as ``name = formula`` up to the closing bracket."""
        finished: list[Arguments] = []
        pending: list[Arguments] = [((), (), at)]
        while pending:
            values, names, start = pending.pop()
            if self.kinds[start] != "name" or self.kinds[start + 1] != "=":
                self.fail(start, "arguments are either all positional or all named")
                continue
            for node, end in self.chain(0, start + 2, False):
                self.count(1)
                if not self.ends(end, ",", ")"):
                    continue
                found = ((*values, node), (*names, self.tokens.texts[start]), end + 1)
                (finished if self.kinds[end] == ")" else pending).append(found)
        return finished

    def fewest(self, readings: list[Reading]) -> list[Reading]:
        """At most one more reading to each end than is ever shown, so that work stays bounded."""
        kept: list[Reading] = []
        number: dict[int, int] = {}
        for node, end in readings:
            number[end] = number.get(end, 0) + 1
            if number[end] <= MAX_READINGS + 1:
                kept.append((node, end))
        self.count(len(kept))
        return kept

    def count(self, work: int) -> None:
        """Give up on a text that is built to take long."""
        self.work += work
        if self.work > MAX_WORK:
            raise FormulaError("the formula is too involved; put brackets around its ifs")

    def ends(self, at: int, *allowed: str) -> bool:
        """Whether one of ``allowed`` stands at ``at``; if not, that is noted as a failure."""
        if self.kinds[at] in allowed:
            return True
        if self.kinds[at] == "=":
            self.fail(
                at, "`=` only names an argument, and either all or none; to compare, say `==`"
            )
        else:
            wanted = " or ".join("its end" if kind == END else f"`{kind}`" for kind in allowed)
            self.fail(at, f"expected an operator or {wanted}, not {self.named(at)}")
        return False

    def fail(self, at: int, problem: str) -> list[Reading]:
        """No reading; the failure that lies furthest into the text is the one to tell."""
        if at >= self.failure[0]:
            self.failure = (at, problem)
        return []

    def named(self, at: int) -> str:
        """The token at ``at`` as a message names it."""
        return "the end" if self.kinds[at] == END else f"`{self.tokens.texts[at]}`"


def _first_difference(readings: tuple[Node, ...]) -> int:
    """Position of the first ``if`` that two readings see differently."""

    def ifs(tree: Node) -> dict[int, tuple[int, ...]]:
        return {
            node.position: tuple(len(show(child)) for child in children(node))
            for node, _ in walk(tree)
            if isinstance(node, If)
        }

    seen = [ifs(tree) for tree in readings]
    positions = sorted(set().union(*seen))
    differing = (at for at in positions if len({each.get(at) for each in seen}) > 1)
    return next(differing, positions[0])
