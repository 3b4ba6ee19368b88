"""What people read of who stands in for whom: what stands, what is asked, what became of it."""

from collections.abc import Sequence

from bot.cases.verbs import Press, Verb
from bot.messages.shown import Accent, Button, Card, Row, Style
from bot.people.presence import DutyRequest, Override
from bot.people.schedules import Shift
from bot.words import Name, Param, Say, say


def override_line(override: Override) -> Say:
    person, schedule, begins, ends = Name(override.person), override.schedule, override.starts_at, override.ends_at
    if override.instead_of is None:
        return say("duty.on", person=person, schedule=schedule, begins=begins, ends=ends)
    other = Name(override.instead_of)
    return say("duty.instead", person=person, other=other, schedule=schedule, begins=begins, ends=ends)


def below(sentences: Sequence[Say]) -> Param:
    """One under the other."""
    joined: Param = sentences[0]
    for sentence in sentences[1:]:
        joined = say("keeping.and_below", above=joined, below=sentence)
    return joined


def take_back_button(deal: str) -> Button:
    return Button(say("button.duty_cancel"), Press(Verb.DUTY_CANCEL, deal), Style.DANGER)


def override_button(schedule: str | None = None) -> Button:
    return Button(say("button.duty_override"), Press(Verb.DUTY_OVERRIDE, schedule), Style.PRIMARY)


def member_buttons(schedule: str) -> tuple[Button, ...]:
    """For those who have a shift to give away."""
    return (
        Button(say("button.duty_cover"), Press(Verb.DUTY_COVER, schedule)),
        Button(say("button.duty_swap"), Press(Verb.DUTY_SWAP, schedule)),
    )


def link_button(schedule: str) -> tuple[Button, ...]:
    """For everybody who may subscribe to it."""
    return (Button(say("button.calendar_link"), Press(Verb.CALENDAR_LINK, schedule)),)


# what stands


def overview_card(count: int, waiting: Sequence[DutyRequest], viewer: str, more: int) -> Card:
    headline = say("duty.standing", count=count) if count else say("duty.nothing_stands")
    notes = (*(_waits(request, viewer) for request in waiting), *((say("duty.more", count=more),) if more else ()))
    return Card(headline, headline, Accent.QUIET, notes=notes, buttons=(override_button(),))


def _waits(request: DutyRequest, viewer: str) -> Say:
    who = say("duty.waits_for_you", person=Name(request.by))
    if request.by == viewer:
        who = say("duty.waits_for", person=Name(request.other))
    return say("duty.waiting", who=who, what=override_line(request.overrides[0]))


def deal_card(overrides: Sequence[Override], may_take_back: bool) -> Card:
    headline = override_line(overrides[0])
    lead = tuple(override_line(override) for override in overrides[1:])
    buttons = (take_back_button(overrides[0].deal),) if may_take_back else ()
    return Card(headline, headline, Accent.QUIET, lead, buttons=buttons)


# what is asked


def asking_card(request: DutyRequest, until: Param) -> Card:
    headline = _asks(request)
    lead = tuple(override_line(override) for override in request.overrides)
    notes = (say("duty.answer_by", until=until),)
    buttons = (
        Button(say("button.duty_agree"), Press(Verb.DUTY_AGREE, request.id), Style.PRIMARY),
        Button(say("button.duty_decline"), Press(Verb.DUTY_DECLINE, request.id), Style.DANGER),
    )
    return Card(headline, headline, Accent.OPEN, lead, notes=notes, buttons=buttons)


def _asks(request: DutyRequest) -> Say:
    by = Name(request.by)
    return say("duty.asks_swap", person=by) if is_a_swap(request) else say("duty.asks_cover", person=by)


def is_a_swap(request: DutyRequest) -> bool:
    return len({override.person for override in request.overrides}) > 1


def answered_card(request: DutyRequest, stands: bool, misfit: Say | None = None) -> Card:
    """In place of what was asked. `misfit`: why it cannot be agreed to any more."""
    return _told(misfit or _became(request, stands), request)


def _became(request: DutyRequest, stands: bool) -> Say:
    if request.state == "agreed":
        return say("duty.you_agreed") if stands else say("duty.was_taken_back")
    if request.state == "declined":
        return say("duty.you_declined")
    if request.state == "withdrawn":
        return say("duty.needed_no_more")
    return say("duty.expired")


def answer_card(request: DutyRequest, stands: bool, unreached: bool, may_take_back: bool) -> Card:
    """What the asker hears."""
    other = Name(request.other)
    if request.state == "agreed":
        headline = say("duty.agreed", person=other) if stands else say("duty.was_taken_back")
        return _told(headline, request, (take_back_button(request.id),) if stands and may_take_back else ())
    if request.state == "declined":
        return _told(say("duty.declined", person=other), request)
    if request.state == "withdrawn":
        return _told(say("duty.shift_changed"), request)
    if unreached:
        return _told(say("duty.unreached", person=other), request)
    return _told(say("duty.no_answer", person=other), request)


def _told(headline: Say, request: DutyRequest, buttons: tuple[Button, ...] = ()) -> Card:
    lead = tuple(override_line(override) for override in request.overrides)
    return Card(headline, headline, Accent.DONE, lead, buttons=buttons)


# what changed


def changed_card(deal: DutyRequest, stands: bool, may_take_back: bool) -> Card:
    if not stands:
        return _told(say("duty.was_taken_back"), deal)
    return _told(say("duty.changed", person=Name(deal.by)), deal, (take_back_button(deal.id),) if may_take_back else ())


def taken_back_card(deal: DutyRequest, by: str) -> Card:
    return _told(say("duty.took_back", person=Name(by)), deal)


# before a shift


def soon_card(schedule: str, shift: Shift, before: tuple[str, ...], after: tuple[str, ...]) -> Card:
    headline = say("duty.soon", schedule=schedule, begins=shift.starts_at)
    lead = (say("duty.from_to", begins=shift.starts_at, ends=shift.ends_at),)
    rows = (
        *((Row(say("duty.before"), tuple(Name(one) for one in before)),) if before else ()),
        *((Row(say("duty.after"), tuple(Name(one) for one in after)),) if after else ()),
    )
    return Card(headline, headline, Accent.QUIET, lead, rows, buttons=member_buttons(schedule))


def not_yours_card(schedule: str, instead: tuple[str, ...]) -> Card:
    """In place of a reminder of a shift that somebody else has now."""
    others = tuple(Name(one) for one in instead)
    headline = say("duty.not_yours", schedule=schedule, people=others) if others else say("duty.off", schedule=schedule)
    return Card(headline, headline, Accent.DONE)
