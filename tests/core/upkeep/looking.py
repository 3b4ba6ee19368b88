"""The small company on Slack and Teams, with the two chores that look who is there."""

from dataclasses import replace
from datetime import datetime

from bot.notices.courier import Courier
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.known import Account
from bot.people.presence import Override, Reach
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.upkeep.directory import DirectoryLook
from bot.upkeep.reach import ReachLook
from tests.core.corridor import Corridor, right_here
from tests.core.people.builders import at
from tests.harness.builders import company, level, path, rules

SLACK, TEAMS = Platform.SLACK, Platform.TEAMS
QUIET_AT = at("2026-11-17 03:00")
MORNING_AT = at("2026-11-17 08:00")


def looked_at(changed: Roster | None = None, keeper: str = "kim") -> Policy:
    """Ana, then Ben, then Mia may be asked; Ana is on duty, Kim keeps the policy."""
    roster = changed or company()
    kim = replace(roster.people[keeper], authority=frozenset({"policy"}))
    people = {**roster.people, keeper: kim}
    return Policy(rules(path(level("ana", 5), level("ben", 10))), replace(roster, people=people))


class Looked(Corridor):
    """`restart` forgets what a process knows; the database stays."""

    def __init__(
        self, policy: Policy | None = None, platforms: frozenset[Platform] = frozenset({SLACK}), url: str = "sqlite://"
    ) -> None:
        super().__init__(policy or looked_at(), platforms, url)
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.restart()

    def restart(self) -> None:
        self.directory = DirectoryLook(self.engine, self.senders, right_here, self.domains)
        self.reach = ReachLook(self.engine, self.senders, right_here, self.relay.found)

    async def looks(self, minutes: float = 0) -> None:
        """Through the directory, then for whom a message reaches, until nothing more is due at this time."""
        self.later(minutes)
        await self.directory.do(self.clock.at)
        await self.looks_for_all()

    async def looks_for_all(self) -> None:
        """Slice by slice, a minute each; the clock is where it was afterwards."""
        before = self.clock.at
        for _ in range(4):
            await self.reach.do(self.clock.at)
            self.later(minutes=1)
        self.clock.at = before

    def moved_to(self, moment: datetime) -> "Looked":
        self.clock.at = moment
        return self

    def account(self, user: str, platform: Platform = SLACK) -> Account | None:
        with self.store.writing() as unit:
            return unit.account(Identity(platform, "T1", user))

    def owners(self, platform: Platform = SLACK) -> dict[str, str]:
        with self.store.writing() as unit:
            return {one.profile.identity.user: one.person for one in unit.accounts(platform)}

    def membership(self, user: str) -> Membership | None:
        account = self.account(user)
        return account.profile.membership if account else None

    def reaches(self) -> dict[str, Reach]:
        with self.store.writing() as unit:
            return dict(unit.reaches())

    def away(self) -> dict[str, str]:
        return dict(self.engine.roster().away)

    def goes_on_duty(self, person: str, starts_at: datetime, ends_at: datetime) -> None:
        with self.store.writing() as unit:
            unit.override([Override("duty", person, starts_at, ends_at)], "mia", self.clock.at)

    def changes(self, person: str, **changed: object) -> Profile:
        """What their platform tells of them from now on."""
        accounts = self.slack.accounts
        email = f"{person}@nordlys.example"
        accounts[email] = replace(accounts[email], **changed)  # type: ignore[arg-type]
        return accounts[email]

    async def hears(self) -> list[tuple[str, str]]:
        """Notices that came since it last looked: to whom, and the key of the headline."""
        seen = len(self.slack.posts)
        while await self.courier.deliver_next():
            pass
        return [(post.to, post.card.headline.key) for post in self.slack.posts[seen:]]
