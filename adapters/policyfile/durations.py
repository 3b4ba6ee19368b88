"""Spans as a policy writes them: 90s 15m 2h 1h30m 3d 1w 2y (S2)."""

import re
from datetime import timedelta

from adapters.policyfile.document import ABSENT, Node, Scalar
from adapters.policyfile.faults import shortened
from adapters.policyfile.reader import Read, Reader
from bot.durations import Duration, minutes

# Units from the largest, with so many digits that no sum of them leaves what a timedelta holds.
UNITS = {"y": 7, "w": 7, "d": 7, "h": 9, "m": 9, "s": 9}
_SPAN = re.compile("".join(rf"(?:(?P<{unit}>[0-9]{{1,{digits}}}){unit})?" for unit, digits in UNITS.items()))
STAND_IN = minutes(1)

# Longer ones are slips of the pen, and would lead beyond the years that dates and holidays reach.
LONGEST = timedelta(days=3653)
MOST_YEARS = 100


def parse(text: str) -> Duration | None:
    """None where the text is no span; one of no length is still one."""
    found = _SPAN.fullmatch(text)
    if not text or not found:
        return None
    counts = {unit: int(count or 0) for unit, count in found.groupdict().items()}
    time = timedelta(hours=counts["h"], minutes=counts["m"], seconds=counts["s"])
    return Duration(time, counts["d"], counts["w"], counts["y"])


def duration(reader: Reader, node: Node) -> Duration:
    """Above zero, at most ten years, written without years: those are for retention."""
    span = _span(reader, node)
    if span.years:
        reader.fault(node.at, "wrong-duration", "Years count in retention only.")
        return STAND_IN
    if span.elapsed > LONGEST:
        reader.fault(node.at, "wrong-duration", "At most ten years (3653d) are counted.")
        return STAND_IN
    return span


def keeping(reader: Reader, node: Node) -> Duration:
    """How long a closed case is kept; years are calendar years."""
    span = _span(reader, node)
    if span.years > MOST_YEARS or span.elapsed > LONGEST * 10:
        reader.fault(node.at, "wrong-duration", f"At most {MOST_YEARS} years are counted.")
        return STAND_IN
    return span


def between(shortest: timedelta, longest: timedelta, sentence: str) -> Read[Duration]:
    def read(reader: Reader, node: Node) -> Duration:
        span = duration(reader, node)
        if not shortest <= span.elapsed <= longest:
            reader.fault(node.at, "wrong-duration", sentence)
        return span

    return read


def whole_days(reader: Reader, node: Node) -> int:
    """How long a turn lasts (S18)."""
    span = duration(reader, node)
    if node is not ABSENT and span.time and span is not STAND_IN:
        reader.fault(node.at, "wrong-duration", "A turn lasts whole days or weeks, as 1d or 1w.")
    return span.elapsed.days or 1


def _span(reader: Reader, node: Node) -> Duration:
    span = parse(node.text) if isinstance(node, Scalar) else None
    if span is None:
        said = f"{shortened(node.text)!r} is no duration" if isinstance(node, Scalar) else "A duration is wanted here"
        reader.fault(node.at, "wrong-duration", f"{said}; write it as 90s, 15m, 1h30m, 3d or 1w, larger units first.")
        return STAND_IN
    if span == Duration():
        reader.fault(node.at, "wrong-duration", "A duration is longer than nothing.")
        return STAND_IN
    return span
