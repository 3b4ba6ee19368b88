"""From a chart to a picture, in a process of its own: what draws is large and slow to load, and no server loads it.

`python -m adapters.pictures.drawing svg` reads a Vega-Lite chart as JSON and writes the picture.
"""

import json
import subprocess
import sys
from typing import Protocol

from bot.settings import Unusable

SUFFIXES = (".svg", ".png")
SHARPNESS = 2  # pixels of the picture for each of the chart's
PATIENCE = 60  # seconds
# The first of these that the machine has, for each letter: the last ones have Chinese.
FONT = "Noto Sans, DejaVu Sans, Liberation Sans, Arial, Noto Sans CJK SC, sans-serif"


class Chart(Protocol):
    def to_json(self) -> str: ...


class NotDrawn(Unusable):
    """The picture could not be made; the sentence says why."""


def drawn(chart: Chart, suffix: str) -> bytes:
    """Raises `NotDrawn`."""
    command = [sys.executable, "-m", __name__, suffix.removeprefix(".").lower()]
    try:
        done = subprocess.run(  # noqa: S603  ourselves
            command, input=chart.to_json().encode(), capture_output=True, timeout=PATIENCE, check=True
        )
    except subprocess.TimeoutExpired:
        raise NotDrawn(f"The picture was not ready within {PATIENCE} seconds.") from None
    except (OSError, subprocess.CalledProcessError) as fault:
        said = (getattr(fault, "stderr", b"") or b"").decode(errors="replace").strip().splitlines()
        raise NotDrawn(f"The picture could not be drawn: {said[-1] if said else fault}.") from fault
    return done.stdout


def _draw(chart: str, kind: str) -> bytes:
    import vl_convert

    if kind == "svg":
        return vl_convert.vegalite_to_svg(chart).encode()
    return vl_convert.vegalite_to_png(chart, scale=SHARPNESS)


if __name__ == "__main__":
    sys.stdout.buffer.write(_draw(json.dumps(json.load(sys.stdin.buffer)), sys.argv[1]))
