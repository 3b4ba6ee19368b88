"""On which platforms somebody is spoken to from here: those that know them, else one that finds them."""

from collections.abc import Mapping
from functools import partial

from bot.engine import Engine
from bot.messages.owed import Destination
from bot.people.binding import person_claimed
from bot.people.identity import Identity, Platform, Profile
from bot.people.roster import Person
from bot.ports import AlreadyBound, InThread, Unit
from bot.sending import Lost, NotNow, Sender, Undeliverable


class Ways:
    """For relay and courier alike. `domains`: see `person_claimed`."""

    def __init__(
        self,
        engine: Engine,
        senders: Mapping[Platform, Sender],
        in_thread: InThread,
        domains: frozenset[str] = frozenset(),
    ) -> None:
        self._engine, self._senders, self._in_thread = engine, senders, in_thread
        self._domains = domains

    def on(self, platform: Platform) -> Sender:
        return sender_on(self._senders, platform)

    async def to_stranger(self, person: Person | None, known_elsewhere: bool, left: bool) -> Identity:
        """Somebody whom no chat here knows yet: on that which finds them, else by mail (S21), but for those who have
        `left`. `known_elsewhere`: their chat is switched off, which is nothing that they can mend."""
        if found := await self.found(person):
            return found
        if left:
            raise Undeliverable("gone")
        if by_mail := mail_to(self._senders, person):
            return by_mail
        if known_elsewhere:
            raise NotNow("their chat is not set up", everywhere=True)
        raise Undeliverable("on no platform")

    async def found(self, person: Person | None) -> Identity | None:
        """Somebody who never spoke to Stige is looked for by e-mail, and bound to the id found there (R22). A platform
        that takes nothing at all keeps nobody from being found on another, and is no proof that they are nowhere."""
        if person is None:
            return None
        shut: NotNow | None = None
        for platform in self._senders:
            try:
                profile = await self._looked_up(platform, person)
            except NotNow as fault:
                if not fault.everywhere:
                    raise
                shut = fault
                continue
            if profile is None:
                continue
            is_them = await self._in_thread(partial(self._bound, profile, person.id))
            if is_them:
                return profile.identity
        if shut:
            raise shut
        return None

    async def _looked_up(self, platform: Platform, person: Person) -> Profile | None:
        """One that refuses for good does not keep the others from being asked."""
        try:
            return await self._senders[platform].find(_name_on(platform, person))
        except Undeliverable:
            return None
        except Lost as lost:
            raise NotNow(str(lost)) from lost  # nothing was sent yet

    def _bound(self, profile: Profile, person: str) -> bool:
        """Whether this is the person looked for, and nobody else's identity."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            if person_claimed(profile, self._engine.roster_in(unit, now), self._domains) != person:
                return False
            try:
                return unit.bind(profile, person, now) == person
            except AlreadyBound:
                return False


def sender_on(senders: Mapping[Platform, Sender], platform: Platform) -> Sender:
    if platform not in senders:
        raise Undeliverable(f"{platform} is not set up")
    return senders[platform]


def known_on(senders: Mapping[Platform, Sender], unit: Unit, person: str) -> tuple[Identity, ...]:
    return tuple(identity for identity in unit.identities_of(person) if identity.platform in senders)


def mail_to(senders: Mapping[Platform, Sender], person: Person | None) -> Identity | None:
    return Identity(Platform.MAIL, "", person.email) if person and Platform.MAIL in senders else None


def ways_to(to: Destination, senders: Mapping[Platform, Sender], unit: Unit) -> tuple[Identity | str, ...]:
    """Where a message for it may go, the best first; of a person with a platform, there alone."""
    if to.person is None or to.room:
        return (to.room,) if to.room else ()
    known = known_on(senders, unit, to.person)
    return tuple(identity for identity in known if to.platform in (None, identity.platform))


def _name_on(platform: Platform, person: Person) -> str:
    """The id or e-mail that the policy gives for that platform, else the person's e-mail."""
    given = {Platform.SLACK: person.slack, Platform.TEAMS: person.teams, Platform.SANDBOX: person.id}
    return given.get(platform) or person.email
