"""A bundle drawn as its cases stand now; what becomes of it where it cannot be sent."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.cases.access import ROOM, Viewer, may_read, viewer
from bot.cases.case import Case, Status
from bot.cases.outcome import Message
from bot.cases.reports import ReportFailedWithdrawal
from bot.engine import Engine
from bot.messages.bundle_card import Told, bundle_card, overtaken_card
from bot.messages.bundles import Bundle, cases_of
from bot.messages.card import card, for_a_room
from bot.messages.delivery import still_owed
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.people.identity import Platform
from bot.people.roster import Roster
from bot.ports import Unit

LOOKED_AT = 40  # cases that are read for one drawing: nobody else waits long for them


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks (None is a room), when, and whether the bundle stands before them: then what is over is over."""

    person: str | None
    roster: Roster
    now: datetime
    stands: bool = True

    @property
    def viewer(self) -> Viewer:
        return viewer(self.person, self.roster) if self.person else ROOM


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    """A bundle of which fewer than two pages are left is none, unless it stands: see `unreached`."""
    bundle = unit.bundle(notice.about)
    if bundle is None:
        return None
    eyes = Eyes(bundle.person, engine.roster_in(unit, now), now, notice.stands is not None)
    seen = told(bundle, unit, eyes, LOOKED_AT)
    if not eyes.stands and len(seen) < 2:
        return None
    if bundle.overtaken and not bundle.pages:
        return overtaken_card()
    more = sum(page.waits for page in islice(cases_of(bundle.pages).values(), LOOKED_AT, None))
    whole = bundle_card(notice.about, seen, more)
    return whole if eyes.person else for_a_room(whole)


def told(bundle: Bundle, unit: Unit, eyes: Eyes, most: int) -> tuple[Told, ...]:
    """The first so many of its cases that these eyes may read, in their order; of a bundle that is not sent yet only
    what is owed."""
    first = dict(islice(cases_of(bundle.pages).items(), most))
    cases = {case_id: unit.load(case_id) for case_id in sorted(first)}  # always locked in one order
    viewer = eyes.viewer
    seen = [(page, cases[case_id]) for case_id, page in first.items()]
    readable = ((page, case) for page, case in seen if case and may_read(viewer, case))
    return tuple(
        _told(page.message, case, unit, eyes)
        for page, case in readable
        if eyes.stands or (still_owed(page.message, case) and not page.replaced)
    )


def _told(message: Message, case: Case, unit: Unit, eyes: Eyes) -> Told:
    rules = unit.rules(case.version)
    if not _wants(message, case, eyes):
        return Told(case, rules)
    return Told(case, rules, card(case, rules, eyes.roster, case.clock.case_time(eyes.now), eyes.person, message))


def _wants(message: Message, case: Case, eyes: Eyes) -> bool:
    """Whether its reader is still wanted, or has not heard of it yet."""
    if not still_owed(message, case):
        return False
    if message.place:
        return case.owner is None and case.status is not Status.CLOSED
    return case.status is not Status.CLOSED or not eyes.stands


def unreached(notice: Notice, unit: Unit) -> None:
    """Each page goes by itself: it fails as it would have failed alone, or is withdrawn."""
    unit.split(notice.about, uncertain=notice.uncertain)


def left_as_it_is(notice: Notice, unit: Unit, engine: Engine) -> None:
    """It can be changed no more: in a room it may go on telling of cases that are private by now (S14)."""
    bundle = unit.bundle(notice.about)
    if bundle is None or bundle.place is None:
        return
    cases = [unit.load(case_id) for case_id in sorted(cases_of(bundle.pages))]
    for case in cases:
        if case and case.private:
            engine.report(unit, case, ReportFailedWithdrawal(bundle.place, Platform(notice.platform or "")))


def is_late(notice: Notice, unit: Unit, until_at: datetime) -> bool:
    """Whether one of its pages is to be brought another way before the next attempt: then each goes by itself."""
    limit = unit.first_limit_of(notice.about)
    return limit is not None and limit <= until_at
