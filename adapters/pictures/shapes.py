"""Boxes, lines, arrow heads and texts at places in pixels from the upper left corner, as layers of a chart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import altair

from adapters.pictures.drawing import FONT

INK, SIZE = "#1d2530", 13
Mark = dict[str, object]


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    text: str
    size: int = SIZE
    colour: str = INK
    weight: Literal["normal", "bold"] = "normal"
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str
    line: str
    radius: int = 8


@dataclass(frozen=True, slots=True)
class Line:
    x: float
    y: float
    x2: float
    y2: float
    colour: str
    width: float = 1.5


@dataclass(frozen=True, slots=True)
class Tip:
    """The head of an arrow that points to the right, up or to the left."""

    x: float
    y: float
    shape: str
    colour: str


Part = Text | Box | Line | Tip


def layers(parts: Sequence[Part]) -> Iterator[altair.Chart]:
    """Texts above all, boxes below."""
    yield from _boxes(parts)
    yield _lines(parts)
    yield _tips(parts)
    yield from _texts(parts)


def _x(field: str) -> altair.X:
    return altair.X(field, type="quantitative", scale=None, axis=None)


def _y(field: str) -> altair.Y:
    return altair.Y(field, type="quantitative", scale=None, axis=None)


def _chart(rows: Sequence[Mark]) -> altair.Chart:
    return altair.Chart(altair.InlineData(values=list(rows)))


def _boxes(parts: Sequence[Part]) -> Iterator[altair.Chart]:
    """One layer for each roundness, since that is a matter of the mark."""
    boxes = [part for part in parts if isinstance(part, Box)]
    for radius in dict.fromkeys(box.radius for box in boxes):
        rows: list[Mark] = [
            {"x": b.x, "y": b.y, "x2": b.x + b.width, "y2": b.y + b.height, "fill": b.fill, "line": b.line}
            for b in boxes
            if b.radius == radius
        ]
        yield (
            _chart(rows)
            .mark_rect(cornerRadius=radius, strokeWidth=1)
            .encode(
                x=_x("x"),
                y=_y("y"),
                x2="x2:Q",
                y2="y2:Q",
                fill=altair.Fill("fill", type="nominal", scale=None),
                stroke=altair.Stroke("line", type="nominal", scale=None),
            )
        )


def _lines(parts: Sequence[Part]) -> altair.Chart:
    rows = [
        {"x": p.x, "y": p.y, "x2": p.x2, "y2": p.y2, "colour": p.colour, "width": p.width}
        for p in parts
        if isinstance(p, Line)
    ]
    chart: altair.Chart = (
        _chart(rows)
        .mark_rule(strokeCap="round")
        .encode(
            x=_x("x"),
            y=_y("y"),
            x2="x2:Q",
            y2="y2:Q",
            color=altair.Color("colour", type="nominal", scale=None),
            strokeWidth=altair.StrokeWidth("width", type="quantitative", scale=None),
        )
    )
    return chart


def _tips(parts: Sequence[Part]) -> altair.Chart:
    rows = [{"x": p.x, "y": p.y, "shape": p.shape, "colour": p.colour} for p in parts if isinstance(p, Tip)]
    chart: altair.Chart = (
        _chart(rows)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=_x("x"),
            y=_y("y"),
            shape=altair.Shape("shape", type="nominal", scale=None),
            color=altair.Color("colour", type="nominal", scale=None),
        )
    )
    return chart


def _texts(parts: Sequence[Part]) -> Iterator[altair.Chart]:
    """One layer for each look, since a look is a matter of the mark."""
    texts = [part for part in parts if isinstance(part, Text)]
    for size, weight, align in dict.fromkeys((t.size, t.weight, t.align) for t in texts):
        alike = [t for t in texts if (t.size, t.weight, t.align) == (size, weight, align)]
        rows = [{"x": t.x, "y": t.y, "text": t.text, "colour": t.colour} for t in alike]
        yield (
            _chart(rows)
            .mark_text(fontSize=size, fontWeight=weight, align=align, baseline="middle", font=FONT)
            .encode(
                x=_x("x"),
                y=_y("y"),
                text=altair.Text("text", type="nominal"),
                color=altair.Color("colour", type="nominal", scale=None),
            )
        )
