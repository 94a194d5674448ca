"""The value of every managed field at every frame of a document (parseq.md 2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from midivideo.errors import UserError
from midivideo.parseq.compiler import compile_formula
from midivideo.parseq.document import File, row_value
from midivideo.parseq.errors import FormulaError
from midivideo.parseq.fields import default_of
from midivideo.parseq.javascript import to_number
from midivideo.parseq.labels import Labels
from midivideo.parseq.parser import Formula, parse
from midivideo.parseq.points import Points
from midivideo.parseq.scope import Scope
from midivideo.parseq.series import MILLISECONDS, TimeSeries
from midivideo.parseq.tree import walk

#: Values of parts of formulas that one document may ask for: some minutes.
MAX_WORK = 1_000_000_000
#: The formula of a field until a row gives another one.
INITIAL_FORMULA = "L"


@dataclass
class Score:
    """A loaded document as its formulas see it, with the values found so far.

    Attributes:
        document: as ``load_document`` gives it.
        file: where it comes from, for messages.
        values: per field evaluated so far its value at every frame.
    """

    document: Mapping[str, Any]
    file: File = None
    values: dict[str, list[float]] = field(default_factory=dict)
    _work: int = 0

    def __post_init__(self) -> None:
        options = self.document["options"]
        self.fps, self.bpm = float(options["output_fps"]), float(options["bpm"])
        self.cadence = float(options["cadence"])
        self.rows: list[dict[str, Any]] = self.document["keyframes"]
        self.frames = self.rows[-1]["frame"] + 1
        self.labels = Labels([(row["frame"], str(row.get("info") or "")) for row in self.rows])
        self.series = {
            series["alias"]: TimeSeries(
                [(point["x"], point["y"]) for point in series["ts"]["data"]],
                series["ts"].get("timestampType") == MILLISECONDS,
                self.fps,
            )
            for series in reversed(self.document["timeSeries"])
        }

    def expect(self, formula: Formula, frames: int) -> None:
        """Note that a formula will be evaluated at so many frames.

        Raises:
            FormulaError: when all formulas together would take too long.
        """
        parts = sum(1 for tree in formula.readings for _ in walk(tree))
        self._work += parts * frames
        if self._work > MAX_WORK:
            raise FormulaError(
                f"so long a formula for {frames:,} frames, with all before it, takes too long"
            )

    def scope(self, name: str) -> Scope:
        """The surroundings of a field's formulas."""
        return Scope(
            field=name,
            fps=self.fps,
            bpm=self.bpm,
            cadence=self.cadence,
            points=points_of(self.rows, name),
            labels=self.labels,
            series=self.series,
            rendered=self.values,
            default=default_of(name),
        )


def evaluate(document: Mapping[str, Any], *, file: File = None) -> Score:
    """Evaluate all managed fields, one after the other, in the order of the document.

    Args:
        document: as ``load_document`` gives it.
        file: where it comes from, for messages.

    Raises:
        UserError: for a formula that can't be read or evaluated, naming its row and field, and
            the place in the formula.
    """
    score = Score(document, file)
    _check_work(score)
    for name in document["managedFields"]:
        scope = score.scope(name)
        score.values[name] = scope.results
        for start, end, formula in formulas_of(score.rows, name):
            evaluate_part(score, scope, start, end, formula)
    return score


def _check_work(score: Score) -> None:
    """Refuse, before anything is evaluated, formulas that would take too long together."""
    for name in score.document["managedFields"]:
        for start, end, formula in formulas_of(score.rows, name):
            try:
                read = parse(formula)
            except FormulaError:
                continue  # told when its turn comes
            try:
                score.expect(read, end - start)
            except FormulaError as error:
                key = f"keyframes: frame {start}: {name}_i"
                raise UserError(error.described(formula), file=score.file, key=key) from None


def evaluate_part(score: Score, scope: Scope, start: int, end: int, formula: str) -> None:
    """Append the values of the frames ``start`` to ``end`` (exclusive) to the scope's results."""
    results = scope.results
    try:
        at = compile_formula(parse(formula), scope)
        for frame in range(start, end):
            results.append(to_number(at(frame)))
    except FormulaError as error:
        frame = len(results)
        problem = error.described(formula)
        if frame > start:
            problem = f"at frame {frame}: {problem}"
        key = f"keyframes: frame {start}: {scope.field}_i"
        raise UserError(problem, file=score.file, key=key) from None


def points_of(rows: list[dict[str, Any]], name: str) -> Points:
    """A field's defined points: rows with a value, and bookends where the outer rows lack one."""
    held = [(row["frame"], value) for row in rows if (value := row_value(row, name)) is not None]
    first, last = rows[0], rows[-1]
    values = [value for _, value in held] or [default_of(name)]
    if row_value(first, name) is None:
        held.insert(0, (first["frame"], values[0]))
    if row_value(last, name) is None:
        held.append((last["frame"], values[-1]))
    return Points([frame for frame, _ in held], [value for _, value in held])


def formulas_of(rows: list[dict[str, Any]], name: str) -> Iterator[tuple[int, int, str]]:
    """Parts (first frame, frame after the last, formula) of the document's time for a field.

    Of rows that share a frame the first one's formula counts.
    """
    first_rows: dict[int, dict[str, Any]] = {}
    for row in rows:
        first_rows.setdefault(row["frame"], row)
    starts = {0: INITIAL_FORMULA}
    starts |= {
        frame: str(row[f"{name}_i"]) for frame, row in first_rows.items() if row.get(f"{name}_i")
    }
    yield from (
        (start, end, starts[start]) for start, end in pairwise([*starts, rows[-1]["frame"] + 1])
    )
