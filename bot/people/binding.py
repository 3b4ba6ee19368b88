"""Which person of the directory somebody on a platform is (R22)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.roster import Person, Roster


class Stranger(StrEnum):
    """Why somebody is not served."""

    GUEST = "guest"
    BOT = "bot"
    GONE = "gone"
    SECOND_CLAIMANT = "second_claimant"


@dataclass(frozen=True, slots=True)
class Known:
    """`newly`: to be bound now, and from then on by the platform's immutable id."""

    person: str
    newly: bool = False


UNWELCOME = {
    Membership.GUEST: Stranger.GUEST,
    Membership.BOT: Stranger.BOT,
    Membership.GONE: Stranger.GONE,
}


def person_claimed(profile: Profile, roster: Roster, domains: Collection[str]) -> str | None:
    """The person whom the policy knows by this e-mail, or by this id on the platform. An e-mail counts only in the mail
    domains of the company; none listed are those of the policy's people."""
    if profile.membership is not Membership.MEMBER:
        return None
    email = profile.email.strip().casefold()
    trusted = _domain(email) in (domains or {_domain(person.email.casefold()) for person in roster.people.values()})
    named = (p.id for p in roster.people.values() if profile.identity.user in _ids(p, profile.identity.platform))
    by_email = (p.id for p in roster.people.values() if trusted and email in _addresses(p, profile.identity.platform))
    return next(named, None) or next(by_email, None)


def known_as(
    profile: Profile, bound: str | None, claimed: str | None, holders: Collection[Identity]
) -> Known | Stranger:
    """Who this is: `bound` is whom this identity belongs to, `claimed` whom its e-mail names, `holders` the identities
    that this person has already.

    Whoever the policy does not name is a reporter under the id of their identity, until it does name them.
    """
    if profile.membership in UNWELCOME:
        return UNWELCOME[profile.membership]
    own_name = str(profile.identity)
    if bound not in (None, own_name):
        return Known(bound or own_name)
    if claimed is None:
        return Known(own_name, newly=bound is None)
    if any(_same_door(held, profile.identity) for held in holders):
        return Stranger.SECOND_CLAIMANT
    return Known(claimed, newly=True)


def _same_door(held: Identity, new: Identity) -> bool:
    """One person has one identity in a workspace."""
    return (held.platform, held.workspace) == (new.platform, new.workspace) and held.user != new.user


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _ids(person: Person, platform: Platform) -> tuple[str, ...]:
    """What the policy writes of them for a platform; an e-mail among these is no id."""
    written = _written(person, platform)
    return (written,) if written and "@" not in written else ()


def _addresses(person: Person, platform: Platform) -> tuple[str, ...]:
    written = _written(person, platform)
    return (person.email.casefold(), *((written.casefold(),) if "@" in written else ()))


def _written(person: Person, platform: Platform) -> str:
    return {Platform.SLACK: person.slack, Platform.TEAMS: person.teams}.get(platform) or ""
