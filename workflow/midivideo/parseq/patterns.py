r"""Patterns for the rows' labels: regular expressions that can't run away.

JavaScript's syntax without back-references and look-around. All ways through a pattern are
followed at once (Thompson, 1968), so a search takes time in proportion to the text's length
times the pattern's, whatever the pattern: `(a+)+$` hangs a backtracking matcher, not this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from midivideo.parseq.errors import FormulaError

#: Steps of a compiled pattern; `{n,m}` multiplies them.
MAX_STEPS = 2000
MAX_NESTING = 50

_DIGIT = frozenset("0123456789")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_SPACE = frozenset("\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
_LINE_ENDS = frozenset("\n\r\u2028\u2029")
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_SPECIAL = frozenset(r"\^$.*+?()[]{}")
_COUNTED = re.compile(r"\{(\d{1,4})(,(\d{0,4}))?\}")

#: A character test, a test of the place between two characters, or where to go on (relative).
Test = Callable[[str], bool]
Place = Callable[[str, int], bool]
Step = tuple[str, Test | None, Place | None, tuple[int, ...]]


class Pattern:
    """A pattern, ready to search with.

    Raises:
        FormulaError: when the pattern has an error or something that is not supported.
    """

    def __init__(self, pattern: str) -> None:
        #: Words of which one has to be there, of the patterns that say no more than that.
        self._words = None if _SPECIAL.intersection(pattern) else pattern.split("|")
        self._steps = _Reader(pattern).read()

    @property
    def steps(self) -> int:
        """How long a search takes for each character of the text, in steps."""
        return 1 if self._words is not None else len(self._steps) + 1

    def found_in(self, text: str) -> bool:
        """Whether the pattern matches anywhere in ``text``."""
        if self._words is not None:
            return any(word in text for word in self._words)
        reached: set[int] = set()
        for at in range(len(text) + 1):
            places = self._places(reached | {0}, text, at)
            if len(self._steps) in places:
                return True
            if at < len(text):
                reached = {
                    place + 1
                    for place in places
                    if (test := self._steps[place][1]) is not None and test(text[at])
                }
        return False

    def _places(self, starts: set[int], text: str, at: int) -> set[int]:
        """Every step that can be reached from ``starts`` without taking a character."""
        seen: set[int] = set()
        pending = list(starts)
        while pending:
            place = pending.pop()
            if place in seen:
                continue
            seen.add(place)
            if place == len(self._steps):
                continue
            _, _, condition, jumps = self._steps[place]
            if condition is None or condition(text, at):
                pending += [place + jump for jump in jumps]
        return seen


def _jump(*targets: int) -> Step:
    return ("jump", None, None, targets)


def _take(test: Test) -> Step:
    return ("take", test, None, ())


def _hold(place: Place) -> Step:
    return ("hold", None, place, (1,))


def _word_boundary(text: str, at: int) -> bool:
    before = at > 0 and text[at - 1] in _WORD
    after = at < len(text) and text[at] in _WORD
    return before != after


class _Reader:
    """Turns a pattern into steps; jumps are relative, so parts can be put side by side."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.nesting = 0

    def read(self) -> list[Step]:
        steps = self.alternatives()
        if self.at < len(self.pattern):
            raise self.error("has a `)` too many")
        return steps

    def error(self, problem: str) -> FormulaError:
        return FormulaError(f"the pattern {self.pattern[:80]!r} {problem}")

    def peek(self, text: str) -> bool:
        """Whether ``text`` comes next; if so it is taken."""
        if self.pattern.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def alternatives(self) -> list[Step]:
        steps = self.sequence()
        while self.peek("|"):
            other = self.sequence()
            ahead = [_jump(1, len(steps) + 2)]
            steps = self.limited([*ahead, *steps, _jump(len(other) + 1), *other])
        return steps

    def sequence(self) -> list[Step]:
        steps: list[Step] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            steps = self.limited([*steps, *self.repeated()])
        return steps

    def limited(self, steps: list[Step]) -> list[Step]:
        if len(steps) > MAX_STEPS:
            raise self.error("is too long")
        return steps

    def repeated(self) -> list[Step]:
        unit = self.unit()
        lowest, highest = self.quantifier()
        self.peek("?")
        if max(lowest, highest or 0) * len(unit) > MAX_STEPS:
            raise self.error("is too long")
        steps = unit * lowest
        if highest is None:
            return [*steps, _jump(1, len(unit) + 2), *unit, _jump(-len(unit) - 1)]
        optional: list[Step] = []
        for _ in range(highest - lowest):
            optional = [_jump(1, len(unit) + len(optional) + 1), *unit, *optional]
        return [*steps, *optional]

    def quantifier(self) -> tuple[int, int | None]:
        """Least and greatest number of times; None is any number."""
        for sign, times in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.peek(sign):
                return times
        counted = _COUNTED.match(self.pattern, self.at)
        if counted is None:
            return 1, 1
        self.at = counted.end()
        lowest = int(counted[1])
        if counted[2] is None:
            return lowest, lowest
        highest = int(counted[3]) if counted[3] else None
        if highest is not None and highest < lowest:
            raise self.error("counts downwards in `{}`")
        return lowest, highest

    def unit(self) -> list[Step]:
        character = self.pattern[self.at]
        if character == "(":
            return self.group()
        self.at += 1
        match character:
            case "[":
                return [_take(self.character_class())]
            case "\\":
                return [self.escape()]
            case ".":
                return [_take(lambda found: found not in _LINE_ENDS)]
            case "^":
                return [_hold(lambda text, at: at == 0)]
            case "$":
                return [_hold(lambda text, at: at == len(text))]
            case "*" | "+" | "?":
                raise self.error(f"has nothing for `{character}` to repeat")
            case _:
                return [_take(lambda found: found == character)]

    def group(self) -> list[Step]:
        if self.nesting == MAX_NESTING:
            raise self.error("has too many brackets inside each other")
        self.at += 1
        if re.match(r"\?(=|!|<=|<!)", self.pattern[self.at :]):
            raise self.error("looks around, which is not supported")
        named = re.compile(r"\?(:|<\w+>)").match(self.pattern, self.at)
        if named:
            self.at = named.end()
        self.nesting += 1
        steps = self.alternatives()
        self.nesting -= 1
        if not self.peek(")"):
            raise self.error("lacks a `)`")
        return steps

    def escape(self) -> Step:
        """What stands behind a backslash, outside a class."""
        if self.peek("b"):
            return _hold(_word_boundary)
        if self.peek("B"):
            return _hold(lambda text, at: not _word_boundary(text, at))
        if re.match(r"[1-9k]", self.pattern[self.at :]):
            raise self.error("refers back to a group, which is not supported")
        test = self.escaped()
        return _take(test)

    def escaped(self) -> Test:
        """A class of characters, or the one character that is meant."""
        if self.at == len(self.pattern):
            raise self.error("ends in a backslash")
        letter = self.pattern[self.at]
        members = _CLASSES.get(letter.lower())
        if members is not None:
            self.at += 1
            if letter.isupper():
                return lambda found: found not in members
            return lambda found: found in members
        character = self.character()
        return lambda found: found == character

    def character(self) -> str:
        """The character behind a backslash."""
        code = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})").match(self.pattern, self.at)
        if code:
            self.at = code.end()
            return chr(int(code[1] or code[2], 16))
        letter = self.pattern[self.at]
        self.at += 1
        return _CONTROLS.get(letter, letter)

    def character_class(self) -> Test:
        """The inside of ``[…]``."""
        inverted = self.peek("^")
        tests: list[Test] = []
        while not self.peek("]"):
            if self.at == len(self.pattern):
                raise self.error("lacks a `]`")
            tests.append(self.class_member())
        return lambda found: any(test(found) for test in tests) != inverted

    def class_member(self) -> Test:
        """One character, one class of characters, or a range of them."""
        if re.match(r"\\[dwsDWS]", self.pattern[self.at :]):
            self.at += 1
            return self.escaped()
        low = self.class_character()
        is_range = self.pattern.startswith("-", self.at) and self.pattern[self.at + 1 :][
            :1
        ] not in (
            "",
            "]",
        )
        if not is_range:
            return lambda found: found == low
        self.at += 1
        high = self.class_character()
        if high < low:
            raise self.error(f"has a range that runs backwards: {low}-{high}")
        return lambda found: low <= found <= high

    def class_character(self) -> str:
        if self.peek("\\"):
            if self.at == len(self.pattern):
                raise self.error("ends in a backslash")
            return "\b" if self.peek("b") else self.character()
        self.at += 1
        return self.pattern[self.at - 1]
