"""What a platform tells of somebody who did nothing at the desk: who they are is bound once, all else is noted."""

from collections.abc import Collection
from datetime import datetime

from bot.changing import replace
from bot.engine import Engine
from bot.notices.reporting import report_claim
from bot.people.binding import person_claimed
from bot.people.identity import Identity, Membership, Profile
from bot.people.known import Account
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import AlreadyBound, Unit


class Noting:
    """`domains`: see `person_claimed`."""

    def __init__(self, engine: Engine, domains: Collection[str]) -> None:
        self._engine, self._domains = engine, domains

    def heard_of(self, profile: Profile) -> None:
        with self._engine.store.writing() as unit:
            self.note(unit, (profile,), self._engine.clock.now())
        self._engine.on_saved()

    def note(self, unit: Unit, told: Collection[Profile], now: datetime) -> None:
        policy = self._engine.policy_in(unit)
        named = _written(policy.roster)
        for profile in told:
            account = unit.account(profile.identity)
            if account:
                _refresh(unit, account, profile)
            if _is_nobodys(account, profile.identity) and _words(profile) & named:
                self._bind(unit, profile, policy, now)

    def claimed(self, profile: Profile) -> None:
        """Somebody was refused, since who they say they are is somebody else already."""
        with self._engine.store.writing() as unit:
            policy, now = self._engine.policy_in(unit), self._engine.clock.now()
            if person := person_claimed(profile, policy.roster, self._domains):
                report_claim(unit, profile.identity, person, policy, now)
        self._engine.on_saved()

    def _bind(self, unit: Unit, profile: Profile, policy: Policy, now: datetime) -> None:
        person = person_claimed(profile, policy.roster, self._domains)
        if person is None:
            return
        try:
            unit.bind(profile, person, now, acted=False)
        except AlreadyBound:
            report_claim(unit, profile.identity, person, policy, now)


def has_left(unit: Unit, identity: Identity) -> None:
    if account := unit.account(identity):
        unit.heard_of(replace(account.profile, membership=Membership.GONE))


def _refresh(unit: Unit, known: Account, told: Profile) -> None:
    """What the platform leaves out this time stays as it was; of who has left, all does."""
    before = known.profile
    after = replace(
        told,
        name=told.name or before.name,
        email=told.email or before.email,
        language=told.language or before.language,
        timezone=told.timezone or before.timezone,
    )
    if told.membership is Membership.GONE:
        after = replace(before, membership=Membership.GONE)
    if after != before:
        unit.heard_of(after)


def _is_nobodys(account: Account | None, identity: Identity) -> bool:
    """Unbound, or a reporter under the id of their own identity."""
    return account is None or account.person == str(identity)


def _words(profile: Profile) -> frozenset[str]:
    return frozenset({profile.identity.user.casefold(), profile.email.strip().casefold()})


def _written(roster: Roster) -> frozenset[str]:
    """By which the policy may name somebody: so that of thousands of others nothing more is asked."""
    written = (word for person in roster.people.values() for word in (person.email, person.slack, person.teams))
    return frozenset(word.casefold() for word in written if word)
