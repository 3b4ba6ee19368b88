"""Who stands at the desk: a profile that a platform vouches for becomes a person, and it is noted that they acted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from bot.answers import Keeper, Says, keeping
from bot.cases.access import Viewer, viewer
from bot.cases.outcome import Refused
from bot.engine import Engine
from bot.people.binding import Known, Stranger, known_as, person_claimed
from bot.people.identity import Profile, Reader
from bot.people.readers import reader_of
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.ports import AlreadyBound, Unit
from bot.words import Say, say

NOTED_FOR = timedelta(minutes=1)
TURNED_AWAY: Mapping[Stranger, Say] = {
    Stranger.GUEST: say("refused.guest"),
    Stranger.BOT: say("refused.bot"),
    Stranger.GONE: say("refused.gone"),
    Stranger.SECOND_CLAIMANT: say("refused.second_claimant"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the desk, and all there is to know for answering them: as of one instant, read in one transaction.

    `key` is that of their delivery, `before` what it was answered when it first came; `moved`: it moved a case then,
    whose record tells.
    """

    person: str
    reader: Reader
    roster: Roster
    rules: Rules
    now: datetime
    key: str = ""
    before: Says | None = None
    moved: bool = False

    @property
    def keep(self) -> Keeper:
        return keeping(self.key)

    @property
    def viewer(self) -> Viewer:
        return viewer(self.person, self.roster)

    def id_for(self, key: str) -> str:
        """Of what the delivery of this key makes: the same if it comes twice, so that it is made once."""
        return sha256(f"{self.person}|{key}".encode()).hexdigest()[:24]


def key_of(profile: Profile, key: str) -> str:
    """Of an answer: nobody hears what somebody else was answered."""
    return f"{profile.identity}|{key}" if key else ""


class Arrivals:
    """`domains` are the mail domains of the company; `on_claim` hears of second claimants."""

    def __init__(
        self, engine: Engine, domains: frozenset[str], on_claim: Callable[[Profile], None] = lambda _: None
    ) -> None:
        self._engine, self._domains, self._on_claim = engine, domains, on_claim
        self._noted: dict[str, tuple[Profile, datetime]] = {}

    def arrived(self, profile: Profile, key: str = "") -> Visit:
        """`key` is that of the delivery. Raises `Refused` for guests, bots, people who are gone and who claims to be
        somebody else."""
        try:
            visit = self._let_in(profile, key)
        except AlreadyBound:
            visit = Stranger.SECOND_CLAIMANT
        if not isinstance(visit, Stranger):
            return visit
        if visit is Stranger.SECOND_CLAIMANT:
            self._on_claim(profile)
        raise Refused(TURNED_AWAY[visit])

    def called(self, profile: Profile) -> str | None:
        """The person of the policy whose account this is, or would be; None for anybody else."""
        with self._engine.store.writing() as unit:
            roster = self._engine.policy_in(unit).roster
            known = self._recognised(unit, profile, roster)
        return known.person if isinstance(known, Known) and known.person in roster.people else None

    def _let_in(self, profile: Profile, key: str) -> Visit | Stranger:
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            roster, rules = self._engine.roster_in(unit, now), self._engine.policy_in(unit).rules
            known = self._recognised(unit, profile, roster)
            if isinstance(known, Stranger):
                return known
            person = self._note(unit, profile, known, now)
            own, moved = key_of(profile, key), unit.remembered(key) is not None
            return Visit(person, reader_of(person, profile, roster), roster, rules, now, own, unit.answered(own), moved)

    def _recognised(self, unit: Unit, profile: Profile, roster: Roster) -> Known | Stranger:
        bound = unit.person_of(profile.identity)
        unnamed = bound in (None, str(profile.identity))
        claimed = person_claimed(profile, roster, self._domains) if unnamed else None
        holders = unit.identities_of(claimed) if claimed else ()
        return known_as(profile, bound, claimed, holders)

    def _note(self, unit: Unit, profile: Profile, known: Known, now: datetime) -> str:
        """Where they act, they are asked (R22); that is kept to the minute, since it is a write of its own."""
        person = unit.bind(profile, known.person, now) if known.newly else known.person
        seen, noted_at = self._noted.get(person, (None, now))
        if seen != profile or abs(now - noted_at) > NOTED_FOR:
            unit.acted(profile, now)
            self._noted[person] = (profile, now)
        return person
