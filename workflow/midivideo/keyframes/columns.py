"""Writes the curve of one field as a formula and rows, whichever says it best.

In this order: one formula that draws each hit from the amount in its row (``S``, ``k``), so that
single hits can be edited; one formula that finds the hits of several layers by the rows' labels
and their strength in time series; the same without layers. What a formula lacks (envelopes that
overlap, the limit on flashes) is added by rows, or by a time series if those would be too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from midivideo.keyframes import formulas
from midivideo.keyframes.expressions import HIT
from midivideo.keyframes.layers import Stage
from midivideo.keyframes.mapping import Curve, Drawn, Ramp
from midivideo.keyframes.notes import Hit
from midivideo.keyframes.rows import Column, line_rows, plain_column
from midivideo.keyframes.strokes import Strokes, strokes_of
from midivideo.keyframes.timeseries import TimeSeries
from midivideo.parseq.evaluate import evaluate

#: A formula that errs by no more than this, and what doubles round away of large values where
#: thousands of steps add up, is right.
_EXACT, _ROUNDING = 1e-10, 5e-13
#: A formula that leaves more of the movement unsaid than this share of what a simpler one does
#: is not worth it.
_WORTH = 0.5
#: More rows than this, and than this share of the frames, make a table that no one wants to read.
_FEW, _SPARSE = 24, 1 / 8
#: More frames since a hit than any envelope takes.
_NEVER = 999_999


@dataclass(frozen=True)
class Sheet:
    """What the columns of a document share.

    Attributes:
        stage: the clip.
        options: the document's options.
        labels: the rows' ``info`` by frame.
        instruments: every name that may stand in a label.
        series: where the columns put their time series.
    """

    stage: Stage
    options: Mapping[str, Any]
    labels: Mapping[int, str]
    instruments: Iterable[str]
    series: TimeSeries


def column_of(
    field: str,
    curve: Curve,
    base: float,
    hits: Sequence[Sequence[Hit]],
    values: np.ndarray,
    sheet: Sheet,
) -> Column:
    """The column of a field that renders to these values.

    Args:
        field: its name.
        curve: the field's part of the mapping.
        base: its value without any hit.
        hits: of each layer.
        values: the field's value at every frame, ``(frames,)``.
        sheet: what the document's columns share; its series may become more.
    """
    if values.min() == values.max():
        return plain_column(values)
    writer = _Writer(curve, base, values, sheet, field)
    strokes = [
        drawn
        for layer, own in zip(curve.layers, hits, strict=True)
        if (drawn := strokes_of(layer, base, own, sheet.stage)) is not None
    ]
    if len(strokes) == 1 and (column := writer.by_rows(strokes[0])) is not None:
        return column
    full = writer.by_labels(strokes)
    simple = writer.without_notes()
    return writer.column(full if full.unsaid <= _WORTH * simple.unsaid else simple)


@dataclass(frozen=True)
class Draft:
    """A column in the making.

    Attributes:
        formula: may be empty.
        marks: frames whose rows it finds by their labels.
        lacking: what the values have and it has not, ``(frames,)``.
        goes_on: whether it adds to the value of the frame before, and so keeps what is added.
    """

    formula: str
    marks: frozenset[int]
    lacking: np.ndarray
    goes_on: bool = False

    @property
    def unsaid(self) -> float:
        """How much of the field's movement is lacking: all its ups and downs together."""
        return float(np.abs(np.diff(self.lacking)).sum())

    @property
    def addition(self) -> np.ndarray:
        """What has to be added to the formula at each frame."""
        return np.diff(self.lacking, prepend=0.0) if self.goes_on else self.lacking


@dataclass
class _Writer:
    curve: Curve
    base: float
    values: np.ndarray
    sheet: Sheet
    field: str

    def by_rows(self, strokes: Strokes) -> Column | None:
        """One layer, with the height of each hit in its row; None where that is not exact."""
        term = self._stroke(strokes, "S", "k")
        column = Column(self._formula([term], [strokes]), self._heights(strokes))
        return None if self._lacking(column).any() else column

    def by_labels(self, strokes: Sequence[Strokes]) -> Draft:
        """Layers that follow the rows' labels.

        Ramps go on from frame to frame, which other movements of the field do not; where there
        are both, ramps are left out.
        """
        drawn = list(strokes)
        if not self._goes_on(drawn):
            drawn = [each for each in drawn if not isinstance(each.layer, Ramp)]
        formula = self._formula([self._labelled(each) for each in drawn], drawn)
        marks = frozenset(frame for each in drawn for frame in each.at)
        lacking = self._lacking(Column(formula, {0: 0.0, self._last: 0.0}, marks))
        return Draft(formula, marks, lacking, self._goes_on(drawn))

    def without_notes(self) -> Draft:
        """What goes on by itself; where nothing does, no formula at all."""
        if self.curve.sway or self.curve.drift:
            return self.by_labels([])
        return Draft("", frozenset(), self.values)

    def column(self, draft: Draft) -> Column:
        """The column of a draft: rows say what its formula lacks, or a series if they are many."""
        ends = {0: float(self.values[0]), self._last: float(self.values[-1])}
        if not draft.lacking.any():
            return Column(draft.formula, ends, draft.marks)
        addition = plain_column(draft.addition)
        rows, term = dict(addition.values), addition.formula
        if len(rows) > max(_FEW, _SPARSE * len(self.values)):
            corners = line_rows(draft.addition).tolist()
            points = draft.addition[corners].tolist()
            rows, term = ends, f"{self.sheet.series.curve(self.field, corners, points)}(f, 1)"
        formula = f"{draft.formula} + {term}" if draft.formula else term
        return Column(formula, rows, draft.marks)

    def _heights(self, strokes: Strokes) -> dict[int, float]:
        """The height in each hit's row, and neutral ones in the first and the last row."""
        rows = {0: 0.0, **strokes.at}
        if self._last not in rows:
            # k starts anew in the last row, though the latest hit may still sound there.
            latest = max(strokes.at)
            start = strokes.share(latest, 0)
            sounding = strokes.share(latest, self._last - latest) / start if start else 0.0
            rows[self._last] = rows[latest] * sounding
        return rows

    def _lengths(self, strokes: Strokes) -> list[str]:
        """The envelope's lengths: numbers, or series where they differ from hit to hit."""
        return [
            str(next(iter(part.values())))
            if len(set(part.values())) == 1
            else self.sheet.series.steps(strokes.layer.by, "frames", part)
            for part in strokes.parts
        ]

    def _labelled(self, strokes: Strokes) -> str:
        """A layer's part of the formula, with the strength of its hits from a series."""
        layer = strokes.layer
        alias = self.sheet.series.strengths(layer.by, strokes.factors)
        # An envelope that is a formula need not stand a time before its hit.
        never = _NEVER if isinstance(layer, Drawn) else None
        k = formulas.since(layer.by, self.sheet.instruments, never)
        return self._stroke(strokes, formulas.times(strokes.full, alias), k)

    def _stroke(self, strokes: Strokes, height: str, k: str) -> str:
        layer = strokes.layer
        names = self._asked(strokes) if isinstance(layer, Drawn) else {}
        return formulas.stroke(layer, self._lengths(strokes), height, k, names)

    def _asked(self, strokes: Strokes) -> dict[str, str]:
        """Formulas for the drawn numbers, and for what an envelope asks of its hits."""
        draws = self.sheet.stage.draws.values
        names = {name: formulas.number(value) for name, value in draws.items()}
        asked = strokes.layer.envelope.names if isinstance(strokes.layer, Drawn) else ()
        for name in sorted(set(asked).intersection(HIT)):
            names[name] = self.sheet.series.steps(strokes.layer.by, name, strokes.asked(name))
        return names

    def _formula(self, terms: Sequence[str], strokes: Sequence[Strokes]) -> str:
        """The whole formula: terms of the layers, and what goes on without notes."""
        per_second = self.sheet.stage.draws.number(self.curve.drift)
        if self._goes_on(strokes):
            return formulas.sum_of([formulas.going_on(self.base, per_second), *terms])
        parts = [formulas.number(self.base)] if self.base else []
        parts += self._combined(terms, strokes)
        if per_second:
            parts.append(formulas.drift(per_second))
        parts += [
            formulas.sway(sway, self.sheet.stage, steady=self._steady) for sway in self.curve.sway
        ]
        return formulas.between(self.curve.minimum, self.curve.maximum, formulas.sum_of(parts))

    def _combined(self, terms: Sequence[str], strokes: Sequence[Strokes]) -> list[str]:
        """The layers' terms as the mapping combines them, nothing among them."""
        how = self.curve.combine
        if how == "sum" or not terms:
            return list(terms)
        sign = -1 if how == "min" else 1
        one_way = all(sign * height >= 0 for each in strokes for height in each.at.values())
        return [formulas.extreme_of([*terms] if one_way else [*terms, "0"], how)]

    def _goes_on(self, strokes: Sequence[Strokes]) -> bool:
        """Whether each value is the one before and a step: ramps, and nothing else."""
        curve = self.curve
        return (
            bool(strokes)
            and all(isinstance(each.layer, Ramp) for each in strokes)
            and curve.combine == "sum"
            and not curve.sway
            and curve.minimum is None
            and curve.maximum is None
        )

    @cached_property
    def _steady(self) -> bool:
        """Whether beats in formulas (``4b``) are the music's; if not, there is a series of them."""
        stage = self.sheet.stage
        if stage.clock.is_steady(stage.frames):
            return True
        self.sheet.series.beats(stage.clock, stage.frames)
        return False

    def _lacking(self, column: Column) -> np.ndarray:
        """How far the field's values lie from what a renderer makes of the column."""
        rows: dict[int, dict[str, Any]] = {}
        for frame in sorted(column.values.keys() | column.marks):
            rows[frame] = {"frame": frame, "info": self.sheet.labels.get(frame, "")}
        for frame, value in column.values.items():
            rows[frame][self.field] = value
        rows[0][f"{self.field}_i"] = column.formula
        document = {
            "options": self.sheet.options,
            "managedFields": [self.field],
            "keyframes": list(rows.values()),
            "timeSeries": self.sheet.series.parseq,
        }
        lacking = self.values - np.array(evaluate(document).values[self.field])
        tolerance = _EXACT + _ROUNDING * float(np.abs(self.values).max())
        return np.where(np.abs(lacking) <= tolerance, 0.0, lacking)

    @property
    def _last(self) -> int:
        return len(self.values) - 1
