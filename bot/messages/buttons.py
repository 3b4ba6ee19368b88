"""Which buttons stand on a card, for whom, in which order: the two most likely first."""

from collections.abc import Iterable

from bot.cases.case import Case, Status
from bot.cases.ladder import Duty
from bot.cases.rights import offered
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.names import TAKE_OVER, VERBS
from bot.messages.shown import Button, Style
from bot.people.roster import Roster
from bot.words import Say

MOST = 11
LIKELY: tuple[Verb, ...] = (
    Verb.APPROVE,
    Verb.DISAPPROVE,
    Verb.ACCEPT,
    Verb.COORDINATE,
    Verb.PASS_ON,
    Verb.KEEP,
    Verb.ANSWER,
    Verb.CONFIRM,
    Verb.DECLINE,
    Verb.REOPEN,
    Verb.RESOLVE,
    Verb.NOTE,
    Verb.UPDATE,
    Verb.NEED_INFO,
    Verb.VENDOR_HAS_IT,
    Verb.WAKE,
    Verb.ESCALATE,
    Verb.REASSIGN,
    Verb.HAND_BACK,
    Verb.WAIT_FOR,
    Verb.SNOOZE,
    Verb.TRIAGE,
    Verb.EDIT,
    Verb.WITHDRAW,
    Verb.ADD_PEOPLE,
    Verb.BREAK_GLASS,
    Verb.MOVE_VERSION,
    Verb.HOLD,
    Verb.LIFT,
)
MANAGERS = (Verb.ACCEPT, Verb.COORDINATE, Verb.REASSIGN, Verb.DECLINE, Verb.ESCALATE)
PRIMARY = (Verb.APPROVE, Verb.ACCEPT, Verb.ANSWER, Verb.CONFIRM, Verb.RESOLVE)
DANGER = (Verb.WITHDRAW,)


def buttons(case: Case, roster: Roster, person: str | None, but: int = 0) -> tuple[Button, ...]:
    """A room's reader is nobody in particular: whoever presses there is checked. `but` are those that stand there
    already."""
    verbs = _of_person(case, roster, person) if person else _of_room(case)
    return drawn(case, [*verbs[: MOST - 1 - but], Verb.SHOW])


def managers_buttons(case: Case, roster: Roster, person: str) -> tuple[Button, ...]:
    """What a manager does with a case that nobody has in hand; the rest is behind Show."""
    return drawn(case, [*(verb for verb in MANAGERS if offered(person, verb, case, roster)), Verb.SHOW])


def drawn(case: Case, verbs: Iterable[Verb]) -> tuple[Button, ...]:
    """These buttons, believing what the case is now; only the first can be the primary one."""
    return tuple(
        Button(label(verb, case), press(verb, case), _style(verb, position)) for position, verb in enumerate(verbs)
    )


def press(verb: Verb, case: Case) -> Press:
    return Press(verb, case.id, Belief(case.ladder.level, case.ladder.round, case.owner))


def label(verb: Verb, case: Case) -> Say:
    return TAKE_OVER if verb is Verb.ACCEPT and case.owner else VERBS[verb]


def _of_person(case: Case, roster: Roster, person: str) -> list[Verb]:
    """Who is called answers first; who reported it and is not called rather has a say in its course."""
    verbs = [verb for verb in LIKELY if offered(person, verb, case, roster)]
    called = person in (ask.person for ask in case.open_asks())
    if person != case.reporter or called or case.owner == person:
        return verbs
    return sorted((verb for verb in verbs if verb is not Verb.NEED_INFO), key=lambda verb: verb is Verb.ACCEPT)


def _of_room(case: Case) -> list[Verb]:
    called = case.status is Status.ACCEPTED and case.ladder.duty is Duty.TAKE_OVER and bool(case.open_asks())
    return [Verb.ACCEPT] if case.status is Status.NEW or called else []


def _style(verb: Verb, position: int) -> Style:
    if verb in DANGER:
        return Style.DANGER
    return Style.PRIMARY if verb in PRIMARY and position == 0 else Style.PLAIN
