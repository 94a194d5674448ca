"""The contact sheet: a clip at a glance, with its kicks on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from midivideo.encode.labels import Labels

_BACKGROUND = (16, 16, 20)
_TEXT = (236, 236, 240)
_DIM = (132, 132, 144)
_LINE = (52, 52, 62)
_KICK = (255, 138, 64)

_MARGIN = 28
_GAP = 10
_HEADER = 62
_FOOTER = 24


@dataclass(frozen=True)
class Cell:
    """One picture of the sheet.

    Attributes:
        picture: already of its final size; all of a sheet have the same.
        time: seconds from the clip's beginning.
    """

    picture: Image.Image
    time: float


def draw_sheet(
    cells: Sequence[Cell], columns: int, seconds: float, labels: Labels, kicks: Sequence[float]
) -> Image.Image:
    """Draw pictures in rows, in the order of time.

    The line under each picture is the time from it to the next one, with a mark on each kick.

    Args:
        cells: at least one.
        columns: pictures a row.
        seconds: length of the clip.
        labels: title and prompt for the header.
        kicks: their times in seconds.
    """
    width, height = cells[0].picture.size
    rows = -(-len(cells) // columns)
    sheet = Image.new(
        "RGB",
        (
            2 * _MARGIN + columns * width + (columns - 1) * _GAP,
            2 * _MARGIN + _HEADER + rows * (height + _FOOTER) + (rows - 1) * _GAP,
        ),
        _BACKGROUND,
    )
    draw = ImageDraw.Draw(sheet)
    _draw_header(draw, sheet.width, seconds, labels, legend=bool(kicks))
    span = seconds / len(cells)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        left = _MARGIN + column * (width + _GAP)
        top = _MARGIN + _HEADER + row * (height + _FOOTER + _GAP)
        sheet.paste(cell.picture, (left, top))
        marks = [(kick - cell.time) / span for kick in kicks]
        _draw_footer(draw, left, top + height, width, cell.time, marks)
    return sheet


def _draw_header(
    draw: ImageDraw.ImageDraw, width: int, seconds: float, labels: Labels, *, legend: bool
) -> None:
    right = width - _MARGIN
    below = _MARGIN + 31
    draw.text((right, _MARGIN + 4), clock(seconds), _DIM, _font(15), anchor="ra")
    room = right - _MARGIN - _font(15).getlength(clock(seconds)) - _GAP
    draw.text((_MARGIN, _MARGIN - 2), _fitted(labels.title, _font(24), room), _TEXT, _font(24))
    room = right - _MARGIN
    if legend:
        draw.text((right, below), "kick", _DIM, _font(14), anchor="ra")
        x = right - round(_font(14).getlength("kick")) - 8
        _draw_mark(draw, x, below + 9)
        room = x - _MARGIN - _GAP
    prompt = " / ".join(labels.prompt.splitlines())
    draw.text((_MARGIN, below), _fitted(prompt, _font(14), room), _DIM, _font(14))


def _draw_footer(
    draw: ImageDraw.ImageDraw, left: int, top: int, width: int, time: float, marks: Sequence[float]
) -> None:
    """The line of time under one picture; ``marks`` are 0 at its left and 1 at its right end."""
    middle = top + 5
    draw.line((left, middle, left + width - 1, middle), _LINE)
    for mark in marks:
        if 0 <= mark < 1:
            _draw_mark(draw, left + int(mark * width), middle)
    draw.text((left, top + 10), clock(time), _DIM, _font(11))


def _draw_mark(draw: ImageDraw.ImageDraw, x: int, middle: int) -> None:
    draw.rectangle((x, middle - 2, x + 1, middle + 2), _KICK)


def clock(seconds: float) -> str:
    """Minutes and seconds, with a tenth unless it is 0: ``0:04``, ``1:02.5``."""
    minutes, tenths = divmod(round(seconds * 10), 600)
    whole, tenth = divmod(tenths, 10)
    return f"{minutes}:{whole:02d}" + (f".{tenth}" if tenth else "")


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "…") > room:
        text = text[:-1]
    return text.rstrip(" ,;") + "…"


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
