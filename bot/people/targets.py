"""Whom a line of the policy names (S15). Values only: who that is at a moment is `asking.named`."""

from dataclasses import dataclass
from enum import StrEnum


class Party(StrEnum):
    """A part somebody plays in one case."""

    OWNER = "owner"
    REPORTER = "reporter"
    FOLLOWERS = "followers"


@dataclass(frozen=True, slots=True)
class OnePerson:
    person: str


@dataclass(frozen=True, slots=True)
class TeamMembers:
    """Its members, not its coordinator."""

    team: str


@dataclass(frozen=True, slots=True)
class CoordinatorOf:
    team: str


@dataclass(frozen=True, slots=True)
class ManagerOf:
    """The manager of the owner, of the reporter, or of a person named by id (S16)."""

    whom: Party | str


@dataclass(frozen=True, slots=True)
class OnCall:
    schedule: str


@dataclass(frozen=True, slots=True)
class NextOnCall:
    """Who would be on duty if those on duty were away (S17)."""

    schedule: str


@dataclass(frozen=True, slots=True)
class PlaceTarget:
    place: str


@dataclass(frozen=True, slots=True)
class VendorTarget:
    vendor: str


@dataclass(frozen=True, slots=True)
class CustomerFollowers:
    """The people whom the file lists as followers of the case's customer."""


@dataclass(frozen=True, slots=True)
class CustomerContact:
    """The customer's own addresses; only an audience of a communication plan may name them."""


@dataclass(frozen=True, slots=True)
class PartyOf:
    """Somebody by the part they play in the case."""

    party: Party


Target = (
    OnePerson
    | TeamMembers
    | CoordinatorOf
    | ManagerOf
    | OnCall
    | NextOnCall
    | PlaceTarget
    | VendorTarget
    | CustomerFollowers
    | CustomerContact
    | PartyOf
)
