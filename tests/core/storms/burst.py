"""The small company, many cases at once."""

from dataclasses import dataclass

from bot.cases.commands import PersonsCommand
from bot.desk.desk import Desk
from bot.engine import Done
from bot.messages.shown import Card
from bot.notices.courier import Carried, Courier
from bot.people.identity import Platform
from bot.policy.policy import Policy
from tests.core.corridor import FILES, Corridor, right_here
from tests.harness.builders import company, fallback, level, path, rules
from tests.harness.senders import Post

ASKS_ANA = path(level("ana", 30), level("ben", 30), fallback=fallback("kim", every=60))


@dataclass
class Storm(Corridor):
    """Everything is asked of Ana first."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.courier = Courier(self.engine, self.senders, right_here, self.relay.found)
        self.desk = Desk(self.engine, FILES)

    def does(self, who: str, command: PersonsCommand, case_id: str = "case1", key: str = "") -> Done:
        return super().does(who, command, case_id, key or f"{who} {command} {case_id}")

    async def bursts(self, cases: int, first: int = 1, **given: str) -> None:
        for number in range(first, first + cases):
            self.opens(f"matter {number}", **given)

    async def brings(self) -> list[Carried]:
        """All that may be sent now, pages and notices."""
        carried = []
        while True:
            delivered = await self.delivers()
            brought = await self.carries()
            carried += brought
            if not delivered and not brought:
                return carried

    async def carries(self) -> list[Carried]:
        carried = []
        while one := await self.courier.deliver_next():
            carried.append(one)
        return carried

    async def goes_by(self, seconds: int) -> None:
        for _ in range(seconds):
            self.later(seconds=1)
            self.fires()
            await self.brings()

    def to(self, person: str) -> list[Post]:
        return self.slack.sent_to(f"U{person}")

    def as_it_is_now(self, post: Post) -> Card | None:
        edits = [edit.card for edit in self.slack.edits if edit.receipt == post.receipt]
        return edits[-1] if edits else post.card

    def states(self) -> dict[str, int]:
        """How the rows of the outbox ended, or that they did not."""
        with self.store.database.reading() as connection:
            rows = connection.exec_driver_sql("select state, count(*) from outbox where card is null group by state")
            return {str(row[0]): int(row[1]) for row in rows}


def storm(*paths: object, roster: object = None, platforms: frozenset[Platform] = frozenset({Platform.SLACK})) -> Storm:
    policy = Policy(rules(*(paths or (ASKS_ANA,))), roster or company())  # type: ignore[arg-type]
    made = Storm(policy, platforms)
    for person in ("ana", "ben", "kim", "rita"):
        made.met(person)
    return made
