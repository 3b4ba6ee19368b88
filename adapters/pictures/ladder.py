"""The picture of a ladder: a case starts at the foot and climbs, rung by rung, to the last resort.

Everything is laid out here, in pixels from the upper left corner, so that each text is known to fit where it stands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import altair

from adapters.pictures.drawing import FONT
from adapters.pictures.shapes import INK, SIZE, Box, Line, Part, Text, Tip, layers
from adapters.pictures.wrapping import cells_in, wrapped
from bot.explaining.rungs import Rung, Rungs
from bot.words import Param

MARGIN = 28
ARROWS, BOX, BESIDE, ROUNDS = 250, 580, 216, 130  # widths: what comes at once, the rung, its times, the way back
NUMBER, PAD, GAP, LINE, HEAD = 44, 14, 34, 19, 22
FOOT, LOOP = 60, 26
SMALL, BIG, BOLD = 12, 15, 15  # bold letters of the usual size are as wide as plain ones of 15
MOST_LINES, MOST_ARROW_LINES, MOST_TITLE_LINES = 5, 6, 2
FAINT, LINES, PAPER, RUNG = "#5b6675", "#c9d1db", "#ffffff", "#f5f8fb"
BLUE, RED, RED_PAPER, RED_LINE = "#1c62b9", "#b3261e", "#fdf3f2", "#e6b3af"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One rung with its texts wrapped, and how high it is."""

    rung: Rung
    title: Sequence[str]
    lines: Sequence[str]
    times: Sequence[str]
    reminders: Sequence[str]
    arrows: Sequence[Sequence[str]]

    @property
    def height(self) -> int:
        left = len(self.title) * HEAD + len(self.lines) * LINE
        right = (len(self.times) + len(self.reminders)) * LINE
        arrows = sum(len(arrow) * LINE for arrow in self.arrows) + LINE * (len(self.arrows) - 1)
        return max(left, right, arrows) + 2 * PAD


class Ladder:
    """`word` says a sentence or a name in the reader's language."""

    def __init__(self, rungs: Rungs, word: Callable[[Param], str]) -> None:
        self._rungs, self._word = rungs, word
        self._left = MARGIN + (ARROWS if any(rung.arrows for rung in rungs.rungs) else 0)
        self._width = self._left + BOX + (ROUNDS if rungs.rounds else MARGIN)

    def chart(self) -> altair.LayerChart | altair.FacetChart:
        parts, height = self._parts()
        layered: altair.LayerChart | altair.FacetChart = altair.layer(*layers(parts)).properties(
            width=self._width, height=height, background=PAPER, padding=0
        )
        whole: altair.LayerChart | altair.FacetChart = layered.configure(font=FONT, aria=False, view={"stroke": None})
        return whole

    def _parts(self) -> tuple[list[Part], int]:
        title = wrapped(self._word(self._rungs.title), cells_in(self._width - 2 * MARGIN, 20), 1)
        about = wrapped(self._word(self._rungs.subtitle), cells_in(self._width - 2 * MARGIN, SIZE), MOST_TITLE_LINES)
        top = MARGIN + 30 + len(about) * LINE + GAP // 2
        parts: list[Part] = [Text(MARGIN, MARGIN + 10, title[0], 20, INK, "bold")]
        parts += [Text(MARGIN, MARGIN + 36 + n * LINE, line, SIZE, FAINT) for n, line in enumerate(about)]
        y, middles = float(top), []
        for drawn in [self._drawn(rung) for rung in reversed(self._rungs.rungs)]:
            parts += self._rung(drawn, y)
            middles.append(y + drawn.height / 2)
            y += drawn.height + GAP
            parts += _climb(self._left + BOX / 2, y)
        parts += self._foot(y)
        parts += self._loop(middles)
        return parts, int(y) + FOOT

    def _drawn(self, rung: Rung) -> _Drawn:
        inside = BOX - BESIDE - NUMBER - 2 * PAD
        return _Drawn(
            rung,
            wrapped(self._word(rung.role), cells_in(inside, BIG + 2), MOST_TITLE_LINES),
            self._wrapped(rung.lines, inside, SIZE, MOST_LINES),
            self._wrapped(rung.times, BESIDE - 2 * PAD, BOLD, MOST_LINES),
            self._wrapped(rung.reminders, BESIDE - 2 * PAD, SMALL, MOST_LINES),
            [self._wrapped(arrow, ARROWS - 30, SMALL, MOST_ARROW_LINES) for arrow in rung.arrows],
        )

    def _wrapped(self, said: Sequence[Param], width: float, size: int, most: int) -> list[str]:
        return [line for one in said for line in wrapped(self._word(one), cells_in(width, size), most)]

    def _rung(self, drawn: _Drawn, y: float) -> Iterator[Part]:
        last, times = drawn.rung.level is None, self._left + BOX - BESIDE
        colour = RED if last else BLUE
        yield Box(self._left, y, BOX, drawn.height, RED_PAPER if last else RUNG, RED_LINE if last else LINES)
        yield Line(times, y + PAD, times, y + drawn.height - PAD, RED_LINE if last else LINES, 1)
        middle = y + drawn.height / 2
        yield Box(self._left + PAD, middle - 15, 30, 30, colour, colour, 15)
        yield Text(self._left + PAD + 15, middle, str(drawn.rung.level or "!"), BIG, PAPER, "bold", "center")
        yield from _column(drawn, self._left + NUMBER + PAD, y, colour)
        yield from _beside(drawn, times + PAD, y, colour)
        yield from _arrows(drawn, self._left, y)

    def _foot(self, y: float) -> Iterator[Text | Line]:
        middle = self._left + BOX / 2
        yield Text(middle, y + 14, self._word(self._rungs.foot), SMALL, FAINT, "normal", "center")

    def _loop(self, middles: Sequence[float]) -> Iterator[Text | Line | Tip]:
        """Back from the highest level to the first, where there are several rounds."""
        if self._rungs.rounds is None:
            return
        right = self._left + BOX
        yield Line(right, middles[1], right + LOOP, middles[1], BLUE)
        yield Line(right + LOOP, middles[1], right + LOOP, middles[-1], BLUE)
        yield Line(right + 8, middles[-1], right + LOOP, middles[-1], BLUE)
        yield Tip(right + 7, middles[-1], "triangle-left", BLUE)
        said = wrapped(self._word(self._rungs.rounds), cells_in(self._width - right - LOOP - 12, SIZE), 2)
        middle = (middles[1] + middles[-1]) / 2
        for n, line in enumerate(said):
            yield Text(right + LOOP + 10, middle + n * LINE, line, SIZE, BLUE, "bold")


def _column(drawn: _Drawn, x: float, y: float, colour: str) -> Iterator[Text]:
    y += (drawn.height - len(drawn.title) * HEAD - len(drawn.lines) * LINE) / 2
    for n, line in enumerate(drawn.title):
        yield Text(x, y + n * HEAD + HEAD / 2, line, BIG, RED if colour == RED else INK, "bold")
    y += len(drawn.title) * HEAD
    for n, line in enumerate(drawn.lines):
        yield Text(x, y + n * LINE + LINE / 2, line)


def _beside(drawn: _Drawn, x: float, y: float, colour: str) -> Iterator[Text]:
    y += (drawn.height - (len(drawn.times) + len(drawn.reminders)) * LINE) / 2 + LINE / 2
    for n, line in enumerate(drawn.times):
        yield Text(x, y + n * LINE, line, SIZE, colour, "bold")
    for n, line in enumerate(drawn.reminders, len(drawn.times)):
        yield Text(x, y + n * LINE, line, SMALL, FAINT)


def _arrows(drawn: _Drawn, right: float, y: float) -> Iterator[Text | Line | Tip]:
    """What comes here at once, from the left."""
    lines = sum(map(len, drawn.arrows)) + max(0, len(drawn.arrows) - 1)
    y += (drawn.height - lines * LINE) / 2 + LINE / 2
    for arrow in drawn.arrows:
        for n, line in enumerate(arrow):
            yield Text(right - 38, y + n * LINE, line, SMALL, RED, "normal", "right")
        middle = y + (len(arrow) - 1) * LINE / 2
        yield Line(right - 30, middle, right - 9, middle, RED, 2)
        yield Tip(right - 8, middle, "triangle-right", RED)
        y += (len(arrow) + 1) * LINE


def _climb(middle: float, y: float) -> Iterator[Line | Tip]:
    """From what stands at `y` up to what stands above it."""
    yield Line(middle, y - 4, middle, y - GAP + 10, FAINT)
    yield Tip(middle, y - GAP + 8, "triangle-up", FAINT)
