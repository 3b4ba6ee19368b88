"""A message outside any case: what is owed, never its text. What it says is worked out when it is sent (`drawn`), and
again whenever what it is about has changed: then what stands in the chat is edited."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class NoticeTopic(StrEnum):
    """What a notice is about. The key of what it is about is `Notice.about`; its form belongs to the topic.

    `policy_*`: id of a proposal. `duty_*`: id of a request, a deal, or "schedule|person|instant" of a shift.
    `handoff_*`: "schedule|instant" of a change of duty. `second_claimant`: "identity|person".
    `bundle`: id of pages that were merged. `reach_report`: a day, or "schedule|instant" of a shift. `coverage`: a week,
    or "instant|schedules and paths". `audit`: a day, or an hour ("2026-11-20T14"). The others: a day or a week.
    """

    POLICY_ASK = "policy_ask"
    POLICY_ACTIVATED = "policy_activated"
    POLICY_DECLINED = "policy_declined"
    POLICY_UNREACHED = "policy_unreached"
    DUTY_ASK = "duty_ask"
    DUTY_ANSWER = "duty_answer"
    DUTY_CHANGED = "duty_changed"
    SHIFT_SOON = "shift_soon"
    HANDOFF_GIVE = "handoff_give"
    HANDOFF_TAKE = "handoff_take"
    REACH_REPORT = "reach_report"
    FEED_TROUBLE = "feed_trouble"
    COVERAGE = "coverage"
    SECOND_CLAIMANT = "second_claimant"
    BUNDLE = "bundle"
    AUDIT = "audit"


URGENT = frozenset({NoticeTopic.BUNDLE})  # before all others


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notice stands, as the platform confirmed it; in the words of `bot.ports.Receipt`."""

    platform: str
    workspace: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Owed to a person or to a place of the policy, on that platform alone where there is one (a place always has one),
    and leased to whoever holds this.

    `attempts` counts this one; `uncertain`: the fate of an earlier one is unknown, so this one carries the repeat mark.
    `stands`: it was sent, and is to be drawn anew there. `attempted_at` is when the attempt before this one began.
    """

    id: str
    topic: NoticeTopic
    about: str
    person: str | None
    place: str | None
    platform: str | None
    attempts: int
    uncertain: bool
    stands: Standing | None = None
    created_at: datetime | None = field(default=None, compare=False)
    attempted_at: datetime | None = field(default=None, compare=False)
    leased_until: datetime | None = field(default=None, compare=False)

    @property
    def may_stand(self) -> bool:
        """An earlier attempt may have brought it, and nobody knows where it stands."""
        return self.uncertain and self.attempted_at is not None and self.stands is None


class Notices(Protocol):
    """A part of `bot.ports.Unit`."""

    def notify(
        self,
        topic: NoticeTopic,
        about: str,
        at: datetime,
        *,
        person: str | None = None,
        place: str | None = None,
        platform: str | None = None,
    ) -> None:
        """Owed from the commit on, once: the same topic about the same to the same one again does nothing."""

    def take_notice(self, at: datetime, lease: timedelta) -> Notice | None:
        """The oldest that may be sent now, urgent ones first; those never sent before those to be drawn anew."""

    def notice_looks(self, notice: Notice) -> None:
        """What it was taken for is no attempt: it is to be looked for."""

    def notice_begins(self, notice: Notice, at: datetime) -> bool:
        """Looked for in vain: an attempt begins after all. False where it is no longer for whoever held it to make."""

    def notice_sent(self, notice: Notice, stands: Standing, at: datetime, *, aged: bool = False) -> None:
        """Confirmed. If what it is about changed since it was taken, it is to be drawn anew at once; so is what `aged`
        on its way, since nobody knows how it was drawn."""

    def notice_ended(self, notice: Notice, state: str, at: datetime, why: str | None = None) -> bool:
        """Never sent: "failed"; or "withdrawn", unless what it is about changed since it was taken: then it is to be
        drawn once more. False where that is no longer for whoever held it to say."""

    def notice_later(self, notice: Notice, until_at: datetime, *, uncertain: bool) -> None:
        """Tried in vain; again then. One that was uncertain stays so."""

    def notices_changed(self, about: str, at: datetime, *topics: NoticeTopic) -> None:
        """All about this, of these topics, that stand somewhere are to be drawn anew; those not yet sent will be drawn
        as it is then anyway."""

    def notices_failed(self, topic: NoticeTopic, about: str) -> tuple[str, ...]:
        """The people whom such a notice never reached."""

    def next_notice_at(self) -> datetime | None:
        """When the next may be taken."""
