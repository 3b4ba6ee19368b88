"""Who somebody is on a platform, and which person of the directory that makes them (R22)."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    SANDBOX = "sandbox"
    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Identity:
    """A human on one platform: `workspace` is a Slack team or a Microsoft tenant, `user` its immutable id there."""

    platform: Platform
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.workspace}:{self.user}"


class Membership(StrEnum):
    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the platform says of somebody now. Empty language, zone or e-mail: it does not say."""

    identity: Identity
    name: str
    email: str = ""
    language: str = ""
    timezone: str = ""
    membership: Membership = Membership.MEMBER


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes a text is for. In a room `person` is None, and language and zone are the policy file's."""

    person: str | None
    language: str
    timezone: str
