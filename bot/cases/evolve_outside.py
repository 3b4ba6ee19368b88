"""Folding what happened with those outside the chats."""

from typing import assert_never

from bot.cases.case import Case
from bot.cases.clocks import ClockKind
from bot.cases.outside_events import OutsideEvent, OutsideUnreachable, VendorLate, VendorsWritten
from bot.changing import replace


def met_outside(case: Case, event: OutsideEvent) -> Case:
    match event:
        case VendorsWritten(vendors):
            return replace(case, written=tuple(dict.fromkeys((*case.written, *vendors))))
        case OutsideUnreachable(whom):
            written = tuple(vendor for vendor in case.written if vendor != whom)
            return replace(case, written=written, unreached=(*case.unreached, whom))
        case VendorLate():
            late = (replace(c, breached=True) if c.kind is ClockKind.VENDOR else c for c in case.clocks)
            return replace(case, clocks=tuple(late))
        case _:
            assert_never(event)
